import { randomUUID } from 'node:crypto'

/** Where the runner reads the step's log from. */
export type Print = (text: string) => void

/**
 * Lets untrusted output flow to the step log: until the returned function is called, the runner
 * takes no line of it for a command such as `::add-path::`.
 */
export function stopCommands(print: Print): () => void {
  const token = randomUUID()
  print(`::stop-commands::${token}\n`)
  return () => print(`\n::${token}::\n`)
}

/** Prints texts that came from elsewhere, one a line, without letting them command the runner. */
export function printUntrusted(lines: readonly string[], print: Print): void {
  if (lines.length === 0) return
  const resume = stopCommands(print)
  for (const line of lines) print(`${line}\n`)
  resume()
}

export interface HeadLines {
  /** The record has grown: `hash` is the head after line `seq`. */
  grew(seq: number, hash: string): void
  /** Prints the last head, unless it was printed already. */
  end(): void
}

/** The step log is kept by GitHub: what stands there can later be held against the recording. */
export function createHeadLines(print: Print, everyMs = 30_000): HeadLines {
  let last: string | undefined
  let printed: string | undefined
  const printNew = () => {
    if (last === undefined || last === printed) return
    print(`${last}\n`)
    printed = last
  }
  const timer = setInterval(printNew, everyMs)
  timer.unref()
  return {
    grew(seq, hash) {
      last = `cursor-guard #${seq} ${hash}`
    },
    end() {
      clearInterval(timer)
      printNew()
    },
  }
}
