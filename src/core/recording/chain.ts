import { hash } from 'node:crypto'
import type { Coverage, Entry, Totals } from './entry.ts'
import { formatVersion } from './entry.ts'
import { readEntry, type UnknownEntry } from './entry-schema.ts'
import { isSealSignature } from './signature.ts'
import { maxLineBytes } from './split-lines.ts'
import { addToTotals, emptyTotals, totalsDifference } from './totals.ts'

/** `prev` of the first line. */
export const firstPrev = '0'.repeat(64)

export type SessionEntry = Extract<Entry, { kind: 'session' }>
export type SealEntry = Extract<Entry, { kind: 'seal' }>

/** What is known of a recording after its last line. */
export interface Verification {
  state: 'sealed' | 'unsealed' | 'broken'
  /** Number of the line the finding is about, from 1 as editors count. */
  line?: number
  /** One sentence: what is wrong, or why it is not sealed. */
  why?: string
  /** Intact lines, the seal included. */
  count: number
  /** Hash of the last intact line. */
  head: string
  session?: SessionEntry
  /** The seal, when it is intact. */
  seal?: SealEntry
  /** `valid`: made for this seal by the key it names; whose key that is, is another question. */
  signature: { state: 'absent' | 'valid' | 'invalid'; key?: string }
  /** Counted from the intact lines. */
  totals: Totals
  /** What the seal says, when it is intact; without one nothing vouches for the end. */
  coverage?: Coverage
  gaps: number
  blobs: { checked: number; bytes: number }
}

export interface ChainCheck {
  /**
   * Takes the next line as it stands in the file, newline included. Returns what it says when it
   * can be read, even after the chain broke; ask `damage` whether it is proven.
   */
  add(line: Uint8Array): Entry | UnknownEntry | undefined
  /** Reports damage found elsewhere, such as an altered blob, about the line added last. */
  reject(why: string): void
  readonly damage: string | undefined
  /** Hash of the line added last. */
  readonly head: string
  /** No more lines. */
  end(blobs?: Verification['blobs']): Verification
}

/** SHA-256 in hex over a line without its newline. */
export function hashLine(line: Uint8Array): string {
  return hash('sha256', line.subarray(0, -1), 'hex')
}

