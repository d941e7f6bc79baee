import type { AppliedRuleset, Difference } from './protection-record.ts'
import { type RulesetDocument, type RulesetRule, rulesetPrefix } from './ruleset.ts'
import {
  digestOf,
  type RulesetFields,
  rulesetDifferences,
  rulesetFields,
} from './ruleset-fields.ts'

/** A ruleset as the forge has it. */
export interface LiveRuleset {
  id: number
  name: string
  /** Whether it is this repository's own; those of the organisation are never touched. */
  isOwn: boolean
  fields: RulesetFields
}

export type RulesetStep =
  /** As wanted: nothing to write. `unmet` was asked for already, and the forge has it otherwise. */
  | { do: 'keep'; key: string; wanted: RulesetDocument; live: LiveRuleset; unmet: Difference[] }
  | { do: 'create'; key: string; wanted: RulesetDocument; cause: Cause }
  | { do: 'update'; key: string; wanted: RulesetDocument; live: LiveRuleset; cause: Cause }
  | { do: 'delete'; key: string; live: LiveRuleset }
  /** It is gone, or no longer looks like ours. */
  | { do: 'forget'; key: string }

/** `drift`: somebody changed or removed it since it was written, in this. */
export type Cause = { why: 'policy' } | { why: 'drift'; differences: Difference[] }

export interface RulesetPlan {
  steps: RulesetStep[]
  /** Named like ours, but made by somebody else: reported and left alone. */
  strangers: LiveRuleset[]
}

/**
 * What to write: last applied, live and wanted against each other.
 *
 * Ours is what is remembered by id and is the repository's own. One of exactly the wanted name and
 * content is taken for ours too: then a server died between writing and remembering it.
 *
 * @param live the repository's rulesets that are remembered or named like ours
 * @param applied what was last written, by wanted name
 * @param touched the id of one that somebody is known to have changed: what was read back right after it
 *   was written may have been theirs already
 */
export function planRulesets(
  wanted: readonly RulesetDocument[],
  live: readonly LiveRuleset[],
  applied: Readonly<Record<string, AppliedRuleset>>,
  touched?: number,
): RulesetPlan {
  const own = live.filter(({ isOwn }) => isOwn)
  const known = new Set(Object.values(applied).map(({ id }) => id))
  const taken = new Set(own.map(({ name }) => name))
  const adopted = new Set<number>()
  const steps = wanted.map((document): RulesetStep => {
    const key = document.name
    const last = applied[key]
    const found = last && own.find(({ id }) => id === last.id)
    if (last !== undefined && found !== undefined)
      return compare(document, last, found, found.id === touched)
    const twin = own.find(
      ({ id, fields }) =>
        !known.has(id) && rulesetDifferences(rulesetFields(document), fields).length === 0,
    )
    if (twin !== undefined) {
      adopted.add(twin.id)
      return { do: 'keep', key, wanted: document, live: twin, unmet: [] }
    }
    const name = freeName(key, taken)
    taken.add(name)
    return { do: 'create', key, wanted: { ...document, name }, cause: lossOf(last) }
  })
  const wantedKeys = new Set(wanted.map(({ name }) => name))
  const leftovers = Object.entries(applied).filter(([key]) => !wantedKeys.has(key))
  steps.push(
    ...leftovers.map(([key, last]) =>
      remove(
        key,
        own.find(({ id }) => id === last.id),
      ),
    ),
  )
  return { steps, strangers: own.filter((one) => isStranger(one, known, adopted)) }
}

function compare(
  document: RulesetDocument,
  last: AppliedRuleset,
  live: LiveRuleset,
  isTouched: boolean,
): RulesetStep {
  const key = document.name
  const wanted = { ...document, name: last.name }
  const fields = rulesetFields(wanted)
  const unmet = rulesetDifferences(fields, live.fields, last.live)
  if (unmet.length === 0) return { do: 'keep', key, wanted, live, unmet }
  const changed = rulesetDifferences(last.live, live.fields)
  if (changed.length > 0) {
    return { do: 'update', key, wanted, live, cause: { why: 'drift', differences: changed } }
  }
  if (digestOf(fields) === last.wanted) {
    if (!isTouched) return { do: 'keep', key, wanted, live, unmet }
    return { do: 'update', key, wanted, live, cause: { why: 'drift', differences: unmet } }
  }
  return { do: 'update', key, wanted, live, cause: { why: 'policy' } }
}

const lossOf = (last: AppliedRuleset | undefined): Cause =>
  last === undefined
    ? { why: 'policy' }
    : { why: 'drift', differences: [{ what: 'the ruleset', wanted: 'there' }] }

/** Both marks are needed: the name and the remembered id. */
function remove(key: string, live: LiveRuleset | undefined): RulesetStep {
  const isOurs = live?.name.startsWith(rulesetPrefix) === true
  return isOurs ? { do: 'delete', key, live } : { do: 'forget', key }
}

const isStranger = (
  { id, name }: LiveRuleset,
  known: ReadonlySet<number>,
  adopted: ReadonlySet<number>,
): boolean => name.startsWith(rulesetPrefix) && !known.has(id) && !adopted.has(id)

/** GitHub takes each name once, and somebody else may have had it first. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name.slice(0, 95)} (${number})`
  return free
}

/**
 * What to send over a live ruleset. Where somebody narrowed the ways to merge, all of them are named:
 * leaving them out may leave them narrowed.
 */
export function overwriting(wanted: RulesetDocument, live: LiveRuleset): RulesetDocument {
  const isNarrowed = Object.keys(live.fields).some((name) =>
    name.startsWith('pull_request.allowed_merge_methods '),
  )
  if (!isNarrowed) return wanted
  const rules = wanted.rules.map((rule): RulesetRule => {
    if (rule.type !== 'pull_request') return rule
    const methods: ('merge' | 'squash' | 'rebase')[] = ['merge', 'squash', 'rebase']
    return { ...rule, parameters: { ...rule.parameters, allowed_merge_methods: methods } }
  })
  return { ...wanted, rules }
}
