import type { DescribedCall } from './describe-call.ts'
import { documentedLimits, maxAnswerSeconds } from './documented-limits.ts'
import { type LimitedAnswer, limitIn, type Quota, quotaIn } from './limit-in-answer.ts'
import { createSpendingWindow, type Spending, type SpendingWindow } from './spending-window.ts'
import { type Urgency, urgencies } from './urgency.ts'

const minuteMs = 60_000
const hourMs = 3_600_000

/**
 * How much of a limit calls of each urgency may use up: what is left stays for the more urgent. Of an
 * hour less is left, since waiting for it takes long.
 */
const shares: Readonly<Record<Urgency, { minute: number; hour: number }>> = {
  restore: { minute: 1, hour: 1 },
  required: { minute: 0.95, hour: 0.98 },
  usual: { minute: 0.85, hour: 0.95 },
  informing: { minute: 0.7, hour: 0.9 },
  background: { minute: 0.5, hour: 0.75 },
}

/**
 * Processor time is known afterwards only, and then by an estimate: the time until the answer, less
 * that of the quickest of late, which is the way there and back. So a call is taken to need as much as
 * the longest of late, and that many seconds of the limit stay free for those that need more.
 */
const spareSeconds = 25
/** What a call is taken to need before any was answered, in seconds. */
const firstGuessSeconds = 0.3
/** From one answer to the next the longest fades by so much, and the quickest grows. */
const fading = 0.98

/** GitHub asks for a minute where it does not say how long; then for longer each time. */
const firstPauseMs = minuteMs
const maxPauseMs = hourMs
/**
 * Calls under way at a time, of the hundred that are allowed: several servers may speak for one
 * installation, and those under way are what is not known of the processor time.
 */
export const maxConcurrentCalls = documentedLimits.concurrentCalls / 5
/** After this many milliseconds one of too many calls under way should have ended. */
const busyMs = 250
/** Of so many it is kept when they were told to ask again; the others may meet some of them then. */
const maxPromised = 5_000

export interface WantedCall extends DescribedCall {
  urgency: Urgency
}

/** A call under way. */
export interface CallUnderWay {
  call: WantedCall
  startedAt: number
  spendings: readonly { window: SpendingWindow; spending: Spending; isTime: boolean }[]
}

/** Whether a call may be made now; else when to ask again, in milliseconds since the epoch. */
export type Turn = { open: CallUnderWay } | { at: number; why: string }

/** What one installation, or the App itself, may ask of GitHub. */
export interface CallBudget {
  ask(call: WantedCall): Turn
  /**
   * A call has ended.
   *
   * @param answer without a status where there was none
   * @returns for a call that GitHub turned away for a limit, when it may be made again
   */
  settle(open: CallUnderWay, answer: LimitedAnswer): number | undefined
  /** Nothing is remembered that a new budget would not know. */
  isIdle(): boolean
}

interface Account {
  window: SpendingWindow
  limit: number
  span: 'minute' | 'hour'
  isTime: boolean
}

interface Charge extends Pick<Account, 'window' | 'isTime'> {
  account: Account
  amount: number
}

/**
 * Keeps the calls of one installation within what GitHub documents. Bursts pass: all of a limit may be
 * used at once. Who asks in vain is told when it is worth asking again, each at a time of its own, and
 * holds nothing meanwhile.
 *
 * @param isLimited false for a server that may have no limits, as GitHub Enterprise Server by default:
 * until its answers state a quota only what it asks for itself is kept
 * @param onPause told when GitHub turned a call away, and everything waits until then
 */
