import type { OrUnknown } from '../subject.ts'
import { compilePlain, compileRefs, fullRef, type Outcome, yesOrNo } from './match.ts'
import type { Situation } from './situation.ts'

/** How a condition came out, and what it was asked of, for an explanation. */
export interface ConditionAnswer {
  outcome: Outcome
  actual: string
}

/** One condition of a rule, made ready to be asked often. */
export interface Condition {
  key: string
  expected: string
  ask(situation: Situation): ConditionAnswer
}

/** Patterns as an explanation names them. */
export const joined = (values: readonly unknown[]): string => values.join(', ')

/** A condition on a single value: what cannot be read is `unknown`. */
export function onValue(
  key: string,
  patterns: readonly string[],
  read: (situation: Situation) => OrUnknown<string> | undefined,
  compile = compilePlain,
): Condition {
  const match = compile(patterns)
  return {
    key: `when.${key}`,
    expected: joined(patterns),
    ask(situation) {
      const value = read(situation)
      if (value === undefined || value === 'unknown')
        return { outcome: 'unknown', actual: 'unknown' }
      return { outcome: yesOrNo(match(situation.text(value))), actual: value }
    },
  }
}

/** The ref of a push is what it is about; every other subject is about the branch of the run. */
export const onBranch = (key: string, patterns: readonly string[]): Condition =>
  onRef(key, patterns, ({ subject, facts }) => (subject.kind === 'push' ? subject.ref : facts.ref))

/** A condition on a ref, where patterns may name the default branch. */
export function onRef(
  key: string,
  patterns: readonly string[],
  read: (situation: Situation) => OrUnknown<string> | undefined,
): Condition {
  const match = compileRefs(patterns)
  return {
    key,
    expected: joined(patterns),
    ask(situation) {
      const ref = read(situation)
      if (ref === undefined || ref === 'unknown') return { outcome: 'unknown', actual: 'unknown' }
      const { defaultBranch } = situation.facts
      const known = defaultBranch === 'unknown' ? undefined : defaultBranch
      return { outcome: match(situation.text(fullRef(ref)), known), actual: ref }
    },
  }
}
