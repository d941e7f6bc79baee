import { randomBytes } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { permissionsOf } from '../../src/adapters/github/permissions.ts'
import type { Forge } from '../support/forge/forge.ts'
import { type AppWorld, useApp } from '../support/forge/use-app.ts'

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
const secret = `ghp_${randomBytes(27).toString('hex').slice(0, 36)}`

/** What the App asked that the forge refused, and tokens that it asked to write contents with. */
const tooMuch = ({ forge }: AppWorld): string[] =>
  forge.requests
    .filter(({ authorization = '' }) => !isPerson(forge, authorization))
    .filter(
      ({ status, path, body }) =>
        status === 403 ||
        status === 422 ||
        (path.includes('/access_tokens') && JSON.stringify(body ?? '').includes('write')) ||
        JSON.stringify(body ?? '').includes('updateRefs'),
    )
    .map(({ method, path, status }) => `${method} ${path} ${status}`)

function isPerson(forge: Forge, authorization: string): boolean {
  const tokens = [...forge.world.people.keys()].map(forge.world.github.tokenOf)
  return tokens.includes(authorization.split(' ')[1] ?? '')
}

describe.each(['watch', 'protect'] as const)('an App with the set %s', (set) => {
  const world = useApp({
    repositories: { [site]: { policy }, [free]: {} },
    permissions: permissionsOf(set),
  })
  const { concludes } = world

  test('says what it may not do for rulesets, and does what it may', async () => {
    const { forge, app } = world
    await forge.install()
    const isMissing = set === 'watch'
    const { output } = await concludes(
      site,
      'main',
      'protection',
      isMissing ? 'failure' : 'success',
    )
    await app.idle()
    expect(forge.rulesets(site)).toHaveLength(isMissing ? 0 : 2)
    expect(output.summary?.includes('Administration: write')).toBe(isMissing)
  })

  test('tells of a rewrite that it may not undo, and how a person can', async () => {
    const { forge, app } = world
    const unprotected = { unprotected: true }
    const { after: lost } = await forge.push(
      site,
      'main',
      { 'a.txt': 'a' },
      { as: 'bob', ...unprotected },
    )
    await app.idle()
    const rewrite = { as: 'mallory', force: true, ...unprotected }
    const { after: pushed } = await forge.push(site, 'main', { 'b.txt': 'b' }, rewrite)
    const { output } = await concludes(site, pushed, 'protection', 'failure')
    await app.idle()
    expect(await forge.tip(site, 'main')).toBe(pushed)
    expect(output.title).toBe('main was rewritten and could not be put back')
    expect(output.summary).toContain('Contents: write')
    expect(output.summary).toContain(`origin ${lost}:refs/heads/main`)
    const titles = async () => (await forge.issues(site)).map(({ title }) => title)
    expect(await titles()).toEqual(['cursor-guard: main was rewritten and could not be put back'])

    await forge.push(site, 'main', { 'c.txt': 'c' }, { as: 'bob', ...unprotected })
    await app.idle()
    expect(await titles()).toEqual([
      'cursor-guard: main was rewritten; later commits stand on top, so it was left',
    ])
  })

  test('finds secrets and asks for approval as ever', async () => {
    const { forge, app } = world
    await forge.push(site, 'leak', { 'a.ts': `export const t = '${secret}'\n` }, { as: 'bob' })
    const run = await concludes(site, 'leak', 'secrets', 'failure')
    expect(run.annotations).toMatchObject([{ path: 'a.ts', start_line: 1 }])
    const files = { 'deploy/prod.yml': 'replicas: 3\n' }
    const number = await forge.openPullRequest(site, { as: 'bob', head: 'change', files })
    await concludes(site, 'change', 'approval', 'action_required')
    await forge.review(site, number, 'APPROVE', { as: 'carol' })
    await concludes(site, 'change', 'approval', 'success')
    await app.idle()
    expect((await app.status()).dead).toBe(0)
  })

  test('asks the forge for nothing that its installation has not', async () => {
    const { forge, app } = world
    const number = await forge.openIssue(free, { as: 'bob', title: 'A policy' })
    await forge.comment(free, number, '/cursor-guard init', { as: 'bob' })
    await app.idle()
    expect(await forge.comments(free, number)).toHaveLength(2)
    expect(tooMuch(world)).toEqual([])
  })
})
