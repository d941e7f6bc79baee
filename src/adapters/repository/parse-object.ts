import { GuardError } from '../../core/errors.ts'

export interface TreeEntry {
  /** One path segment; its bytes as latin-1, so that names that are not UTF-8 stay apart. */
  name: string
  /** Six octal digits. */
  mode: string
  id: string
}

export const folderMode = '040000'
export const symlinkMode = '120000'
export const submoduleMode = '160000'

/**
 * Reads a folder listing.
 *
 * Layout of an entry: mode in octal, a space, the name, a NUL, the id in binary.
 *
 * @throws {GuardError} `PUSH_REFUSED` when it is damaged
 * @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects
 */
export function parseTree(body: Buffer, idBytes: number): TreeEntry[] {
  const entries: TreeEntry[] = []
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at)
    const nul = body.indexOf(0x00, space)
    const end = nul + 1 + idBytes
    if (space === -1 || nul === -1 || end > body.length) {
      throw new GuardError('PUSH_REFUSED', 'a folder listing is damaged')
    }
    entries.push({
      mode: body.toString('latin1', at, space).padStart(6, '0'),
      name: body.toString('latin1', space + 1, nul),
      id: body.toString('hex', nul + 1, end),
    })
    at = end
  }
  return entries
}

export interface CommitBody {
  tree: string
  parents: string[]
  /** `Name <address>`, without the date. */
  author: string
  committer: string
  /** When it was made, as it says itself; in seconds since the epoch. */
  time: number
  message: string
}

/** @throws {GuardError} `PUSH_REFUSED` when it names no tree */
export function parseCommit(body: Buffer): CommitBody {
  const { headers, message } = splitRecord(body)
  const tree = headers.find((line) => line.startsWith('tree '))?.slice(5)
  if (tree === undefined) throw new GuardError('PUSH_REFUSED', 'a commit names no tree')
  return {
    tree,
    parents: headers.filter((line) => line.startsWith('parent ')).map((line) => line.slice(7)),
    author: personOf(headers, 'author '),
    committer: personOf(headers, 'committer '),
    time: Number(/^committer .* (-?\d+) [+-]\d+$/m.exec(headers.join('\n'))?.[1] ?? 0),
    message,
  }
}

export interface TagBody {
  target: string
  type: string
  message: string
}

/** @throws {GuardError} `PUSH_REFUSED` when it names no object */
export function parseTag(body: Buffer): TagBody {
  const { headers, message } = splitRecord(body)
  const target = headers.find((line) => line.startsWith('object '))?.slice(7)
  if (target === undefined) throw new GuardError('PUSH_REFUSED', 'a tag names no object')
  return {
    target,
    type: headers.find((line) => line.startsWith('type '))?.slice(5) ?? '',
    message,
  }
}

function splitRecord(body: Buffer): { headers: string[]; message: string } {
  const gap = body.indexOf('\n\n')
  const end = gap === -1 ? body.length : gap
  return {
    headers: body.toString('utf8', 0, end).split('\n'),
    message: gap === -1 ? '' : body.toString('utf8', gap + 2),
  }
}

function personOf(headers: readonly string[], key: string): string {
  const line = headers.find((header) => header.startsWith(key))?.slice(key.length) ?? ''
  return line.replace(/ -?\d+ [+-]\d+$/, '')
}
