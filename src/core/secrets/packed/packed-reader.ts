import { Buffer } from 'node:buffer'
import { gzipHeaderBytes } from '../decoding/gzip.ts'
import { closedFormat, formatBytes } from './closed-format.ts'
import { createInflater, type Inflater } from './inflater.ts'
import type { PackedBudget } from './packed-budget.ts'
import { readZipEntry, zipMagic } from './zip-entry.ts'

/** Takes one text that was packed, in pieces. */
export interface PackedSink {
  push(bytes: Buffer): void
  end(): void
}

export interface PackedOptions<Sink extends PackedSink = PackedSink> {
  /**
   * A file in an archive by its names, the outermost first; what a gzip member holds has none of its
   * own. `around` is what it is packed in, unless that is the file itself.
   */
  open(names: readonly string[], around: Sink | undefined): Sink
  /** Told what was not looked into, and why, as the end of a sentence about it. */
  leaveOut(names: readonly string[], why: string): void
  /** Shared by everything that is packed in one file. */
  budget: PackedBudget
}

/**
 * Finds what is packed in a file that arrives in pieces: files in zip archives (also jar, xlsx, docx,
 * apk and whatever else is one), wherever they stand in it, gzip members, and both in one another.
 * Archives are read as they come, by the header before each file: the table at their end, which
 * could leave files out, does not count. Memory does not grow with the file.
 */
export interface PackedReader {
  push(piece: Buffer): Promise<void>
  end(): Promise<void>
}

const zipBytes = Buffer.from(zipMagic)
const noBytes = Buffer.alloc(0)
const gzipBytes = Buffer.from([0x1f, 0x8b, 0x08])
/** Both magics are told by so many bytes, the last of which may come with the next piece. */
export const magicBytes = 4
/** Longer headers are none. */
const maxHeader = { zip: 131_072, gzip: 4_096 }
/** What breaks off before it has become so many bytes, in the midst of others, only looked packed. */
const minBroken = 512

type State =
  | { at: 'start' }
  | { at: 'search' }
  | { at: 'file'; inflater: Inflater; end(error: unknown): Promise<void> }

export const createPackedReader = <Sink extends PackedSink>(
  options: PackedOptions<Sink>,
): PackedReader => readPacked(options, { names: [], layer: 0, around: undefined })

/** What a packed file stands in. */
interface Surrounding<Sink> {
  /** The packed files around it, the outermost first. */
  names: readonly string[]
  layer: number
  around: Sink | undefined
}

