import type { GitUpstream } from '../git-upstream/upstream.ts'
import type { CheckRun } from './check-routes.ts'
import type { Deliveries } from './deliveries.ts'
import type { GithubEmulator, Role } from './emulator.ts'
import { type Fields, fieldsOf, textOf } from './fields.ts'
import type { GitRepository } from './git-repository.ts'
import type { Ruleset } from './rulesets.ts'

/** Everything that is true on the forge, apart from what its emulator keeps. */
export interface World {
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** The REST API's root, without a slash at its end. */
  api: string
  github: GithubEmulator
  upstream: GitUpstream
  deliveries: Deliveries
  /** By `owner/name`. */
  repositories: Map<string, ForgeRepository>
  /** What each person may do. */
  people: Map<string, Role>
  teams: Record<string, readonly string[]>
  /** Installation tokens that were given out. */
  tokens: Map<string, InstallationToken>
  organization: string
  /** When comments were edited last, by their GraphQL names. */
  editedComments: Map<string, string>
  nextId(): number
}

export interface ForgeRepository {
  fullName: string
  id: number
  nodeId: string
  git: GitRepository
  rulesets: Map<number, Ruleset>
  checks: Map<number, CheckRun>
  pulls: Map<number, PullState>
  /** Merge queues by branch, the first to be merged first. */
  queues: Map<string, QueueEntry[]>
  /** What happened to branches, the latest first. */
  activity: ForgeActivity[]
  /** `free`: rulesets of private repositories are not to be had. */
  plan: 'free' | 'team'
}

/** One change of a branch, as the forge's list of activities has it. */
export interface ForgeActivity {
  id: number
  ref: string
  before: string
  after: string
  /** ISO 8601. */
  timestamp: string
  activity_type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge'
  actor: Fields
}

/** A pull request in a merge queue, and the commit it would become. */
export interface QueueEntry {
  number: number
  pullHead: string
  base: string
  head: string
}

/** Of a pull request, what the emulator does not know: where its branches stand in git. */
export interface PullState {
  number: number
  headRepository: string
  headRef: string
  headSha: string
  baseRef: string
  baseSha: string
  state: 'open' | 'closed'
  merged: boolean
  mergeCommit: string | null
}

export interface InstallationToken {
  permissions: Record<string, string>
  /** Absent: every repository of the installation. */
  repositoryIds?: readonly number[]
}

/** Who asks. */
export type Identity =
  | { kind: 'person'; login: string }
  | ({ kind: 'installation' } & InstallationToken)
  | { kind: 'app' }
  | { kind: 'nobody' }

/** Reads an `Authorization` header, of the API or of git. */
export function identify(world: World, header: string | undefined): Identity {
  const [scheme = '', given = ''] = (header ?? '').split(' ')
  const isBasic = scheme.toLowerCase() === 'basic'
  const token = isBasic
    ? Buffer.from(given, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '')
    : given
  const known = world.tokens.get(token)
  if (known !== undefined) return { kind: 'installation', ...known }
  const login = [...world.people.keys()].find((one) => world.github.tokenOf(one) === token)
  if (login !== undefined) return { kind: 'person', login }
  return token.startsWith('eyJ') ? { kind: 'app' } : { kind: 'nobody' }
}

/** Whether someone may do something in a repository. */
export function may(
  world: World,
  who: Identity,
  repository: ForgeRepository,
  permission: string,
  level: 'read' | 'write',
): boolean {
  if (who.kind === 'installation') {
    const { repositoryIds = [repository.id] } = who
    const given = who.permissions[permission]
    return repositoryIds.includes(repository.id) && (given === 'write' || given === level)
  }
  if (who.kind !== 'person') return false
  const role = world.people.get(who.login) ?? 'read'
  if (level === 'read') return true
  return permission === 'administration' ? role === 'admin' : role !== 'read' && role !== 'triage'
}

/** The account as it stands in payloads and answers. */
export async function accountOf(world: World, who: Identity | string): Promise<Fields> {
  const login = typeof who === 'string' ? who : who.kind === 'person' ? who.login : botLogin(world)
  const full = await world.github
    .call('admin', 'GET', `/users/${encodeURIComponent(login)}`)
    .catch(() => ({ ...botAccount(world), login }))
  return simple(full)
}

/** Without what the emulator says too much of an account. */
export const simple = (account: Fields): Fields =>
  Object.fromEntries(Object.entries(account).filter(([name]) => simpleUser.has(name)))

const botLogin = (world: World): string => `${world.github.app.slug}[bot]`

/** The App's account before it has done anything. */
const botAccount = (world: World): Fields => ({
  id: 41_898_282,
  node_id: 'BOT',
  type: 'Bot',
  site_admin: false,
  url: `${world.api}/users/bot`,
})

const simpleUser = new Set([
  ...['login', 'id', 'node_id', 'avatar_url', 'gravatar_id', 'url', 'html_url', 'followers_url'],
  ...['following_url', 'gists_url', 'starred_url', 'subscriptions_url', 'organizations_url'],
  ...['repos_url', 'events_url', 'received_events_url', 'type', 'site_admin'],
])

/** The repository as it stands in payloads. */
export async function repositoryFields(
  world: World,
  { fullName }: ForgeRepository,
): Promise<Fields> {
  // Its owner may always see it, also what is private.
  const as = world.people.has(ownerOf(fullName)) ? ownerOf(fullName) : 'admin'
  const given = await world.github.call(as, 'GET', `/repos/${fullName}`)
  return { ...given, owner: simple(fieldsOf(given.owner)) }
}

const ownerOf = (fullName: string): string => fullName.split('/')[0] ?? ''

/** Tells the App of an event in a repository. */
export async function tell(
  world: World,
  repository: ForgeRepository,
  event: string,
  by: Identity | string,
  payload: Fields,
): Promise<void> {
  const [about, sender] = await Promise.all([
    repositoryFields(world, repository),
    accountOf(world, by),
  ])
  world.deliveries.send(event, {
    ...payload,
    repository: about,
    sender,
    installation: { id: world.github.app.installation, node_id: 'INSTALLATION' },
  })
}

export async function defaultBranchOf(world: World, repository: ForgeRepository): Promise<string> {
  return textOf((await repositoryFields(world, repository)).default_branch)
}
