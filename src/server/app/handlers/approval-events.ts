import { readComment } from '../../../adapters/github/comments.ts'
import { openPullsWithHead } from '../../../adapters/github/pull-requests.ts'
import { readCommand } from '../../../core/approval/comment-command.ts'
import { isZero } from '../../../core/git/ref-update.ts'
import { judgePullRequest } from '../approval/judge-pull-request.ts'
import { judgeMergeGroup } from '../approval/merge-group.ts'
import { checkName, pressButton } from '../approval/press-button.ts'
import { judgeAgain } from '../jobs/judge-again.ts'
import type { Payload } from '../payloads.ts'
import type { Scope } from '../scope.ts'

/** What happened to a pull request that can change its answer. */
const lookedAt = new Set([
  'opened',
  'reopened',
  'synchronize',
  'edited',
  'closed',
  'ready_for_review',
  'converted_to_draft',
  'enqueued',
])

/**
 * `pull_request`: judges it; whoever brought new commits is remembered as their pusher. Whoever opens
 * one has pushed nothing: they are its author, and of no other pull request with this head.
 */
export async function onPullRequest(
  { action, pull_request, sender }: Payload<'pull_request'>,
  scope: Scope,
): Promise<void> {
  if (!lookedAt.has(action) || !(await isGoverned(scope))) return
  const { repository, services } = scope
  if (action === 'synchronize') {
    const { sha } = pull_request.head
    await services.rememberedPulls.notePusher(repository.id, sha, sender, services.now())
  }
  await judgePullRequest(scope, pull_request.number)
}

/**
 * `push`: remembers who brought a branch's new head. One to the default branch may have changed the
 * policy: then every open pull request that was judged by another one is judged again.
 */
export async function onPush({ ref, after, sender }: Payload<'push'>, scope: Scope): Promise<void> {
  if (!ref.startsWith('refs/heads/') || isZero(after)) return
  const { repository, services, installation } = scope
  const loaded = await scope.policy()
  if (loaded.state === 'absent') return
  if (ref !== `refs/heads/${repository.defaultBranch}`) {
    return services.rememberedPulls.notePusher(repository.id, after, sender, services.now())
  }
  for (const number of await services.rememberedPulls.listOpen(repository.id, loaded.digest)) {
    const pull = { installation, repository: repository.id, number }
    await services.jobs.add(judgeAgain, pull)
  }
}

/** `pull_request_review`: whatever it says is read again together with all others. */
export async function onReview(
  { action, pull_request }: Payload<'pull_request_review'>,
  scope: Scope,
): Promise<void> {
  if (!['submitted', 'dismissed', 'edited'].includes(action)) return
  const { repository, services } = scope
  const known = await services.rememberedPulls.get(repository.id, pull_request.number)
  // A pull request that nothing holds has no use for reviews of ours.
  if (known?.isOpen === true && known.request === undefined) return
  await judgePullRequest(scope, pull_request.number)
}

/**
 * `issue_comment`: a command in a new comment of a person. The event only says where to look; an
 * edited or deleted comment leads to a new count, in which it no longer has a voice.
 */
export async function onComment(
  { action, issue, comment, sender }: Payload<'issue_comment'>,
  scope: Scope,
): Promise<void> {
  const { repository, services, octokit } = scope
  if (issue.pull_request === undefined || sender.type !== 'User') return
  if (action === 'edited' || action === 'deleted') {
    const known = await services.rememberedPulls.get(repository.id, issue.number)
    if (known?.request !== undefined) await judgePullRequest(scope, issue.number)
    return
  }
  if (action !== 'created' || !isCommand(comment.body)) return
  if (comment.performed_via_github_app || !(await isGoverned(scope))) return
  const found = await readComment(octokit, repository, comment.id)
  if (found === undefined || found.issue !== issue.number) return
  const { by, app, body, isEdited } = found.comment
  if (by.type !== 'User' || by.id !== sender.id || app !== undefined || isEdited) return
  if (!isCommand(body)) return
  await judgePullRequest(scope, issue.number, { addressed: true })
}

/** `init` is about no pull request; see `offerPolicy`. */
function isCommand(body: string | undefined): boolean {
  const command = body === undefined ? undefined : readCommand(body)
  return command !== undefined && command.word !== 'init'
}

/** `check_run`: a button of ours, or "Re-run" on our check; those of others are none of our business. */
export async function onCheckRun(payload: Payload<'check_run'>, scope: Scope): Promise<void> {
  const { action, check_run } = payload
  const isOurs = check_run.app?.id === scope.services.app.id && check_run.name === checkName
  if (!isOurs || !(await isGoverned(scope))) return
  if (action === 'requested_action') await pressButton(payload, scope)
  if (action === 'rerequested') await askAgain(scope, check_run.head_sha)
}

/** `check_suite`: "Re-run all checks". */
export async function onCheckSuite(
  { action, check_suite }: Payload<'check_suite'>,
  scope: Scope,
): Promise<void> {
  if (action !== 'rerequested' || check_suite.app?.id !== scope.services.app.id) return
  if (await isGoverned(scope)) await askAgain(scope, check_suite.head_sha)
}

/** `merge_group`: the queue waits for an answer on a commit of its own. */
export async function onMergeGroup(
  { action, merge_group }: Payload<'merge_group'>,
  scope: Scope,
): Promise<void> {
  if (action !== 'checks_requested') return
  const { head_sha, base_sha, base_ref } = merge_group
  await judgeMergeGroup(scope, { headSha: head_sha, baseSha: base_sha, baseRef: base_ref })
}

/** Every pull request with this head is looked at again, from the start. */
async function askAgain(scope: Scope, headSha: string): Promise<void> {
  const { octokit, repository, services } = scope
  const known = await services.rememberedPulls.openWithHead(repository.id, headSha)
  const listed = await openPullsWithHead(octokit, repository, headSha)
  for (const number of new Set([...known.map((one) => one.number), ...listed])) {
    await judgePullRequest(scope, number, { fresh: true, askAgain: true })
  }
}

/** Without a policy nothing is read and nothing is written. */
async function isGoverned(scope: Scope): Promise<boolean> {
  return !scope.repository.archived && (await scope.policy()).state === 'in-force'
}
