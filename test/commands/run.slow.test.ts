import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import type { ExecOutcome } from '../support/cursor-service/service.ts'
import { useGuardedRuns } from '../support/guarded-runs.ts'
import { until } from '../support/until.ts'

const guarded = useGuardedRuns()
const transports = [
  { transport: 'HTTP/1.1', http2Config: 3 as const },
  { transport: 'h2', http2Config: 4 as const },
]

const holdTools = `
version: 1
rules:
  - name: deploys
    when: { tool: shell, command: ["./deploy.sh", "echo deploy"] }
    then: hold
    reason: Deploys need a person.
approval: { wait: 3m }
`

test.concurrent.each(transports)(
  'over $transport a held call waits past the client’s patience and runs once approved',
  async (config) => {
    let outcome: ExecOutcome | undefined
    const run = await guarded({
      ...config,
      policy: holdTools,
      heartbeatMs: 0,
      async script(turn) {
        outcome = await turn.shell('echo deploy', { timeout: 0 })
      },
      async onReady({ cursorGuard, stderr }) {
        // The client declares a silent stream dead after 30 s.
        await until(() => stderr().includes('approvals approve'))
        await sleep(33_000)
        const listed = await cursorGuard('approvals', 'list', '--json')
        const { id } = JSON.parse(listed.stdout)
        await cursorGuard('approvals', 'approve', id, '--reason', 'fine')
      },
    })
    expect(run.service.scriptErrors).toEqual([])
    expect(outcome).toMatchObject({ outcome: 'success', stdout: 'deploy\n' })
    expect(outcome?.heartbeats).toBeGreaterThan(8)
    // One attempt: the client never thought that the stream was dead.
    expect(run.service.record.runs).toHaveLength(1)
    expect(run.kinds('approval')).toMatchObject([
      { state: 'asked' },
      { state: 'approved', why: 'fine', surface: 'command line' },
    ])
  },
)
