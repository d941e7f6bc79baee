import type { ClientProcesses } from '../../guard/client-processes.ts'
import type { ProcessSearch } from './search.ts'

/** Between the end of one look and the next, in milliseconds. */
const pauseMs = 2_000
/** At most this part of the time is spent on looking. */
const share = 1 / 20

/** Looks for what the client starts by itself, before a command starts and while it runs. */
export interface ProcessWatch {
  /** Looks before anything can have been started; from then on it looks now and then. */
  begin(): Promise<void>
  /** Looks a last time, once the command has ended. */
  end(): Promise<void>
  /** Looks no more. */
  stop(): void
}

export function watchProcesses(search: ProcessSearch, processes: ClientProcesses): ProcessWatch {
  let looking: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const look = async (mayHaveRun: boolean): Promise<void> => {
    const started = performance.now()
    processes.take(await search(), mayHaveRun)
    if (stopped) return
    const pause = Math.max(pauseMs, (performance.now() - started) / share)
    timer = setTimeout(lookAgain, pause).unref()
  }
  const lookAgain = () => {
    looking = look(true)
    // Whoever ends the watch is told.
    looking.catch(() => {})
  }
  const stop = () => {
    stopped = true
    clearTimeout(timer)
  }
  return {
    begin: () => look(false),
    async end() {
      stop()
      await looking
      await look(true)
      processes.end()
    },
    stop,
  }
}
