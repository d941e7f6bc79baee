import { isZero, type PushedCommit } from '../../core/git/ref-update.ts'
import { toPushedCommit } from './examine.ts'
import { createObjectReader } from './object-reader.ts'
import type { OpenedRepository, ReaderContext } from './opened-repository.ts'
import { parseCommit } from './parse-object.ts'
import { orUnknown } from './unread.ts'

// Questions about the history alone: commits and tags, fetched without their files.

export const isAncestor = (
  { history, signal }: OpenedRepository,
  ancestor: string,
  descendant: string,
): Promise<'yes' | 'no' | 'unknown'> =>
  orUnknown(async () => {
    if (ancestor === descendant) return 'yes'
    const gone = await history.ensure([ancestor, descendant], signal)
    if (gone.size > 0) return 'unknown'
    return (await history.isAncestor(ancestor, descendant, signal)) ? 'yes' : 'no'
  })

export const commitsBetween = (
  opened: OpenedRepository,
  head: string,
  excluded: readonly string[],
): Promise<ReadonlySet<string> | 'unknown'> =>
  orUnknown(async () => {
    const ids = await between(opened, head, excluded)
    return ids === undefined ? 'unknown' : new Set(ids)
  })

export const readCommits = (
  context: ReaderContext,
  opened: OpenedRepository,
  head: string,
  excluded: readonly string[],
): Promise<readonly PushedCommit[] | 'unknown'> =>
  orUnknown(async () => {
    const ids = await between(opened, head, excluded)
    if (ids === undefined || ids.length > context.limits.commits) return 'unknown'
    return readAll(context, opened, ids)
  })

/** The commit that a tag points to, through tags of tags; `unknown` when it is none. */
export const peel = ({ history, signal }: OpenedRepository, id: string): Promise<string> =>
  orUnknown(async () => {
    const gone = await history.ensure([id], signal)
    return gone.size > 0 ? 'unknown' : ((await history.peel(id, signal)) ?? 'unknown')
  })

/** Undefined when the head is gone, or they are too many. */
async function between(
  { history, signal }: OpenedRepository,
  head: string,
  excluded: readonly string[],
): Promise<string[] | undefined> {
  const others = excluded.filter((id) => !isZero(id))
  const gone = await history.ensure([head, ...others], signal)
  if (gone.has(head)) return undefined
  const left = others.filter((id) => !gone.has(id))
  return history.between(head, left, signal)
}

async function readAll(
  { git, limits }: ReaderContext,
  { place }: OpenedRepository,
  ids: readonly string[],
): Promise<PushedCommit[]> {
  const reader = createObjectReader(git, place.history, limits.recordBytes)
  try {
    const objects = await Promise.all(ids.map((id) => reader.read(id)))
    return objects.flatMap((object) =>
      object?.type === 'commit'
        ? toPushedCommit({ id: object.id, ...parseCommit(object.body) })
        : [],
    )
  } finally {
    await reader.close()
  }
}
