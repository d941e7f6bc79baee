import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { events, permissionSets, permissionsOf } from '../../../src/adapters/github/permissions.ts'
import { repositoryPayloads } from '../../../src/server/app/payloads.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const manifestText = readFileSync(join(root, 'app.yml'), 'utf8')
const manifest = parse(manifestText) as {
  default_permissions: Record<string, string>
  default_events: string[]
}

/**
 * What each call needs, as GitHub documents it: `none` needs no permission, `app` speaks as the App
 * itself and touches no repository.
 *
 * @see https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
const needs: Readonly<Record<string, string>> = {
  'apps.createFromManifest': 'none',
  'apps.createInstallationAccessToken': 'app',
  'apps.getAuthenticated': 'app',
  'apps.getBySlug': 'none',
  'apps.getInstallation': 'app',
  'apps.listInstallations': 'app',
  'apps.listReposAccessibleToInstallation': 'metadata: read',
  'apps.listWebhookDeliveries': 'app',
  'apps.redeliverWebhookDelivery': 'app',
  'checks.create': 'checks: write',
  'checks.update': 'checks: write',
  'checks.get': 'checks: read',
  'checks.listForRef': 'checks: read',
  'git.createBlob': 'contents: write',
  'git.createCommit': 'contents: write',
  'git.createRef': 'contents: write',
  'git.createTree': 'contents: write',
  'git.deleteRef': 'contents: write',
  'git.getCommit': 'contents: read',
  'git.getRef': 'contents: read',
  'git.getTree': 'contents: read',
  'git.listMatchingRefs': 'contents: read',
  'issues.create': 'issues: write',
  'issues.createComment': 'issues: write',
  'issues.getComment': 'issues: read',
  'issues.listComments': 'issues: read',
  'issues.listForRepo': 'issues: read',
  'issues.update': 'issues: write',
  'issues.updateComment': 'issues: write',
  'pulls.create': 'pull_requests: write',
  'pulls.get': 'pull_requests: read',
  'pulls.list': 'pull_requests: read',
  'pulls.listCommits': 'pull_requests: read',
  'pulls.listReviews': 'pull_requests: read',
  'pulls.requestReviewers': 'pull_requests: write',
  'pulls.listRequestedReviewers': 'pull_requests: read',
  'repos.compareCommitsWithBasehead': 'contents: read',
  'repos.createOrUpdateFileContents': 'contents: write',
  'repos.createRepoRuleset': 'administration: write',
  'repos.deleteRepoRuleset': 'administration: write',
  'repos.updateRepoRuleset': 'administration: write',
  'repos.get': 'metadata: read',
  'repos.getBranch': 'contents: read',
  'repos.getBranchProtection': 'administration: read',
  'repos.getBranchRules': 'metadata: read',
  'repos.getCollaboratorPermissionLevel': 'metadata: read',
  'repos.getCommit': 'contents: read',
  'repos.getContent': 'contents: read',
  'repos.getRepoRuleset': 'metadata: read',
  'repos.getRepoRulesets': 'metadata: read',
  'repos.listActivities': 'contents: read',
  'repos.listBranches': 'contents: read',
  'repos.listCollaborators': 'metadata: read',
  'repos.listPullRequestsAssociatedWithCommit': 'pull_requests: read',
  'teams.getByName': 'members: read',
  'teams.getMembershipForUserInOrg': 'members: read',
  'teams.listMembersInOrg': 'members: read',
  'users.getById': 'none',
  'users.getByUsername': 'none',
  updateRefsMutation: 'contents: write',
  commentHistoryQuery: 'issues: read',
  commitPeopleQuery: 'contents: read',
  mergeQueueQuery: 'merge_queues: read',
}

/** Every call in the sources: `octokit.rest.group.name`, and GraphQL documents by their name. */
function callsInSources(): { call: string; file: string }[] {
  return globSync('src/{server,adapters/github}/**/*.ts', { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const rest = [...text.matchAll(/\.rest\.(\w+\.\w+)/g)].map(([, call = '']) => call)
    const graphql = [...text.matchAll(/\.graphql(?:<[^(]*>)?\(\s*(\w+)/g)].map(
      ([, name = '']) => name,
    )
    const paths = [...text.matchAll(/['"`](?:GET|POST|PUT|PATCH|DELETE) \/[^'"`]*/g)].map(
      ([call]) => call,
    )
    return [...rest, ...graphql, ...paths].map((call) => ({ call, file }))
  })
}

const calls = callsInSources()
const levels = ['none', 'read', 'write']

test('there are calls to look at', () => {
  expect(calls.length).toBeGreaterThan(30)
})

test('each call of the sources is one whose permission is written down', () => {
  expect(calls.filter(({ call }) => needs[call] === undefined)).toEqual([])
})

test('no call needs more than app.yml asks for, and app.yml asks for no more than calls need', () => {
  const needed: Record<string, string> = { metadata: 'read' }
  for (const { call } of calls) {
    const [permission = '', level = ''] = (needs[call] ?? '').split(': ')
    if (level === '') continue
    if (levels.indexOf(level) > levels.indexOf(needed[permission] ?? 'none')) {
      needed[permission] = level
    }
  }
  // Git itself writes with it.
  needed.contents = 'write'
  expect(manifest.default_permissions).toEqual(needed)
})

test('app.yml is the largest set without workflows, and its events are those that are answered', () => {
  expect(manifest.default_permissions).toEqual(permissionsOf('agents'))
  expect(manifest.default_events.toSorted()).toEqual([...events].toSorted())
  expect(manifest.default_events.toSorted()).toEqual(Object.keys(repositoryPayloads).toSorted())
})

test('each set holds the one before it, and nobody gets workflows without asking', () => {
  for (const [index, set] of permissionSets.entries()) {
    const before = permissionSets[index - 1]
    if (before !== undefined) {
      for (const [name, level] of Object.entries(permissionsOf(before))) {
        const now = permissionsOf(set)[name] ?? 'none'
        expect(levels.indexOf(now)).toBeGreaterThanOrEqual(levels.indexOf(level))
      }
    }
    expect(permissionsOf(set)).not.toHaveProperty('workflows')
  }
  expect(permissionsOf('watch', { workflows: true })).toHaveProperty('workflows', 'write')
})

test('each permission and event of app.yml has its reason above it', () => {
  const lines = manifestText.split('\n')
  const start = lines.indexOf('default_permissions:')
  const missing = lines.flatMap((line, index) => {
    const name = /^ {2}(?:- )?([a-z_]+)(?:: \w+)?$/.exec(line)?.[1]
    if (index <= start || name === undefined) return []
    const above = lines[index - 1]?.trim() ?? ''
    // Several events in a row may share one.
    const isNext = /^(?:- )[a-z_]+$/.test(above)
    return above.startsWith('#') || isNext ? [] : [name]
  })
  expect(missing).toEqual([])
})
