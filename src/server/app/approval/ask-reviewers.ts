import { listPeople, readAccess } from '../../../adapters/github/people.ts'
import { type PullRequest, requestReviewers } from '../../../adapters/github/pull-requests.ts'
import { isMissingPermission } from '../../../adapters/github/refusal.ts'
import { allNeeds, type Excluded, eligibility } from '../../../core/approval/eligibility.ts'
import type { RememberedPull } from '../../../core/approval/remembered-pull.ts'
import type { HeldChange } from '../../../core/approval/request.ts'
import type { Tally } from '../../../core/approval/tally.ts'
import type { ApprovalNeed } from '../../../core/policy/decision.ts'
import type { Scope } from '../scope.ts'

export type AskedReviewers = NonNullable<RememberedPull['asked']>

/**
 * Asks for a review: those whom the rules name, people before teams, else somebody with the permission
 * that they ask for. As few as are still needed, nobody who took part, nobody twice.
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

interface Wanted {
  users: { id: number; login: string }[]
  teams: string[]
}

async function missingReviewers(scope: Scope, pull: PullRequest, asking: Asking): Promise<Wanted> {
  const { request, tally, asked } = asking
  const wanted: Wanted = { users: [], teams: [] }
  for (const [index, need] of allNeeds(request.need).entries()) {
    const missing = Math.max(1, need.count) - (tally.given[index] ?? 0)
    const askedTeams = [...asked.teams, ...pull.requestedTeams]
    if (missing <= 0 || need.teams.some((team) => askedTeams.includes(team))) continue
    const left = await askNamed(scope, pull, { ...asking, need, missing, wanted })
    const [team] = need.teams
    if (left > 0 && team !== undefined) {
      if (!wanted.teams.includes(team)) wanted.teams.push(team)
    } else if (left > 0 && need.permission !== undefined) {
      await askAnybody(scope, pull, { ...asking, need, missing: left, wanted })
    }
  }
  return wanted
}

interface Asking {
  request: HeldChange
  tally: Tally
  excluded: Excluded
  asked: AskedReviewers
}

interface AskingFor extends Asking {
  need: ApprovalNeed
  missing: number
  wanted: Wanted
}

/** The people whom a rule names. @returns how many more are needed */
async function askNamed(scope: Scope, pull: PullRequest, asking: AskingFor): Promise<number> {
  const { need, tally, excluded, wanted } = asking
  let { missing } = asking
  for (const login of need.users) {
    if (missing <= 0) break
    const access = await readAccess(scope.octokit, scope.repository, login)
    if (access === undefined || hasApproved(tally, access.id)) continue
    const now = { ...access, permission: access.access, teams: {} }
    if (!eligibility(now, need, excluded).may) continue
    missing -= 1
    // The forge lets nobody review what they opened themselves.
    if (isAsked(pull, asking, access.id) || access.id === pull.author?.id) continue
    wanted.users.push({ id: access.id, login: access.login })
  }
  return missing
}

/**
 * Somebody of all who have the permission that a rule asks for. Whose turn it is goes by the request, so
 * that it is not always the same people, and the same again when it is asked once more.
 */
async function askAnybody(scope: Scope, pull: PullRequest, asking: AskingFor): Promise<void> {
  const { need, tally, excluded, wanted, request, asked } = asking
  const isOnlyNeed = allNeeds(request.need).length === 1
  const pending = asked.users.filter((id) => !hasApproved(tally, id)).length
  if (isOnlyNeed && pending >= asking.missing) return
  const people = await listPeople(scope.octokit, scope.repository)
  if (people === 'unknown') {
    scope.log.warn(
      { number: pull.number },
      'nobody is asked for a review: who has access is not known',
    )
    return
  }
  const able = people
    .filter(
      ({ access, ...one }) =>
        eligibility({ ...one, permission: access, teams: {} }, need, excluded).may,
    )
    .filter(({ id }) => !hasApproved(tally, id) && id !== pull.author?.id)
    .toSorted((a, b) => a.id - b.id)
  const waiting = able.filter(({ id }) => isAsked(pull, asking, id)).length
  const free = able.filter(({ id }) => !isAsked(pull, asking, id))
  const first = free.length === 0 ? 0 : Number.parseInt(request.key.slice(0, 8), 16) % free.length
  const turn = [...free.slice(first), ...free.slice(0, first)]
  const chosen = turn.slice(0, Math.max(0, asking.missing - waiting))
  wanted.users.push(...chosen.map(({ id, login }) => ({ id, login })))
}

const hasApproved = ({ approvals }: Tally, id: number): boolean =>
  approvals.some(({ by }) => by.id === id)

const isAsked = (pull: PullRequest, { asked, wanted }: AskingFor, id: number): boolean =>
  asked.users.includes(id) ||
  pull.requestedUsers.includes(id) ||
  wanted.users.some((one) => one.id === id)
