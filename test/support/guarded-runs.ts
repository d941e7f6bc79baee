import { join } from 'node:path'
import { afterEach } from '@jest/globals'
import { main } from '../../src/cli.ts'
import { type GuardedRun, type GuardedRunOptions, guardedRun } from './guarded-run.ts'

/** Guarded runs of a test file; their folders go after each test. */
export function useGuardedRuns(defaults: Partial<GuardedRunOptions> = {}) {
  const runs: GuardedRun[] = []
  afterEach(async () => {
    for (const run of runs.splice(0)) await run.remove()
  })
  return async (options: GuardedRunOptions): Promise<GuardedRun> => {
    const run = await guardedRun({ ...defaults, ...options })
    runs.push(run)
    return run
  }
}

/** Exit code and text of `cursor-guard verify` for a run's recording. */
export async function verified(run: GuardedRun): Promise<{ code: number; text: string }> {
  let text = ''
  const output = {
    write: (part: string) => {
      text += part
    },
  }
  const code = await main(['verify', join(run.out, 'recording.jsonl')], {
    stdout: output,
    stderr: output,
    stdin: process.stdin,
    env: {},
    cwd: '/',
    command: 'cursor-guard',
    now: Date.now,
  })
  return { code, text }
}

/** What the client printed at its end, as text. */
export const errorOf = (run: GuardedRun) =>
  JSON.stringify(run.printed.findLast(({ event }) => event === 'result' || event === 'failed'))
