import type { ApprovalNeed } from '../policy/decision.ts'

export type Permission = NonNullable<ApprovalNeed['permission']>

export interface Person {
  /** The account's number: a login can change hands. */
  id: number
  login: string
}

/** How somebody took part in a change. */
export const parts = [
  'author',
  'committer',
  'co-author',
  'pusher',
  'pull request author',
  'actor',
  'triggering actor',
] as const
export type Part = (typeof parts)[number]

export interface Participant extends Person {
  as: Part
  /** `User`, `Bot`, … */
  type: string
}

/** What the forge says of one account at this moment. */
export interface AccessNow extends Person {
  type: string
  permission: Permission | 'none' | 'unknown'
  /** Teams that were asked about, by slug. */
  teams: Readonly<Record<string, boolean | 'unknown'>>
}

/** From the least to the most. */
const permissions = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const

/** Who may not decide about a change, and who may although they took part. */
export interface Excluded {
  byId: ReadonlyMap<number, readonly Part[]>
  /** People whom `approval.self` lets decide about what they started themselves. */
  selfIds: ReadonlySet<number>
}

/**
 * Everybody who took part may not decide. With `self`, whoever started it may: the people behind the
 * run where they are known, else the person who opened the pull request, else whoever pushed.
 */
export function excludedFrom(participants: readonly Participant[], self: boolean): Excluded {
  const byId = new Map<number, Part[]>()
  for (const { id, as } of participants) {
    const parts = byId.get(id) ?? []
    if (!parts.includes(as)) parts.push(as)
    byId.set(id, parts)
  }
  return { byId, selfIds: new Set(self ? starters(participants).map(({ id }) => id) : []) }
}

function starters(participants: readonly Participant[]): Participant[] {
  const people = participants.filter(({ type }) => type === 'User')
  const ranks: readonly Part[][] = [
    ['actor', 'triggering actor'],
    ['pull request author'],
    ['pusher'],
  ]
  for (const rank of ranks) {
    const found = people.filter(({ as }) => rank.includes(as))
    if (found.length > 0) return found
  }
  return []
}

/** `self`: they took part, and the policy lets them. */
export type Eligibility = { may: true; self: boolean } | { may: false; why: string }

/** Whether an account may decide for one need; what could not be found out counts against it. */
export function eligibility(
  access: AccessNow,
  need: ApprovalNeed,
  excluded: Excluded,
): Eligibility {
  const barred = whyBarred(access, excluded)
  if (barred !== undefined) return { may: false, why: barred }
  if (!isNamed(access, need)) return { may: false, why: whyNotNamed(access, need) }
  return { may: true, self: excluded.byId.has(access.id) }
}

/** Why somebody may decide nothing here, whatever a rule names. */
export function whyBarred({ id, type }: AccessNow, excluded: Excluded): string | undefined {
  if (type !== 'User') return 'a bot or an app does not decide'
  const parts = excluded.byId.get(id)
  if (parts === undefined || excluded.selfIds.has(id)) return undefined
  return `took part in the change (${parts.join(', ')})`
}

function isNamed({ login, permission, teams }: AccessNow, need: ApprovalNeed): boolean {
  // Whoever cannot even read the repository any more decides nothing in it, on no list of names.
  if (permission === 'none' || permission === 'unknown') return false
  if (need.users.some((name) => name.toLowerCase() === login.toLowerCase())) return true
  if (need.teams.some((team) => teams[team] === true)) return true
  return need.permission !== undefined && isAtLeast(permission, need.permission)
}

function whyNotNamed({ permission, teams }: AccessNow, need: ApprovalNeed): string {
  if (permission === 'unknown') return 'the permission could not be read'
  if (permission === 'none') return 'has no access to the repository now'
  if (need.teams.some((team) => teams[team] === 'unknown')) return 'the team could not be read'
  return `is not among those who may: ${needText({ ...need, also: [] })}`
}

export const isAtLeast = (
  permission: Permission | 'none' | 'unknown',
  least: Permission,
): boolean =>
  permission !== 'unknown' && permissions.indexOf(permission) >= permissions.indexOf(least)

/** A need and those beside it, each to be met for itself. */
export const allNeeds = (need: ApprovalNeed): ApprovalNeed[] => [
  need,
  ...(need.also ?? []).flatMap(allNeeds),
]

/** `2 of: team platform-leads, octocat, anyone with maintain permission`, for each of the needs. */
export const needText = (need: ApprovalNeed): string =>
  allNeeds(need)
    .map(({ count, teams, users, permission }) => {
      const who = [
        ...teams.map((team) => `team ${team}`),
        ...users,
        ...(permission === undefined ? [] : [`anyone with ${permission} permission`]),
      ]
      return `${count} of: ${who.join(', ') || 'nobody'}`
    })
    .join('; and ')

/** People who could decide, as far as it is known: `unknown` where a list could not be read. */
export interface NeedCandidates {
  need: ApprovalNeed
  people: readonly AccessNow[] | 'unknown'
}

/**
 * Why no answer can ever come, with the key to set; `undefined` while there may be enough people.
 */
export function whyNobodyCan(
  candidates: readonly NeedCandidates[],
  excluded: Excluded,
): string | undefined {
  for (const { need, people } of candidates) {
    if (people === 'unknown') continue
    const able = people.filter((one) => eligibility(one, need, excluded).may)
    if (able.length >= need.count) continue
    const parts = people.filter(({ id }) => excluded.byId.has(id) && !excluded.selfIds.has(id))
    const left =
      able.length === 0
        ? 'nobody is left who may decide'
        : `only ${able.length} of ${need.count} people are left who may decide`
    const because =
      parts.length === 0
        ? 'the rule names nobody else who has access'
        : `${parts
            .slice(0, 5)
            .map(({ login }) => login)
            .join(', ')} took part in the change`
    return `${left} (${needText({ ...need, also: [] })}): ${because}. Name more people in the rule's "approve.by", lower "approve.count", or set "approval.self: true" where whoever started a change may approve it.`
  }
  return undefined
}
