import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import type { Delivery } from '../support/forge/deliveries.ts'
import type { Forge } from '../support/forge/forge.ts'
import type { ForgeRequest } from '../support/forge/server.ts'
import { useApp } from '../support/forge/use-app.ts'

const policy = `version: 1
branches:
  - match: [~DEFAULT_BRANCH]
rules:
  - name: production needs a second person
    when: { push: { paths: ["deploy/**"] } }
    then: hold
    approve: { by: { users: [bob, carol] } }
`
const guarded = `version: 1
branches:
  - match: [~DEFAULT_BRANCH]
secrets: { pushed: warn }
agents: { cloud: allow }
`
const secret = `ghp_${randomBytes(27).toString('hex').slice(0, 36)}`
const leak = { 'a.ts': `export const token = '${secret}'\n` }
const site = 'acme/site'
const [asked, swept, free, fresh] = ['acme/asked', 'acme/swept', 'acme/free', 'acme/fresh']
const soon = 60_000

type Fault = ReturnType<NonNullable<Forge['server']['fault']>>
const outages: { how: string; repository: string; fault: Fault }[] = [
  {
    how: 'with 502',
    repository: 'acme/down',
    fault: { do: 'answer', status: 502, body: '<html>Bad gateway</html>' },
  },
  {
    how: 'with 429',
    repository: 'acme/limited',
    fault: { do: 'answer', status: 429, headers: { 'retry-after': '1' } },
  },
  {
    how: 'with a secondary rate limit',
    repository: 'acme/hasty',
    fault: {
      do: 'answer',
      status: 403,
      headers: { 'retry-after': '1' },
      body: JSON.stringify({
        message: 'You have exceeded a secondary rate limit. Please wait a few minutes.',
        documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
      }),
    },
  },
  { how: 'not at all', repository: 'acme/cut', fault: { do: 'cut', when: 'before-body' } },
]

const world = useApp({
  repositories: {
    [site]: { policy },
    [asked]: { policy: guarded },
    [swept]: { policy: guarded },
    [free]: {},
    [fresh]: {},
    ...Object.fromEntries(
      outages.map(({ repository }) => [repository, { policy: 'version: 1\n' }]),
    ),
  },
})
const { check, concludes } = world

const tip = async (repository: string, branch = 'main') =>
  (await world.forge.tip(repository, branch)) ?? 'nothing'
const rewritten = { as: 'mallory', force: true, unprotected: true }

test('webhooks that come five times and in any order lead to the same end, and change it no more', async () => {
  const { forge, app } = world
  await app.idle()
  const withheld: Delivery[] = []
  const from = forge.deliveries.all.length
  forge.deliveries.fault = () => 'lost'
  await forge.install()
  const { after: kept } = await forge.push(site, 'main', { 'a.txt': 'a' }, { unprotected: true })
  await forge.push(site, 'leak', leak, { as: 'bob' })
  const files = { 'deploy/prod.yml': 'replicas: 3\n' }
  const number = await forge.openPullRequest(site, { as: 'bob', head: 'change', files })
  await forge.push(site, 'change', { 'deploy/prod.yml': 'replicas: 4\n' }, { as: 'bob' })
  await forge.comment(site, number, '/cursor-guard status', { as: 'rita' })
  await forge.review(site, number, 'APPROVE', { as: 'carol' })
  const { after: pushed } = await forge.push(site, 'main', { 'b.txt': 'b' }, rewritten)
  await forge.deliveries.settled()
  forge.deliveries.fault = undefined
  withheld.push(...forge.deliveries.all.slice(from))
  expect(new Set(withheld.map(({ event }) => event))).toEqual(
    new Set([
      ...['installation', 'push', 'create', 'pull_request', 'issue_comment'],
      'pull_request_review',
    ]),
  )

  const end = async () => {
    expect(await tip(site)).toBe(kept)
    expect((await check(site, pushed, 'protection'))?.conclusion).toBe('failure')
    expect((await check(site, 'leak', 'secrets'))?.conclusion).toBe('failure')
    expect((await check(site, 'change', 'approval'))?.output.title).toBe('Approved by carol')
    expect(forge.rulesets(site).map(({ enforcement }) => enforcement)).toEqual(['active', 'active'])
    expect((await forge.issues(site)).map(({ title }) => title)).toEqual([
      'cursor-guard: main was rewritten and has been put back',
    ])
    const ours = (await forge.comments(site, number)).filter(({ login }) => /\[bot\]$/.test(login))
    expect(ours).toHaveLength(1)
    expect((await app.status()).dead).toBe(0)
  }
  storm(withheld, { again: 3, anew: 2, seed: 1 })
  await forge.until('all is well', async () => isDone(end), soon)
  await app.idle()
  await end()

  const seen = forge.requests.length
  storm(withheld, { again: 1, anew: 1, seed: 2 })
  await app.idle()
  await end()
  expect(forge.requests.slice(seen).filter(isWrite).map(textOf)).toEqual([])
})

