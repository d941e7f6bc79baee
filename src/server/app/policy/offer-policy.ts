import { keepComment, listComments, readComment } from '../../../adapters/github/comments.ts'
import { readAccess } from '../../../adapters/github/people.ts'
import { type Offer, offerBranch, offerPolicyFile } from '../../../adapters/github/policy-offer.ts'
import { refusalOf } from '../../../adapters/github/refusal.ts'
import { readCommand } from '../../../core/approval/comment-command.ts'
import { policyPath } from '../../../core/policy/file/file-trouble.ts'
import { policyTemplate } from '../../../core/policy/file/template.ts'
import type { Payload } from '../payloads.ts'
import type { Scope } from '../scope.ts'

const offer: Offer = {
  title: 'Add a policy for cursor-guard',
  text: policyTemplate,
  body: [
    `This adds \`${policyPath}\`: what Cursor may do in this repository. Every key is explained where it stands.`,
    '',
    "It only audits: everything is judged and recorded, nothing is refused. What would have been refused is summed up in the check run `cursor-guard / policy` once a week; change `enforcement` to `enforce` when that is what you want. The App's checks begin once this is merged.",
    '',
    'A workflow that runs a Cursor agent under guard is not part of it: `cursor-guard init` on the command line writes one.',
  ].join('\n'),
}

/**
 * `/cursor-guard init` in a comment, whatever stands behind it: opens the pull request that adds a policy, and says so in one
 * comment. Only a person who may write to the repository now is listened to; others get no answer, so
 * that nobody can make the App talk.
 */
export async function offerPolicy(
  { action, issue, comment, sender }: Payload<'issue_comment'>,
  scope: Scope,
): Promise<void> {
  if (action !== 'created' || comment.body !== '/cursor-guard init') return
  if (scope.repository.archived || !(await isMeant(comment.id, issue.number, sender.id, scope))) {
    return
  }
  const answer = await findAnswer(issue.number, comment.id, scope)
  if (answer === 'given') return
  const body = [await outcome(scope), onlyAnswer, sign(comment.id)].join('\n\n')
  try {
    await keepComment(scope.octokit, scope.repository, issue.number, body, answer)
  } catch (error) {
    if (refusalOf(error)?.kind !== 'permission') throw error
    scope.log.warn({ missing: 'issues: write' }, 'the answer to init could not be written')
  }
}

/** The comment as it is now: by a person, for this issue, never changed, by somebody who may write. */
async function isMeant(
  commentId: number,
  issue: number,
  senderId: number,
  { octokit, repository }: Scope,
): Promise<boolean> {
  const read = await readComment(octokit, repository, commentId)
  if (read === undefined || read.issue !== issue) return false
  const { by, body, isEdited, app } = read.comment
  if (isEdited || app !== undefined || by.type !== 'User' || by.id !== senderId) return false
  if (readCommand(body)?.word !== 'init') return false
  const access = await readAccess(octokit, repository, by.login)
  const mayWrite = access !== undefined && ['write', 'maintain', 'admin'].includes(access.access)
  return mayWrite && access.id === senderId
}

/** Whoever asks again gets no second comment, and must be able to find the first. */
const onlyAnswer =
  '<sub>Whoever asks again on this page is answered here: this comment is edited, and no other is written.</sub>'

const sign = (commentId: number): string => `<!-- cursor-guard:init ${commentId} -->`
const anySign = /<!-- cursor-guard:init (\d+) -->\s*$/

/** Our own comment of earlier; `given` when it answers this very comment. */
async function findAnswer(
  issue: number,
  commentId: number,
  { octokit, repository, services }: Scope,
): Promise<number | 'given' | undefined> {
  const comments = (await listComments(octokit, repository, issue, 0)) ?? []
  const login = `${services.app.slug}[bot]`
  const own = comments.findLast(({ by, body }) => by.login === login && anySign.test(body))
  return own !== undefined && anySign.exec(own.body)?.[1] === String(commentId) ? 'given' : own?.id
}

async function outcome(scope: Scope): Promise<string> {
  const { octokit, repository } = scope
  const current = await scope.policy()
  if (current.state === 'in-force' && current.source !== 'built-in') {
    return `This repository has a policy already: \`${policyPath}\` on the default branch.`
  }
  if (!(await mayOffer(scope))) return byHand
  try {
    const result = await offerPolicyFile(octokit, repository, offer)
    if (result === 'empty') return 'This repository has no commit yet. Push one, and ask again.'
    const { number, isNew } = result
    return isNew
      ? `#${number} adds a policy that only audits. Edit it there; it counts once it is merged.`
      : `The pull request is there already: #${number} adds a policy. Edit it there; it counts once it is merged.`
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal?.kind !== 'permission' && refusal?.kind !== 'invalid') throw error
    scope.log.warn({ refusal }, 'the policy could not be offered')
    return byHand
  }
}

async function mayOffer({ services, installation }: Scope): Promise<boolean> {
  const { grants } = services
  return (
    (await grants.mayWrite(installation, 'contents')) &&
    (await grants.mayWrite(installation, 'pull_requests'))
  )
}

const byHand = [
  `The App could not make the branch \`${offerBranch}\` with its pull request: that needs the permissions "Contents: write" and "Pull requests: write", and no rule that keeps the App from making branches.`,
  '',
  `Run \`cursor-guard init\` on the command line instead, or add \`${policyPath}\` with this text:`,
  '',
  '<details><summary>the policy</summary>',
  '',
  '```yaml',
  policyTemplate.trimEnd(),
  '```',
  '',
  '</details>',
].join('\n')
