import type {
  ArrivedUpdate,
  Changes,
  PullChanges,
  PullRange,
} from '../../core/git/change-reader.ts'
import { type ChangedPath, zeroId } from '../../core/git/ref-update.ts'
import type { SecretEngine } from '../../core/secrets/engine.ts'
import { examineChange } from './examine-change.ts'
import type { OpenedRepository, ReaderContext } from './opened-repository.ts'
import { orUnread, unread, unreadFacts } from './unread.ts'
import { NotThere } from './upload-pack.ts'

/** Merge bases that a pull request is compared with. */
const maxMergeBases = 8

/** What a push that has arrived brought. */
export function readUpdate(
  context: ReaderContext,
  opened: OpenedRepository,
  update: ArrivedUpdate,
  engine: SecretEngine | undefined,
): Promise<Changes> {
  const { ref, before, after, known } = update
  return orUnread(update, engine, async () => {
    const request = { wanted: after, updates: [{ ref, before }], known }
    const { facts, ...rest } = await examineChange(context, opened, request, engine)
    return { facts: facts[0] ?? unreadFacts(update), ...rest }
  })
}

/** What a pull request brings, compared with every merge base. */
export async function readPullRequest(
  context: ReaderContext,
  opened: OpenedRepository,
  { base, head }: PullRange,
  engine: SecretEngine | undefined,
): Promise<PullChanges> {
  const update = { ref: pullRef(0), before: zeroId, after: head, known: [base] }
  const changes = await orUnread(update, engine, async () => {
    const bases = await mergeBases(opened, base, head)
    const compared = bases.length > 0 ? bases : [zeroId]
    const updates = compared.map((before, index) => ({ ref: pullRef(index), before }))
    const request = { wanted: head, updates, known: [base] }
    const { facts, ...rest } = await examineChange(context, opened, request, engine)
    const [mergeBase] = bases
    return {
      facts: facts[0] ?? unreadFacts(update),
      paths: unionOf(facts.map(({ differing, paths }) => differing ?? paths)),
      ...(mergeBase === undefined ? {} : { mergeBase }),
      ...rest,
    }
  })
  return { paths: 'unknown', ...changes }
}

async function mergeBases(
  { history, signal }: OpenedRepository,
  base: string,
  head: string,
): Promise<string[]> {
  const [gone] = await history.ensure([base, head], signal)
  if (gone !== undefined) throw new NotThere(gone)
  const bases = await history.mergeBases(base, head, signal)
  if (bases.length <= maxMergeBases) return bases
  throw unread(`more than ${maxMergeBases} merge bases (limit mergeBases)`)
}

/** A name under which an update is judged as that of a branch. */
const pullRef = (index: number): string => `refs/heads/pull-request-${index}`

function unionOf(lists: readonly (readonly ChangedPath[] | 'unknown')[]): PullChanges['paths'] {
  const union = new Map<string, ChangedPath>()
  for (const list of lists) {
    if (list === 'unknown') return 'unknown'
    for (const one of list) union.set(`${one.path}\0${one.mode}`, one)
  }
  return [...union.values()]
}
