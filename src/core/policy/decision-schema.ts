import * as z from 'zod'
import type { Fields } from '../schema-fields.ts'
import {
  type ApprovalNeed,
  type ConditionResult,
  type Decision,
  type RuleResult,
  verdicts,
} from './decision.ts'

const verdict = z.enum(verdicts)

/** Who must agree, as it is stored: who is left out of it here could be left out of a release. */
export const approvalNeedSchema: z.ZodType<ApprovalNeed> = z.strictObject({
  count: z.number(),
  teams: z.array(z.string()),
  users: z.array(z.string()),
  permission: z.enum(['read', 'triage', 'write', 'maintain', 'admin']).exactOptional(),
  also: z.lazy(() => z.array(approvalNeedSchema)).exactOptional(),
} satisfies Fields<ApprovalNeed>)

/** Whether the very same people must agree; a request answers for those alone whom it asked. */
export const isSameNeed = (a: ApprovalNeed, b: ApprovalNeed): boolean => textOf(a) === textOf(b)

/** In the schema's order of keys. */
const textOf = (need: ApprovalNeed): string => JSON.stringify(approvalNeedSchema.parse(need))

const conditionSchema = z.strictObject({
  key: z.string(),
  expected: z.string(),
  actual: z.string(),
  outcome: z.enum(['yes', 'no', 'unknown']),
} satisfies Fields<ConditionResult>) satisfies z.ZodType<ConditionResult>

const ruleResultSchema = z.strictObject({
  rule: z.string(),
  source: z.enum(['repository', 'organisation', 'floor', 'built-in']),
  // biome-ignore lint/suspicious/noThenProperty: the tree's own word, never awaited
  then: verdict,
  matched: z.boolean(),
  conditions: z.array(conditionSchema),
  reason: z.string().exactOptional(),
} satisfies Fields<RuleResult>) satisfies z.ZodType<RuleResult>

/** A judgement, as it is remembered. */
export const decisionSchema = z.strictObject({
  verdict,
  effective: verdict,
  rule: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  approve: approvalNeedSchema.exactOptional(),
  rules: z.array(ruleResultSchema),
} satisfies Fields<Decision>) satisfies z.ZodType<Decision>
