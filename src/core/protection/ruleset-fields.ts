import { createHash } from 'node:crypto'
import type { Difference } from './protection-record.ts'

/** A ruleset field by field, in an order of its own: what two of them differ in can be told. */
export type RulesetFields = Readonly<Record<string, string>>

/** What of a ruleset counts; as GitHub gives it, or as it is wanted. */
export interface RulesetContent {
  name: string
  target?: string | undefined
  enforcement: string
  /** GitHub leaves it out for whoever may not write rulesets. */
  bypass_actors?: readonly BypassActor[] | null | undefined
  conditions?: unknown
  rules?: readonly { type: string; parameters?: unknown }[] | null | undefined
}

interface BypassActor {
  actor_id?: number | null
  actor_type: string
  bypass_mode?: string
}

const hiddenBypass = 'bypass'

/**
 * The fields of a ruleset. Null, false, an empty list and a field that is not there say the same, and
 * so does the list of all ways to merge; lists have no order.
 */
export function rulesetFields(content: RulesetContent): RulesetFields {
  const fields: Record<string, string> = {
    name: content.name,
    target: content.target ?? 'branch',
    enforcement: content.enforcement,
  }
  if (content.bypass_actors == null) fields[hiddenBypass] = 'not shown'
  for (const actor of content.bypass_actors ?? []) fields[`bypass ${actorText(actor)}`] = 'yes'
  addFields(fields, 'for', content.conditions)
  for (const { type, parameters } of content.rules ?? []) {
    fields[`rule ${type}`] = 'yes'
    addFields(fields, type, parameters)
  }
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export const actorText = ({ actor_id, actor_type, bypass_mode }: BypassActor): string =>
  `${actor_type}${actor_id == null ? '' : ` ${actor_id}`} (${bypass_mode ?? 'always'})`

export const digestOf = (fields: RulesetFields): string =>
  createHash('sha256').update(JSON.stringify(fields)).digest('hex')

const mergeMethods = ['merge', 'rebase', 'squash']

function addFields(fields: Record<string, string>, path: string, value: unknown): void {
  if (Array.isArray(value)) {
    const isNeutral =
      path.endsWith('.allowed_merge_methods') &&
      mergeMethods.every((method) => value.includes(method))
    if (!isNeutral) for (const entry of value) fields[`${path} ${entryText(entry)}`] = 'yes'
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) addFields(fields, `${path}.${key}`, inner)
  } else if (value !== undefined && value !== null && value !== false) {
    fields[path] = String(value)
  }
}

/** One entry of a list; of a required check, the App it must come from stands beside it. */
function entryText(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return String(entry)
  const parts = Object.entries(entry)
    .filter(([, value]) => value !== null && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
      return key === 'context' ? `"${text}"` : `${key} ${text}`
    })
  return parts.join(', ')
}

/** Parameters that a policy decides. What GitHub invents besides them is no one's drift. */
const ownParameters = new Set([
  'required_approving_review_count',
  'dismiss_stale_reviews_on_push',
  'require_code_owner_review',
  'require_last_push_approval',
  'required_review_thread_resolution',
  'allowed_merge_methods',
  'required_status_checks',
  'strict_required_status_checks_policy',
  'do_not_enforce_on_create',
  'ref_name',
])

/**
 * Where the live ruleset is not as wanted, removals and additions alike.
 *
 * @param before what the forge had right after it was last written: a parameter that no policy decides
 *   and that has not changed since is a default of the forge
 */
export function rulesetDifferences(
  wanted: RulesetFields,
  live: RulesetFields,
  before: RulesetFields = {},
): Difference[] {
  const isHidden = live[hiddenBypass] !== undefined || wanted[hiddenBypass] !== undefined
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(live)])].sort()
  return names
    .filter((name) => wanted[name] !== live[name])
    .filter((name) => !(isHidden && name.startsWith(hiddenBypass)))
    .filter((name) => !(isForeign(name) && live[name] === before[name]))
    .map((name) => ({
      what: name,
      ...(wanted[name] === undefined ? {} : { wanted: wanted[name] }),
      ...(live[name] === undefined ? {} : { live: live[name] }),
    }))
}

/** Whether the bypass actors of a ruleset could be read. */
export const showsBypass = (fields: RulesetFields): boolean => fields[hiddenBypass] === undefined

/** A parameter of a rule that stands in no policy. */
export function isForeign(name: string): boolean {
  const [, parameter] = /^\w+\.(\w+)/.exec(name) ?? []
  return parameter !== undefined && !ownParameters.has(parameter)
}
