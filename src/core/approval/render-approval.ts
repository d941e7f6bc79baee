import type { ApprovalNeed, Decision } from '../policy/decision.ts'
import { markdownText, plain } from '../policy/render/plain-text.ts'
import { renderMarkdown, renderReason } from '../policy/render/render.ts'
import { allNeeds, needText, type Participant } from './eligibility.ts'
import { conclusions, type Phase } from './phase.ts'
import { type HeldChange, nextMark } from './request.ts'
import type { CountedVote, Tally } from './tally.ts'

/** Everything that is said about the approval of one pull request. */
export interface ApprovalView {
  number: number
  /** Full ref it goes into. */
  baseRef: string
  headSha: string
  phase: Phase
  decision: Decision
  request?: HeldChange | undefined
  /** What people type for the request; its whole key where nobody looked for something shorter. */
  id?: string | undefined
  tally?: Tally | undefined
  participants: readonly Participant[]
  /** Logins of those who took part and may therefore not decide. */
  barred?: readonly string[]
  /** Addresses in commits that belong to no account: they exclude nobody. */
  unresolved: readonly string[]
  /** What makes the change risky, one sentence each. */
  risks: readonly string[]
  /** What else a reader must know, one sentence each. */
  notes: readonly string[]
}

/** A check run, as far as approval writes it. */
export interface RenderedApproval {
  conclusion: 'success' | 'failure' | 'action_required'
  title: string
  summary: string
  text: string
  actions?: { label: string; description: string; identifier: string }[]
  externalId?: string
}

/** Sentences listed at most of each kind; the rest is counted. */
const maxListed = 20

/** The check run of one pull request. */
export function renderApproval(view: ApprovalView): RenderedApproval {
  const { phase, request, decision } = view
  return {
    conclusion: conclusions[phase],
    title: titleOf(view),
    summary: summaryOf(view),
    text: [renderMarkdown(decision), ...participantLines(view), ...ignoredLines(view)].join('\n'),
    ...(request === undefined ? {} : { externalId: request.key }),
    ...(phase === 'waiting' && request !== undefined ? { actions: buttons(request) } : {}),
  }
}

const buttons = (request: HeldChange) => [
  {
    label: 'Approve',
    description: 'Let these very commits be merged',
    identifier: `approve-${nextMark(request, 'button')}`,
  },
  {
    label: 'Deny',
    description: 'Refuse these commits',
    identifier: `deny-${nextMark(request, 'button')}`,
  },
]

/** What a button says, and the revision its page was made from; anything else is not our button. */
export function readButton(identifier: string): { approve: boolean; mark: number } | undefined {
  const match = /^(approve|deny)-(\d{1,9})$/.exec(identifier)
  return match === null ? undefined : { approve: match[1] === 'approve', mark: Number(match[2]) }
}

function titleOf(view: ApprovalView): string {
  const { phase, decision, tally } = view
  const rule = decision.rule === undefined ? 'the policy' : `"${plain(decision.rule)}"`
  switch (phase) {
    case 'free':
      return decision.verdict === 'hold' || decision.verdict === 'deny'
        ? `Audit only: would be ${decision.verdict === 'hold' ? 'held' : 'refused'} by ${rule}`
        : 'No approval needed'
    case 'refused':
      return `Refused by ${rule}`
    case 'waiting':
      return `Waiting for approval: ${missingText(view)} (${rule})`
    case 'approved':
      return `Approved by ${(tally?.approvals ?? []).map(({ by }) => plain(by.login)).join(', ')}`
    case 'denied':
      return `Denied by ${(tally?.denials ?? []).map(({ by }) => plain(by.login)).join(', ')}`
    case 'impossible':
      return 'Nobody is left who may approve this'
    case 'expired':
      return 'The request for approval has run out'
    case 'merged':
      return 'Merged as approved'
    case 'merged unapproved':
      return 'Merged without the approval it needed'
    case 'closed':
      return 'Closed: the request for approval is withdrawn'
    case 'void':
      return 'No longer asked: something else has taken its place'
  }
}

