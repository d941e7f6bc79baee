import { type Fields, fieldsOf, listOf, textOf } from './fields.ts'
import { zeros } from './git-repository.ts'
import {
  defaultBranchOf,
  type ForgeRepository,
  type Identity,
  may,
  repositoryFields,
  tell,
  type World,
} from './world.ts'

export interface Ruleset {
  id: number
  name: string
  target: string
  enforcement: string
  conditions: Fields
  rules: Fields[]
  bypass_actors: Fields[]
  created_at: string
  updated_at: string
}

/** A refusal as GitHub words it. */
export interface Refusal {
  status: number
  message: string
  errors?: unknown[]
}

/** Fields GitHub adds to the parameters of a rule. */
const defaults: Record<string, Fields> = {
  pull_request: {
    allowed_merge_methods: ['merge', 'squash', 'rebase'],
    required_reviewers: [],
  },
  required_status_checks: { do_not_enforce_on_create: false },
}

/** Creates a ruleset, or changes an earlier one: what is not given stays as it is. */
export async function saveRuleset(
  world: World,
  repository: ForgeRepository,
  by: Identity | string,
  given: Fields,
  id?: number,
): Promise<Ruleset | Refusal> {
  const { rulesets } = repository
  const before = id === undefined ? undefined : rulesets.get(id)
  if (id !== undefined && before === undefined) return { status: 404, message: 'Not Found' }
  const others = [...rulesets.values()].filter((one) => one.id !== id)
  if (others.some(({ name }) => name === given.name)) {
    return { status: 422, message: 'Validation Failed', errors: ['Name must be unique'] }
  }
  const now = new Date().toISOString()
  const ruleset: Ruleset = {
    id: before?.id ?? world.nextId(),
    name: textOf(given.name ?? before?.name),
    target: textOf(given.target ?? before?.target ?? 'branch'),
    enforcement: textOf(given.enforcement ?? before?.enforcement),
    conditions: fieldsOf(given.conditions ?? before?.conditions),
    rules: listOf(given.rules ?? before?.rules)
      .map(fieldsOf)
      .map(normal),
    bypass_actors: listOf(given.bypass_actors ?? before?.bypass_actors).map(fieldsOf),
    created_at: before?.created_at ?? now,
    updated_at: now,
  }
  rulesets.set(ruleset.id, ruleset)
  await tell(world, repository, 'repository_ruleset', by, {
    action: before === undefined ? 'created' : 'edited',
    repository_ruleset: rulesetFields(world, repository, ruleset),
    ...(before === undefined ? {} : { changes: {} }),
  })
  return ruleset
}

export async function deleteRuleset(
  world: World,
  repository: ForgeRepository,
  by: Identity | string,
  id: number,
): Promise<boolean> {
  const ruleset = repository.rulesets.get(id)
  if (ruleset === undefined) return false
  repository.rulesets.delete(id)
  const repository_ruleset = rulesetFields(world, repository, ruleset)
  await tell(world, repository, 'repository_ruleset', by, { action: 'deleted', repository_ruleset })
  return true
}

const normal = (rule: Fields): Fields => {
  const parameters = { ...defaults[textOf(rule.type)], ...fieldsOf(rule.parameters) }
  return { type: rule.type, ...(Object.keys(parameters).length === 0 ? {} : { parameters }) }
}

/** A ruleset as the API shows it, to those who may change it. */
export function rulesetFields(
  world: World,
  { fullName }: ForgeRepository,
  { rules, conditions, bypass_actors, ...ruleset }: Ruleset,
  { listed = false }: { listed?: boolean } = {},
): Fields {
  const isOurs = (actor: Fields) =>
    actor.actor_type === 'Integration' && actor.actor_id === world.github.app.id
  return {
    ...ruleset,
    node_id: `RRS_${ruleset.id}`,
    source_type: 'Repository',
    source: fullName,
    _links: {
      self: { href: `${world.api}/repos/${fullName}/rulesets/${ruleset.id}` },
      html: { href: `${world.origin}/${fullName}/rules/${ruleset.id}` },
    },
    ...(listed
      ? {}
      : {
          conditions,
          rules,
          bypass_actors,
          current_user_can_bypass: bypass_actors.some(isOurs) ? 'always' : 'never',
        }),
  }
}

