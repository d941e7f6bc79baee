import { type Bindings, type ChildLoggerOptions, type Logger, pino } from 'pino'

/**
 * The server's log: one JSON object a line, each key once.
 *
 * pino writes the bindings of parent and child one after the other, so a key that both have (Probot's
 * `name`) would stand there twice, and readers differ in which counts. Here the child's alone is
 * written.
 */
export function createLog(level: string, destination?: pino.DestinationStream): Logger {
  const redact = ['*.authorization', '*.*.authorization', '*.*.*.authorization']
  const root = pino({ level, redact }, destination)
  const makeChild = root.child
  // A child's prototype is the root, so children of children come through here as well.
  const child = function (this: Logger, bindings: Bindings, options?: ChildLoggerOptions) {
    const own = this === root ? {} : this.bindings()
    const given = { level: this.level, ...options }
    return Reflect.apply(makeChild, root, [{ ...own, ...bindings }, given])
  }
  return Object.assign(root, { child })
}
