import type { Payload } from '../payloads.ts'
import { repeatPolicyCheck } from '../policy/policy-check.ts'
import type { Scope } from '../scope.ts'

/** `check_run`: somebody has pressed "Re-run" at the policy check. */
export async function onPolicyCheckRun(
  { action, check_run: { name, head_sha, app } }: Payload<'check_run'>,
  scope: Scope,
): Promise<void> {
  if (action !== 'rerequested' || name !== 'cursor-guard / policy') return
  if (app?.id === scope.services.app.id) await repeatPolicyCheck(head_sha, scope)
}

/** `check_suite`: somebody has pressed "Re-run all checks". */
export async function onPolicyCheckSuite(
  { action, check_suite: { head_sha, app } }: Payload<'check_suite'>,
  scope: Scope,
): Promise<void> {
  if (action !== 'rerequested' || app?.id !== scope.services.app.id) return
  await repeatPolicyCheck(head_sha, scope)
}
