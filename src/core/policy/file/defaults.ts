import type { BranchRule, Floor, Policy, Rule, SecretsPolicy, When } from '../policy.ts'
import type { FileBranch, FileRule, FileSections, PolicyFile } from './file-schema.ts'

/** Fills in what a file leaves out. */
export function withDefaults(file: PolicyFile): Policy {
  const { floor, secrets, limits, git, agents, cursor, egress, recording, approval } = file
  return {
    version: 1,
    enforcement: file.enforcement ?? 'enforce',
    branches: file.branches?.map(completeBranch) ?? [],
    secrets: {
      inline: secrets?.inline ?? 'mask',
      push: secrets?.push ?? 'deny',
      pushed: secrets?.pushed ?? 'block',
      known: secrets?.known ?? [],
      rules: secrets?.rules ?? [],
      allow: secrets?.allow?.map(withoutUndefined) ?? [],
      allow_inline: secrets?.allow_inline ?? false,
    },
    rules: file.rules?.map(completeRule) ?? [],
    limits: { reached: 'end', ...withoutUndefined(limits ?? {}) },
    git: {
      repositories: git?.repositories ?? [],
      push_options: git?.push_options ?? 'deny',
      refs_per_push: git?.refs_per_push ?? 50,
    },
    agents: { cloud: agents?.cloud ?? 'hold', identities: agents?.identities ?? [] },
    cursor: { unknown_calls: cursor?.unknown_calls ?? 'deny' },
    // A list of hosts that may be reached says that others may not.
    egress: {
      default: egress === undefined ? 'allow' : (egress.default ?? 'deny'),
      allow: egress?.allow ?? [],
    },
    recording: {
      retention: 90 * 86_400,
      require: true,
      ...withoutUndefined(recording ?? {}),
    },
    approval: {
      wait: 480,
      expires: 86_400,
      self: false,
      ...withoutUndefined(approval ?? {}),
    },
    cases: file.cases ?? [],
    ...(floor === undefined ? {} : { floor: toFloor(floor) }),
    stated: statedKeys(file),
  }
}

function toFloor(sections: FileSections): Floor {
  const { branches, secrets, rules, limits, git, agents, cursor, egress, recording, approval } =
    sections
  return withoutUndefined({
    enforcement: sections.enforcement,
    branches: branches?.map((branch) => ({ ...completeBranch(branch), source: 'floor' as const })),
    secrets: secrets && toFloorSecrets(secrets),
    rules: rules?.map((rule) => ({ ...completeRule(rule), source: 'floor' as const })),
    limits: limits && withoutUndefined(limits),
    git: git && withoutUndefined(git),
    agents: agents && withoutUndefined(agents),
    cursor: cursor && withoutUndefined(cursor),
    egress: egress && { default: egress.default ?? ('deny' as const), allow: egress.allow ?? [] },
    recording: recording && withoutUndefined(recording),
    approval: approval && withoutUndefined(approval),
  })
}

function toFloorSecrets(secrets: NonNullable<FileSections['secrets']>): Partial<SecretsPolicy> {
  return withoutUndefined({ ...secrets, allow: secrets.allow?.map(withoutUndefined) })
}

function completeBranch(branch: FileBranch): BranchRule {
  return { ...withoutUndefined(branch), bypass: branch.bypass.map(withoutUndefined) }
}

/** A rule of the file with every default; a hold that names nobody asks anyone who may write. */
function completeRule({ name, when, then, reason, approve }: FileRule): Rule {
  const complete: Rule = { name, when: completeWhen(when), then }
  if (reason !== undefined) complete.reason = reason
  if (then !== 'hold') return complete
  const { teams = [], users = [], permission } = approve?.by ?? {}
  const isOpen = teams.length === 0 && users.length === 0
  const least = permission ?? (isOpen ? 'write' : undefined)
  complete.approve = {
    by: { teams, users, ...(least === undefined ? {} : { permission: least }) },
    count: approve?.count ?? 1,
  }
  return complete
}

/** A condition such as `command` implies the kind of action it is about. */
function completeWhen(when: FileRule['when']): When {
  const { prompt, response, push, runner, ...rest } = when
  const tool = when.tool ?? (when.process === undefined ? impliedTools(when) : undefined)
  return withoutUndefined({
    prompt: prompt && withoutUndefined(prompt),
    response: response && withoutUndefined(response),
    push: push && withoutUndefined(push),
    runner: runner && withoutUndefined(runner),
    ...withoutUndefined(rest),
    ...(tool === undefined ? {} : { tool }),
  })
}

function impliedTools(when: FileRule['when']): When['tool'] {
  if (when.command !== undefined) return ['shell']
  if (when.mcp !== undefined) return ['mcp']
  if (when.url !== undefined) return ['fetch']
  if (when.name !== undefined) return ['other']
  return when.path === undefined ? undefined : ['read', 'write', 'edit', 'delete']
}

type MaybeKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T]
type Compact<T> = Omit<T, MaybeKeys<T>> & { [K in MaybeKeys<T>]?: Exclude<T[K], undefined> }

/** The same object without the keys that hold nothing: so it survives JSON unchanged. */
function withoutUndefined<T extends object>(value: T): Compact<T> {
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return Object.fromEntries(entries) as Compact<T>
}

const wholeKeys = new Set(['enforcement', 'branches', 'rules', 'cases'])

/** `enforcement`, `secrets.push`, … : what the file says itself. */
function statedKeys(file: PolicyFile): string[] {
  const { version: _, floor: __, ...sections } = file
  return Object.entries(sections).flatMap(([key, value]) => {
    if (value === undefined) return []
    if (wholeKeys.has(key)) return [key]
    return [key, ...Object.keys(value as object).map((inner) => `${key}.${inner}`)]
  })
}
