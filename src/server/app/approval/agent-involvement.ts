import type { GithubAccount } from '../../../adapters/github/pull-requests.ts'
import type { Participant } from '../../../core/approval/eligibility.ts'
import type { Pusher } from '../../../core/approval/remembered-pull.ts'
import type { PushedCommit } from '../../../core/git/ref-update.ts'
import { agentAccount, isCursorApp } from '../../../core/policy/agent-identity.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import type { Facts, OrUnknown } from '../../../core/policy/subject.ts'
import { type AgentCommit, provenanceOf } from '../provenance/provenance-of.ts'
import type { Scope } from '../scope.ts'

/** Whether agents had a part in a change, as its judgement asks it. */
export interface AgentInvolvement {
  agent: OrUnknown<boolean>
  cloudAgent: OrUnknown<boolean>
  /** Who started the runs it was made in, where sessions are known. */
  people: readonly Participant[]
  /** Of the run, where every commit of an agent is known to be made in it. */
  runner?: Facts['runner']
  /** For people; none when there is no sign. */
  sentences: readonly string[]
}

/** What tells of agents in the commits, in who opened the pull request, and in who pushed its head. */
export async function agentInvolvementOf(
  scope: Scope,
  about: {
    policy: Policy
    commits: readonly PushedCommit[] | 'unknown'
    pushers: readonly Pusher[]
    author: GithubAccount | undefined
  },
): Promise<AgentInvolvement> {
  const { policy, commits, pushers, author } = about
  const provenance = await provenanceOf(scope, commits, author)
  const agents = [...pushers, ...(author === undefined ? [] : [author])].flatMap(
    (one) => agentAccount(one, policy.agents.identities) ?? [],
  )
  const isCloud = provenance.cloudAgent || agents.some(isCursorApp)
  const isUnknown = provenance.looked === 'unknown'
  const isAgent = isCloud || agents.length > 0 || provenance.agentMade.length > 0
  const identities = new Set([
    ...agents,
    ...provenance.agentMade.flatMap(({ signs }) =>
      signs.map(({ as, identity }) => `${identity} (${as})`),
    ),
  ])
  return {
    agent: isAgent || (isUnknown ? 'unknown' : false),
    cloudAgent: isCloud || (isUnknown ? 'unknown' : false),
    people: peopleOf(provenance.agentMade),
    ...runnerOf(provenance.agentMade),
    sentences: isAgent ? [`Made with an agent: ${[...identities].slice(0, 10).join(', ')}`] : [],
  }
}

function peopleOf(made: readonly AgentCommit[]): Participant[] {
  const people = made.flatMap(({ session }) => session?.run?.people ?? [])
  const unique = new Map(people.map((one) => [`${one.id} ${one.as}`, one]))
  return [...unique.values()].map((one) => ({ ...one, type: 'User' }))
}

/** One run made all of it, or nobody can say in which run it was made. */
function runnerOf(made: readonly AgentCommit[]): Pick<AgentInvolvement, 'runner'> {
  const [first] = made
  const runner = first?.session?.run?.runner
  if (runner === undefined) return {}
  const text = JSON.stringify(runner)
  const isSame = made.every(({ session }) => JSON.stringify(session?.run?.runner) === text)
  return isSame ? { runner } : {}
}
