import { expect, test } from '@jest/globals'
import { startAppProcess } from '../support/forge/app-process.ts'
import { startForge } from '../support/forge/forge.ts'
import { usePostgres } from '../support/postgres.ts'

const postgres = usePostgres()
const policy = `version: 1
branches:
  - match: [~DEFAULT_BRANCH, "release/**"]
    pull_request: { approvals: 1 }
`
const site = 'acme/site'
const history = 'cursor-guard: history ~DEFAULT_BRANCH, release/**'
const changes = 'cursor-guard: changes ~DEFAULT_BRANCH, release/**'

test('what an administrator does to a ruleset is undone by the server as it is started', async () => {
  await using forge = await startForge({ repositories: { [site]: { policy } } })
  await using app = await startAppProcess(forge, {
    databaseUrl: await postgres.server.createDatabase(),
  })
  const named = (name: string) => forge.rulesets(site).find((one) => one.name === name)
  const head = () => forge.tip(site, 'main')
  const check = async () => forge.check(site, String(await head()), 'cursor-guard / protection')
  await forge.install()
  await forge.until('both rulesets are written', () => forge.rulesets(site).length === 2)
  await app.idle()
  expect(await check()).toMatchObject({ conclusion: 'success' })

  const switchedOff = named(history)
  await forge.saveRuleset(
    site,
    { enforcement: 'disabled' },
    { id: switchedOff?.id ?? 0, as: 'alice' },
  )
  await forge.until('it is active again', () => named(history)?.enforcement === 'active')
  await forge.deleteRuleset(site, named(changes)?.id ?? 0, { as: 'alice' })
  await forge.until('it is there again', () => named(changes) !== undefined)
  const someones = await forge.saveRuleset(site, {
    name: 'cursor-guard: of my own',
    target: 'branch',
    enforcement: 'disabled',
    conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
    rules: [],
  })
  await app.idle()

  const issues = await forge.issues(site)
  expect(issues.map(({ title }) => title)).toEqual([
    'Branch protection was changed and has been put back',
  ])
  expect(forge.rulesets(site).map(({ id, name }) => [id, name])).toContainEqual([
    someones.id,
    'cursor-guard: of my own',
  ])
  const said = (await check())?.output as { title: string; summary: string }
  expect(said.title).toBe('Put back; 2 rulesets in place')
  expect(said.summary).toContain('alice (id')
  expect(said.summary).toContain('cursor-guard: of my own')
  expect(await app.stop()).toBe(0)
  expect(forge.violations()).toEqual([])
})
