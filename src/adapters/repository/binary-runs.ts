import type { SecretEngine, SecretMatch } from '../../core/secrets/engine.ts'

/** Places in a window that are looked at to tell binary data from text, and bytes at each. */
const samples = 8
const sampleBytes = 512
/** More control characters than this, of a hundred bytes, are no text. */
const maxControls = 1

/** Shortest run, in bytes and in characters: the shortest value that anybody registers. */
const minRun = 8

/**
 * Finds secrets in a window of a file, text or not, apart from what is packed in it; offsets count from
 * the start of the window. What it needs is made once: gigabytes pass through here, and nothing of them
 * should be left to collect.
 *
 * @param maxBytes largest window
 */
export function createWindowScan(
  engine: SecretEngine,
  maxBytes: number,
): (window: Buffer) => SecretMatch[] {
  let runs: Runs | undefined
  return (window) => {
    if (!isBinary(window) || isUtf32(window)) return engine.scan(window)
    runs ??= createRuns(maxBytes)
    return scanRuns(engine, window, runs)
  }
}

function isBinary(window: Buffer): boolean {
  let controls = 0
  let seen = 0
  const step = Math.max(sampleBytes, Math.floor(window.length / samples))
  for (let at = 0; at < window.length; at += step) {
    for (const byte of window.subarray(at, at + sampleBytes)) {
      seen += 1
      if (byte < 0x20 && !isSpace(byte)) controls += 1
    }
  }
  return controls * 100 > seen * maxControls
}

/** Whether every four bytes of the samples are a character, in one byte order. */
function isUtf32(window: Buffer): boolean {
  const step = Math.max(sampleBytes, Math.floor(window.length / samples) & ~3)
  let little = window.length >= minWide
  let big = little
  for (let at = 0; at < window.length && (little || big); at += step) {
    const end = Math.min(at + sampleBytes, window.length - 3)
    for (let unit = at; unit < end; unit += 4) {
      little &&= isCharacter(window.readUInt32LE(unit))
      big &&= isCharacter(window.readUInt32BE(unit))
    }
  }
  return little || big
}

const minWide = 4 * minRun
const isCharacter = (code: number): boolean => code > 0 && code <= 0x10ffff

function isSpace(byte: number): boolean {
  return byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x0c || byte === 0x1b
}

/** Runs one after the other, a newline behind each, and where they come from. */
interface Runs {
  joined: Buffer
  /** Of each run its place in `joined`, then its place in the window. */
  places: Uint32Array
}

const createRuns = (maxBytes: number): Runs => ({
  joined: Buffer.allocUnsafeSlow(maxBytes + maxBytes / minRun + 1),
  places: new Uint32Array(2 * Math.ceil(maxBytes / minRun)),
})

function scanRuns(engine: SecretEngine, window: Buffer, runs: Runs): SecretMatch[] {
  const { length, count } = joinRuns(window, runs)
  if (length === 0) return []
  return engine.scan(runs.joined.subarray(0, length)).map((match) => {
    let last = 0
    while (last + 1 < count && (runs.places[2 * last + 2] ?? 0) <= match.start) last += 1
    const from = runs.places[2 * last] ?? 0
    return shifted(match, (runs.places[2 * last + 1] ?? 0) - from)
  })
}

/** What may stand in a run: ASCII text, and the zeros between wide characters. */
const inRun = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0 || isSpace(byte) || (byte >= 0x20 && byte < 0x7f) ? 1 : 0,
)

/**
 * Collects text within other data: eight characters at least, of one or two bytes each. A secret that
 * somebody could use stands in such a run; what lies between is noise that takes the engine long.
 *
 * Looks at every eighth byte alone until one may be text.
 */
function joinRuns(window: Buffer, { joined, places }: Runs): { length: number; count: number } {
  let floor = 0
  let length = 0
  let count = 0
  for (let at = minRun - 1; at < window.length; ) {
    if (inRun[window[at] as number] === 0) {
      at += minRun
      continue
    }
    let start = at
    while (start > floor && continues(window, start - 1, start)) start -= 1
    let end = at + 1
    while (end < window.length && continues(window, end, end - 1)) end += 1
    if (end - start >= minRun && countText(window, start, end) >= minRun) {
      places[2 * count] = length
      places[2 * count + 1] = start
      count += 1
      for (let from = start; from < end; from += 1) joined[length++] = window[from] as number
      joined[length++] = 0x0a
    }
    floor = end
    at = end + minRun - 1
  }
  return { length, count }
}

/** Whether the byte at `at` belongs to the run of its neighbour; two zeros end every run. */
const continues = (window: Buffer, at: number, neighbour: number): boolean =>
  inRun[window[at] as number] === 1 && (window[at] !== 0 || window[neighbour] !== 0)

function countText(window: Buffer, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end && count < minRun; at += 1) if (window[at] !== 0) count += 1
  return count
}

const shifted = (match: SecretMatch, by: number): SecretMatch => ({
  start: match.start + by,
  end: match.end + by,
  rule: match.rule,
  tier: match.tier,
  confidence: match.confidence,
  fingerprint: match.fingerprint,
  ...(match.known === undefined ? {} : { known: match.known }),
})
