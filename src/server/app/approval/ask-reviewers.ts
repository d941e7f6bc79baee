import { readAccess } from '../../../adapters/github/people.ts'
import { type PullRequest, requestReviewers } from '../../../adapters/github/pull-requests.ts'
import { isMissingPermission } from '../../../adapters/github/refusal.ts'
import { allNeeds, type Excluded, eligibility } from '../../../core/approval/eligibility.ts'
import type { RememberedPull } from '../../../core/approval/remembered-pull.ts'
import type { HeldChange } from '../../../core/approval/request.ts'
import type { Tally } from '../../../core/approval/tally.ts'
import type { Scope } from '../scope.ts'

export type AskedReviewers = NonNullable<RememberedPull['asked']>

/**
 * Asks those whom the rules name for a review: people before teams, as few as are still needed, nobody
 * who took part, nobody twice. Where a rule names a permission alone, nobody is picked out.
 *
 * @returns who has been asked by now on behalf of this request; as it was when nothing was done
 */
export async function askReviewers(
  scope: Scope,
  pull: PullRequest,
  given: {
    request: HeldChange
    tally: Tally
    excluded: Excluded
    asked: AskedReviewers | undefined
  },
): Promise<AskedReviewers | undefined> {
  const { request, tally, excluded } = given
  const asked =
    given.asked?.request === request.key
      ? given.asked
      : { request: request.key, users: [], teams: [] }
  if (pull.isDraft) return given.asked
  const wanted = await missingReviewers(scope, pull, { request, tally, excluded, asked })
  if (wanted.users.length + wanted.teams.length === 0) return given.asked
  try {
    const users = wanted.users.map(({ login }) => login)
    const isAsked = await requestReviewers(scope.octokit, scope.repository, pull.number, {
      users,
      teams: wanted.teams,
    })
    if (!isAsked)
      scope.log.warn(
        { number: pull.number, users, teams: wanted.teams },
        'the forge refuses to ask these for a review',
      )
  } catch (error) {
    if (!isMissingPermission(error)) throw error
    scope.log.warn(
      { number: pull.number, permission: 'pull_requests: write' },
      'nobody can be asked for a review: the App lacks the permission "Pull requests: write"',
    )
  }
  return {
    request: request.key,
    users: [...asked.users, ...wanted.users.map(({ id }) => id)],
    teams: [...asked.teams, ...wanted.teams],
  }
}

async function missingReviewers(
  scope: Scope,
  pull: PullRequest,
  {
    request,
    tally,
    excluded,
    asked,
  }: { request: HeldChange; tally: Tally; excluded: Excluded; asked: AskedReviewers },
): Promise<{ users: { id: number; login: string }[]; teams: string[] }> {
  const users: { id: number; login: string }[] = []
  const teams: string[] = []
  const voices = new Set(tally.approvals.map(({ by }) => by.id))
  for (const [index, need] of allNeeds(request.need).entries()) {
    let missing = Math.max(1, need.count) - (tally.given[index] ?? 0)
    const askedTeams = [...asked.teams, ...pull.requestedTeams]
    if (need.teams.some((team) => askedTeams.includes(team))) continue
    for (const login of need.users) {
      if (missing <= 0) break
      const access = await readAccess(scope.octokit, scope.repository, login)
      if (access === undefined || voices.has(access.id)) continue
      const now = { ...access, permission: access.access, teams: {} }
      if (!eligibility(now, need, excluded).may) continue
      missing -= 1
      const isAsked = [...asked.users, ...pull.requestedUsers, ...users.map(({ id }) => id)]
      // The forge lets nobody review what they opened themselves.
      if (isAsked.includes(access.id) || access.id === pull.author?.id) continue
      users.push({ id: access.id, login: access.login })
    }
    const [team] = need.teams
    if (missing > 0 && team !== undefined && !teams.includes(team)) teams.push(team)
  }
  return { users, teams }
}
