import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { TakenWork } from '../../adapters/storage/work.ts'
import { afterFailure, problemOf } from './failures.ts'
import type { WorkQueue } from './work-queue.ts'

/** Pieces of work at the same time, each of another repository; most of it is waiting for the forge. */
export const maxRunning = 16
/** A piece of work that is not done by then is given up and tried again, in milliseconds. */
export const maxHandlingMs = 10 * 60_000
/** How often the queue is looked at when nothing else says so, in milliseconds. */
const pollMs = 1_000
/** At least so long between two looks, in milliseconds: each costs the database something. */
const restMs = 10
/** Well within the time after which work without a sign of life is given to others, in milliseconds. */
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
 * A kill in the middle loses nothing: what was taken is given to somebody else when its signs of
 * life end, and whoever does it must take being done twice.
 */
export function createWorker<Taken extends TakenWork>(
  queue: WorkQueue<Taken>,
  options: WorkerOptions,
) {
  const { log, now } = options
  const limit = options.running ?? maxRunning
  const running = new Map<Taken, Promise<void>>()
  const state = { done: 0, failed: 0, lastDoneAt: undefined as number | undefined }
  const giveBack = new Map<Taken, () => void>()
  let stopping = false
  const halt = Promise.withResolvers<void>()
  let bell = Promise.withResolvers<void>()
  let taking: Promise<void> | undefined
  let beating: NodeJS.Timeout | undefined

  const wake = () => bell.resolve()

  async function takeUntilStopped() {
    while (!stopping) {
      bell = Promise.withResolvers()
      const free = limit - running.size
      const wait = free > 0 ? await takeSome(free) : pollMs
      await within(wait, bell.promise)
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
    const ended = run(work).finally(() => {
      running.delete(work)
      wake()
    })
    running.set(work, ended)
  }

  async function run(work: Taken): Promise<void> {
    try {
      await perform(work)
    } catch (error) {
      await settle(work, () => fail(work, error))
      return
    }
    await settle(work, () => queue.finish(work))
    state.done += 1
    state.lastDoneAt = now()
  }

  async function perform(work: Taken): Promise<void> {
    const abandoned = new AbortController()
    const rejection = Promise.withResolvers<never>()
    const giveUp = (tooLong: boolean) => {
      rejection.reject(new Abandoned(tooLong))
      abandoned.abort()
    }
    const timer = setTimeout(giveUp, options.handlingMs ?? maxHandlingMs, true)
    giveBack.set(work, () => giveUp(false))
    try {
      await Promise.race([options.perform(work.body, abandoned.signal), rejection.promise])
    } finally {
      clearTimeout(timer)
      giveBack.delete(work)
    }
  }

  async function fail(work: Taken, error: unknown): Promise<void> {
    if (error instanceof Abandoned && !error.tooLong) return queue.retry(work, error.message)
    state.failed += 1
    const verdict = afterFailure(error, work.attempt, now(), Math.random())
    const problem = problemOf(error)
    const about = { work: work.id, key: work.key, attempt: work.attempt, problem }
    if (verdict.do === 'bury') {
      log.error(about, 'set aside after too many failures; it can be delivered again')
      return queue.bury(work, problem)
    }
    log.warn({ ...about, ...verdict }, 'an attempt failed and will be made again')
    if (verdict.do === 'retry') return queue.retry(work, problem)
    return queue.postpone(work, verdict.at)
  }

  /**
   * Writes down how it ended; its signs of life go on meanwhile. What cannot be written comes again
   * by itself when they end.
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
      log.error({ err: error }, 'no sign of life could be given')
    })
  }

  return {
    start(): void {
      taking ??= takeUntilStopped()
      beating ??= setInterval(() => void beat(), beatMs)
    },
    /** Look at the queue now: something was put there. */
    wake,
    state: (): WorkerState => ({ ...state, running: running.size }),
    /**
     * Takes nothing more, and resolves when what is running has ended; what takes longer than
     * `stopMs` is given back.
     */
    async stop(): Promise<void> {
      stopping = true
      halt.resolve()
      wake()
      await taking
      await within(options.stopMs ?? maxStopMs, Promise.all(running.values()))
      for (const give of giveBack.values()) give()
      await Promise.all(running.values())
      clearInterval(beating)
    },
  }
}

/** Nobody waits for it any more: it took too long, or the server stops. */
class Abandoned extends Error {
  override readonly name = 'Abandoned'
  readonly tooLong: boolean
  constructor(tooLong: boolean) {
    super(tooLong ? 'it did not end in time' : 'the server was stopped')
    this.tooLong = tooLong
  }
}

/** Resolves when the promise does, or after so many milliseconds. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const timer = Promise.withResolvers<void>()
  const handle = setTimeout(timer.resolve, ms)
  await Promise.race([promise, timer.promise])
  clearTimeout(handle)
}
