import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startGuardedForge } from '../../support/git-upstream/guarded-git.ts'

const policy = `version: 1
rules:
  - name: production waits
    when: { push: { paths: ["prod/**"] } }
    then: hold
    reason: Production manifests need a person.
approval: { wait: 1m }
`

test('a client that gives up on slow answers stays: low-speed limits are met all the time', async () => {
  await using forge = await startGuardedForge({ policy })
  const folder = await forge.clone()
  await forge.commit(folder, { 'prod/site.yml': 'replicas: 2\n' })
  const threeTimesLowSpeedMs = 6_000
  const limits = ['-c', 'http.lowSpeedLimit=1000', '-c', 'http.lowSpeedTime=2']
  const pushing = forge.git(folder, ...limits, 'push', 'origin', 'main')
  await sleep(threeTimesLowSpeedMs)
  await forge.decide(true)
  expect(await pushing).toMatchObject({ code: 0 })
})
