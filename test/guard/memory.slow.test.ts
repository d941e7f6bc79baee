import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { useGuardedRuns } from '../support/guarded-runs.ts'

const guarded = useGuardedRuns()
const flood = join(import.meta.dirname, '../support/clients/flood.mjs')

/** The most memory a process ever had, in MB; what it had last is kept once it is gone. */
function watchPeak(pid: number): { megabytes(): number; stop(): void } {
  let peak = 0
  const timer = setInterval(async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    peak = Math.max(peak, Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0) / 1_024)
  }, 100)
  return { megabytes: () => peak, stop: () => clearInterval(timer) }
}

// The limit is 500 MB and 5 s; a slow machine changes neither the first nor, by much, the second.
test('24 unfinished appends of 60 MB leave the guard below 500 MB, and others served', async () => {
  let peak: ReturnType<typeof watchPeak> | undefined
  const run = await guarded({
    script: async () => {},
    keepRecord: false,
    command: () => [process.execPath, flood, '24', String(60 << 20)],
    onReady({ guard }) {
      peak = watchPeak(guard.pid ?? 0)
    },
  })
  peak?.stop()
  expect(run.stderr).not.toContain('heap')
  const [told] = run.printed.filter(({ event }) => event === 'flood')
  expect(new Set(told?.others as number[])).toEqual(new Set([200]))
  expect(told?.statuses).toContain(403)
  expect(told?.refusal).toContain('this session keeps at most 100663296 bytes of unfinished calls')
  expect(peak?.megabytes()).toBeGreaterThan(50)
  expect(peak?.megabytes()).toBeLessThan(500)
  expect(told?.slowest).toBeLessThan(5_000)
  expect(run.code).toBe(0)
}, 300_000)
