import type { Logger } from 'pino'

/** Something to be done at the start and then again and again. */
export interface Upkeep {
  name: string
  /** Milliseconds between the end of one run and the start of the next; a tenth more or less. */
  everyMs: number
  run(): Promise<unknown>
}

/** Runs what must be done now and then; a failure is logged, and the next turn comes in time. */
export function startUpkeep(
  tasks: readonly Upkeep[],
  { log, random }: { log: Pick<Logger, 'error'>; random: () => number },
) {
  const timers = new Map<string, NodeJS.Timeout>()
  let stopped = false

  async function turn(task: Upkeep): Promise<void> {
    try {
      await task.run()
    } catch (error) {
      // The server stops: the database it asked is being closed.
      if (stopped) return
      log.error({ err: error, task: task.name }, `${task.name} failed and will be tried again`)
    }
    if (stopped) return
    const timer = setTimeout(() => void turn(task), task.everyMs * (0.9 + random() / 5))
    timers.set(task.name, timer)
  }

  // A turn logs its own failures.
  for (const task of tasks) void turn(task)
  return {
    /**
     * Begins nothing more. What is running is repeated at the next start, so nobody waits for it.
     */
    stop(): void {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}

const maxListed = 20

/** Says in the log that there are dead letters, and which, as long as there are. */
export async function reportDeadLetters(
  queue: { deadLetters(limit: number): Promise<readonly object[]> },
  log: Pick<Logger, 'warn'>,
): Promise<void> {
  const newest = await queue.deadLetters(maxListed)
  if (newest.length === 0) return
  log.warn({ newest }, 'work was set aside after too many failures; deliver it again to retry')
}
