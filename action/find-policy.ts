import { builtInPolicy } from '../src/core/policy/built-in.ts'
import { checkedOut, type RunPolicy, readRunPolicy } from '../src/runner/policy/run-policy.ts'
import { apiOf, forgeOf } from '../src/runner/session-git.ts'
import { sessionPrograms } from '../src/runner/session-programs.ts'

export interface ActionPolicyQuestion {
  /** A file on the runner; wins over everything else. */
  file: string | undefined
  token: string | undefined
  defaultBranch: string | undefined
  workspace: string
  env: NodeJS.ProcessEnv
}

/**
 * The policy in force: the given file, else the default branch's at the commit it has now. The
 * branch being judged never supplies it.
 *
 * @throws {GuardError} `POLICY_INVALID` naming file, line and key; `UPSTREAM_FAILED` when a token is
 *   there and the forge does not answer: an unreadable policy is not an absent one
 */
export async function findPolicy(question: ActionPolicyQuestion): Promise<RunPolicy> {
  const { file, token, defaultBranch, workspace, env } = question
  const loaded = await readRunPolicy({
    file,
    workspace,
    environment: env,
    findProgram: await sessionPrograms({ sameUser: false, workspace, environment: env }),
    api: apiOf(forgeOf(env, undefined), env),
    token,
    branch: defaultBranch,
    insist: token !== undefined,
  })
  // The commit that is checked out may be the very one that is judged.
  const isJudged = loaded.reasons.includes(checkedOut) && !onDefaultBranch(question)
  if (!isJudged) return loaded
  const reason = 'policy of the default branch not read: no github-token'
  return { ...loaded, policy: builtInPolicy, source: 'built-in', reasons: [reason] }
}

function onDefaultBranch({ env, defaultBranch }: ActionPolicyQuestion): boolean {
  if (/^(?:pull_request|merge_group)/.test(env.GITHUB_EVENT_NAME ?? '')) return false
  const names = defaultBranch === undefined ? ['main', 'master'] : [defaultBranch]
  return names.some((name) => env.GITHUB_REF === `refs/heads/${name}`)
}
