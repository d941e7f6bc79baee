import type { PushedCommit } from '../../../core/git/ref-update.ts'
import {
  type Actor,
  type AgentSign,
  agentAccount,
  isCursorApp,
  signsIn,
} from '../../../core/policy/agent-identity.ts'
import type { SessionOfCommit } from '../../../core/recording/session-index.ts'
import type { Scope } from '../scope.ts'

/** Who made some commits, as far as there are signs. */
export interface Provenance {
  /** Commits with a sign of an agent, in the order given. */
  agentMade: readonly AgentCommit[]
  /** Whether one of Cursor's cloud agents had a part: it pushes as Cursor's own App. */
  cloudAgent: boolean
  /** Commits that were looked at; `unknown` when they could not be listed. */
  looked: number | 'unknown'
}

export interface AgentCommit {
  commit: PushedCommit
  /** At least one. */
  signs: readonly AgentSign[]
  session?: SessionOfCommit
}

/**
 * Which of the commits an agent made: their author, committer or a co-author is a known agent, a
 * listed account pushed them, or a guarded session did. No sign does not mean that a person made it.
 *
 * Costs no call of the forge.
 *
 * @param pusher who brought all of these commits: the sender of a push, the author of a pull request
 */
export async function provenanceOf(
  scope: Scope,
  commits: readonly PushedCommit[] | 'unknown',
  pusher?: Actor,
): Promise<Provenance> {
  const { repository, services } = scope
  const loaded = await scope.policy()
  const listed = loaded.state === 'in-force' ? loaded.policy.agents.identities : []
  const by = pusher && agentAccount(pusher, listed)
  if (commits === 'unknown') {
    return { agentMade: [], cloudAgent: by !== undefined && isCursorApp(by), looked: 'unknown' }
  }
  const ids = commits.map(({ id }) => id)
  const [pushers, sessions] = await Promise.all([
    services.agentPushes.find(repository.id, ids),
    services.sessions.find(repository.id, ids),
  ])
  const agentMade = commits.flatMap((commit): AgentCommit[] => {
    const pushedBy = by ?? pushers.get(commit.id)
    const session = sessions.get(commit.id)
    const signs: AgentSign[] = [
      ...signsIn(commit, listed),
      ...(pushedBy === undefined ? [] : [{ as: 'pusher' as const, identity: pushedBy }]),
      ...(session === undefined ? [] : [{ as: 'session' as const, identity: session.session }]),
    ]
    if (signs.length === 0) return []
    return [{ commit, signs, ...(session === undefined ? {} : { session }) }]
  })
  const cloudAgent = agentMade.some(({ signs }) =>
    signs.some(({ as, identity }) => as !== 'session' && isCursorApp(identity)),
  )
  return { agentMade, cloudAgent, looked: commits.length }
}