test('webhooks in the wrong order call no secret clean, and take no commit from on top of a rewrite', async () => {
  const { forge, app } = world
  await app.idle()
  const withheld = async (events: () => Promise<unknown>) => {
    const from = forge.deliveries.all.length
    forge.deliveries.fault = () => 'lost'
    await events()
    await forge.deliveries.settled()
    forge.deliveries.fault = undefined
    return forge.deliveries.all.slice(from).toReversed()
  }
  const first = await withheld(async () => {
    await forge.push(fresh, 'main', { '.github/cursor-guard.yml': policy })
    await forge.push(fresh, 'p/a', { 'b.txt': 'b' }, { as: 'bob' })
    await forge.push(fresh, 'p/b', leak, { as: 'bob' })
    await forge.push(fresh, 'p/c', { 'c.txt': 'c' }, { as: 'bob' })
  })
  for (const { id } of first) forge.deliveries.redeliver(id)
  await concludes(fresh, 'p/a', 'secrets', 'success')
  await concludes(fresh, 'p/b', 'secrets', 'failure')
  await concludes(fresh, 'p/c', 'secrets', 'success')

  await forge.push(fresh, 'main', { 'd.txt': 'd' }, { unprotected: true })
  await app.idle()
  const onTop = { as: 'carol', unprotected: true }
  const second = await withheld(async () => {
    await forge.push(fresh, 'main', { 'e.txt': 'e' }, rewritten)
    await forge.push(fresh, 'main', { 'f.txt': 'f' }, onTop)
  })
  const left = await tip(fresh)
  for (const { id } of second) forge.deliveries.redeliver(id)
  await app.idle()
  expect(await tip(fresh)).toBe(left)
  const issues = await forge.issues(fresh)
  expect(issues.map(({ title }) => title)).toEqual([
    'cursor-guard: main was rewritten; later commits stand on top, so it was left',
  ])
  expect(issues[0]?.body).toContain('By mallory')
  expect(issues[0]?.body).toContain('carol pushed on top')
})

test('what happened while the server was down is found: by deliveries that it asks for, and by looking', async () => {
  const { forge, app } = world
  const kept = new Map<string, string>()
  for (const repository of [asked, swept]) {
    const { after } = await forge.push(repository, 'main', { 'a.txt': 'a' }, { unprotected: true })
    kept.set(repository, after)
  }
  await app.idle()
  await app.stop()
  const from = forge.deliveries.all.length
  await forge.push(asked, 'main', { 'b.txt': 'b' }, rewritten)
  // Even the policy is gone, and nobody tells.
  const mallory = { name: 'mallory', email: 'mallory@people.example' }
  const afresh = { files: { 'b.txt': 'b' }, parents: [], message: 'Afresh', author: mallory }
  const bare = await forge.git(swept).commit(afresh)
  await forge.move(swept, 'refs/heads/main', bare, { as: 'mallory', unprotected: true })
  for (const repository of [asked, swept]) {
    await forge.push(repository, 'leak', leak, { as: 'bob' })
  }
  await forge.deliveries.settled()
  const missed = forge.deliveries.all.splice(from)
  const isAsked = ({ payload }: Delivery) =>
    JSON.stringify(payload.repository).includes(`"${asked}"`)
  // Of the others the forge has forgotten that they ever were.
  forge.deliveries.all.push(...missed.filter(isAsked))
  await app.start()
  for (const repository of [asked, swept]) {
    const isBack = async () => (await tip(repository)) === kept.get(repository)
    await forge.until(`main of ${repository} is back`, isBack, soon)
    await concludes(repository, 'leak', 'secrets', 'neutral')
  }
  await app.idle()
  const guids = new Set(missed.filter(isAsked).map(({ guid }) => guid))
  const again = forge.deliveries.all.filter(({ guid, redelivery }) => redelivery && guids.has(guid))
  expect(again.map(({ status }) => status)).toEqual([...guids].map(() => 202))
  for (const repository of [asked, swept]) {
    expect((await forge.issues(repository)).map(({ title }) => title)).toEqual([
      'cursor-guard: main was rewritten and has been put back',
    ])
  }
})

