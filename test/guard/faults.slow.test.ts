import { expect, test } from '@jest/globals'
import { errorOf, useGuardedRuns, verified } from '../support/guarded-runs.ts'

const guarded = useGuardedRuns({ agentOptions: ['--no-retries'] })

test('upstream: a service that hangs leaves the decision to the client, which gives up', async () => {
  const run = await guarded({ script: (turn) => turn.hang(), heartbeatMs: 0 })
  expect(errorOf(run)).toContain('Connection stalled')
  expect(run.code).toBe(1)
  expect((await verified(run)).code).toBe(0)
})

test('10,000 tool calls later the record is whole', async () => {
  let done = 0
  const run = await guarded({
    policy:
      'version: 1\nrules:\n  - { name: none, when: { tool: shell, command: ["rm *"] }, then: deny }\n',
    async script(turn) {
      // Refused calls come back without the client: the guard alone is measured here.
      for (; done < 10_000; done += 50) {
        const asked = Array.from({ length: 50 }, (_, index) =>
          turn.shell(`rm ${done + index}`, { quiet: true }),
        )
        await Promise.all(asked)
      }
    },
  })
  expect(run.service.scriptErrors).toEqual([])
  expect(done).toBe(10_000)
  expect(run.kinds('tool-call')).toHaveLength(10_000)
  expect(run.code).toBe(0)
  expect((await verified(run)).code).toBe(0)
})
