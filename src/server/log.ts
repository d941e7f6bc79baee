import { type Bindings, type ChildLoggerOptions, type Logger, pino } from 'pino'

/**
 * The server's log: one JSON object a line, each key once.
 *
 * Children of children give what they have in common again (Probot's `name`), and a JSON object with
 * a key twice is read differently by different readers: the innermost counts, and it alone is written.
 */
export function createLog(level: string, destination?: pino.DestinationStream): Logger {
  const redact = ['*.authorization', '*.*.authorization', '*.*.*.authorization']
  const root = pino({ level, redact }, destination)
  const makeChild = root.child
  // Children have this one as their prototype, so theirs is replaced as well.
  const child = function (this: Logger, bindings: Bindings, options?: ChildLoggerOptions) {
    const own = this === root ? {} : this.bindings()
    const given = { level: this.level, ...options }
    return Reflect.apply(makeChild, root, [{ ...own, ...bindings }, given])
  }
  return Object.assign(root, { child })
}
