import type { RepositoryName } from '../../core/git/repository-name.ts'

/** What a git client asks of a repository. */
export type GitCall =
  | { kind: 'list'; service: 'git-upload-pack' | 'git-receive-pack' }
  | { kind: 'fetch' }
  | { kind: 'push' }
  | { kind: 'lfs'; path: string }

/** Every git call of a client begins with this. */
export const gitPrefix = '/git/'

/**
 * Reads `/git/OWNER/NAME[.git]/…` in the one spelling the guard accepts.
 *
 * No percent sign, no empty or dotted part, no wiki, no second `.git`: a path that could be read in
 * two ways is not read at all.
 *
 * @returns `undefined` for anything else
 */
export function readGitPath(
  url: string,
): { repository: RepositoryName; call: GitCall } | undefined {
  const parts = /^\/git\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/([A-Za-z0-9._-]{1,104})\/(.+)$/.exec(url)
  const [, owner = '', given = '', tail = ''] = parts ?? []
  const name = given.replace(/\.git$/i, '')
  const isOdd = /^\.{1,2}$/.test(name) || name === '' || name.length > 100
  if (parts === null || isOdd || /\.(git|wiki)$/i.test(name)) return undefined
  const call = readCall(tail)
  return call && { repository: `${owner}/${name}`, call }
}

function readCall(tail: string): GitCall | undefined {
  switch (tail) {
    case 'info/refs?service=git-upload-pack':
      return { kind: 'list', service: 'git-upload-pack' }
    case 'info/refs?service=git-receive-pack':
      return { kind: 'list', service: 'git-receive-pack' }
    case 'git-upload-pack':
      return { kind: 'fetch' }
    case 'git-receive-pack':
      return { kind: 'push' }
    default: {
      const path =
        /^info\/lfs((?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+(?:\?[A-Za-z0-9._~=&%/+-]*)?)$/.exec(
          tail,
        )?.[1]
      return path === undefined ? undefined : { kind: 'lfs', path }
    }
  }
}

/** Each repository once; of two spellings the first. */
export function distinctNames(names: readonly RepositoryName[]): RepositoryName[] {
  const seen = new Set<string>()
  return names.filter((name) => {
    const key = name.toLowerCase()
    return !seen.has(key) && seen.add(key)
  })
}

/** What a session may do with a repository. */
export interface RepositoryAccess {
  /** As the forge spells it, so that one repository has one cache, one record, one approval. */
  repository: RepositoryName
  /** The session's own: pushed to, and read with the credential. Others are read as anybody could. */
  isOwn: boolean
}

/**
 * Names compare without case, as on the forge; the spelling of the list is the one that is used.
 *
 * @param own `owner/name` of every repository of the session
 */
export function createRepositoryAccess(
  own: readonly RepositoryName[],
): (asked: RepositoryName) => RepositoryAccess {
  const canonical = new Map(own.map((name) => [name.toLowerCase(), name]))
  return (asked) => {
    const known = canonical.get(asked.toLowerCase())
    return { repository: known ?? asked, isOwn: known !== undefined }
  }
}
