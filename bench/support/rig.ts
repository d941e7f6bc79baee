import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild } from './child.ts'
import type { Target } from './client.ts'
import { mitmdumpVersion, startMitmdump } from './mitmdump.ts'

export interface GuardUnderTest extends Target {
  pid: number
  stop(): Promise<void>
}

/** A service in a process of its own, and the processes that stand in front of it. */
export interface Rig {
  relay: Target
  guarded: Target
  /** Only when it is installed and was asked for. */
  mitmdump: Target | undefined
}

/** Runs `work` with fresh processes, and ends them. */
export async function withRig<T>(
  options: { mitmdump?: boolean; profile?: string | undefined },
  work: (rig: Rig) => Promise<T>,
): Promise<T> {
  const service = await startChild<{ baseUrl: string }>('service-process', {})
  const upstream = service.ready.baseUrl
  const relay: Child<{ baseUrl: string }> = await startChild('bare-relay', { upstream })
  const guarded = await startGuardProcess(upstream, options.profile)
  const mitmdump =
    options.mitmdump && mitmdumpVersion() !== undefined ? await startMitmdump(upstream) : undefined
  try {
    return await work({
      relay: {
        name: 'relay',
        baseUrl: relay.ready.baseUrl,
        token: randomBytes(32).toString('hex'),
      },
      guarded,
      mitmdump: mitmdump?.target,
    })
  } finally {
    await Promise.all([guarded.stop(), relay.stop(), mitmdump?.stop(), service.stop()])
  }
}

/**
 * Starts a guard that records to a new folder, which `stop` removes.
 *
 * @param profile folder for a CPU profile of the process
 */
export async function startGuardProcess(
  upstream: string,
  profile?: string,
): Promise<GuardUnderTest> {
  const scratch = await mkdtemp(join(tmpdir(), 'cursor-guard-bench-'))
  const remove = () => rm(scratch, { recursive: true, force: true })
  const profiling =
    profile === undefined
      ? []
      : ['--cpu-prof', `--cpu-prof-dir=${profile}`, '--cpu-prof-interval=200']
  try {
    const child = await startChild<{ baseUrl: string; token: string }>(
      'guard-process',
      { upstream, scratch },
      profiling,
    )
    return {
      name: 'guarded',
      ...child.ready,
      pid: child.pid,
      async stop() {
        await child.stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}
