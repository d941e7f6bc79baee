import { z } from 'zod'
import { type Decision, verdicts } from './decision.ts'
import { readFileWith } from './file/read-file.ts'
import { evaluate } from './judge/evaluate.ts'
import type { Policy } from './policy.ts'
import { completeFacts, factsSchema, subjectSchema } from './subject-schema.ts'

const caseSchema = z.strictObject({
  name: z.string().min(1, 'expected some text').max(200, 'expected at most 200 characters'),
  subject: subjectSchema,
  facts: factsSchema.optional(),
  expect: z.enum(verdicts),
  rule: z.string().optional(),
})

const casesSchema = z.strictObject({
  /** Facts for every case of the file. */
  facts: factsSchema.optional(),
  cases: z.array(caseSchema).min(1, 'expected at least one case').max(5000),
})

export type CaseFile = z.output<typeof casesSchema>
type PolicyCase = z.output<typeof caseSchema>

/**
 * Reads a file of cases: what the policy is expected to say about a subject.
 *
 * @throws {GuardError} `POLICY_INVALID`, one line a problem, as for the policy itself
 */
export const parseCases = (bytes: Uint8Array, path: string): CaseFile =>
  readFileWith(casesSchema, bytes, path)

export interface CaseResult {
  case: PolicyCase
  decision: Decision
  /** What differs from what was expected, one line each; empty when the case holds. */
  differences: readonly string[]
}

/** Judges every case of a file; `now` is in milliseconds since the epoch. */
export function runCases(policy: Policy, file: CaseFile, now: number): CaseResult[] {
  return file.cases.map((entry) => {
    const facts = completeFacts([file.facts, entry.facts], now)
    const decision = evaluate(policy, entry.subject, facts)
    const differences: string[] = []
    if (decision.verdict !== entry.expect) {
      differences.push(`expected ${entry.expect}, the policy says ${decision.verdict}`)
    }
    if (entry.rule !== undefined && entry.rule !== decision.rule) {
      differences.push(`expected the rule "${entry.rule}", decided by ${nameOf(decision.rule)}`)
    }
    return { case: entry, decision, differences }
  })
}

const nameOf = (rule: string | undefined): string => (rule === undefined ? 'no rule' : `"${rule}"`)
