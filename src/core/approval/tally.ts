import type { ApprovalNeed } from '../policy/decision.ts'
import { allNeeds, type Eligibility, type Person } from './eligibility.ts'
import type { ApprovalRequest, Decider, HeldChange, Surface } from './request.ts'

/** One answer, as it was read from its surface. */
export interface CastVote {
  by: Person & { type: string }
  /** `nothing`: an answer that was taken back; it also takes back what the person said before. */
  says: 'approve' | 'deny' | 'nothing'
  /** Milliseconds since the epoch. */
  at: number
  surface: Surface
  /** The commit it was given to, or the whole key of the request it names. */
  about: { headSha: string } | { request: string }
  /** The review's or comment's number on the forge. */
  source?: number
  /** What the person wrote, where that is kept. */
  why?: string
}

/** What a vote must be about, to be about this request. */
export type VotedOn = Pick<ApprovalRequest, 'key' | 'need'> &
  Partial<Pick<HeldChange, 'headSha' | 'after'>>

export interface CountedVote {
  by: Person
  surface: CastVote['surface']
  at: number
  /** They took part in the change themselves, and the policy lets them. */
  self: boolean
  /** The review's or comment's number on the forge. */
  source?: number
  why?: string
}

export interface Tally {
  outcome: 'undecided' | 'approved' | 'denied'
  /** Approvals each need has, in the order of `allNeeds`. */
  given: readonly number[]
  approvals: readonly CountedVote[]
  denials: readonly CountedVote[]
  /** What was said and does not count, with the reason. */
  ignored: readonly { vote: CastVote; why: string }[]
}

/**
 * Counts what was said about one request. Each person has one voice, the last they raised; one
 * refusal by somebody who may decide denies; each need must be met by itself.
 *
 * @param may whether a person may decide for one of the needs, now
 */
export function tally(
  votes: readonly CastVote[],
  votedOn: VotedOn,
  may: (person: CastVote['by'], need: ApprovalNeed) => Eligibility,
): Tally {
  const needs = allNeeds(votedOn.need)
  const ignored: { vote: CastVote; why: string }[] = []
  const approvals: CountedVote[] = []
  const denials: CountedVote[] = []
  const given = needs.map(() => 0)
  for (const vote of lastVoices(votes, votedOn, ignored)) {
    const answers = needs.map((need) => may(vote.by, need))
    const first = answers.find((answer) => answer.may)
    if (first?.may !== true) {
      const refusal = answers.find((answer) => !answer.may)
      ignored.push({ vote, why: refusal?.may === false ? refusal.why : 'may not decide' })
      continue
    }
    const { by, surface, at, source, why } = vote
    const counted = {
      by,
      surface,
      at,
      self: first.self,
      ...(source === undefined ? {} : { source }),
      ...(why === undefined ? {} : { why }),
    }
    if (vote.says === 'deny') denials.push(counted)
    else {
      approvals.push(counted)
      answers.forEach((answer, index) => {
        if (answer.may) given[index] = (given[index] ?? 0) + 1
      })
    }
  }
  const isMet = needs.every(({ count }, index) => (given[index] ?? 0) >= Math.max(1, count))
  const outcome = denials.length > 0 ? 'denied' : isMet ? 'approved' : 'undecided'
  return { outcome, given, approvals, denials, ignored }
}

/** The last word of each person about this very request; at the same moment a refusal is last. */
function lastVoices(
  votes: readonly CastVote[],
  votedOn: VotedOn,
  ignored: { vote: CastVote; why: string }[],
): CastVote[] {
  const last = new Map<number, CastVote>()
  for (const heard of votes) {
    const why = whyElsewhere(heard, votedOn)
    if (why !== undefined) {
      if (heard.says !== 'nothing') ignored.push({ vote: heard, why })
      continue
    }
    const vote = forgetEarlier(heard, votedOn, ignored)
    const known = last.get(vote.by.id)
    const isLater =
      known === undefined || vote.at > known.at || (vote.at === known.at && isLast(vote, known))
    if (isLater) last.set(vote.by.id, vote)
  }
  return [...last.values()].filter(({ says }) => says !== 'nothing')
}

function isLast(vote: CastVote, known: CastVote): boolean {
  if (vote.surface === known.surface) return (vote.source ?? 0) > (known.source ?? 0)
  return vote.says === 'deny'
}

function whyElsewhere({ about }: CastVote, { headSha, key }: VotedOn): string | undefined {
  if ('headSha' in about && about.headSha !== headSha) return 'was given to other commits'
  if ('request' in about && about.request !== key) return 'was given to another request'
  return undefined
}

/**
 * An approval from before this request was made approves nothing now, though it still takes back
 * what its giver said earlier. A refusal of these very commits stands.
 */
function forgetEarlier(
  vote: CastVote,
  { after }: VotedOn,
  ignored: { vote: CastVote; why: string }[],
): CastVote {
  const { surface, source = 0, says } = vote
  if (surface === 'button' || surface === 'command line') return vote
  if (says !== 'approve' || after === undefined || source > after[surface]) return vote
  ignored.push({ vote, why: 'was given before this request was made' })
  return { ...vote, says: 'nothing' }
}

/** The votes that a request keeps, as they are counted. */
export const keptVotes = ({ key, kept }: Pick<ApprovalRequest, 'key' | 'kept'>): CastVote[] =>
  kept.map(({ by, approve, at, surface, mark, why }) => ({
    by: { ...by, type: 'User' },
    says: approve ? 'approve' : 'deny',
    at,
    surface,
    about: { request: key },
    source: mark,
    ...(why === undefined ? {} : { why }),
  }))

/** Whose approvals released something, as it is kept in the request. */
export const deciders = ({ approvals }: Tally): Decider[] =>
  approvals.map(({ by: { id, login }, surface, at, self }) => ({ id, login, surface, at, self }))
