import {
  openPullsWithHead,
  type PullRequest,
  readPull,
} from '../../../adapters/github/pull-requests.ts'
import { isMissingPermission } from '../../../adapters/github/refusal.ts'
import {
  type ChangeFindings,
  readChangeFindings,
  writeChangeFindings,
} from '../../../core/approval/change-findings.ts'
import type { RememberedPull } from '../../../core/approval/remembered-pull.ts'
import {
  type ApprovalView,
  type RenderedApproval,
  renderApproval,
  summaryOf,
} from '../../../core/approval/render-approval.ts'
import type { Tally } from '../../../core/approval/tally.ts'
import type { PolicyInForce } from '../../../core/policy/in-force.ts'
import { judgeAgain } from '../jobs/judge-again.ts'
import type { Scope } from '../scope.ts'
import { type Answer, answerFor } from './answer.ts'
import { askReviewers } from './ask-reviewers.ts'
import { closePullRequest } from './close-pull-request.ts'
import { publishApproval, publishReport, voidEarlierHeads } from './publish-approval.ts'
import { readBasis, readChange } from './read-change.ts'
import { commentBody, keepStatusComment } from './status-comment.ts'

export interface Wish {
  /** Nothing that is remembered of the change counts; it is read from git again. */
  fresh?: boolean
  /** A request that has run out is asked anew. */
  askAgain?: boolean
  /** Somebody spoke to us here and is owed an answer. */
  addressed?: boolean
  /** As it was just read. */
  pull?: PullRequest
  /** Pull requests with the same head are left to whoever asked for this one. */
  alone?: boolean
}

/**
 * Judges one pull request from scratch and says so on its head commit: whatever led here only said
 * where to look. Doing it twice changes nothing the second time.
 *
 * @returns how it was judged; `undefined` where there is nothing to judge
 */
export async function judgePullRequest(
  scope: Scope,
  number: number,
  wish: Wish = {},
): Promise<RememberedPull | undefined> {
  const loaded = await scope.policy()
  if (loaded.state === 'absent' || scope.repository.archived) return undefined
  const known = await scope.services.rememberedPulls.get(scope.repository.id, number)
  let pull = wish.pull
  try {
    pull ??= await readPull(scope.octokit, scope.repository, number)
    if (pull?.isOpen !== true) return await closePullRequest(scope, loaded, known, pull)
    return await judge(scope, pull, { loaded, known, wish })
  } catch (error) {
    if (!isMissingPermission(error)) throw error
    const headSha = pull?.headSha ?? known?.headSha
    await sayForbidden(scope, number, headSha, callOf(error))
    return undefined
  }
}

/** A call as people find it in GitHub's documentation, and so the permission it needs. */
function callOf(error: unknown): string {
  const { method = '', url = '' } =
    (error as { request?: { method?: string; url?: string } }).request ?? {}
  return `${method} ${url.replace(/^https?:\/\/[^/]+/, '').replace(/\?.*$/, '')}`
}

/** What was said before may no longer hold, and nobody can find out: that is no pass. */
async function sayForbidden(
  scope: Scope,
  number: number,
  headSha: string | undefined,
  call: string,
): Promise<void> {
  scope.log.error(
    { repository: scope.repository.id, number, call },
    'a pull request cannot be judged: the App lacks the permission for a call',
  )
  if (headSha === undefined) return
  await publishReport(scope, headSha, {
    conclusion: 'failure',
    title: 'Cannot be judged: the App lacks a permission',
    summary: `GitHub does not let the App call \`${call}\`. Grant it the permission for that (docs/install.md lists them), then press "Re-run".`,
    text: '',
  })
}

async function judge(
  scope: Scope,
  pull: PullRequest,
  { loaded, known, wish }: { loaded: PolicyInForce; known: RememberedPull | undefined; wish: Wish },
): Promise<RememberedPull> {
  const { digest: basis, pushers } = await readBasis(scope, pull, loaded)
  const remembered = wish.fresh === true ? undefined : recall(known, basis)
  const judgedChange = remembered ?? (await readChange(scope, pull, loaded, pushers))
  const askAgain = wish.askAgain === true
  const answer = await answerFor(scope, pull, { loaded, judgedChange, pushers, askAgain })
  const report = renderApproval(answer.view)
  if (known?.report.title !== report.title) logAnswer(scope, answer.view)
  await judgeOthers(scope, pull, { known, report, wish })
  const judged = await remember(scope, pull, { known, basis, judgedChange, loaded, answer, report })
  await publishApproval(scope, pull.headSha)
  await voidEarlierHeads(scope, pull, answer.earlierHeads)
  return follow(scope, pull, { judged, answer, wish })
}

