import { createReadStream } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { splitLines } from '../src/core/recording/split-lines.ts'
import type { SecretEngine, SecretMatch } from '../src/core/secrets/engine.ts'

/** A secret in a file that was about to leave the machine. Never carries the value. */
export interface Leak {
  file: string
  rule: string
  fingerprint: string
}

export interface LeakCheck {
  /** Any of these stops the upload. */
  leaks: Leak[]
  /** Uncertain finds, which nobody masks; counted, not listed. */
  suspicions: number
}

const windowBytes = 1024 * 1024
/** Longer than any detector's longest match. */
const overlapBytes = 64 * 1024
const maxLeaks = 50

/**
 * Looks for known secrets, their encodings and everything the detectors are certain about, in
 * files as they would be uploaded: packed files are unpacked, and the strings of JSON lines are
 * read both as written and as meant.
 */
export async function checkForLeaks(
  files: readonly string[],
  engine: Pick<SecretEngine, 'scan'>,
): Promise<LeakCheck> {
  const found = new Map<string, Leak>()
  let suspicions = 0
  for (const file of files) {
    for await (const window of windowsOf(file)) {
      for (const match of engine.scan(window)) {
        if (!isCertain(match)) {
          suspicions += 1
          continue
        }
        const leak = { file: shownName(file), rule: match.rule, fingerprint: match.fingerprint }
        if (found.size < maxLeaks)
          found.set(`${leak.file}\n${leak.rule}\n${leak.fingerprint}`, leak)
      }
    }
  }
  return { leaks: [...found.values()], suspicions }
}

/** The session masks the same finds; one of them here means that masking failed somewhere. */
const isCertain = ({ known, tier }: SecretMatch): boolean =>
  known !== undefined || tier === 'rewrite'

async function* windowsOf(file: string): AsyncGenerator<Uint8Array> {
  yield* overlapping(open(file))
  if (!/\.jsonl(?:\.gz)?$/.test(file)) return
  for await (const line of splitLines(open(file)))
    yield* overlapping([Buffer.from(stringsIn(line))])
}

const open = (file: string): Readable => {
  const bytes = createReadStream(file)
  if (!file.endsWith('.gz')) return bytes
  const unpacked = createGunzip()
  bytes.on('error', (error) => unpacked.destroy(error))
  return bytes.pipe(unpacked)
}

async function* overlapping(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array()
  let isNew = false
  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    isNew = true
    while (held.length >= windowBytes + overlapBytes) {
      yield held.subarray(0, windowBytes + overlapBytes)
      held = held.subarray(windowBytes)
      isNew = held.length > overlapBytes
    }
  }
  if (isNew) yield held
}

/** Every string of one JSON line, escapes undone, one a line. */
function stringsIn(line: Uint8Array): string {
  const strings: string[] = []
  const visit = (value: unknown): void => {
    if (typeof value === 'string') strings.push(value)
    else if (Array.isArray(value)) value.forEach(visit)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  try {
    visit(JSON.parse(Buffer.from(line).toString('utf8')))
  } catch {
    return ''
  }
  return strings.join('\n')
}

const shownName = (file: string): string =>
  basename(dirname(file)) === 'blobs' ? `blobs/${basename(file).slice(0, 12)}` : basename(file)
