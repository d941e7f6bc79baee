import { readCheckRun } from '../../../adapters/github/check-run.ts'
import { readButton } from '../../../core/approval/render-approval.ts'
import { asHeldChange, expire, keepVote } from '../../../core/approval/request.ts'
import type { Payload } from '../payloads.ts'
import type { Scope } from '../scope.ts'
import { judgePullRequest } from './judge-pull-request.ts'

export const checkName = 'cursor-guard / approval'
/** Times a vote is written again when somebody else votes at the same moment. */
const maxAttempts = 5

/**
 * Somebody pressed a button of our check run. The forge says who; what the button belongs to is read
 * from the forge and from what we asked, never from the event. A button has room for twenty characters,
 * so the run itself holds the whole key of its request; one that holds less is of an earlier version.
 */
export async function pressButton(
  { check_run, requested_action, sender }: Payload<'check_run'>,
  scope: Scope,
): Promise<void> {
  const { octokit, repository, services } = scope
  const pressed = readButton(requested_action?.identifier ?? '')
  if (pressed === undefined || sender.type !== 'User') return
  const run = await readCheckRun(octokit, repository, check_run.id)
  if (run === undefined || run.app !== services.app.id || run.name !== checkName) return
  const approvals = services.approvals(repository.id)
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const request = asHeldChange(await approvals.get(run.externalId))
    if (request === undefined) return renewButtons(scope, run.headSha)
    if (request.headSha !== run.headSha) return
    const isOpen = expire(request, services.now()).state === 'waiting'
    const vote = {
      by: { id: sender.id, login: sender.login },
      approve: pressed.approve,
      at: services.now(),
      surface: 'button' as const,
      mark: pressed.mark,
    }
    const next = isOpen ? keepVote(request, vote) : request
    const isKept = next === request || (await approvals.replace(request, next))
    if (!isKept) continue
    await judgePullRequest(scope, request.number)
    return
  }
  throw new Error(`request ${run.externalId} changes faster than a vote can be written`)
}

/** A button that names no request decides nothing; what it stands under is written anew. */
async function renewButtons(scope: Scope, headSha: string): Promise<void> {
  const { repository, services } = scope
  for (const { number } of await services.rememberedPulls.openWithHead(repository.id, headSha)) {
    await judgePullRequest(scope, number)
  }
}
