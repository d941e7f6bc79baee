import type { ConditionResult, Decision, RuleResult, Verdict } from '../decision.ts'
import type { Policy } from '../policy.ts'
import { reasonFor } from '../render/render.ts'
import type { Facts, Subject } from '../subject.ts'
import { type CompiledPolicy, compilePolicy, type Judge, joinNeeds, strictest } from './compile.ts'
import { createSituation, type Situation } from './situation.ts'

/**
 * Judges one action. The strictest matching rule wins: deny, hold, mask, warn, allow.
 *
 * A condition whose value is `unknown` holds for every verdict but allow. While the policy only
 * audits, `effective` is allow, with two exceptions: the floor is carried out, and so is masking. Pure
 * and total: the same arguments give the same tree, and nothing is thrown.
 */
export function evaluate(policy: Policy, subject: Subject, facts: Facts): Decision {
  const compiled = compilePolicy(policy)
  const situation = createSituation(subject, facts)
  const rules: RuleResult[] = []
  const matches: Match[] = []
  for (const judge of compiled.judges) {
    if (judge.kind !== subject.kind) {
      if (!judge.quiet) rules.push(otherKind(judge, subject.kind))
      continue
    }
    const result = ask(judge, situation)
    if (result.matched || !judge.quiet) rules.push(result)
    if (result.matched) matches.push({ judge, result, effective: effectIn(compiled, judge) })
  }
  return decide(subject, rules, matches)
}

interface Match {
  judge: Judge
  result: RuleResult
  effective: Verdict
}

/** Conditions up to the first that does not hold: that one is why the rule says nothing. */
function ask(judge: Judge, situation: Situation): RuleResult {
  const conditions: ConditionResult[] = []
  let matched = true
  for (const { key, expected, ask } of judge.conditions) {
    const { outcome, actual } = ask(situation)
    conditions.push({
      key,
      expected,
      actual: actual.length > 200 ? actual.slice(0, 200) : actual,
      outcome,
    })
    if (outcome === 'yes' || (outcome === 'unknown' && judge.then !== 'allow')) continue
    matched = false
    break
  }
  return resultOf(judge, matched, conditions)
}

function resultOf(judge: Judge, matched: boolean, conditions: ConditionResult[]): RuleResult {
  const { rule, source, then, reason } = judge
  const result: RuleResult = { rule, source, then, matched, conditions }
  if (reason !== undefined) result.reason = reason
  return result
}

const otherKinds = new WeakMap<Judge, Map<string, RuleResult>>()

/** A rule about something else says the same every time. */
function otherKind(judge: Judge, kind: string): RuleResult {
  const results = otherKinds.get(judge) ?? new Map<string, RuleResult>()
  otherKinds.set(judge, results)
  const known = results.get(kind)
  if (known !== undefined) return known
  const condition = { key: 'when', expected: judge.kind, actual: kind, outcome: 'no' as const }
  const fresh = Object.freeze(resultOf(judge, false, [condition]))
  results.set(kind, fresh)
  return fresh
}

/** What is carried out of a rule that holds; while a policy only audits, its floor and masking. */
export const effectOf = (policy: Policy, rule: Pick<Judge, 'source' | 'then'>): Verdict =>
  effectIn(compilePolicy(policy), rule)

function effectIn(
  { enforced, floorEnforced }: CompiledPolicy,
  { source, then }: Pick<Judge, 'source' | 'then'>,
): Verdict {
  const isCarriedOut = source === 'floor' ? floorEnforced : enforced
  return isCarriedOut || then === 'mask' ? then : 'allow'
}

function decide(subject: Subject, rules: RuleResult[], matches: Match[]): Decision {
  const verdict = strictest(matches.map(({ judge }) => judge.then))
  const effective = strictest(matches.map((match) => match.effective))
  const decision: Decision = { verdict, effective, rules }
  // What is carried out needs its reason; under audit it may be another rule than the strictest.
  const winner =
    effective === 'allow'
      ? firstSure(matches.filter(({ judge }) => judge.then === verdict))
      : firstSure(matches.filter((match) => match.effective === effective))
  if (winner === undefined) return decision
  decision.rule = winner.judge.rule
  const reason = reasonFor(winner.result, subject)
  if (reason !== undefined) decision.reason = reason
  if (winner.judge.then !== 'hold') return decision
  const holds = matches.filter(
    ({ judge, effective: carried }) =>
      judge.then === 'hold' && (effective === 'allow' || carried === 'hold'),
  )
  decision.approve = joinNeeds(holds.flatMap(({ judge }) => judge.need ?? []))
  return decision
}

/** Of equally strict rules, one that matched for certain says best why. */
const firstSure = (matches: Match[]): Match | undefined =>
  matches.find(({ result }) => result.conditions.every(({ outcome }) => outcome === 'yes')) ??
  matches[0]
