/** From the mildest to the strictest. */
export const verdicts = ['allow', 'warn', 'mask', 'hold', 'deny'] as const
export type Verdict = (typeof verdicts)[number]

/** One condition of a rule, and the value it was held against. */
export interface ConditionResult {
  /** The key in the policy file, as in `when.command`. */
  key: string
  expected: string
  /** The value found, as the agent gave it, cut to 200 characters: mask it before it is shown. */
  actual: string
  outcome: 'yes' | 'no' | 'unknown'
}

/** What one rule said. `matched` counts `unknown` as a match when the rule restricts. */
export interface RuleResult {
  rule: string
  source: 'repository' | 'organisation' | 'floor' | 'built-in'
  then: Verdict
  matched: boolean
  conditions: readonly ConditionResult[]
  reason?: string
}

/**
 * Who must agree before a hold is released: people who are in one of the teams, among the users, or
 * have the permission.
 */
export interface ApprovalNeed {
  count: number
  teams: readonly string[]
  users: readonly string[]
  permission?: 'read' | 'triage' | 'write' | 'maintain' | 'admin'
  /** What other rules want that hold the same action; each of them must be met as well. */
  also?: readonly ApprovalNeed[]
}

/** The result tree: every text people read about a judgement is rendered from it. */
export interface Decision {
  /** What the policy says. */
  verdict: Verdict
  /** What is carried out: while the policy only audits, `allow`, save for the floor and masking. */
  effective: Verdict
  /** The rule that decided, when one did. */
  rule?: string
  /** One sentence for the person or agent that is refused. */
  reason?: string
  approve?: ApprovalNeed
  rules: readonly RuleResult[]
}

/** The stricter of two verdicts. */
export function stricter(a: Verdict, b: Verdict): Verdict {
  return verdicts.indexOf(a) >= verdicts.indexOf(b) ? a : b
}
