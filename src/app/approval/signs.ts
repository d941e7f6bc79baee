import type { Pusher } from '../../approval/judged-pull.ts'
import type { PushedCommit } from '../../git/ref-update.ts'
import type { GithubAccount } from '../../github/pull-requests.ts'
import { agentAccount, isCursorApp } from '../../policy/agent-identity.ts'
import type { Policy } from '../../policy/schema.ts'
import type { Known } from '../../policy/subject.ts'
import { provenanceOf } from '../provenance/provenance-of.ts'
import type { Scope } from '../scope.ts'

/** Whether agents had a part in a change, as its judgement asks it. */
export interface Signs {
  agent: Known<boolean>
  cloudAgent: Known<boolean>
  /** For people; none when there is no sign. */
  sentences: readonly string[]
}

/** Signs in the commits, in who opened the pull request, and in who pushed its head. */
export async function signsOf(
  scope: Scope,
  about: {
    policy: Policy
    commits: readonly PushedCommit[] | 'unknown'
    pushers: readonly Pusher[]
    author: GithubAccount | undefined
  },
): Promise<Signs> {
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
    sentences: isAgent ? [`Made with an agent: ${[...identities].slice(0, 10).join(', ')}`] : [],
  }
}
