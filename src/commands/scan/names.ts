import { Buffer } from 'node:buffer'

/** What has a name that somebody chose. */
export interface NamedThing {
  /** What is looked through. */
  name: string
  /** How it is told. */
  path: string
  /** For exceptions that name a path. */
  file?: string
  commit?: string
}

/** Names one a line, so that they are looked through at once, and whose a byte of them is. */
export function joinNames(things: readonly NamedThing[]) {
  const text = Buffer.from(things.map(({ name }) => `${name}\n`).join(''))
  const starts: { from: number; thing: NamedThing }[] = []
  let from = 0
  for (const thing of things) {
    starts.push({ from, thing })
    from += Buffer.byteLength(thing.name) + 1
  }
  return {
    text,
    thingAt(at: number) {
      const found = starts.findLast((start) => start.from <= at)
      if (found === undefined) throw new RangeError(`no name has a byte at ${at}`)
      return found
    },
  }
}