/** `1 of 2`, for each need; nobody is kept from saying yes when there are enough. */
function givenText(request: HeldChange | undefined, tally: Tally | undefined): string {
  if (request === undefined) return 'not asked yet'
  return allNeeds(request.need)
    .map(({ count }, index) => givenOf(tally?.given[index] ?? 0, Math.max(1, count)))
    .join(' and ')
}

const givenOf = (given: number, needed: number): string =>
  given > needed
    ? `${given}, where ${needed} ${needed === 1 ? 'is' : 'are'} needed`
    : `${given} of ${needed}`

/** Names of one need that a title has room for. */
const maxNamed = 3

/** `1 of 2 by carol or team leads`, for each need; who has approved, or may not, is not named. */
function missingText({ request, tally, barred = [] }: ApprovalView): string {
  if (request === undefined) return givenText(request, tally)
  const done = new Set([...barred, ...(tally?.approvals ?? []).map(({ by }) => by.login)].map(fold))
  return allNeeds(request.need)
    .map((need, index) => {
      const [given, needed] = [tally?.given[index] ?? 0, Math.max(1, need.count)]
      const text = givenOf(given, needed)
      return given >= needed ? text : `${text} by ${whoText(need, done)}`
    })
    .join(' and ')
}

const fold = (login: string): string => login.toLowerCase()

function whoText({ users, teams, permission }: ApprovalNeed, done: ReadonlySet<string>): string {
  const names = [
    ...users.filter((login) => !done.has(fold(login))),
    ...teams.map((team) => `team ${team}`),
    ...(permission === undefined ? [] : [`anyone with ${permission} permission`]),
  ].map(plain)
  if (names.length === 0) return 'somebody else'
  const more = names.length - maxNamed
  return [...names.slice(0, maxNamed), ...(more > 0 ? [`${more} more`] : [])].join(' or ')
}

/** What people read first; the status comment says the same. */
export function summaryOf(view: ApprovalView): string {
  const { phase, decision, request, tally, risks, notes, baseRef, headSha } = view
  const facts = [
    `**${markdownText(titleOf(view))}**`,
    '',
    ...(decision.effective === 'allow' && decision.verdict === 'allow'
      ? []
      : [markdownText(renderReason(decision)), '']),
    `- Change: \`${headSha.slice(0, 10)}\` into ${markdownText(branchName(baseRef))}`,
  ]
  if (request !== undefined) {
    facts.push(
      `- Request: \`${view.id ?? request.key}\``,
      `- Needed: ${markdownText(needText(request.need))}`,
      `- Given: ${givenText(request, tally)}${votesText(tally)}`,
    )
    if (phase === 'waiting' || phase === 'approved' || phase === 'denied') {
      facts.push(`- Valid until: ${timeText(request.expiresAt)}`)
    }
    if (request.impossible !== undefined && phase === 'impossible') {
      facts.push(`- Why: ${markdownText(request.impossible)}`)
    }
    if (request.why !== undefined) facts.push(`- Ended: ${markdownText(request.why)}`)
  }
  return [
    ...facts,
    ...listOf('What makes it risky', risks),
    ...listOf('Please note', notes),
    '',
    nextStep(view),
    '',
  ].join('\n')
}

function nextStep({ phase, request, id = request?.key ?? '' }: ApprovalView): string {
  switch (phase) {
    case 'waiting':
      return `Decide with the buttons of this check, with a review of these commits, or with a comment whose first line is \`/cursor-guard approve ${id}\`, or begins with \`/cursor-guard deny ${id}\`. A button or a comment counts for this rule alone; it is no review in the sense of the branch's own rules. New commits, another base or a changed policy make a new request.`
    case 'denied':
      return `Whoever denied it can take that back by approving, with a review or with \`/cursor-guard approve ${id}\`. Other commits make a new request.`
    case 'expired':
      return 'Press "Re-run" to ask again; earlier answers no longer count. How long a request lives is `approval.expires` in the policy.'
    case 'impossible':
      return 'After the rule or the access was changed, press "Re-run" to look again.'
    case 'refused':
      return 'No approval can release this. Change the commits, or the policy on the default branch.'
    case 'closed':
      return 'Open it again to ask again; earlier answers no longer count.'
    default:
      return ''
  }
}

