import type { Buffer } from 'node:buffer'

/** A stretch of a commit or tag object that people know by a name of its own. */
export interface ObjectPart {
  /** Where it begins, in bytes; it ends where the next one begins. */
  from: number
  /** Line ends before it. */
  lines: number
  where: ObjectPlace
}

export type ObjectPlace =
  | 'author line'
  | 'committer line'
  | 'commit header'
  | 'commit message'
  | 'tag name'
  | 'tagger line'
  | 'tag header'
  | 'tag message'

/** Headers that have a name of their own; the rest is `commit header` or `tag header`. */
const named: Record<'commit' | 'tag', Partial<Record<string, ObjectPlace>>> = {
  commit: { 'author ': 'author line', 'committer ': 'committer line' },
  tag: { 'tag ': 'tag name', 'tagger ': 'tagger line' },
}
const maxKeyBytes = 10
const newline = 0x0a
const blank = 0x20

/**
 * The parts of a commit or a tag, in order; the first begins at its first byte. People and the name of
 * a tag begin behind their key. A line that begins with a blank belongs to the one before.
 *
 * @param body as much of the object as is there; without an empty line all of it is header
 * @see https://git-scm.com/docs/gitformat-signature for lines that go on
 */
export function objectParts(type: 'commit' | 'tag', body: Buffer): ObjectPart[] {
  const parts: ObjectPart[] = [{ from: 0, lines: 0, where: `${type} header` }]
  for (let at = 0, lines = 0; at < body.length; lines += 1) {
    if (body[at] === newline) {
      return [...parts, { from: at + 1, lines: lines + 1, where: `${type} message` }]
    }
    if (body[at] !== blank) {
      const [key = ''] = /^[a-z]+ /.exec(body.toString('latin1', at, at + maxKeyBytes)) ?? []
      const where = named[type][key]
      if (where !== undefined) parts.push({ from: at + key.length, lines, where })
      else if (parts.length > 1) parts.push({ from: at, lines, where: `${type} header` })
    }
    const end = body.indexOf(newline, at)
    at = end === -1 ? body.length : end + 1
  }
  return parts
}

/** The part that the byte at `at` belongs to. */
export const partAt = (parts: readonly ObjectPart[], at: number): ObjectPart | undefined =>
  parts.findLast(({ from }) => from <= at)
