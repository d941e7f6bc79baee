import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { permissionsOf } from '../../src/adapters/github/permissions.ts'
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
const site = 'acme/site'
const secret = `ghp_${randomBytes(27).toString('hex').slice(0, 36)}`

const world = useApp({
  repositories: { [site]: { policy } },
  permissions: permissionsOf('watch'),
})
const { concludes } = world

test('an App that may only watch names the permission it lacks for rulesets', async () => {
  const { forge, app } = world
  await forge.install()
  const { output } = await concludes(site, 'main', 'protection', 'failure')
  await app.idle()
  expect(forge.rulesets(site)).toEqual([])
  expect(output.summary).toContain('Administration: write')
  expect(output.summary).toContain('Resource not accessible by integration')
})

test('it tells of a rewrite that it may not undo, and how a person can', async () => {
  const { forge, app } = world
  const { after: lost } = await forge.push(site, 'main', { 'a.txt': 'a' }, { as: 'bob' })
  await app.idle()
  const rewrite = { as: 'mallory', force: true }
  const { after: pushed } = await forge.push(site, 'main', { 'b.txt': 'b' }, rewrite)
  const { output } = await concludes(site, pushed, 'protection', 'failure')
  await app.idle()
  expect(await forge.tip(site, 'main')).toBe(pushed)
  expect(output.title).toBe('main was rewritten and could not be put back')
  expect(output.summary).toContain('Contents: write')
  expect(output.summary).toContain(`origin ${lost}:refs/heads/main`)
  const titles = async () => (await forge.issues(site)).map(({ title }) => title)
  expect(await titles()).toEqual(['cursor-guard: main was rewritten and could not be put back'])

  await forge.push(site, 'main', { 'c.txt': 'c' }, { as: 'bob' })
  await app.idle()
  expect(await titles()).toEqual([
    'cursor-guard: main was rewritten; later commits stand on top, so it was left',
  ])
})

test('it finds secrets and asks for approval as ever', async () => {
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
