import type { Policy, SecretsPolicy } from '../policy.ts'
import { compilePolicy } from './compile.ts'

/** What is done about secrets in commits that have arrived. */
export interface PushedAction {
  /** What is carried out; `audit`: only noted. */
  does: SecretsPolicy['pushed'] | 'audit'
  /** What `secrets.pushed` says. */
  says: SecretsPolicy['pushed']
}

/** A policy that only audits does what its floor says, where the floor says it. */
export function pushedAction(policy: Policy): PushedAction {
  const { enforced, floorEnforced } = compilePolicy(policy)
  const says = policy.secrets.pushed
  if (enforced || says === 'warn') return { does: says, says }
  const floor = policy.floor?.secrets?.pushed
  return { does: floor !== undefined && floorEnforced ? floor : 'audit', says }
}
