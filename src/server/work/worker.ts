import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { TakenWork } from '../../adapters/storage/work.ts'
import { Abandoned, type Attempt, startAttempt } from './attempt.ts'
import { type Bell, createBell } from './bell.ts'
import { afterFailure, isWaiting, problemOf } from './failures.ts'
import { within } from './within.ts'
import type { WorkQueue } from './work-queue.ts'

/** Pieces of work at the same time, each of another repository; most of it is waiting for the forge. */
export const maxRunning = 16
/** A piece of work that is not done by then is given up and tried again, in milliseconds. */
export const maxHandlingMs = 10 * 60_000
/** How often the queue is looked at when nothing else says so, in milliseconds. */
const pollMs = 1_000
/** At least so long between two looks, in milliseconds: each costs the database something. */
const restMs = 10
/** Well within the time after which work without a heartbeat is given to others, in milliseconds. */
const beatMs = 2_500
/** After the queue could not be read or written, in milliseconds. */
const pauseMs = 2_000
/** How often it is tried to write down how an attempt ended. */
const settleTries = 10
/** How long running work may take to end when the server stops, in milliseconds. */
const maxStopMs = 20_000

export interface WorkerOptions {
  /** Does the work. `signal` says that nobody waits for it any more. */
  perform(body: string, signal: AbortSignal): Promise<void>
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Milliseconds since the epoch. */
  now(): number
  /** Rung when something was put in line. */
  bell?: Bell
  running?: number
  handlingMs?: number
  stopMs?: number
}

export interface WorkerState {
  running: number
  /** Since the start of this process. */
  done: number
  failed: number
  /** Milliseconds since the epoch. */
  lastDoneAt: number | undefined
}

/**
 * Takes work from the queue and does it, several repositories at a time, until it is stopped.
 *
 * A kill in the middle loses nothing: what was taken is given to somebody else when its
 * heartbeats end, and whoever does it must take being done twice.
 */
export function createWorker<Taken extends TakenWork>(
  queue: WorkQueue<Taken>,
  options: WorkerOptions,
) {
  const { log, now, bell = createBell() } = options
  const limit = options.running ?? maxRunning
  const running = new Map<Taken, { attempt: Attempt; settled: Promise<void> }>()
  const state = { done: 0, failed: 0, lastDoneAt: undefined as number | undefined }
  let stopping = false
  const halt = Promise.withResolvers<void>()
  let taking: Promise<void> | undefined
  let beating: NodeJS.Timeout | undefined

  async function takeUntilStopped() {
    while (!stopping) {
      const free = limit - running.size
      await bell.wait(free > 0 ? await takeSome(free) : pollMs)
      await sleep(restMs)
    }
  }

  /** Milliseconds to wait before the next look, unless something happens. */
  async function takeSome(free: number): Promise<number> {
    try {
      const taken = await queue.take(free)
      for (const work of taken) begin(work)
      return pollMs
    } catch (error) {
      log.error({ err: error }, 'the queue could not be read')
      return pauseMs
    }
  }

  function begin(work: Taken) {
    const perform = (signal: AbortSignal) => options.perform(work.body, signal)
    const attempt = startAttempt(perform, options.handlingMs ?? maxHandlingMs)
    const settled = end(work, attempt).finally(() => {
      running.delete(work)
      bell.ring()
    })
    running.set(work, { attempt, settled })
  }

  async function end(work: Taken, { ended }: Attempt): Promise<void> {
    try {
      await ended
    } catch (error) {
      await settle(work, () => fail(work, error))
      return
    }
    await settle(work, () => queue.finish(work))
    state.done += 1
    state.lastDoneAt = now()
  }

  async function fail(work: Taken, error: unknown): Promise<void> {
    if (error instanceof Abandoned && !error.tooLong) return queue.retry(work, error.message)
    const next = afterFailure(error, work.attempt, now(), Math.random())
    const problem = problemOf(error)
    if (next.do === 'postpone' && isWaiting(error)) {
      log.info({ work: work.id, key: work.key, problem, ...next }, 'waits for its turn')
      // Not an attempt: when its turn comes it may fail as often as any other.
      return queue.postpone({ ...work, attempt: work.attempt - 1 }, next.at)
    }
    state.failed += 1
    const about = { work: work.id, key: work.key, attempt: work.attempt, problem }
    if (next.do === 'bury') {
      log.error(
        about,
        'set aside as a dead letter after too many failures; it can be delivered again',
      )
      return queue.bury(work, problem)
    }
    log.warn({ ...about, ...next }, 'an attempt failed and will be made again')
    if (next.do === 'retry') return queue.retry(work, problem)
    return queue.postpone(work, next.at)
  }

  /**
   * Writes down how it ended; its heartbeats go on meanwhile. What cannot be written comes again by
   * itself when they end.
   */
  async function settle(work: Taken, write: () => Promise<void>): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await write()
      } catch (error) {
        log.error({ err: error, work: work.id }, 'the end of an attempt could not be written down')
        if (stopping || tried === settleTries) return
      }
      await within(pauseMs, halt.promise)
    }
  }

  async function beat(): Promise<void> {
    await queue.beat([...running.keys()]).catch((error: unknown) => {
      log.error({ err: error }, 'no heartbeat could be given')
    })
  }

  return {
    start(): void {
      taking ??= takeUntilStopped()
      beating ??= setInterval(() => void beat(), beatMs)
    },
    /** Look at the queue now: something was put there. */
    wake: bell.ring,
    state: (): WorkerState => ({ ...state, running: running.size }),
    /**
     * Takes nothing more, and resolves when what is running has ended; what takes longer than
     * `stopMs` is given back.
     */
    async stop(): Promise<void> {
      stopping = true
      halt.resolve()
      bell.ring()
      await taking
      const settled = () => Promise.all([...running.values()].map((one) => one.settled))
      await within(options.stopMs ?? maxStopMs, settled())
      for (const { attempt } of running.values()) attempt.abandon()
      await settled()
      clearInterval(beating)
    },
  }
}
