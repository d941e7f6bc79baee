import type { ApprovalNeed } from '../policy/decision.ts'
import { policyPath } from '../policy/file/file-trouble.ts'
import { compilePolicy } from '../policy/judge/compile.ts'
import type { Policy } from '../policy/policy.ts'
import type { Subject } from '../policy/subject.ts'

/** What asks for a person: a rule, or a section of the policy by its key, or `limits`. */
export interface Hold {
  rule: string
  need: ApprovalNeed
  /** What it is about, where a rule alone is looked at. */
  kind?: Subject['kind']
}

const lowly = ['read', 'triage', 'write']

/** On one machine there is one operator: no teams, no higher permission, no second pair of eyes. */
function beyondOperator({ need }: Hold): string {
  const asked = [need, ...(need.also ?? [])].flatMap((one) => [
    ...(one.teams.length > 0 ? [`a member of ${one.teams.join(', ')}`] : []),
    ...(one.users.length > 0 ? [`one of ${one.users.join(', ')}`] : []),
    // Whoever runs the guard here may write here: the least that a hold asks for is met.
    ...(one.permission === undefined || lowly.includes(one.permission)
      ? []
      : [`the permission ${one.permission}`]),
    ...(one.count > 1 ? [`${one.count} approvals`] : []),
  ])
  return [...new Set(asked)].join(' and ')
}

/**
 * Why nobody can release a hold of a session that is judged on its own machine, and what to set where;
 * `undefined` where the operator of that machine can.
 *
 * @param attended whether somebody sits there: in a CI job nobody does
 */
export function whyNobodyHere(hold: Hold, attended: boolean): string | undefined {
  if (hold.kind === 'process') {
    return `nobody can be asked about what the client starts by itself; set ${keyToSet(hold.rule)} in ${policyPath}`
  }
  if (!attended) {
    return `nobody sits at this machine to decide, for it is a CI job; set ${keyToSet(hold.rule)} in ${policyPath}`
  }
  const asked = beyondOperator(hold)
  if (asked === '') return undefined
  return (
    `rule "${hold.rule}" asks for ${asked}, which nobody can give on this machine; ` +
    `leave approve out of that rule in ${policyPath}, and its operator decides`
  )
}

const sectionKeys: Readonly<Record<string, string>> = {
  'agents.cloud': 'agents.cloud to deny or allow',
  'branches.delete': 'delete of that branch to deny or allow',
  'branches.force_push': 'force_push of that branch to deny or allow',
  limits: 'limits.reached to end',
  'secrets.push': 'secrets.push to deny or warn',
}

const keyToSet = (rule: string): string =>
  (Object.hasOwn(sectionKeys, rule) ? sectionKeys[rule] : undefined) ??
  `then of rule "${rule}" to deny or allow`

/** Every hold that a policy carries out; cloud agents, which are held by default, where it says so. */
export function holdsOf(policy: Policy): Hold[] {
  const { judges, enforced, floorEnforced } = compilePolicy(policy)
  const { limits, stated, floor } = policy
  const isStated = stated.includes('agents.cloud') || floor?.agents?.cloud !== undefined
  const held = judges.flatMap(({ rule, then, need, source, kind }): Hold[] => {
    const isCarriedOut = source === 'floor' ? floorEnforced : enforced
    if (then !== 'hold' || need === undefined || !isCarriedOut) return []
    return rule === 'agents.cloud' && !isStated ? [] : [{ rule, need, kind }]
  })
  const { reached, ...bounds } = limits
  const asksAtLimit = reached === 'hold' && Object.keys(bounds).length > 0
  const ofLimit: Hold = { rule: 'limits', need: { count: 1, teams: [], users: [] } }
  const byRule = new Map([...held, ...(asksAtLimit ? [ofLimit] : [])].map((one) => [one.rule, one]))
  return [...byRule.values()]
}

/** What of a policy nobody can be asked for where a session is judged on its own machine. */
export function unmetHolds(policy: Policy, attended: boolean): string[] {
  const holds = holdsOf(policy)
  if (attended) {
    return holds.flatMap((hold) => {
      const why = whyNobodyHere(hold, true)
      return why === undefined ? [] : [`refused at once: ${why}`]
    })
  }
  if (holds.length === 0) return []
  const keys = holds.map(({ rule }) => keyToSet(rule)).join('; ')
  return [
    `holds are refused at once: nobody sits at the machine of a CI job to decide; in ${policyPath} set ${keys}`,
  ]
}
