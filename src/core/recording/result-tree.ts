import * as z from 'zod'
import { visibleLine } from './visible.ts'

/** One rule of a result tree, as people see it. */
export interface TreeRule {
  rule: string
  source: string
  then: string
  matched: boolean
  reason?: string
  conditions: readonly { key: string; expected: string; actual: string; outcome: string }[]
}

const maxRules = 100
const maxConditions = 50
const maxText = 400

const text = z.string().transform((value) => visibleLine(value, maxText))
const conditionSchema = z.object({ key: text, expected: text, actual: text, outcome: text })
const ruleSchema = z.object({
  rule: text,
  source: text,
  // biome-ignore lint/suspicious/noThenProperty: the word of the policy file; nothing awaits it.
  then: text,
  matched: z.boolean(),
  reason: text.exactOptional(),
  conditions: z.array(z.unknown()),
})

/**
 * The rules of a recorded result tree, matching ones first; what has another shape is left out.
 * The entry's own JSON in the recording is the proof, this is only its picture.
 */
export function readTree(tree: unknown): TreeRule[] {
  const rules = Array.isArray(tree) ? tree : (tree as { rules?: unknown } | null | undefined)?.rules
  if (!Array.isArray(rules)) return []
  const read = rules.slice(0, maxRules).flatMap((value): TreeRule[] => {
    const rule = ruleSchema.safeParse(value)
    return rule.success ? [{ ...rule.data, conditions: conditionsOf(rule.data.conditions) }] : []
  })
  return read.toSorted((a, b) => Number(b.matched) - Number(a.matched))
}

function conditionsOf(values: unknown[]): TreeRule['conditions'] {
  return values.slice(0, maxConditions).flatMap((value) => {
    const condition = conditionSchema.safeParse(value)
    return condition.success ? [condition.data] : []
  })
}
