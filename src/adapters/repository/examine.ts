import { GuardError } from '../../core/errors.ts'
import { coAuthorsIn } from '../../core/git/co-authors.ts'
import {
  type ChangedPath,
  isZero,
  type PushedCommit,
  type PushWarning,
  type RefCommand,
  type UpdateFacts,
  type UpdateKind,
  zeroId,
} from '../../core/git/ref-update.ts'
import { visibleLine } from '../../core/recording/visible.ts'
import type { RepositoryCache } from './cache.ts'
import type { Git, GitPlace } from './git-process.ts'
import type { CommitReader, NewCommit, NewHistory } from './new-commits.ts'
import type { ObjectReader } from './object-reader.ts'
import { parseTag } from './parse-object.ts'
import type { RepositoryLimits } from './repository-limits.ts'
import type { FileChange } from './tree-diff.ts'
import { changeWarnings, decodePath, messageWarnings, type TextContext } from './warnings.ts'

export interface ExamineContext extends TextContext {
  git: Git
  /** The push's objects, with those of the cache as alternates. */
  place: GitPlace
  cache: RepositoryCache
  commits: CommitReader
  reader: ObjectReader
  limits: RepositoryLimits
  signal: AbortSignal
}

/** Most warnings of one ref that are listed one by one. */
const maxWarnings = 50
/** A tag may point to a tag this often. */
const maxPeel = 5

/** What one command of a push would do, judged on `tips`. What cannot be found out is `unknown`. */
export async function examineCommand(
  command: RefCommand,
  tips: ReadonlyMap<string, string>,
  context: ExamineContext,
): Promise<Examined> {
  const tip = tips.get(command.ref) ?? zeroes(command.new)
  if (isZero(command.new)) {
    return facts(command, tip, 'delete', [], [], [])
  }
  const known = knownIds(tips, context.cache)
  const target = await peel(command.new, context)
  if (target === undefined) {
    const notCommit: PushWarning = {
      code: 'not-a-commit',
      text: `${command.ref} would point to something that is neither a commit nor a tag of one`,
      effect: 'deny',
    }
    const kind = isZero(tip) ? 'create' : 'unknown'
    return facts(command, tip, kind, 'unknown', 'unknown', [notCommit], 'unknown')
  }
  const reasons: string[] = []
  const history = await orUnknown(reasons, () => context.commits.listNew(target.commit, known))
  const kind = await kindOf(command, tip, target.commit, history, context, reasons)
  if (history === 'unknown') {
    return facts(command, tip, kind, 'unknown', 'unknown', reasons.map(reasonNote), 'unknown')
  }
  const strangers = await strangersOf(history, known, context, reasons)
  const found =
    strangers.length > 0
      ? 'unknown'
      : await changesOf(tip, target.commit, history, context, reasons)
  const changes = found === 'unknown' ? found : found.placed
  const warnings = [
    ...strangers,
    ...reasons.map(reasonNote),
    ...target.messages.flatMap((message) => messageWarnings(`tag ${command.ref}`, message)),
    ...history.commits.flatMap(({ id, message, author, committer }) =>
      messageWarnings(`commit ${id.slice(0, 10)}`, `${message}\n${author}\n${committer}`),
    ),
    ...(changes === 'unknown' ? [] : await changeWarnings(changes, context)),
  ]
  const paths = changes === 'unknown' ? 'unknown' : changes.map(toChangedPath)
  const pushed = history.commits.map(toPushedCommit)
  const sinceTip = found === 'unknown' ? found : found.sinceTip
  return facts(command, tip, kind, paths, pushed, warnings, sinceTip)
}

export interface Examined {
  facts: UpdateFacts
  /** Files in which the new commit differs from where the ref points now. */
  sinceTip: readonly FileChange[]
}

/** A change and the commit that makes it. */
export interface PlacedChange extends FileChange {
  commit: string
}

function facts(
  command: RefCommand,
  tip: string,
  kind: UpdateFacts['kind'],
  paths: UpdateFacts['paths'],
  commits: UpdateFacts['commits'],
  warnings: readonly PushWarning[],
  sinceTip: readonly FileChange[] | 'unknown' = [],
): Examined {
  const list = { command, tip, kind, paths, commits, warnings: cutWarnings(warnings) }
  const isCompared = kind === 'fast-forward' || kind === 'rewrite' || kind === 'unknown'
  return {
    facts:
      isCompared && !isZero(tip) ? { ...list, differing: differingOf(sinceTip, command) } : list,
    sinceTip: sinceTip === 'unknown' ? [] : sinceTip,
  }
}

const differingOf = (
  sinceTip: readonly FileChange[] | 'unknown',
  command: RefCommand,
): NonNullable<UpdateFacts['differing']> =>
  sinceTip === 'unknown'
    ? sinceTip
    : sinceTip.map((change) => toChangedPath({ ...change, commit: command.new }))

/** The gravest first; of too many, only how many there are. */
function cutWarnings(warnings: readonly PushWarning[]): PushWarning[] {
  const order = { deny: 0, hold: 1, note: 2 }
  const unique = [...new Map(warnings.map((one) => [`${one.code} ${one.text}`, one])).values()]
  const sorted = unique.sort((a, b) => order[a.effect] - order[b.effect])
  const cut = sorted.slice(maxWarnings)
  const [first] = cut
  if (first === undefined) return sorted
  return [
    ...sorted.slice(0, maxWarnings),
    { code: 'more', text: `${cut.length} further warnings are not listed`, effect: first.effect },
  ]
}

