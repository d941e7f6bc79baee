import type { CheckReport } from '../../../adapters/github/check-runs.ts'
import { markdownText } from '../../../core/policy/render/plain-text.ts'
import type { AgentCommit, Provenance } from './provenance-of.ts'

export interface SessionView {
  head: string
  provenance: Provenance
  isPull: boolean
  /** Agents' accounts that opened a pull request of this head. */
  openedBy: readonly string[]
  /** What `recording.require` and `agents.cloud` come to; `audit`: they are only tried out. */
  requires: 'recording' | 'nothing'
  cloud: 'deny' | 'hold' | 'allow'
  isAudit: boolean
}

/** Commits that are listed one by one. */
const maxListed = 100

/** Why this pull request must not pass, one sentence each; none for a push, which has happened. */
export function sessionProblems({ provenance, isPull, requires, cloud }: SessionView): string[] {
  if (!isPull) return []
  const { agentMade, cloudAgent, looked } = provenance
  const problems: string[] = []
  if (requires === 'recording') {
    const open = agentMade.filter(({ session }) => session?.recording !== 'complete').length
    if (open > 0) {
      problems.push(
        `The policy asks for a complete recording (\`recording.require\`), and ${open} of the agent’s commits ${open === 1 ? 'has' : 'have'} none.`,
      )
    }
    if (looked === 'unknown') {
      problems.push('The commits could not be listed, so nobody can say whether they are recorded.')
    }
  }
  if (cloudAgent && cloud === 'deny') {
    problems.push('Cursor’s cloud agents may not contribute here (`agents.cloud: deny`).')
  }
  return problems
}

/** The check run `cursor-guard / session` of one commit. */
export function renderSession(view: SessionView): CheckReport {
  const { head, provenance, isAudit } = view
  const problems = sessionProblems(view)
  const { agentMade } = provenance
  return {
    name: 'session',
    headSha: head,
    conclusion: problems.length === 0 ? 'success' : isAudit ? 'neutral' : 'failure',
    title: titleOf(provenance, view.openedBy),
    summary: [
      ...problems,
      ...(problems.length > 0 && isAudit
        ? ['The policy is on trial (`enforcement: audit`): enforced, this check would fail.']
        : []),
      ...(provenance.cloudAgent && view.cloud === 'hold' && view.isPull
        ? [
            'A cloud agent of Cursor had a part in it: a person decides, in `cursor-guard / approval`.',
          ]
        : []),
      ...(view.openedBy.length === 0
        ? []
        : [`A pull request was opened by ${view.openedBy.map(markdownText).join(', ')}.`]),
      agentMade.length === 0
        ? 'No author, committer, co-author or account that pushed is a known agent, and no guarded session is known for these commits. An agent that hides leaves no sign either.'
        : 'What a commit says of its author is what whoever made it wrote there; a recording by a guarded session is what it was seen to do.',
    ].join('\n\n'),
    ...(agentMade.length === 0 ? {} : { text: listText(agentMade) }),
  }
}

function titleOf({ agentMade, looked }: Provenance, openedBy: readonly string[]): string {
  if (looked === 'unknown') return 'The commits could not be listed'
  if (agentMade.length === 0) {
    return openedBy.length === 0 ? 'No sign of an agent' : 'An agent opened the pull request'
  }
  const made = `${agentMade.length} of ${looked} ${looked === 1 ? 'commit' : 'commits'}`
  return `An agent made ${made}`
}

function listText(agentMade: readonly AgentCommit[]): string {
  const rows = agentMade.slice(0, maxListed).map((one) => {
    const why = one.signs.map(({ as, identity }) => `${asText[as]} ${markdownText(identity)}`)
    // Without its subject: a message can hold a secret.
    return `| ${one.commit.id.slice(0, 10)} | ${[...new Set(why)].join(', ')} | ${recordingText(one)} |`
  })
  const left = agentMade.length - rows.length
  return [
    '| commit | why it counts | recording |',
    '| --- | --- | --- |',
    ...rows,
    ...(left > 0 ? ['', `And ${left} more.`] : []),
  ].join('\n')
}

const asText = {
  author: 'author',
  committer: 'committer',
  'co-author': 'co-author',
  pusher: 'pushed by',
  session: 'guarded session',
} as const

function recordingText({ session }: AgentCommit): string {
  if (session === undefined) return 'no recording known'
  const { recording, level, url, session: id } = session
  const name = markdownText(id)
  const link = url !== undefined && /^https?:\/\/[^\s()<>]+$/.test(url) ? `[${name}](${url})` : name
  return `${link}, ${recordingTexts[recording]}${level === undefined ? '' : `, level ${markdownText(level)}`}`
}

const recordingTexts = {
  complete: 'complete',
  partial: 'partial',
  unknown: 'not known whether it is complete',
} as const
