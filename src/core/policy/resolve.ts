import { builtInPolicy } from './built-in.ts'
import { applyFloor } from './compare/floor.ts'
import type { Policy, SecretAllowance, Source } from './policy.ts'

export interface Resolved {
  policy: Policy
  /** Whether the organisation has set a floor. */
  floorApplied: boolean
  /** Where the repository's file is looser than the floor: one sentence each, the floor stands. */
  messages: readonly string[]
}

/**
 * The policy in force for a repository: its own file, else the built-in one; then what the
 * organisation gives as defaults; then the floor, key by key, the tighter value each time.
 *
 * Default rules of the organisation stand beside the repository's; a rule of the same name takes
 * their place. A rule of the floor cannot be replaced.
 */
export function resolvePolicy({
  organisation,
  repository,
}: {
  organisation?: Policy | undefined
  repository?: Policy | undefined
}): Resolved {
  const own = repository ?? builtInPolicy
  const policy = organisation === undefined ? own : withOrganisation(own, organisation)
  const floor = organisation?.floor
  const { floor: _, ...free } = policy
  if (floor === undefined) return { policy: free, floorApplied: false, messages: [] }
  const { policy: tightened, messages } = applyFloor(free, floor, own.stated)
  return { policy: tightened, floorApplied: true, messages }
}

/** The repository's values where it states them, the organisation's where it does not. */
function withOrganisation(own: Policy, organisation: Policy): Policy {
  const theirIgnored = own === organisation ? [] : (organisation.ignored ?? [])
  const ignored = [
    ...(own.ignored ?? []),
    ...theirIgnored.map((line) => `the organisation's file: ${line}`),
  ]
  const states = (key: string) => own.stated.includes(key)
  const pick = <T extends object>(section: string, mine: T, theirs: T): T => {
    const borrowed = Object.entries(theirs).filter(
      ([key]) => !states(`${section}.${key}`) && organisation.stated.includes(`${section}.${key}`),
    )
    return { ...mine, ...Object.fromEntries(borrowed) }
  }
  const asDefault = <T extends { source?: Source }>(entries: readonly T[]): T[] =>
    entries.map((entry) => ({ ...entry, source: 'organisation' }))
  const theirs = (key: string) => !states(key) && organisation.stated.includes(key)
  return {
    ...own,
    enforcement: theirs('enforcement') ? organisation.enforcement : own.enforcement,
    branches: theirs('branches')
      ? [...own.branches, ...asDefault(organisation.branches)]
      : own.branches,
    rules: [...own.rules, ...asDefault(withoutNames(organisation.rules, own.rules))],
    secrets: {
      ...pick('secrets', own.secrets, organisation.secrets),
      known: [...new Set([...own.secrets.known, ...organisation.secrets.known])],
      rules: unionBy(({ id }) => id, own.secrets.rules, organisation.secrets.rules),
      allow: unionBy(allowanceKey, own.secrets.allow, organisation.secrets.allow),
    },
    limits: pick('limits', own.limits, organisation.limits),
    git: pick('git', own.git, organisation.git),
    agents: {
      ...pick('agents', own.agents, organisation.agents),
      identities: [...new Set([...own.agents.identities, ...organisation.agents.identities])],
    },
    cursor: pick('cursor', own.cursor, organisation.cursor),
    // A default and a list of hosts make sense together alone.
    egress: theirs('egress') ? organisation.egress : own.egress,
    recording: pick('recording', own.recording, organisation.recording),
    approval: pick('approval', own.approval, organisation.approval),
    stated: [...new Set([...own.stated, ...organisation.stated])],
    written: { ...organisation.written, ...own.written },
    ...(ignored.length === 0 ? {} : { ignored }),
  }
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const withoutNames = <T extends { name: string }>(
  entries: readonly T[],
  taken: readonly T[],
): T[] => entries.filter(({ name }) => !taken.some((other) => sameName(other.name, name)))

/** Both lists; where they share a key, the entry of the first. */
const unionBy = <T>(
  keyOf: (entry: T) => string,
  first: readonly T[],
  second: readonly T[],
): T[] => {
  const taken = new Set(first.map(keyOf))
  return [...first, ...second.filter((entry) => !taken.has(keyOf(entry)))]
}

const allowanceKey = ({ fingerprint = '', path = '' }: SecretAllowance): string =>
  `${fingerprint} ${path}`
