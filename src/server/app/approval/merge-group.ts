import {
  entriesOfGroup,
  type QueueEntry,
  readMergeQueue,
} from '../../../adapters/github/merge-queue.ts'
import { readPull } from '../../../adapters/github/pull-requests.ts'
import { isMissingPermission } from '../../../adapters/github/refusal.ts'
import { conclusions } from '../../../core/approval/phase.ts'
import { branchName, type RenderedApproval } from '../../../core/approval/render-approval.ts'
import { canonicalPath } from '../../../core/git/path-facts.ts'
import { markdownText } from '../../../core/policy/render/plain-text.ts'
import { gitSource } from '../git-source.ts'
import type { Scope } from '../scope.ts'
import { judgePullRequest } from './judge-pull-request.ts'
import { publishReport } from './publish-approval.ts'
import { readChanges } from './read-change.ts'

export interface MergeGroup {
  headSha: string
  baseSha: string
  /** Full ref. */
  baseRef: string
}

/** What one pull request adds to the answer of its group. */
interface Member {
  number: number
  title: string
  isGood: boolean
}

/**
 * Judges a group of the merge queue: every pull request in it as it stands now, and that the group
 * changes no file they do not change. What cannot be found out is a failure; a group is never good
 * only because nobody objects.
 */
export async function judgeMergeGroup(scope: Scope, group: MergeGroup): Promise<void> {
  const loaded = await scope.policy()
  if (loaded.state === 'absent' || scope.repository.archived) return
  await publishReport(scope, group.headSha, await reportOn(scope, group))
}

async function reportOn(scope: Scope, group: MergeGroup): Promise<RenderedApproval> {
  const { octokit, repository } = scope
  const queue = await readMergeQueue(octokit, repository, branchName(group.baseRef)).catch(
    (error: unknown) => {
      if (isMissingPermission(error)) return 'forbidden' as const
      throw error
    },
  )
  if (queue === 'forbidden') {
    return failure('The merge queue cannot be read', [
      'The App lacks the permission "Merge queues: read".',
    ])
  }
  const entries = queue && entriesOfGroup(queue, group)
  if (entries === undefined) {
    return failure('The pull requests of this group could not be told from the merge queue', [
      'The queue has no chain of entries from this group to the branch it goes into; it may have moved on meanwhile.',
    ])
  }
  const members: Member[] = []
  for (const entry of entries) members.push(await judgeEntry(scope, entry, group))
  const bad = members.filter(({ isGood }) => !isGood)
  const lines = members.map(({ number, title }) => `#${number}: ${title}`)
  if (bad.length > 0) {
    return failure(`${bad.length} of ${members.length} pull requests may not be merged`, lines)
  }
  const surplus = await surplusOf(scope, entries, group)
  if (surplus !== undefined) return failure('The group is not what was judged', [...lines, surplus])
  return {
    conclusion: 'success',
    title: `All ${members.length} pull requests of the group may be merged`,
    summary: listOf(lines),
    text: '',
  }
}

async function judgeEntry(
  scope: Scope,
  { number, pullHeadSha }: QueueEntry,
  { baseRef }: MergeGroup,
): Promise<Member> {
  const judged = await judgePullRequest(scope, number)
  if (judged === undefined) return { number, title: 'could not be judged', isGood: false }
  if (!judged.isOpen || judged.headSha !== pullHeadSha || judged.baseRef !== baseRef) {
    return { number, title: 'is not what the queue took in', isGood: false }
  }
  const { title, conclusion } = judged.report
  return { number, title, isGood: conclusion === conclusions.approved }
}

/** What the group changes besides what its pull requests do; `undefined` when that is nothing. */
async function surplusOf(
  scope: Scope,
  entries: readonly QueueEntry[],
  { baseSha, headSha }: MergeGroup,
): Promise<string | undefined> {
  const { octokit, repository, services } = scope
  const whole = await services.changes.readPullRequest(gitSource(scope), {
    base: baseSha,
    head: headSha,
  })
  if (whole.paths === 'unknown') return 'What the group changes could not be read.'
  if (whole.mergeBase !== baseSha) return 'The group does not stand on the branch it goes into.'
  const judged = new Set<string>()
  for (const { number, pullHeadSha } of entries) {
    const pull = await readPull(octokit, repository, number)
    if (pull === undefined || pull.headSha !== pullHeadSha)
      return `#${number} has changed meanwhile.`
    const { paths } = await readChanges(scope, pull)
    if (paths === 'unknown') return `What #${number} changes could not be read.`
    for (const { path } of paths) judged.add(canonicalPath(path))
  }
  const more = whole.paths.find(({ path }) => !judged.has(canonicalPath(path)))
  return more && `The group changes ${more.path}, which none of its pull requests does.`
}

const failure = (title: string, lines: readonly string[]): RenderedApproval => ({
  conclusion: 'failure',
  title,
  summary: listOf(lines),
  text: '',
})

const listOf = (lines: readonly string[]): string =>
  lines.map((line) => `- ${markdownText(line)}`).join('\n')
