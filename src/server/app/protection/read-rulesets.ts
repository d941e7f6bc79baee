import { type Refusal, refusalOf } from '../../../adapters/github/refusal.ts'
import type { Repository } from '../../../adapters/github/repository.ts'
import {
  getRuleset,
  listRulesets,
  type ReadRuleset,
  type RulesetSummary,
} from '../../../adapters/github/rulesets.ts'
import { rulesetPrefix } from '../../../core/protection/ruleset.ts'
import type { Scope } from '../scope.ts'
import type { AppliedRulesets } from './write-rulesets.ts'

export interface FoundRulesets {
  /** Ours, and those that are named like ours, in full. */
  live: ReadRuleset[]
  /** Everybody else's. */
  others: RulesetSummary[]
}

/** Reads what may be ours in full, and of the others only that they are there. */
export async function readRulesets(
  { octokit }: Scope,
  repository: Repository,
  applied: Readonly<AppliedRulesets>,
): Promise<FoundRulesets | Refusal> {
  const known = new Set(Object.values(applied).map(({ id }) => id))
  const mayBeOurs = ({ isOwn, id, name }: RulesetSummary) =>
    isOwn && (known.has(id) || name.startsWith(rulesetPrefix))
  try {
    const listed = await listRulesets(octokit, repository)
    const live: ReadRuleset[] = []
    for (const { id } of listed.filter(mayBeOurs)) {
      const ruleset = await getRuleset(octokit, repository, id)
      if (ruleset !== undefined) live.push(ruleset)
    }
    return { live, others: listed.filter((one) => !mayBeOurs(one)) }
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    return refusal
  }
}
