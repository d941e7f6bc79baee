import { createHash } from 'node:crypto'
import { GuardError } from '../errors.ts'
import { type ChainCheck, createChainCheck, type Verification } from './chain.ts'
import type { Body, Entry } from './entry.ts'
import type { UnknownEntry } from './entry-schema.ts'

/** Where the long texts of a recording are. */
export interface BlobSource {
  /** The bytes kept under a SHA-256 in hex, or undefined when there are none. */
  read(sha256: string): Promise<AsyncIterable<Uint8Array> | undefined>
}

/** A text of an entry; `bytes` is its whole length, also when `text` is only its beginning. */
export interface ReadText {
  text: string
  bytes: number
  cut: boolean
  blob?: string
}

/** One line of a recording, as far as it could be read. */
export interface ReadLine {
  /** From 1. */
  line: number
  /** Undefined when the line cannot be read. */
  entry: Entry | UnknownEntry | undefined
  /** The entry's long texts by field. */
  texts: { text?: ReadText; arguments?: ReadText; diff?: ReadText }
  /** False from the first damage on. */
  proven: boolean
  /** What is wrong, on the line where the damage is noticed and on no later one. */
  damage?: string
}

export interface ReadOptions {
  /** Without it, references to blobs are not followed and their absence is not noticed. */
  blobs?: BlobSource
  /** How much of a blob is kept as text, in bytes; all of it is hashed. */
  keepBytes?: number
  /** Called with every proven line: its seq and hash. */
  onHead?: (seq: number, hash: string) => void
}

type Verifying = { check: ChainCheck; seen: Set<string>; checked: number; bytes: number }

const bodyFields = ['text', 'arguments', 'diff'] as const
/** Blobs remembered as checked; beyond it one that comes again is read again. */
const maxBlobsRemembered = 100_000

/**
 * Reads a recording and checks it on the way: the chain, the seal and the blobs.
 *
 * Goes on after damage, with `proven: false`, so that a person can still see what is there.
 *
 * @param lines as `splitLines` gives them; damage below (a cut gzip stream) is a `GuardError`
 *   with the code `RECORDING_BROKEN`
 */
export async function* readRecording(
  lines: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<ReadLine, Verification> {
  const check = createChainCheck()
  const verifying: Verifying = { check, seen: new Set(), checked: 0, bytes: 0 }
  let number = 0
  let wasDamaged = false
  try {
    for await (const line of lines) {
      number += 1
      const entry = check.add(line)
      const texts = entry === undefined ? {} : await readTexts(entry, options, verifying)
      const { damage } = check
      const proven = damage === undefined && entry !== undefined
      if (proven) options.onHead?.(entry.seq, check.head)
      const news = damage === undefined || wasDamaged ? {} : { damage }
      wasDamaged ||= damage !== undefined
      yield { line: number, entry, texts, proven, ...news }
    }
  } catch (error) {
    if (!(error instanceof GuardError) || error.code !== 'RECORDING_BROKEN') throw error
    check.reject(`after line ${number}: ${error.message}`)
  }
  return check.end({ checked: verifying.checked, bytes: verifying.bytes })
}

/** Reads a recording to its end and says whether it is whole. */
export async function verifyRecording(
  lines: AsyncIterable<Uint8Array>,
  options: Omit<ReadOptions, 'keepBytes'> = {},
): Promise<Verification> {
  const reading = readRecording(lines, { ...options, keepBytes: 0 })
  for (;;) {
    const step = await reading.next()
    if (step.done === true) return step.value
  }
}

async function readTexts(
  entry: Entry | UnknownEntry,
  options: ReadOptions,
  verifying: Verifying,
): Promise<ReadLine['texts']> {
  const texts: ReadLine['texts'] = {}
  for (const field of bodyFields) {
    const body = (entry as unknown as Record<string, Body | undefined>)[field]
    if (body === undefined) continue
    if (typeof body === 'string') {
      if (options.keepBytes !== 0) {
        texts[field] = { text: body, bytes: Buffer.byteLength(body), cut: false }
      }
    } else if (isReference(body)) {
      texts[field] = await readBlob(body, options, verifying)
    }
  }
  return texts
}

/** A note may carry anything under these names; only what is a reference is followed. */
const isReference = (body: unknown): body is Exclude<Body, string> =>
  typeof body === 'object' &&
  body !== null &&
  'blob' in body &&
  'bytes' in body &&
  typeof body.blob === 'string' &&
  /^[0-9a-f]{64}$/.test(body.blob) &&
  typeof body.bytes === 'number'

async function readBlob(
  { blob, bytes }: Exclude<Body, string>,
  { blobs, keepBytes = 0 }: ReadOptions,
  verifying: Verifying,
): Promise<ReadText> {
  const nothing = { text: '', bytes, cut: bytes > 0, blob }
  const { seen, check } = verifying
  if (blobs === undefined || (keepBytes === 0 && seen.has(`${blob} ${bytes}`))) return nothing
  const content = await blobs.read(blob)
  if (content === undefined) {
    check.reject(`the blob ${blob} is missing`)
    return nothing
  }
  const { kept, size, sha256 } = await digestOf(content, { keepBytes, maxBytes: bytes })
  if (sha256 !== blob || size !== bytes) {
    check.reject(`the blob ${blob} was changed: it has another hash or length`)
    return nothing
  }
  if (!seen.has(`${blob} ${bytes}`)) {
    verifying.checked += 1
    verifying.bytes += bytes
    if (seen.size < maxBlobsRemembered) seen.add(`${blob} ${bytes}`)
  }
  // A cut may fall inside a character; its rest is left out.
  const text = new TextDecoder().decode(kept, { stream: kept.length < bytes })
  return { text, bytes, cut: kept.length < bytes, blob }
}

async function digestOf(
  content: AsyncIterable<Uint8Array>,
  { keepBytes, maxBytes }: { keepBytes: number; maxBytes: number },
) {
  const digest = createHash('sha256')
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const chunk of content) {
    if (size < keepBytes) pieces.push(chunk.slice(0, keepBytes - size))
    size += chunk.length
    if (size > maxBytes) break
    digest.update(chunk)
  }
  return { kept: Buffer.concat(pieces), size, sha256: digest.digest('hex') }
}
