import { readCheckRun } from '../../../adapters/github/check-run.ts'
import { keepVote } from '../../../core/approval/held-change.ts'
import { readButton } from '../../../core/approval/render.ts'
import type { Payload } from '../payloads.ts'
import type { Scope } from '../scope.ts'
import { judgePullRequest } from './judge-pull-request.ts'

export const checkName = 'cursor-guard / approval'
/** Times a vote is written again when somebody else votes at the same moment. */
const maxAttempts = 5

/**
 * Somebody pressed a button of our check run. The forge says who; what the button belongs to is read
 * from the forge and from what we asked, never from the event.
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
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const change = await services.heldChanges.get(repository.id, run.externalId)
    if (change === undefined || change.headSha !== run.headSha) return
    const isOpen = change.state === 'waiting' && services.now() < change.expiresAt
    const vote = {
      by: { id: sender.id, login: sender.login },
      approve: pressed.approve,
      at: services.now(),
      surface: 'button' as const,
      mark: pressed.mark,
    }
    const next = isOpen ? keepVote(change, vote) : change
    const isKept = next === change || (await services.heldChanges.replace(change, next))
    if (!isKept) continue
    await judgePullRequest(scope, change.number)
    return
  }
  throw new Error(`request ${run.externalId} changes faster than a vote can be written`)
}
