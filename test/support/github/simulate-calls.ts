import {
  createCallBudget,
  type WantedCall,
} from '../../../src/adapters/github/call-budget/call-budget.ts'

const minute = 60_000
const hour = 60 * minute
/** How long a call is on its way there and back, in milliseconds. */
const way = 80

/** A call that something asks for. */
export interface SimulatedEvent {
  call: WantedCall
  /** Milliseconds after the event before. */
  gap: number
  /** How long GitHub works on it, in milliseconds. */
  takes: number
  /** When within the call GitHub counts it, 0 to 1. */
  counted: number
}

/** A call as GitHub saw it, in milliseconds. */
interface SeenCall {
  call: WantedCall
  at: number
  from: number
  to: number
}

/**
 * Makes all calls through one budget, with a clock of its own; each that is put off comes again when it
 * was told to.
 *
 * @returns the most that any stretch of a minute or an hour held as GitHub counts, and when all was done
 */
export function simulateCalls(events: readonly SimulatedEvent[]) {
  const clock = { now: 0 }
  const budget = createCallBudget({ now: () => clock.now, isLimited: true, onPause() {} })
  const seen: SeenCall[] = []
  const line: { at: number; run(): void }[] = []
  let arrives = 0
  for (const { call, gap, takes, counted } of events) {
    arrives += gap
    const ask = () => {
      const turn = budget.ask(call)
      if (!('open' in turn)) return void line.push({ at: turn.at, run: ask })
      const from = clock.now
      const to = from + way + takes
      seen.push({ call, at: from + (to - from) * counted, from, to })
      line.push({ at: to, run: () => budget.settle(turn.open, { status: 200 }) })
    }
    line.push({ at: arrives, run: ask })
  }
  for (let one = takeFirst(line); one !== undefined; one = takeFirst(line)) {
    clock.now = Math.max(clock.now, one.at)
    one.run()
  }
  return { made: seen.length, tookMs: clock.now, most: mostOf(seen) }
}

function takeFirst<Item extends { at: number }>(line: Item[]): Item | undefined {
  let first = 0
  for (const [n, { at }] of line.entries()) if (at < (line[first]?.at ?? 0)) first = n
  return line.splice(first, 1)[0]
}

/** By the names of the documented limits. */
function mostOf(calls: SeenCall[]) {
  const seen = calls.toSorted((a, b) => a.at - b.at)
  const points = (api: WantedCall['api']) =>
    mostWithin(seen, minute, ({ call }) => (call.api === api ? call.points : 0))
  const content = (ms: number) => mostWithin(seen, ms, ({ call }) => Number(call.createsContent))
  return {
    concurrentCalls: Math.max(
      ...seen.map(({ from: at }) => seen.filter(({ from, to }) => from <= at && to > at).length),
    ),
    restPointsPerMinute: points('rest'),
    graphqlPointsPerMinute: points('graphql'),
    processorSecondsPerMinute: busiestMinute(seen),
    graphqlProcessorSecondsPerMinute: busiestMinute(
      seen.filter(({ call }) => call.api === 'graphql'),
    ),
    contentPerMinute: content(minute),
    contentPerHour: content(hour),
  }
}

function mostWithin(seen: SeenCall[], ms: number, amount: (one: SeenCall) => number): number {
  let sum = 0
  let first = 0
  let highest = 0
  for (const one of seen) {
    sum += amount(one)
    for (; (seen[first]?.at ?? 0) <= one.at - ms; first += 1) sum -= amount(seen[first] ?? one)
    highest = Math.max(highest, sum)
  }
  return highest
}

/** Seconds of GitHub's work in the minute that holds most of them. */
function busiestMinute(seen: SeenCall[]): number {
  const minutes = seen.map(({ to: end }) =>
    seen.reduce((sum, { from, to }) => {
      return sum + Math.max(0, Math.min(to, end) - Math.max(from + way, end - minute))
    }, 0),
  )
  return Math.max(0, ...minutes) / 1_000
}