interface Peeled {
  commit: string
  /** Messages of the tags on the way. */
  messages: string[]
}

async function peel(start: string, context: ExamineContext): Promise<Peeled | undefined> {
  const messages: string[] = []
  let id = start
  for (let step = 0; step <= maxPeel; step += 1) {
    const object = await context.reader.stat(id)
    if (object === undefined || object.type === 'commit') return { commit: id, messages }
    if (object.type !== 'tag') return undefined
    const tag = parseTag((await context.reader.read(id))?.body ?? Buffer.alloc(0))
    messages.push(tag.message)
    id = tag.target
  }
  return undefined
}

/** Ids that are in the repository for sure: what branches and tags point to. */
function knownIds(tips: ReadonlyMap<string, string>, { refs }: RepositoryCache): Set<string> {
  return new Set([...tips.values(), ...refs.ids])
}

/** Commits that the push builds on and that are in no branch or tag: nobody has judged them. */
async function strangersOf(
  { boundaries }: NewHistory,
  known: ReadonlySet<string>,
  { cache, signal }: ExamineContext,
  reasons: string[],
): Promise<PushWarning[]> {
  const doubtful = [...boundaries].filter((id) => !known.has(id))
  if (doubtful.length === 0) return []
  const looked = await orUnknown(reasons, async () => {
    await cache.fetchHistory(signal)
    const found = await Promise.all(doubtful.map((id) => cache.reader.stat(id)))
    return doubtful.filter((_, index) => found[index]?.type !== 'commit')
  })
  const text = (id: string) =>
    looked === 'unknown'
      ? `whether commit ${id}, on which this builds, is in the repository could not be found out`
      : `commit ${id} is neither in the push nor in a branch or tag of the repository`
  return (looked === 'unknown' ? doubtful : looked).map((id) => ({
    code: 'missing-commit',
    text: text(id),
    effect: 'deny',
  }))
}

async function kindOf(
  { ref }: RefCommand,
  tip: string,
  target: string,
  history: NewHistory | 'unknown',
  { git, place, cache, signal }: ExamineContext,
  reasons: string[],
): Promise<UpdateKind | 'unknown'> {
  if (isZero(tip)) return 'create'
  if (!ref.startsWith('refs/heads/')) return 'rewrite'
  if (tip === target) return 'fast-forward'
  if (history !== 'unknown' && history.boundaries.has(tip)) return 'fast-forward'
  return orUnknown(reasons, async () => {
    await cache.fetchHistory(signal)
    const { code } = await git.run({
      args: ['merge-base', '--is-ancestor', tip, target],
      place,
      signal,
    })
    return code === 0 ? 'fast-forward' : code === 1 ? 'rewrite' : 'unknown'
  })
}

async function changesOf(
  tip: string,
  target: string,
  history: NewHistory,
  { commits, limits, reader }: ExamineContext,
  reasons: string[],
): Promise<{ placed: PlacedChange[]; sinceTip: readonly FileChange[] } | 'unknown'> {
  return orUnknown(reasons, async () => {
    const isCommit = !isZero(tip) && (await reader.stat(tip))?.type !== 'tag'
    await commits.prefetch([...history.boundaries, ...(isCommit ? [tip] : [])])
    const placed: PlacedChange[] = []
    for (const [commit, list] of await commits.changesOf(history.commits)) {
      for (const change of list) placed.push({ ...change, commit })
    }
    const sinceTip = isCommit && tip !== target ? await commits.compare(tip, target) : []
    const keyOf = ({ path, after }: FileChange) => `${path}\0${after?.id}`
    const seen = new Set(placed.map(keyOf))
    for (const change of sinceTip) {
      if (!seen.has(keyOf(change))) placed.push({ ...change, commit: target })
    }
    return placed.length > limits.paths ? 'unknown' : { placed, sinceTip }
  })
}

/**
 * What breaks off for a limit or a forge that does not answer is unknown.
 *
 * @param reasons told why
 */
async function orUnknown<T>(reasons: string[], find: () => Promise<T>): Promise<T | 'unknown'> {
  try {
    return await find()
  } catch (error) {
    if (!(error instanceof GuardError)) throw error
    reasons.push(error.message)
    return 'unknown'
  }
}

const reasonNote = (text: string): PushWarning => ({ code: 'not-read', text, effect: 'note' })

const toChangedPath = ({ path, after, commit }: PlacedChange): ChangedPath => ({
  path: decodePath(path),
  mode: after?.mode ?? '000000',
  commit,
})

export const toPushedCommit = ({ id, author, committer, message }: NewCommit): PushedCommit => ({
  id,
  author: visibleLine(author),
  committer: visibleLine(committer),
  subject: visibleLine(message.split('\n', 1)[0] ?? ''),
  ...coAuthorsOf(message),
})

function coAuthorsOf(message: string): { coAuthors?: string[] } {
  const named = coAuthorsIn(message)
  return named.length === 0 ? {} : { coAuthors: named.map((one) => visibleLine(one)) }
}

const zeroes = (like: string): string => (like.length === 64 ? '0'.repeat(64) : zeroId)
