import { expect, test } from '@jest/globals'
import { startAppProcess } from '../support/forge/app-process.ts'
import { startForge } from '../support/forge/forge.ts'
import { usePostgres } from '../support/postgres.ts'

const postgres = usePostgres()
const policy = 'version: 1\nbranches:\n  - match: [~DEFAULT_BRANCH]\n'

test('the server as it is started keeps main where it was', async () => {
  await using forge = await startForge({ repositories: { 'acme/site': { policy } } })
  await using app = await startAppProcess(forge, {
    databaseUrl: await postgres.server.createDatabase(),
  })
  await forge.install()
  await forge.until('a ruleset is written', () => forge.rulesets('acme/site').length > 0)
  const [ruleset] = forge.rulesets('acme/site')
  expect(ruleset).toMatchObject({ enforcement: 'active' })

  await app.idle()
  const { after: kept } = await forge.push(
    'acme/site',
    'main',
    { 'a.txt': 'a' },
    { unprotected: true },
  )
  const rewritten = { force: true, as: 'mallory', unprotected: true }
  const { after: dropped } = await forge.push('acme/site', 'main', { 'b.txt': 'b' }, rewritten)
  expect(dropped).not.toBe(kept)
  await forge.until('main is back', async () => (await forge.tip('acme/site', 'main')) === kept)
  await app.idle()
  const told = forge.check('acme/site', dropped, 'cursor-guard / protection')
  expect(told?.conclusion).toBe('failure')
  const backups = await forge.git('acme/site').refs('refs/cursor-guard/backup/')
  expect(backups.map(({ oid }) => oid)).toContain(dropped)
  const [issue] = await forge.issues('acme/site')
  expect(issue?.title).toMatch(/main/)
  expect(await app.stop()).toBe(0)
  expect(forge.violations()).toEqual([])
}, 60_000)
