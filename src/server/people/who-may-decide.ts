import {
  isInTeam,
  listPeople,
  listTeam,
  readAccess,
  readLogin,
} from '../../adapters/github/people.ts'
import { isMissingPermission } from '../../adapters/github/refusal.ts'
import {
  type AccessNow,
  allNeeds,
  type Excluded,
  type NeedCandidates,
  type Person,
  whyNobodyCan,
} from '../../core/approval/eligibility.ts'
import type { ApprovalNeed } from '../../core/policy/decision.ts'
import type { AskedRepository } from './asked-repository.ts'

/** People looked up for one judgement; whoever comes after them is unknown. */
const maxLookups = 100
const unknownAccess = { permission: 'unknown', teams: {} } as const

/**
 * What the forge says now of each of these people. The account must be the very one that spoke: a
 * login is only the way to ask about it.
 */
export async function readAccessNow(
  asked: AskedRepository,
  people: readonly (Person & { type: string })[],
  need: ApprovalNeed,
): Promise<ReadonlyMap<number, AccessNow>> {
  const teams = [...new Set(allNeeds(need).flatMap((one) => one.teams))]
  const found = new Map<number, AccessNow>()
  for (const person of people) {
    if (found.has(person.id) || person.type !== 'User') continue
    if (found.size >= maxLookups) break
    found.set(person.id, await accessOfOne(asked, person, teams))
  }
  return found
}

/** For whoever was not looked up: a bot, or one too many. */
export const accessIn = (
  found: ReadonlyMap<number, AccessNow>,
  person: Person & { type: string },
): AccessNow => found.get(person.id) ?? { ...person, ...unknownAccess }

async function accessOfOne(
  asked: AskedRepository,
  person: Person & { type: string },
  teams: readonly string[],
): Promise<AccessNow> {
  const access = await accessNow(asked, person)
  if (access === 'unknown') return { ...person, ...unknownAccess }
  if (access === undefined) return { ...person, permission: 'none', teams: {} }
  const memberships: Record<string, boolean | 'unknown'> = {}
  for (const team of teams) memberships[team] = await isMember(asked, team, access.login)
  return { ...access, permission: access.access, teams: memberships }
}

/** The account may have another login by now, and somebody else may have the old one. */
async function accessNow({ octokit, repository }: AskedRepository, { id, login }: Person) {
  try {
    const access = await readAccess(octokit, repository, login)
    if (access?.id === id) return access
    const current = await readLogin(octokit, id)
    if (current === undefined || current.toLowerCase() === login.toLowerCase()) return undefined
    const renamed = await readAccess(octokit, repository, current)
    return renamed?.id === id ? renamed : undefined
  } catch (error) {
    if (isMissingPermission(error)) return 'unknown'
    throw error
  }
}

async function isMember({ octokit, repository }: AskedRepository, team: string, login: string) {
  if (repository.ownerType !== 'Organization') return false
  return isInTeam(octokit, repository.owner, team, login)
}

/**
 * Why no answer can ever come, and what to change; `undefined` while somebody may be left. What could
 * not be listed is taken to hold enough people.
 */
export async function whyImpossible(
  asked: AskedRepository,
  need: ApprovalNeed,
  excluded: Excluded,
): Promise<string | undefined> {
  const candidates: NeedCandidates[] = []
  for (const one of allNeeds(need)) {
    candidates.push({ need: one, people: await candidatesFor(asked, one) })
  }
  return whyNobodyCan(candidates, excluded)
}

async function candidatesFor(
  asked: AskedRepository,
  need: ApprovalNeed,
): Promise<NeedCandidates['people']> {
  const { octokit, repository } = asked
  const byId = new Map<number, AccessNow>()
  if (need.permission !== undefined) {
    const people = await listPeople(octokit, repository)
    if (people === 'unknown') return 'unknown'
    for (const { access, ...one } of people)
      byId.set(one.id, { ...one, permission: access, teams: {} })
  }
  for (const login of need.users.slice(0, maxLookups)) {
    const access = await readAccess(octokit, repository, login).catch((error: unknown) => {
      if (isMissingPermission(error)) return 'unknown' as const
      throw error
    })
    if (access === 'unknown') return 'unknown'
    if (access === undefined || byId.has(access.id)) continue
    byId.set(access.id, { ...access, permission: access.access, teams: {} })
  }
  for (const team of need.teams) {
    if (repository.ownerType !== 'Organization') continue
    const members = await listTeam(octokit, repository.owner, team)
    if (members === 'unknown') return 'unknown'
    if (members === 'no such team') continue
    for (const one of members) {
      const known = byId.get(one.id)
      // Whether a team may read the repository shows when one of its people speaks.
      byId.set(one.id, {
        ...one,
        permission: known?.permission ?? 'read',
        teams: { ...known?.teams, [team]: true },
      })
    }
  }
  return [...byId.values()]
}
