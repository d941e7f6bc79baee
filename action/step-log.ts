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
  let stopped = true
  return () => {
    if (stopped) print(`\n::${token}::\n`)
    stopped = false
  }
}
