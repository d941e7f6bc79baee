import { GuardError } from '../errors.ts'
import { maxLineBytes, splitLines } from './split-lines.ts'

/** Heads taken from one log; a session of a week prints fewer. */
const maxHeads = 1_000_000
const pattern = /(?<![\w-])cursor-guard #(\d{1,15}) ([0-9a-f]{64})(?![0-9a-f])/

/** The line a session prints to the step log, which whoever can write the recording cannot change. */
export function headLine({ seq, hash }: { seq: number; hash: string }): string {
  return `cursor-guard #${seq} ${hash}`
}

/** A head found in a log; `logLine` counts from 1. */
export interface LogHead {
  seq: number
  hash: string
  logLine: number
}

/**
 * Every head that a step log names, whatever a runner wrote in front of it.
 *
 * @throws {GuardError} `INPUT_INVALID` when a line or the number of heads is beyond all reason
 */
export async function readLogHeads(chunks: AsyncIterable<Uint8Array>): Promise<LogHead[]> {
  const heads: LogHead[] = []
  let logLine = 0
  for await (const line of splitLines(chunks)) {
    logLine += 1
    if (line.length > maxLineBytes) {
      throw new GuardError('INPUT_INVALID', `line ${logLine} of the log is too long to be one`)
    }
    const found = pattern.exec(Buffer.from(line).toString('latin1'))
    if (found?.[1] === undefined || found[2] === undefined) continue
    if (heads.length >= maxHeads) {
      throw new GuardError('INPUT_INVALID', `the log names more than ${maxHeads} heads`)
    }
    heads.push({ seq: Number(found[1]), hash: found[2], logLine })
  }
  return heads
}

/** What a log says about a recording. */
export interface LogComparison {
  /** Heads in the log that stand in the recording as well. */
  confirmed: number
  /** The last line, by `seq`, that the log vouches for. */
  upTo?: number
  /** The first contradiction, in the order of the recording. */
  mismatch?: { seq: number; why: string }
}

/** Compares heads with the lines of a recording as they are read. */
export function createHeadCheck(heads: readonly LogHead[]) {
  const waiting = Map.groupBy(heads, (head) => head.seq)
  let confirmed = 0
  let upTo: number | undefined
  let mismatch: LogComparison['mismatch']
  return {
    /** Takes the hash of the next proven line. */
    see(seq: number, hash: string): void {
      const named = waiting.get(seq)
      if (named === undefined) return
      waiting.delete(seq)
      const other = named.find((head) => head.hash !== hash)
      if (other === undefined) {
        confirmed += named.length
        upTo = seq
        return
      }
      const why = `line ${seq + 1} (#${seq}) is not the one that line ${other.logLine} of the log names: the recording was rewritten at or before it`
      mismatch ??= { seq, why }
    },
    /** No more lines: what is still waiting was cut off. */
    end(): LogComparison {
      const first = [...waiting.keys()].toSorted((a, b) => a - b)[0]
      if (first !== undefined) {
        const logLine = waiting.get(first)?.[0]?.logLine
        const why = `the log names #${first} (its line ${logLine}), which the recording does not have: its end was cut off`
        mismatch ??= { seq: first, why }
      }
      return {
        confirmed,
        ...(upTo === undefined ? {} : { upTo }),
        ...(mismatch === undefined ? {} : { mismatch }),
      }
    },
  }
}
