import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import type { ForgeRequest } from '../support/forge/server.ts'
import { useApp } from '../support/forge/use-app.ts'
import { accountOf } from '../support/forge/world.ts'

const policy = `version: 1
branches:
  - match: [~DEFAULT_BRANCH]
rules:
  - name: production needs a second person
    when: { push: { paths: ["deploy/**"] } }
    then: hold
    approve: { by: { users: [bob, carol] } }
`
const site = 'acme/site'
const free = 'acme/free'

const world = useApp({ repositories: { [site]: { policy }, [free]: {} } })
const pulls = { free: 0, held: 0, issue: 0 }

/** In this order, by the words of docs/app.md. */
const events: Record<string, () => Promise<unknown>> = {
  'a push to a repository without a policy': () => world.forge.push(free, 'main', { 'a.txt': 'a' }),
  'a push to a branch': () => push('feature', { 'a.txt': 'b' }),
  'a push to the default branch': () => push('main', { 'b.txt': 'b' }),
  'a branch is created': () => push('another', { 'a.txt': 'c' }),
  'a branch is deleted': () => world.forge.remove(site, 'another', { as: 'bob' }),
  'a pull request is opened, and no rule holds it': async () => {
    pulls.free = await world.forge.openPullRequest(site, { as: 'bob', head: 'feature' })
  },
  'it gets new commits': () => push('feature', { 'a.txt': 'd' }),
  'it is reviewed': () => world.forge.review(site, pulls.free, 'APPROVE', { as: 'carol' }),
  'it is closed': () => world.forge.closePullRequest(site, pulls.free, { as: 'bob' }),
  'a pull request is opened, and a rule holds it': async () => {
    pulls.held = await world.forge.openPullRequest(site, { as: 'bob', head: 'held' })
  },
  'somebody comments on it': () => world.forge.comment(site, pulls.held, 'Nice', { as: 'rita' }),
  'somebody writes `/cursor-guard status` on it': () =>
    world.forge.comment(site, pulls.held, '/cursor-guard status', { as: 'rita' }),
  'somebody approves it in a review': () =>
    world.forge.review(site, pulls.held, 'APPROVE', { as: 'carol' }),
  'a comment on an issue': () => world.forge.comment(site, pulls.issue, 'Yes', { as: 'rita' }),
  'somebody changes a ruleset of the App': () =>
    world.forge.saveRuleset(
      site,
      { enforcement: 'disabled' },
      { id: world.forge.rulesets(site)[0]?.id ?? 0 },
    ),
  'a sweep of a repository with one open pull request, where all is well': async () => {
    const { id, nodeId } = world.forge.repository(site)
    world.forge.deliveries.send('installation_repositories', {
      action: 'added',
      installation: { id: world.forge.app.installation },
      repositories_added: [{ id, node_id: nodeId, name: 'site', full_name: site }],
      repositories_removed: [],
      sender: await accountOf(world.forge.world, 'alice'),
    })
  },
}

test('each kind of event costs as many calls as the documentation says', async () => {
  const { forge, app } = world
  await forge.install()
  await forge.until('it is guarded', () => forge.rulesets(site).length === 2, 60_000)
  await push('feature', { 'a.txt': 'a' })
  await push('held', { 'deploy/prod.yml': 'replicas: 3\n' })
  pulls.issue = await forge.openIssue(site, { as: 'rita', title: 'A question' })
  await app.idle()

  const cost: Record<string, { calls: number; unchanged: number }> = {}
  for (const [event, happens] of Object.entries(events)) {
    const from = forge.requests.length
    await happens()
    await app.idle()
    const seen = forge.requests.slice(from).filter(isCall)
    cost[event] = {
      calls: seen.length,
      unchanged: seen.filter(({ status }) => status === 304).length,
    }
  }
  expect(forge.deliveries.all.filter(({ status }) => status !== 202)).toEqual([])
  expect(cost).toEqual(documented())
  expect(cost['a push to a branch']?.calls).toBeLessThanOrEqual(2)
  expect(cost['a push to a repository without a policy']?.calls).toBe(2)
})

const push = (branch: string, files: Record<string, string>) =>
  world.forge.push(site, branch, files, { as: 'bob', unprotected: true })

/** A call of the App that counts towards its rate limit, or would if its answer were new. */
function isCall({ kind, path, authorization = '' }: ForgeRequest): boolean {
  const { people, github } = world.forge.world
  const isOfPeople = [...people.keys()].some((one) => authorization.endsWith(github.tokenOf(one)))
  return (kind === 'rest' || kind === 'graphql') && !isOfPeople && !path.startsWith('/app/')
}

/** The table below this heading: what happens, calls, of these unchanged. */
function documented(): Record<string, { calls: number; unchanged: number }> {
  const page = readFileSync(new URL('../../docs/app.md', import.meta.url), 'utf8')
  const [, section = ''] = page.split('## What it costs of the API’s rate limit\n')
  const rows = section.split('\n## ')[0]?.matchAll(/^\| (.+?) \| (\d+) \| (\d+) \|/gm) ?? []
  return Object.fromEntries(
    [...rows].map(([, event, calls, unchanged]) => [
      event,
      { calls: Number(calls), unchanged: Number(unchanged) },
    ]),
  )
}
