import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import pg from 'pg'
import type { ForgeRequest } from '../support/forge/server.ts'
import { useApp } from '../support/forge/use-app.ts'

const guarded = `version: 1
branches:
  - match: [~DEFAULT_BRANCH]
secrets: { pushed: warn }
agents: { cloud: allow }
`
const held = `version: 1
rules:
  - name: production needs a second person
    when: { push: { paths: ["deploy/**"] } }
    then: hold
    approve: { by: { users: [bob, carol] } }
`
const token = `ghp_${randomBytes(27).toString('hex').slice(0, 36)}`

interface Kill {
  /** What is handled when the server is killed. */
  during: string
  repository: string
  policy?: string
  /** What stands before. */
  prepare?(): Promise<unknown>
  /** What the server is told of. */
  act(): Promise<unknown>
  /** The write that reaches the forge, and whose answer never comes back. */
  at: RegExp
  /** How it ends, whatever happened on the way. */
  ends(): Promise<unknown> | unknown
  /** Issues there are in the end. */
  issues?: readonly string[]
}

const kept = new Map<string, string>()
const pulls = new Map<string, number>()

const kills: Kill[] = [
  {
    during: 'a push with a new policy, while its first ruleset is made',
    repository: 'acme/policy',
    act: () => bring('acme/policy', { '.github/cursor-guard.yml': guarded }),
    at: /^POST .*\/rulesets$/,
    ends: () => isActive('acme/policy'),
  },
  {
    during: 'a rewrite, while the branch is put back',
    repository: 'acme/rewrite',
    policy: guarded,
    prepare: () => bring('acme/rewrite', { 'a.txt': 'a' }),
    act: () => rewrite('acme/rewrite'),
    at: /^POST \/graphql .*updateRefs/s,
    ends: () => isBack('acme/rewrite'),
    issues: ['cursor-guard: main was rewritten and has been put back'],
  },
  {
    during: 'a rewrite, while an issue is opened',
    repository: 'acme/rewrite-told',
    policy: guarded,
    prepare: () => bring('acme/rewrite-told', { 'a.txt': 'a' }),
    act: () => rewrite('acme/rewrite-told'),
    at: /^POST .*\/issues$/,
    ends: () => isBack('acme/rewrite-told'),
    issues: ['cursor-guard: main was rewritten and has been put back'],
  },
  {
    during: 'a change of a ruleset, while it is undone',
    repository: 'acme/ruleset',
    policy: guarded,
    act: () => disable('acme/ruleset'),
    at: /^PUT .*\/rulesets\//,
    ends: () => isActive('acme/ruleset'),
    issues: ['Branch protection was changed and has been put back'],
  },
  {
    during: 'a pull request, while its comment is written',
    repository: 'acme/pull-told',
    policy: held,
    act: () => propose('acme/pull-told'),
    at: /^POST .*\/comments/,
    ends: () => isAsked('acme/pull-told'),
  },
  {
    during: 'a review, while its answer is written',
    repository: 'acme/review',
    policy: held,
    prepare: () => propose('acme/review'),
    act: () => approve('acme/review'),
    at: /^(?:PATCH|POST) .*\/check-runs/,
    ends: () => concluded('acme/review', 'change', 'approval', 'success'),
  },
  {
    during: 'a push with a secret, while its check is made',
    repository: 'acme/secret',
    policy: held,
    act: () => world.forge.push('acme/secret', 'leak', { 'a.ts': `export const t = '${token}'\n` }),
    at: /^POST .*\/check-runs/,
    ends: () => concluded('acme/secret', 'leak', 'secrets', 'failure'),
  },
]
const world = useApp({
  repositories: Object.fromEntries(
    kills.map(({ repository, policy }) => [repository, policy === undefined ? {} : { policy }]),
  ),
})