/** Active rules for a ref, without those of rulesets that someone may bypass. */
export async function rulesFor(
  world: World,
  repository: ForgeRepository,
  ref: string,
  by?: Identity,
): Promise<{ ruleset: Ruleset; rule: Fields }[]> {
  const main = await defaultBranchOf(world, repository)
  return [...repository.rulesets.values()]
    .filter(({ enforcement }) => enforcement === 'active')
    .filter((ruleset) => includes(ruleset, ref, main))
    .filter(({ bypass_actors }) => by === undefined || !bypass_actors.some(isBypassedBy(world, by)))
    .flatMap((ruleset) => ruleset.rules.map((rule) => ({ ruleset, rule })))
}

const isBypassedBy = (world: World, by: Identity) => (actor: Fields) => {
  if (by.kind === 'installation') {
    return actor.actor_type === 'Integration' && actor.actor_id === world.github.app.id
  }
  const isAdmin = by.kind === 'person' && world.people.get(by.login) === 'admin'
  // 5: the role that administers the repository.
  return isAdmin && actor.actor_type === 'RepositoryRole' && actor.actor_id === 5
}

function includes({ target, conditions }: Ruleset, ref: string, main: string): boolean {
  if (!ref.startsWith(target === 'tag' ? 'refs/tags/' : 'refs/heads/')) return false
  const { include, exclude } = fieldsOf(conditions.ref_name)
  const matches = (pattern: unknown) => {
    if (pattern === '~ALL') return true
    return pattern === '~DEFAULT_BRANCH'
      ? ref === `refs/heads/${main}`
      : glob(textOf(pattern)).test(ref)
  }
  return listOf(include).some(matches) && !listOf(exclude).some(matches)
}

/** `*` stays within one part of a name, `**` does not. */
function glob(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*\/?|\*|\?)/).map((part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('')}$`)
}

/** Which rule refuses a move of a ref, in words. */
export async function ruleAgainst(
  world: World,
  repository: ForgeRepository,
  { ref, before, after, isMerge }: { ref: string; before: string; after: string; isMerge: boolean },
  by: Identity,
): Promise<string | undefined> {
  const isRewrite =
    before !== zeros && after !== zeros && !(await repository.git.isAncestor(before, after))
  for (const { rule } of await rulesFor(world, repository, ref, by)) {
    if (rule.type === 'deletion' && after === zeros) return 'Cannot delete this branch'
    if (rule.type === 'non_fast_forward' && isRewrite) return 'Cannot force-push to this branch'
    if (rule.type === 'creation' && before === zeros) return 'Cannot create ref'
    if (rule.type === 'update' && before !== zeros) return 'Cannot update this protected ref'
    if (rule.type === 'pull_request' && !isMerge && before !== zeros && after !== zeros) {
      return 'Changes must be made through a pull request.'
    }
    if (rule.type === 'required_status_checks' && after !== zeros && before !== zeros) {
      const missing = unmetChecks(repository, rule, after, isMerge)
      if (missing !== undefined) return `Required status check "${missing}" is expected.`
    }
  }
  return undefined
}

/** The first required check that has not succeeded on a commit. */
export function unmetChecks(
  { checks }: ForgeRepository,
  rule: Fields,
  commit: string,
  isMerge: boolean,
): string | undefined {
  if (isMerge) return undefined
  const wanted = listOf(fieldsOf(rule.parameters).required_status_checks).map(fieldsOf)
  const passing = new Set(['success', 'neutral', 'skipped'])
  const missing = wanted.find(({ context, integration_id }) => {
    const runs = [...checks.values()].filter(
      (run) =>
        run.name === context &&
        run.head_sha === commit &&
        (integration_id === undefined || run.appId === integration_id),
    )
    const last = runs.at(-1)
    return last === undefined || !passing.has(last.conclusion ?? '')
  })
  return missing === undefined ? undefined : textOf(missing.context)
}

/** Why a repository's plan, or a token, has no rulesets. */
export async function rulesetsRefused(
  world: World,
  repository: ForgeRepository,
  who: Identity,
  level: 'read' | 'write',
): Promise<Refusal | undefined> {
  const { private: isPrivate } = await repositoryFields(world, repository)
  if (repository.plan === 'free' && isPrivate === true) {
    return {
      status: 403,
      message: 'Upgrade to GitHub Pro or make this repository public to enable this feature.',
    }
  }
  const permission = level === 'read' ? 'metadata' : 'administration'
  if (may(world, who, repository, permission, level)) return undefined
  return { status: 403, message: 'Resource not accessible by integration' }
}
