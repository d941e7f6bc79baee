import { isStatus, type Octokit } from './octokit.ts'
import type { GithubAccount } from './pull-requests.ts'
import { isMissingPermission } from './refusal.ts'
import { at, type Repository } from './repository.ts'

export type Access = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin'

/** People of a team or of a repository that are read; with more nobody asks whether one is left. */
export const maxPeople = 1_000

/** What a login may do in a repository now, and whose login that is; `undefined` for nobody's. */
export async function readAccess(
  octokit: Octokit,
  repository: Repository,
  login: string,
): Promise<(GithubAccount & { access: Access }) | undefined> {
  try {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
      ...at(repository),
      username: login,
    })
    const { user, permission, role_name } = data
    if (user === null) return undefined
    const access = accessOf(user.permissions, role_name, permission)
    return { id: user.id, login: user.login, type: user.type, access }
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

/** The login an account has now; `undefined` when the account is gone. */
export async function readLogin(octokit: Octokit, id: number): Promise<string | undefined> {
  try {
    const { data } = await octokit.rest.users.getById({ account_id: id })
    return data.login
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

/**
 * Whether a login is an active member of a team; `unknown` where the App may not read teams.
 *
 * @param team its slug
 */
export async function isInTeam(
  octokit: Octokit,
  organisation: string,
  team: string,
  login: string,
): Promise<boolean | 'unknown'> {
  try {
    const { data } = await octokit.rest.teams.getMembershipForUserInOrg({
      org: organisation,
      team_slug: team,
      username: login,
    })
    return data.state === 'active'
  } catch (error) {
    if (isStatus(error, 404)) return false
    if (isMissingPermission(error)) return 'unknown'
    throw error
  }
}

/** Members of a team; `unknown` where there are too many, none such, or the App may not read them. */
export async function listTeam(
  octokit: Octokit,
  organisation: string,
  team: string,
): Promise<GithubAccount[] | 'unknown' | 'no such team'> {
  const pages = octokit.paginate.iterator(octokit.rest.teams.listMembersInOrg, {
    org: organisation,
    team_slug: team,
    per_page: 100,
  })
  try {
    const people: GithubAccount[] = []
    for await (const { data } of pages) {
      people.push(...data.map(({ id, login, type }) => ({ id, login, type })))
      if (people.length > maxPeople) return 'unknown'
    }
    return people
  } catch (error) {
    if (isStatus(error, 404)) return 'no such team'
    if (isMissingPermission(error)) return 'unknown'
    throw error
  }
}

/** Everybody who has access to a repository, with what they may do; `unknown` as for a team. */
export async function listPeople(
  octokit: Octokit,
  repository: Repository,
): Promise<(GithubAccount & { access: Access })[] | 'unknown'> {
  const pages = octokit.paginate.iterator(octokit.rest.repos.listCollaborators, {
    ...at(repository),
    affiliation: 'all',
    per_page: 100,
  })
  try {
    const people: (GithubAccount & { access: Access })[] = []
    for await (const { data } of pages) {
      for (const { id, login, type, permissions, role_name } of data) {
        people.push({ id, login, type, access: accessOf(permissions, role_name, 'none') })
      }
      if (people.length > maxPeople) return 'unknown'
    }
    return people
  } catch (error) {
    if (isMissingPermission(error) || isStatus(error, 404)) return 'unknown'
    throw error
  }
}

interface Permissions {
  pull?: boolean
  triage?: boolean
  push?: boolean
  maintain?: boolean
  admin?: boolean
}

/** A role of the organisation's own has a name nobody knows: what it permits is listed beside it. */
function accessOf(
  permissions: Permissions | undefined,
  role: string | undefined,
  permission: string,
): Access {
  if (permission === 'none' && role === 'none') return 'none'
  if (permissions !== undefined) {
    const levels = ['admin', 'maintain', 'push', 'triage', 'pull'] as const
    const highest = levels.find((level) => permissions[level] === true)
    return highest === undefined ? 'none' : names[highest]
  }
  const known = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const
  return known.find((name) => name === role) ?? known.find((name) => name === permission) ?? 'none'
}

const names = {
  admin: 'admin',
  maintain: 'maintain',
  push: 'write',
  triage: 'triage',
  pull: 'read',
} as const