function votesText(tally: Tally | undefined): string {
  const votes = [
    ...(tally?.approvals ?? []).map((one) => `${voteText(one)}`),
    ...(tally?.denials ?? []).map((one) => `denied: ${voteText(one)}`),
  ]
  return votes.length === 0 ? '' : ` (${votes.slice(0, maxListed).join('; ')})`
}

const voteText = ({ by, surface, self }: CountedVote): string =>
  `${markdownText(by.login)} by ${surface}${self ? ', self-approved' : ''}`

function participantLines({ participants, unresolved, phase }: ApprovalView): string[] {
  if (phase === 'free' || phase === 'refused') return []
  const people = new Map<string, string[]>()
  for (const { login, as } of participants) {
    people.set(login, [...(people.get(login) ?? []), as])
  }
  const lines = [...people].map(([login, parts]) => `${login}: ${[...new Set(parts)].join(', ')}`)
  return [
    ...listOf('Took part in the change, and may not approve it', lines),
    ...listOf('In commits, but belongs to no account, so it excludes nobody', unresolved),
  ]
}

function ignoredLines({ tally }: ApprovalView): string[] {
  const lines = (tally?.ignored ?? []).map(
    ({ vote, why }) => `${vote.by.login}, ${vote.surface} (${vote.says}): ${why}`,
  )
  return listOf('Said, but does not count', lines)
}

function listOf(heading: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return []
  const rest = sentences.length - maxListed
  return [
    '',
    `${heading}:`,
    ...sentences.slice(0, maxListed).map((sentence) => `- ${markdownText(sentence)}`),
    ...(rest > 0 ? [`- … and ${rest} more`] : []),
  ]
}

export const branchName = (ref: string): string => ref.replace(/^refs\/heads\//, '')

/** To the minute, in UTC. */
export const timeText = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** One commit, several pull requests: the run says the strictest, and names them all. */
export function joinApprovals(
  all: readonly { number: number; report: RenderedApproval }[],
): RenderedApproval {
  const [first] = all
  if (first === undefined) throw new RangeError('a check run is about one pull request at least')
  if (all.length === 1) return first.report
  const order = ['success', 'action_required', 'failure'] as const
  const rank = ({ report }: (typeof all)[number]) => order.indexOf(report.conclusion)
  const strictest = all.reduce((a, b) => (rank(b) > rank(a) ? b : a))
  const isMany = all.filter(({ report }) => report.conclusion !== 'success').length > 1
  return {
    conclusion: strictest.report.conclusion,
    title: `${all.length} pull requests have this commit: ${strictest.report.title}`,
    summary: [
      'This commit is the head of several pull requests. A check run belongs to the commit, so it says the strictest of their answers.',
      '',
      ...all.map(({ number, report }) => `- #${number}: ${markdownText(report.title)}`),
      ...(isMany
        ? [
            '',
            'Decide each of them by review or by comment; a button could not say which one it means.',
          ]
        : []),
      ...all.flatMap(({ number, report }) => [
        '',
        `### Pull request #${number}`,
        '',
        report.summary,
      ]),
    ].join('\n'),
    text: all.map(({ number, report }) => `### #${number}\n\n${report.text}`).join('\n\n'),
    // With a single one that waits, its buttons mean that one.
    ...(isMany || strictest.report.actions === undefined
      ? {}
      : { actions: strictest.report.actions }),
    ...(isMany || strictest.report.externalId === undefined
      ? {}
      : { externalId: strictest.report.externalId }),
  }
}
