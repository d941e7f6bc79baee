import type { BranchRule, Policy } from '../policy.ts'

const ofBranches: Readonly<Record<string, (branch: BranchRule) => boolean>> = {
  pull_request: (branch) => branch.pull_request !== undefined,
  required_checks: (branch) => branch.required_checks.length > 0,
  linear_history: (branch) => branch.linear_history,
  signed_commits: (branch) => branch.signed_commits,
  bypass: (branch) => branch.bypass.length > 0,
}

/**
 * What a policy says that no guarded session carries out, one sentence each: it is for the App, or for
 * the action's upload.
 */
export function notForSessions({ branches, stated }: Policy): { app: string[]; action: string[] } {
  const protections = Object.entries(ofBranches)
    .filter(([, holds]) => branches.some(holds))
    .map(([key]) => `branches.${key}`)
  const listed = ['secrets.pushed', 'agents.identities'].filter((key) => stated.includes(key))
  const app = [...protections, ...listed]
  return {
    app: app.length === 0 ? [] : [`for the App alone, not for a session: ${app.join(', ')}`],
    action: stated.includes('recording.artifact')
      ? ['for the action alone, which uploads: recording.artifact']
      : [],
  }
}