test('a forge that does not answer for a while costs time and nothing else', async () => {
  const { forge, app } = world
  const left = new Map(outages.map(({ repository }) => [repository, 2]))
  forge.server.fault = ({ path }) => {
    const outage = outages.find(({ repository }) => path.startsWith(`/repos/${repository}/`))
    const times = left.get(outage?.repository ?? '') ?? 0
    if (outage === undefined || times === 0) return undefined
    left.set(outage.repository, times - 1)
    return outage.fault
  }
  for (const { repository } of outages) await forge.push(repository, 'leak', leak, { as: 'bob' })
  for (const { repository } of outages) await concludes(repository, 'leak', 'secrets', 'failure')
  forge.server.fault = undefined
  await app.idle()
  expect([...left.values()]).toEqual(outages.map(() => 0))
  expect((await app.status()).dead).toBe(0)
})

test('a repository without a policy is read once for each push, and never written to', async () => {
  const { forge, app } = world
  await app.idle()
  const from = forge.requests.length
  await forge.push(free, 'main', leak, { as: 'bob' })
  await app.idle()
  // The sweep after the start above waits for quiet, and may come in between.
  expect(requestsOf(free, from, { delivery: true })).toEqual([
    'GET /repos/acme/free/contents/.github%2Fcursor-guard.yml 404',
  ])
  await forge.push(free, 'main', { 'b.txt': 'b' }, rewritten)
  const number = await forge.openPullRequest(free, { as: 'bob', head: 'change', files: leak })
  await forge.review(free, number, 'APPROVE', { as: 'carol' })
  await forge.comment(free, number, '/cursor-guard status', { as: 'carol' })
  await forge.remove(free, 'change', { as: 'bob' })
  await app.idle()
  expect(requestsOf(free, 0).filter((line) => !line.startsWith('GET '))).toEqual([])
  expect(forge.rulesets(free)).toEqual([])
  expect([...forge.repository(free).checks.values()]).toEqual([])
})

test('a pull request that adds a policy gets the policy check and nothing else', async () => {
  const { forge, app } = world
  await forge.openPullRequest(free, {
    as: 'bob',
    head: 'policy',
    files: { '.github/cursor-guard.yml': policy },
  })
  await concludes(free, 'policy', 'policy', 'success')
  await app.idle()
  const checks = [...forge.repository(free).checks.values()]
  expect(checks.map(({ name }) => name)).toEqual(['cursor-guard / policy'])
  const writes = requestsOf(free, 0).filter((line) => !line.startsWith('GET '))
  expect(writes).toEqual(['POST /repos/acme/free/check-runs 201'])
  expect(forge.rulesets(free)).toEqual([])
})

/** Each webhook as the forge sends it again, and as if it were another, so many times. */
function storm(
  deliveries: readonly Delivery[],
  { again, anew, seed }: { again: number; anew: number; seed: number },
): void {
  const { deliveries: line } = world.forge
  const sends = deliveries.flatMap(({ id, event, payload }) => [
    ...Array.from({ length: again }, () => () => void line.redeliver(id)),
    ...Array.from({ length: anew }, () => () => line.send(event, payload)),
  ])
  for (const send of shuffled(sends, seed)) send()
}

/** The same order for the same seed. */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state
  }
  return items
    .map((item) => ({ item, at: next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

const isDone = (check: () => Promise<void>): Promise<boolean> =>
  check().then(
    () => true,
    () => false,
  )

const isWrite = ({ method, path, body }: ForgeRequest): boolean =>
  method !== 'GET' &&
  !path.includes('/access_tokens') &&
  !path.includes('/git-upload-pack') &&
  !(path === '/graphql' && !JSON.stringify(body).includes('mutation'))

const textOf = ({ method, path, status }: ForgeRequest): string => `${method} ${path} ${status}`

/** What the App asked about one repository, apart from git; people ask the forge as well. */
function requestsOf(repository: string, from: number, only: { delivery?: true } = {}): string[] {
  const { forge } = world
  const people = new Set([...forge.world.people.keys()].map(forge.world.github.tokenOf))
  const { nodeId } = forge.repository(repository)
  const isAbout = ({ path, body }: ForgeRequest) =>
    path.startsWith(`/repos/${repository}/`) ||
    (path === '/graphql' && JSON.stringify(body).includes(nodeId))
  return forge.requests
    .slice(from)
    .filter(({ authorization = '' }) => !people.has(authorization.split(' ')[1] ?? ''))
    .filter(isAbout)
    .filter(({ delivery }) => only.delivery === undefined || delivery !== undefined)
    .map(textOf)
}
