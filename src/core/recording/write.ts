import { hash } from 'node:crypto'
import { GuardError } from '../errors.ts'
import { firstPrev, hashLine, sealDigest } from './chain.ts'
import type { Coverage, EntryBody, SealBody, Signature, Totals } from './entry.ts'
import type { SealFacts } from './signature.ts'
import { addToTotals, emptyTotals } from './totals.ts'

/** Where finished lines go, in order. Throws when a line could not be written whole. */
export interface LineSink {
  write(line: Uint8Array): void
  /**
   * Resolves once every line written so far would survive this process, and rejects when one is
   * lost; `undefined` where all of them do by now. Absent where `write` returns only then.
   */
  settled?(): Promise<void> | undefined
  /** Frees space kept back for the last lines; called once, after a write failed. */
  release?(): void
}

/** Content-addressed bytes beside the log. */
export interface BlobSink {
  /** Keeps `bytes` under their SHA-256; true when they were not there before. */
  put(sha256: string, bytes: Uint8Array): boolean
}

export interface RecordingOptions {
  sink: LineSink
  blobs: BlobSink
  /** Milliseconds from any origin; only differences count, and going back counts as standing. */
  clock: () => number
  /** Longest body kept in the line itself, in bytes. */
  inlineBytes?: number
  /** Longest line, in bytes; what is longer becomes a gap. At most 16 MiB. */
  maxLineBytes?: number
  /** Lines and blobs together, in bytes, without the closing lines. */
  maxRecordingBytes?: number
  /** The cap was reached and its gap is written; later entries are only counted. */
  onFull?: () => void
}

export interface RecordingEnd {
  coverage: Coverage
  exitCode?: number
  /** Given by whoever holds the signing key; see signSeal. */
  sign?: (facts: SealFacts) => Signature
}

export interface RecordingWriter {
  /**
   * Appends one entry; it has left the process when this returns. The first one is the session.
   *
   * @throws {GuardError} `RECORDING_FAILED` when it could not be written, on every later call too;
   *   `INPUT_INVALID` when the entry itself cannot be a line
   */
  append(body: EntryBody): void
  /**
   * Appends the last line. Gaps make the coverage partial.
   *
   * @throws {GuardError} `RECORDING_FAILED` when it could not be written
   */
  seal(end: RecordingEnd): void
  /** The last line written, and its hash. `seq` is -1 before the first. */
  head(): { seq: number; hash: string }
  /** What was appended so far; kept up to date. */
  readonly totals: Readonly<Totals>
  readonly state: 'open' | 'full' | 'failed' | 'sealed'
}

const kib = 1_024
const defaults = {
  inlineBytes: 16 * kib,
  maxLineBytes: kib * kib,
  maxRecordingBytes: kib * kib * kib,
}
/** Fields that may be long; they go to blobs. */
const bodyFields = ['text', 'arguments', 'diff'] as const
/** Fields that every line has and a body must not bring along. */
const frameFields = ['seq', 't', 'prev']