function readPacked<Sink extends PackedSink>(
  options: PackedOptions<Sink>,
  { names, layer, around }: Surrounding<Sink>,
): PackedReader {
  const { budget, leaveOut } = options
  let state: State = { at: 'start' }
  let held: Buffer = noBytes
  /** What the file begins as; of anything else, what looks packed may be none. */
  let begins: 'zip' | 'gzip' | undefined

  /** Goes through what has arrived; keeps what cannot be told yet. */
  async function goOn(isLast: boolean): Promise<void> {
    for (;;) {
      if (state.at === 'start') {
        if (held.length < formatBytes && !isLast) return
        const format = closedFormat(held)
        if (format !== undefined) leaveOut(names, `packed with ${format}, which is not opened`)
        begins = startsWith(zipBytes) ? 'zip' : startsWith(gzipBytes) ? 'gzip' : undefined
        state = { at: 'search' }
      }
      if (state.at === 'file') {
        if (!(await inflate(state, isLast))) return
      } else if (!find(isLast)) return
    }
  }

  const startsWith = (magic: Buffer) => magic.equals(held.subarray(0, magic.length))

  /** Looks for the next packed file; tells whether there is more to do. */
  function find(isLast: boolean): boolean {
    const next = createSearch(held)
    for (let at = next(0); at !== -1; at = next(at + 1)) {
      const from = held.subarray(at)
      const kind = from[0] === zipBytes[0] ? 'zip' : 'gzip'
      const begun = kind === 'zip' ? readZipEntry(from) : readGzipHeader(from)
      if (begun === 'more' && !isLast && from.length < maxHeader[kind]) {
        held = from
        return false
      }
      if (begun === undefined || begun === 'more') continue
      held = from.subarray(begun.headerBytes)
      const inner = begun.name === undefined ? names : [...names, begun.name]
      if (typeof begun.holds === 'object') leaveOut(inner, begun.holds.closed)
      else if (begun.holds === 'deflated') start(inner, begins === kind)
      return true
    }
    held = isLast ? noBytes : begunMagic(held)
    return false
  }

  /** @param isSure whether it is packed, and not only looks so */
  function start(inner: readonly string[], isSure: boolean): void {
    const refused = budget.enter(layer)
    if (refused !== undefined) {
      leaveOut(inner, refused)
      return
    }
    const sink = options.open(inner, around)
    const deeper = readPacked(options, { names: inner, layer: layer + 1, around: sink })
    const grow = budget.meter()
    let grown = 0
    const inflater = createInflater((bytes) => {
      grown += bytes.length
      grow(bytes.length, inflater.bytesRead())
      sink.push(bytes)
      return deeper.push(bytes)
    })
    const end = async (error: unknown) => {
      inflater.close()
      await deeper.end()
      sink.end()
      if (error !== undefined && (isSure || grown >= minBroken)) {
        leaveOut(inner, budget.reasonOf(error))
      }
    }
    state = { at: 'file', inflater, end }
  }

  /** Hands on what has arrived; tells whether the file has come to its end. */
  async function inflate(
    { inflater, end }: State & { at: 'file' },
    isLast: boolean,
  ): Promise<boolean> {
    const piece = held
    const progress = piece.length > 0 ? await inflater.write(piece) : ({ state: 'open' } as const)
    const now = progress.state === 'open' && isLast ? await inflater.end() : progress
    if (now.state === 'open') {
      held = noBytes
      return false
    }
    await end(now.state === 'broken' ? now.error : undefined)
    state = { at: 'search' }
    // Of what is broken nobody knows where it ends: the next header is looked for from here on.
    held = now.state === 'ended' ? now.rest : progress.state === 'open' ? noBytes : piece
    return true
  }

  return {
    async push(piece) {
      held = held.length === 0 ? piece : Buffer.concat([held, piece])
      await goOn(false)
    },
    end: () => goOn(true),
  }
}

/** The last bytes, if a magic may begin with them; mostly none, so that pieces need not be joined. */
function begunMagic(bytes: Buffer): Buffer {
  const tail = bytes.subarray(-(magicBytes - 1))
  const at = tail.findIndex((byte) => byte === zipBytes[0] || byte === gzipBytes[0])
  return at === -1 ? noBytes : tail.subarray(at)
}

/** Whether a packed file may begin in these bytes. */
export const holdsPackedFile = (bytes: Buffer): boolean =>
  bytes.includes(zipBytes) || bytes.includes(gzipBytes)

/** Finds the next of both magics from an offset on; asked in ascending order, it looks at each byte twice. */
function createSearch(bytes: Buffer): (from: number) => number {
  const places = [zipBytes, gzipBytes].map((magic) => ({ magic, at: bytes.indexOf(magic) }))
  return (from) => {
    let nearest = -1
    for (const place of places) {
      if (place.at !== -1 && place.at < from) place.at = bytes.indexOf(place.magic, from)
      if (place.at !== -1 && (nearest === -1 || place.at < nearest)) nearest = place.at
    }
    return nearest
  }
}

function readGzipHeader(bytes: Buffer) {
  const headerBytes = gzipHeaderBytes(bytes.subarray(0, maxHeader.gzip))
  if (headerBytes === undefined || headerBytes === 'more') return headerBytes
  return { name: undefined, headerBytes, holds: 'deflated' as const }
}