/** Who decided what, when and from where: the operator's own record beside the check run. */
function logAnswer({ log, repository }: Scope, view: ApprovalView): void {
  const { number, headSha, phase, request, tally: counted, decision } = view
  const votesOf = (list: Tally['approvals'] = []) =>
    list.map(({ by, surface, at, self }) => ({ id: by.id, login: by.login, surface, at, self }))
  log.info(
    {
      repository: repository.id,
      number,
      commit: headSha,
      phase,
      rule: decision.rule,
      request: request?.key,
      approvals: votesOf(counted?.approvals),
      denials: votesOf(counted?.denials),
    },
    'a pull request was judged',
  )
}

function recall(known: RememberedPull | undefined, basis: string): ChangeFindings | undefined {
  return known?.basis === basis ? readChangeFindings(known.change) : undefined
}

async function remember(
  scope: Scope,
  { number, headSha, baseRef }: PullRequest,
  found: {
    known: RememberedPull | undefined
    basis: string
    judgedChange: ChangeFindings
    loaded: PolicyInForce
    answer: Answer
    report: RenderedApproval
  },
): Promise<RememberedPull> {
  const { known, basis, judgedChange, loaded, answer, report } = found
  const { request } = answer.view
  const judged: RememberedPull = {
    repository: scope.repository.id,
    number,
    headSha,
    baseRef,
    isOpen: true,
    basis,
    policy: loaded.digest,
    change: writeChangeFindings(judgedChange),
    report,
    ...(request === undefined ? {} : { request: request.key }),
    ...(known?.asked === undefined ? {} : { asked: known.asked }),
    ...(known?.comment === undefined ? {} : { comment: known.comment }),
    at: scope.services.now(),
  }
  await scope.services.rememberedPulls.save(judged)
  return judged
}

/**
 * Before a commit is called good, every other open pull request with this head is judged: the check
 * belongs to all of them.
 */
async function judgeOthers(
  scope: Scope,
  pull: PullRequest,
  {
    known,
    report,
    wish,
  }: { known: RememberedPull | undefined; report: RenderedApproval; wish: Wish },
): Promise<void> {
  const { octokit, repository, services } = scope
  const isGood = report.conclusion === 'success'
  const wasGood =
    known?.isOpen === true &&
    known.headSha === pull.headSha &&
    known.report.conclusion === 'success'
  if (!isGood || wasGood || wish.alone === true) return
  for (const number of await openPullsWithHead(octokit, repository, pull.headSha)) {
    if (number === pull.number) continue
    const other = await services.rememberedPulls.get(repository.id, number)
    if (other?.isOpen === true && other.headSha === pull.headSha) continue
    await judgePullRequest(scope, number, { alone: true })
  }
}

/** Everything that follows once the answer stands on the commit: who is told, and when to look again. */
async function follow(
  scope: Scope,
  pull: PullRequest,
  { judged, answer, wish }: { judged: RememberedPull; answer: Answer; wish: Wish },
): Promise<RememberedPull> {
  const { services, repository, installation } = scope
  const { view, excluded, tally: counted, heard } = answer
  const { phase, request } = view
  let next = judged
  if (request?.state === 'waiting') {
    const again = { installation, repository: repository.id, number: pull.number }
    await services.jobs.add(judgeAgain, again, request.expiresAt)
  }
  if (phase === 'waiting' && request !== undefined && counted !== undefined) {
    const asked = await askReviewers(scope, pull, {
      request,
      tally: counted,
      excluded,
      asked: judged.asked,
    })
    if (asked !== undefined) next = await saved(scope, next, { ...next, asked })
  }
  const isQuiet = phase === 'free' || phase === 'refused'
  if (isQuiet && wish.addressed !== true && judged.comment === undefined) return next
  const comment = await keepStatusComment(
    scope,
    pull.number,
    commentBody(summaryOf(view), heard?.remarks ?? []),
    {
      known: judged.comment,
      comments: heard?.comments,
    },
  )
  return comment === undefined ? next : saved(scope, next, { ...next, comment })
}

async function saved(
  scope: Scope,
  before: RememberedPull,
  next: RememberedPull,
): Promise<RememberedPull> {
  if (JSON.stringify(before) !== JSON.stringify(next))
    await scope.services.rememberedPulls.save(next)
  return next
}