export function createCallBudget(given: {
  now(): number
  isLimited: boolean
  onPause(until: number): void
}): CallBudget {
  const { now } = given
  const accounts = createAccounts()
  const quotas = new Map<DescribedCall['api'], Quota>()
  const running = { rest: 0, graphql: 0 }
  let { isLimited } = given
  let longestSeconds = firstGuessSeconds
  let quickestSeconds = maxAnswerSeconds
  let pause = { since: Number.NEGATIVE_INFINITY, until: 0, times: 0 }
  /** Who was told to ask again, and when. */
  let promised: { at: number; rank: number; charges: readonly Charge[] }[] = []

  function chargesOf({ api, points, createsContent }: WantedCall): Charge[] {
    const { content, ...of } = accounts
    const charge = (account: Account, amount: number): Charge => ({ ...account, account, amount })
    return [
      charge(of[api].points, points),
      ...of[api].time.map((account) => charge(account, longestSeconds)),
      ...(createsContent ? content.map((account) => charge(account, 1)) : []),
    ]
  }

  /** When all of it fits, behind those of its urgency, or a higher one, who were told before. */
  function fitsAt(charges: readonly Charge[], urgency: Urgency, before: typeof promised): number {
    const times = charges.map(({ account, amount }) => {
      const ahead = before.flatMap(({ charges: others }) =>
        others.filter((other) => other.account === account).map((other) => other.amount),
      )
      const wanted = ahead.reduce((sum, one) => sum + one, amount)
      const share = shares[urgency][account.span]
      return account.window.fitsAt(wanted, Math.max(1, Math.floor(account.limit * share)), now())
    })
    return Math.max(now(), ...times)
  }

  /** When the hourly quota has something left for it. */
  function quotaAt({ api, urgency }: WantedCall): number {
    const quota = quotas.get(api)
    if (quota === undefined || quota.resetAt <= now()) return now()
    const kept = Math.floor(quota.limit * (1 - shares[urgency].hour))
    // The reset is stated in whole seconds.
    return quota.remaining - running[api] > kept ? now() : quota.resetAt + 1_000
  }

  function isBusy({ urgency }: WantedCall): boolean {
    const most = Math.floor(maxConcurrentCalls * shares[urgency].minute)
    return running.rest + running.graphql >= most
  }

  function putOff(call: WantedCall, charges: readonly Charge[]): number {
    const rank = urgencies.indexOf(call.urgency)
    promised = promised.filter(({ at }) => at > now())
    const before = promised.filter((other) => other.rank <= rank)
    const at = fitsAt(charges, call.urgency, before)
    if (promised.length < maxPromised) promised.push({ at, rank, charges })
    return at
  }

  function begin(call: WantedCall, charges: readonly Charge[]): CallUnderWay {
    running[call.api] += 1
    return {
      call,
      startedAt: now(),
      spendings: charges.map(({ window, isTime, amount }) => ({
        window,
        isTime,
        spending: window.begin(amount),
      })),
    }
  }

  /** @param taken seconds until the answer */
  function processorSeconds(taken: number): number {
    quickestSeconds = Math.min(taken, quickestSeconds / fading)
    const seconds = Math.min(taken - quickestSeconds, maxAnswerSeconds)
    longestSeconds = Math.max(seconds, longestSeconds * fading)
    return seconds
  }

  /** GitHub said that it was too much: nothing of this installation goes on. */
  function startPause(until: number | undefined, open: CallUnderWay): number {
    // Calls that were under way already when it was said say nothing new.
    const times = open.startedAt > pause.since ? pause.times + 1 : Math.max(1, pause.times)
    const asked = until ?? now() + firstPauseMs * 2 ** Math.min(times - 1, 6)
    const next = Math.max(pause.until, Math.min(asked, now() + maxPauseMs))
    if (next > pause.until) given.onPause(next)
    pause = { since: now(), until: next, times }
    return next
  }

  function keepQuota(api: DescribedCall['api'], quota: Quota): void {
    isLimited = true
    if ((quota.resource ?? resourceOf[api]) !== resourceOf[api]) return
    const known = quotas.get(api)
    // Answers overtake each other: of one hour the lowest was given last.
    const later = known === undefined ? 1 : Math.round((quota.resetAt - known.resetAt) / 2_000)
    if (later > 0 || (later === 0 && quota.remaining < (known?.remaining ?? 0))) {
      quotas.set(api, quota)
    }
  }

  return {
    ask(call) {
      if (pause.until > now()) return { at: pause.until, why: 'GitHub wants to be left alone' }
      const reset = quotaAt(call)
      if (reset > now()) return { at: reset, why: 'the hourly quota of calls is used up' }
      const charges = isLimited ? chargesOf(call) : []
      if (isBusy(call)) return { at: now() + busyMs, why: 'too many calls are under way' }
      if (fitsAt(charges, call.urgency, []) <= now()) return { open: begin(call, charges) }
      return { at: putOff(call, charges), why: 'more calls now would exceed the limits of GitHub' }
    },
    settle(open, answer) {
      const { api } = open.call
      running[api] -= 1
      const seconds = processorSeconds((now() - open.startedAt) / 1_000)
      for (const { window, spending, isTime } of open.spendings) {
        window.end(spending, now(), isTime ? seconds : undefined)
      }
      const quota = quotaIn(answer)
      if (quota !== undefined) keepQuota(api, quota)
      const limit = limitIn(answer, now())
      if (limit?.kind === 'secondary') return startPause(limit.until, open)
      if (limit?.kind === 'quota' && quota !== undefined) return quota.resetAt + 1_000
      if (open.startedAt > pause.since) pause.times = 0
      return undefined
    },
    isIdle() {
      const { content, rest, graphql } = accounts
      const windows = [rest.points, graphql.points, ...graphql.time, ...content]
      const isSpent = windows.some(({ window }) => window.spent(now()) > 0)
      const isWaited = [...quotas.values()].some(({ resetAt }) => resetAt > now())
      return !isSpent && !isWaited && running.rest + running.graphql === 0 && pause.until <= now()
    },
  }
}

/** GitHub's names for the quotas. */
const resourceOf = { rest: 'core', graphql: 'graphql' } as const

function createAccounts() {
  const account = (limit: number, span: Account['span'], isTime = false): Account => ({
    window: createSpendingWindow(span === 'minute' ? minuteMs : hourMs),
    limit,
    span,
    isTime,
  })
  const limits = documentedLimits
  const time = account(limits.processorSecondsPerMinute - spareSeconds, 'minute', true)
  const graphqlTime = account(
    limits.graphqlProcessorSecondsPerMinute - spareSeconds,
    'minute',
    true,
  )
  return {
    rest: { points: account(limits.restPointsPerMinute, 'minute'), time: [time] },
    graphql: {
      points: account(limits.graphqlPointsPerMinute, 'minute'),
      time: [time, graphqlTime],
    },
    content: [account(limits.contentPerMinute, 'minute'), account(limits.contentPerHour, 'hour')],
  }
}
