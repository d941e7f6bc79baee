/** How much of a repository the App is given; each set holds the one before it. */
export const permissionSets = ['watch', 'protect', 'agents'] as const
export type PermissionSet = (typeof permissionSets)[number]

type Level = 'read' | 'write'

/**
 * What each set adds. `app.yml` says of each permission what it is for; docs/install.md says what is
 * missing without it.
 *
 * @see https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
const added: Record<PermissionSet, Readonly<Record<string, Level>>> = {
  watch: {
    metadata: 'read',
    contents: 'read',
    administration: 'read',
    checks: 'write',
    pull_requests: 'write',
    issues: 'write',
    members: 'read',
    merge_queues: 'read',
  },
  protect: { administration: 'write' },
  agents: { contents: 'write' },
}

/** Permissions of a set, as an App's manifest names them. */
export function permissionsOf(
  set: PermissionSet,
  { workflows = false }: { workflows?: boolean } = {},
): Record<string, Level> {
  const sets = permissionSets.slice(0, permissionSets.indexOf(set) + 1)
  const permissions = Object.assign({}, ...sets.map((one) => added[one]))
  return workflows ? { ...permissions, workflows: 'write' } : permissions
}

/** Events the App asks for; those about its installations come by themselves. */
export const events = [
  'push',
  'create',
  'delete',
  'pull_request',
  'pull_request_review',
  'issue_comment',
  'check_run',
  'check_suite',
  'merge_group',
  'repository',
  'repository_ruleset',
  'branch_protection_rule',
  'branch_protection_configuration',
] as const