test('killed in the middle of anything, the server ends up where it would have been', async () => {
  const { forge, app } = world
  for (const { prepare } of kills) await prepare?.()
  await forge.install()
  for (const { repository, policy } of kills) {
    if (policy === guarded) await forge.until('it is guarded', () => isActive(repository), 60_000)
  }
  await forge.until('carol is asked', () => isAsked('acme/review'), 60_000)
  await app.idle()

  for (const { act, at, repository, during } of kills) {
    const reached = stopAt(repository, at)
    await act()
    const request = await forge.until(during, reached.request, 60_000)
    await app.kill()
    reached.serve()
    await forge.until('it is served', () => request.status !== undefined)
    expect(request.status).toBeLessThan(300)
    expect(await isWorkedOff()).toBe(false)
    await app.start()
  }
  // What was cut off is taken up again when its signs of life have been missing for long enough.
  await forge.until('nothing is left half done', isWorkedOff, 90_000)
  for (const { ends, during } of kills) await forge.until(`${during}: its end`, ends, 90_000)
  await app.idle()

  for (const { repository, ends, issues = [] } of kills) {
    expect([repository, Boolean(await ends())]).toEqual([repository, true])
    const titles = (await forge.issues(repository)).map(({ title }) => title)
    expect([repository, ...titles]).toEqual([repository, ...issues])
    const names = forge.rulesets(repository).map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
    const number = pulls.get(repository)
    if (number === undefined) continue
    const ours = (await forge.comments(repository, number)).filter(({ login }) =>
      login.endsWith('[bot]'),
    )
    expect([repository, ours.length]).toEqual([repository, 1])
  }
  expect((await app.status()).dead).toBe(0)
})

/** By the database's own account; the server does not count what another process began. */
async function isWorkedOff(): Promise<boolean> {
  const client = new pg.Client(world.databaseUrl)
  await client.connect()
  const { rows } = await client.query<{ left: number }>(
    `select count(*)::int as left from pgboss.job
     where state in ('active', 'retry') or (state = 'created' and start_after <= now())`,
  )
  await client.end()
  return rows[0]?.left === 0
}

/** Holds the first write to a repository that fits until it is told to serve it. */
function stopAt(repository: string, at: RegExp) {
  const { forge } = world
  const gate = Promise.withResolvers<void>()
  let found: ForgeRequest | undefined
  forge.server.fault = (request) => {
    const { method, path, body } = request
    const isHere =
      path.startsWith(`/repos/${repository}/`) ||
      JSON.stringify(body ?? '').includes(JSON.stringify(forge.repository(repository).nodeId))
    const what = `${method} ${path} ${JSON.stringify(body ?? '')}`
    const first = `${method} ${path}`
    if (found !== undefined || !isHere || !(at.test(what) || at.test(first))) return undefined
    found = request
    return { do: 'run', work: () => gate.promise }
  }
  return { request: () => found, serve: () => gate.resolve() }
}

async function bring(repository: string, files: Record<string, string>): Promise<void> {
  const { after } = await world.forge.push(repository, 'main', files, { unprotected: true })
  kept.set(repository, after)
}

const rewrite = (repository: string) =>
  world.forge.push(
    repository,
    'main',
    { 'b.txt': 'b' },
    { as: 'mallory', force: true, unprotected: true },
  )

const disable = (repository: string) =>
  world.forge.saveRuleset(
    repository,
    { enforcement: 'disabled' },
    { id: world.forge.rulesets(repository)[0]?.id ?? 0, as: 'alice' },
  )

async function propose(repository: string): Promise<void> {
  const files = { 'deploy/prod.yml': 'replicas: 3\n' }
  pulls.set(
    repository,
    await world.forge.openPullRequest(repository, { as: 'bob', head: 'change', files }),
  )
}

const approve = (repository: string) =>
  world.forge.review(repository, pulls.get(repository) ?? 0, 'APPROVE', { as: 'carol' })

const isActive = (repository: string) =>
  world.forge.rulesets(repository).some(({ enforcement }) => enforcement === 'active')

const isBack = async (repository: string) =>
  (await world.forge.tip(repository, 'main')) === kept.get(repository) &&
  (await world.forge.issues(repository)).length > 0

async function isAsked(repository: string): Promise<boolean> {
  const number = pulls.get(repository) ?? 0
  const { requested_reviewers: asked } = await world.forge.pull(repository, number)
  const logins = (Array.isArray(asked) ? asked : []).map(({ login }) => login)
  const comments = await world.forge.comments(repository, number)
  return (
    logins.length === 1 &&
    logins[0] === 'carol' &&
    comments.length > 0 &&
    (await concluded(repository, 'change', 'approval', 'action_required'))
  )
}

const concluded = async (repository: string, branch: string, name: string, wanted: string) =>
  (await world.check(repository, branch, name))?.conclusion === wanted