/** Turns entries into the lines of one recording. The format is described in docs/recording.md. */
export function createRecordingWriter(options: RecordingOptions): RecordingWriter {
  const { sink, blobs, clock, onFull } = options
  const inlineBytes = options.inlineBytes ?? defaults.inlineBytes
  const maxLineBytes = options.maxLineBytes ?? defaults.maxLineBytes
  const maxRecordingBytes = options.maxRecordingBytes ?? defaults.maxRecordingBytes
  const totals = emptyTotals()
  const startedAt = clock()
  let state: RecordingWriter['state'] = 'open'
  let session: string | undefined
  let failure: GuardError | undefined
  let seq = 0
  let prev = firstPrev
  let lastT = 0
  let bytes = 0
  let gaps = 0
  let left = { entries: 0, bytes: 0 }

  const frame = (fields: string): Buffer => {
    lastT = Math.max(lastT, Math.trunc(clock() - startedAt))
    return Buffer.from(`{"seq":${seq},"t":${lastT},${fields},"prev":"${prev}"}\n`, 'utf8')
  }
  const fail = (cause: unknown): GuardError => {
    state = 'failed'
    failure = new GuardError('RECORDING_FAILED', `the recording stops here: ${reasonOf(cause)}`, {
      hint: 'Free space for the recording, or write it to another folder, and run again.',
      cause,
    })
    return failure
  }
  const put = (line: Buffer, body: EntryBody): void => {
    sink.write(line)
    prev = hashLine(line)
    seq += 1
    bytes += line.length
    if (body.kind === 'gap') gaps += 1
    addToTotals(totals, body)
  }
  const write = (line: Buffer, body: EntryBody): void => {
    try {
      put(line, body)
    } catch (cause) {
      const error = fail(cause)
      writeLastWords(reasonOf(cause))
      throw error
    }
  }
  /** Best effort: the failure stands whether or not this line finds room. */
  const writeLastWords = (why: string): void => {
    const gap: EntryBody = { kind: 'gap', reason: `the recording failed: ${why}` }
    try {
      sink.release?.()
      put(frame(fieldsOf(gap)), gap)
    } catch {}
  }
  const writeGap = (gap: EntryBody & { kind: 'gap' }): void => write(frame(fieldsOf(gap)), gap)

  const leaveOut = (size: number): void => {
    left = { entries: left.entries + 1, bytes: left.bytes + size }
  }
  const becomeFull = (size: number): void => {
    leaveOut(size)
    state = 'full'
    const reason = `the recording reached its cap of ${maxRecordingBytes} bytes; what follows is not recorded`
    writeGap({ kind: 'gap', reason })
    onFull?.()
  }

  /** The same entry with its long texts replaced; undefined when there is no room for them. */
  const withBlobs = (body: EntryBody): EntryBody | undefined => {
    let result = body
    for (const field of bodyFields) {
      const text = (body as Record<string, unknown>)[field]
      if (typeof text !== 'string' || text.length * 3 <= inlineBytes) continue
      if (body.kind === 'note') continue
      const content = Buffer.from(text, 'utf8')
      if (content.length <= inlineBytes) continue
      if (bytes + content.length > maxRecordingBytes) return undefined
      result = { ...result, [field]: storeBlob(content) } as EntryBody
    }
    return result
  }
  const storeBlob = (content: Buffer): { blob: string; bytes: number } => {
    const blob = hash('sha256', content, 'hex')
    try {
      if (blobs.put(blob, content)) bytes += content.length
    } catch (cause) {
      const error = fail(cause)
      writeLastWords(reasonOf(cause))
      throw error
    }
    return { blob, bytes: content.length }
  }

  const checkOrder = (body: EntryBody): void => {
    if (failure !== undefined) throw failure
    if (state === 'sealed') throw new GuardError('RECORDING_FAILED', 'the recording is sealed')
    if (body.kind === 'seal') throw new GuardError('INPUT_INVALID', 'a seal is written by seal()')
    if ((body.kind === 'session') !== (seq === 0)) {
      throw new GuardError('INPUT_INVALID', 'the first entry, and no other, is the session')
    }
  }

  return {
    totals,
    get state() {
      return state
    },
    head: () => ({ seq: seq - 1, hash: prev }),
    append(body) {
      checkOrder(body)
      if (state === 'full') return leaveOut(sizeOf(body))
      const stored = withBlobs(body)
      if (stored === undefined) return becomeFull(sizeOf(body))
      const whole = frame(fieldsOf(stored))
      const fits = whole.length <= maxLineBytes
      const entry = fits ? stored : gapForLongLine(stored, whole)
      const line = fits ? whole : frame(fieldsOf(entry))
      if (bytes + line.length > maxRecordingBytes) return becomeFull(whole.length)
      write(line, entry)
      if (body.kind === 'session') session = body.session
    },
    seal({ coverage, exitCode, sign }) {
      if (failure !== undefined) throw failure
      if (state === 'sealed') throw new GuardError('RECORDING_FAILED', 'the recording is sealed')
      if (session === undefined) {
        throw new GuardError('INPUT_INVALID', 'a recording without a session cannot be sealed')
      }
      if (left.entries > 0) {
        const reason = `${left.entries} entries after the cap were not recorded`
        writeGap({ kind: 'gap', reason, bytes: left.bytes })
      }
      const body: SealBody = {
        kind: 'seal',
        count: seq,
        head: prev,
        totals: { ...totals },
        coverage: gaps > 0 ? partial(coverage, gaps) : coverage,
        ...(exitCode === undefined ? {} : { exitCode }),
      }
      lastT = Math.max(lastT, Math.trunc(clock() - startedAt))
      const start = `{"seq":${seq},"t":${lastT},${fieldsOf(body)}`
      const digest = sealDigest(start)
      const signature = sign?.({ session, count: seq, head: prev, digest })
      const signed = signature === undefined ? '' : `,"signature":${JSON.stringify(signature)}`
      write(Buffer.from(`${start},"digest":"${digest}"${signed},"prev":"${prev}"}\n`, 'utf8'), body)
      state = 'sealed'
    },
  }
}

/** The fields of an entry as they stand between `t` and `prev`, `kind` first. */
function fieldsOf(body: EntryBody): string {
  for (const name of frameFields) {
    if (Object.hasOwn(body, name)) {
      throw new GuardError('INPUT_INVALID', `a ${body.kind} entry brings its own "${name}"`)
    }
  }
  const { kind, ...rest } = body
  try {
    return JSON.stringify({ kind, ...rest }).slice(1, -1)
  } catch (cause) {
    throw new GuardError('INPUT_INVALID', `a ${kind} entry cannot be written as JSON`, { cause })
  }
}

const sizeOf = (body: EntryBody): number => Buffer.byteLength(fieldsOf(body))

function gapForLongLine(body: EntryBody, line: Buffer): EntryBody {
  if (body.kind === 'session') {
    throw new GuardError('INPUT_INVALID', 'the session entry is longer than a line may be')
  }
  return {
    kind: 'gap',
    reason: `a ${body.kind} entry is longer than a line may be`,
    bytes: line.length,
    digest: hash('sha256', line, 'hex'),
    ...('run' in body && typeof body.run === 'string' ? { run: body.run } : {}),
  }
}

/** A gap is never hidden behind a coverage that claims to be complete. */
function partial(coverage: Coverage, gaps: number): Coverage {
  if (coverage.state === 'partial') return coverage
  const reason = gaps === 1 ? 'gap: 1 in the record' : `gap: ${gaps} in the record`
  return { ...coverage, state: 'partial', reasons: [...coverage.reasons, reason] }
}

function reasonOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | null)?.code
  if (code === 'ENOSPC') return 'no space is left on the disk'
  if (code === 'EFBIG') return 'the file reached the size the system allows'
  if (code === 'EDQUOT') return 'the disk quota is used up'
  return cause instanceof Error ? cause.message : String(cause)
}