/** SHA-256 in hex over the start of a seal line: everything before its `digest` field. */
export function sealDigest(start: string): string {
  return hash('sha256', start, 'hex')
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const newline = 0x0a
const carriageReturn = 0x0d

/** Checks a recording line by line, in constant memory; stops judging at the first damage. */
export function createChainCheck(): ChainCheck {
  const totals = emptyTotals()
  let session: SessionEntry | undefined
  let seal: SealEntry | undefined
  let signature: Verification['signature'] = { state: 'absent' }
  let finding: { line: number; why: string } | undefined
  let cut: { line: number; bytes: number } | undefined
  let lines = 0
  let intact = 0
  let head = firstPrev
  let gaps = 0

  const reject = (why: string, line = lines): void => {
    finding ??= { line, why }
  }

  const checkPlace = (text: string, entry: Entry | UnknownEntry): void => {
    if (entry.seq !== intact) {
      reject(
        `line ${lines} has seq ${entry.seq} where ${intact} was expected: lines were removed, repeated or reordered`,
      )
    } else if (entry.prev !== head && intact === 0) {
      reject('the first line refers to a line before it: the beginning was removed or changed')
    } else if (entry.prev !== head) {
      const why = `line ${lines - 1} was changed, or line ${lines} was: line ${lines} keeps another hash of the line before it`
      reject(why, lines - 1)
    } else if (!hasFrame(text, entry)) {
      reject(`line ${lines} is not written as the format says: seq, t, kind first and prev last`)
    }
  }
  const checkOrder = (entry: Entry | UnknownEntry, lastT: number): void => {
    if (seal !== undefined) reject(`line ${lines} comes after the seal`)
    if ((entry.kind === 'session') !== (intact === 0)) {
      reject(
        intact === 0
          ? 'the first line is not a session entry: the beginning is missing'
          : `line ${lines} is a second session entry`,
      )
    }
    if (entry.t < lastT) reject(`line ${lines} is older than the line before it`)
  }
  const checkSession = (entry: SessionEntry): void => {
    if (entry.format !== formatVersion) {
      reject(`it is written in format ${entry.format}; this version reads format ${formatVersion}`)
    }
  }
  const checkSeal = (text: string, entry: SealEntry): void => {
    const difference = totalsDifference(totals, entry.totals)
    if (entry.count !== intact) {
      reject(`the seal is about ${entry.count} lines, but ${intact} stand before it`)
    } else if (entry.head !== head) {
      reject('the seal names another last line than the one before it')
    } else if (difference !== undefined) {
      reject(`the totals in the seal do not agree with the entries: ${difference}`)
    } else if (gaps > 0 && entry.coverage.state === 'complete') {
      reject(`the seal says complete, but the record has gaps (${gaps})`)
    } else if (!isSealWritten(text, entry)) {
      reject('the seal was changed: its digest is about another seal')
    } else if (entry.signature !== undefined) {
      const facts = { ...entry, session: session?.session ?? '', digest: entry.digest ?? '' }
      const valid = isSealSignature(facts, entry.signature)
      signature = { state: valid ? 'valid' : 'invalid', key: entry.signature.key }
      if (!valid) reject('the signature in the seal does not fit the seal')
    }
  }

  let lastT = 0
  const check = (text: string, entry: Entry | UnknownEntry, line: Uint8Array): void => {
    if (finding !== undefined) return
    checkPlace(text, entry)
    checkOrder(entry, lastT)
    if (entry.kind === 'session') checkSession(entry)
    if (entry.kind === 'seal') checkSeal(text, entry)
    if (finding !== undefined) return
    head = hashLine(line)
    intact += 1
    lastT = entry.t
    addToTotals(totals, entry)
    if (entry.kind === 'gap') gaps += 1
    if (entry.kind === 'session') session = entry
    if (entry.kind === 'seal') seal = entry
  }

  return {
    reject: (why) => reject(why),
    get damage() {
      return finding?.why
    },
    get head() {
      return head
    },
    add(line) {
      lines += 1
      if (line.length > maxLineBytes) {
        reject(`line ${lines} is longer than ${maxLineBytes} bytes`)
        return undefined
      }
      if (line.at(-1) !== newline) {
        if (seal !== undefined) reject(`line ${lines} comes after the seal`)
        cut = { line: lines, bytes: line.length }
        return undefined
      }
      if (line.at(-2) === carriageReturn) {
        reject(
          `line ${lines} has other line endings than it was written with (CR LF): something has converted the file, as git does with core.autocrlf; get it again without that`,
        )
      }
      const read = readLine(line)
      if ('problem' in read) {
        reject(`line ${lines} cannot be read: ${read.problem}`)
        return undefined
      }
      check(read.text, read.entry, line)
      return read.entry
    },
    end(blobs = { checked: 0, bytes: 0 }) {
      if (intact === 0) reject(cut ? 'not one line is complete' : 'there is no line in it', 1)
      const known = {
        count: intact,
        head,
        signature,
        totals,
        gaps,
        blobs,
        ...(session === undefined ? {} : { session }),
      }
      if (finding !== undefined) return { state: 'broken', ...finding, ...known }
      if (seal !== undefined) return { state: 'sealed', ...known, seal, coverage: seal.coverage }
      if (cut === undefined) {
        return { state: 'unsealed', line: lines, why: 'the last line is not a seal', ...known }
      }
      const why = `line ${cut.line} is cut off after ${cut.bytes} bytes: the writer was stopped while it wrote`
      return { state: 'unsealed', line: cut.line, why, ...known }
    },
  }
}

function readLine(
  line: Uint8Array,
): { text: string; entry: Entry | UnknownEntry } | { problem: string } {
  let text: string
  let value: unknown
  try {
    text = utf8.decode(line.subarray(0, -1))
  } catch {
    return { problem: 'it is not UTF-8' }
  }
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: 'it is not JSON' }
  }
  const read = readEntry(value)
  return 'problem' in read ? read : { text, entry: read.entry }
}

/** The frame is compared as text, so that no two readers see different things in one line. */
function hasFrame(text: string, { seq, t, kind, prev, ...rest }: Entry | UnknownEntry): boolean {
  const name = kind === 'unknown' && 'name' in rest ? rest.name : kind
  return (
    text.startsWith(`{"seq":${seq},"t":${t},"kind":${JSON.stringify(name)}`) &&
    text.endsWith(`,"prev":"${prev}"}`)
  )
}

/** Whether the seal's own bytes are the ones its digest is about. */
function isSealWritten(text: string, { digest, signature, prev }: SealEntry): boolean {
  const signed = signature === undefined ? '' : `,"signature":${JSON.stringify(signature)}`
  const end = `,"digest":"${digest}"${signed},"prev":"${prev}"}`
  return text.endsWith(end) && sealDigest(text.slice(0, -end.length)) === digest
}
