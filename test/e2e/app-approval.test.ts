import { expect, test } from '@jest/globals'
import { startAppProcess } from '../support/forge/app-process.ts'
import { startForge } from '../support/forge/forge.ts'
import { usePostgres } from '../support/postgres.ts'
import { secretText } from '../workshop/support/workbench.ts'

const postgres = usePostgres()
const policy = `version: 1
branches:
  - match: [~DEFAULT_BRANCH]
rules:
  - name: deployments need a person
    when: { push: { paths: ["deploy/**"] } }
    then: hold
`
const token = secretText('Jou1')

test('a change is held, approved by somebody else, voided by a new commit; a secret is found', async () => {
  await using forge = await startForge({ repositories: { 'acme/site': { policy } } })
  await using app = await startAppProcess(forge, {
    databaseUrl: await postgres.server.createDatabase(),
  })
  await forge.install()
  await app.idle()
  const conclusion = async (ref: string, name: string) =>
    forge.check('acme/site', (await forge.tip('acme/site', ref)) ?? '', `cursor-guard / ${name}`)
      ?.conclusion
  const becomes = (ref: string, name: string, wanted: string) =>
    forge.until(
      `${name} of ${ref} is ${wanted}`,
      async () => (await conclusion(ref, name)) === wanted,
    )

  const number = await forge.openPullRequest('acme/site', {
    as: 'bob',
    head: 'change',
    files: { 'deploy/prod.yml': 'replicas: 3\n' },
  })
  await becomes('change', 'approval', 'action_required')
  await forge.review('acme/site', number, 'APPROVE', { as: 'bob' })
  await app.idle()
  expect(await conclusion('change', 'approval')).toBe('action_required')
  await forge.review('acme/site', number, 'APPROVE', { as: 'carol' })
  await becomes('change', 'approval', 'success')
  await forge.push('acme/site', 'change', { 'deploy/prod.yml': 'replicas: 4\n' }, { as: 'bob' })
  await becomes('change', 'approval', 'action_required')
  await app.idle()
  const [status] = await forge.comments('acme/site', number)
  const [, id] = /cursor-guard approve (\w+)/.exec(status?.body ?? '') ?? []
  await forge.comment('acme/site', number, `/cursor-guard approve ${id}`, { as: 'carol' })
  await becomes('change', 'approval', 'success')
  await becomes('change', 'secrets', 'success')
  await forge.merge('acme/site', number, { as: 'bob' })

  await forge.push(
    'acme/site',
    'leak',
    { 'config.ts': `export const t = '${token}'\n` },
    { as: 'bob' },
  )
  await becomes('leak', 'secrets', 'failure')
  expect(JSON.stringify([...forge.repository('acme/site').checks.values()])).not.toContain(token)
  expect(forge.violations()).toEqual([])
}, 120_000)
