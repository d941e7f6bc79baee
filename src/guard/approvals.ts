import { setTimeout as sleep } from 'node:timers/promises'
import { whyNobodyHere } from '../core/approval/holds-here.ts'
import { countHere, stateHere, useHere } from '../core/approval/operator.ts'
import { asHeldAction, end, expire, type HeldAction } from '../core/approval/request.ts'
import { type ApprovalStore, shownId } from '../core/approval/store.ts'
import { GuardError } from '../core/errors.ts'
import type { ApprovalNeed } from '../core/policy/decision.ts'
import { isSameNeed } from '../core/policy/decision-schema.ts'
import type { Approvals, Clock, HoldAnswer, HoldRequest, Stopwatch } from './ports.ts'

/** Requests that may wait at the same time in one session; more are refused at once. */
export const maxWaiting = 100
/**
 * Longest text of one request, in bytes as it is kept: nobody reads more, and a store that took it could
 * not give it back.
 */
const maxDetailBytes = 3 << 18
/** How often a waiting session looks for a decision, in milliseconds. */
const lookMs = 200

/**
 * Asks through a store which somebody else decides in.
 *
 * The same action asked again finds its request by its whole key: one that was approved meanwhile is
 * released at once, one that still waits is waited for, a refused one stays refused until it expires.
 */
export function createApprovals(options: {
  store: ApprovalStore
  session: string
  /** How long a request can be decided, in milliseconds. */
  expiresMs: number
  /** Whether somebody sits at the machine to decide. */
  attended: boolean
  clock: Clock
  stopwatch: Stopwatch
}): Approvals {
  const { store, session, expiresMs, attended, clock, stopwatch } = options
  let waiting = 0
  const own = new Set<string>()

  async function find(key: string): Promise<HeldAction | undefined> {
    const stored = await store.get(key)
    if (stored === undefined) return undefined
    const action = asHeldAction(stored)
    if (action?.key === key) return action
    throw new GuardError('APPROVAL_CONFLICT', `request ${key} is about something else`)
  }

  async function open(request: HoldRequest): Promise<void> {
    const { about, key, title, detail, rule, reason, need } = request
    for (;;) {
      const stored = await find(key)
      if (stored !== undefined && isAsked(stored, need, clock())) return
      const askedAt = clock()
      const fresh: HeldAction = {
        about,
        key,
        session,
        title,
        detail,
        rule,
        ...(reason === undefined ? {} : { reason }),
        state: 'waiting',
        need,
        askedAt,
        expiresAt: askedAt + expiresMs,
        kept: [],
      }
      if (await store.replace(stored, fresh)) return
    }
  }

  async function answerOf(request: HeldAction): Promise<HoldAnswer | undefined> {
    const state = stateHere(request, clock())
    if (state === 'waiting') return undefined
    const id = await shownId(store, request.key)
    if (state !== 'approved' && state !== 'denied') return { outcome: 'timeout', request: id }
    const { approvals, denials } = countHere(request)
    const last = (state === 'denied' ? denials : approvals).at(-1)
    const decided = {
      by: last?.by.login ?? 'unknown',
      surface: last?.surface ?? 'unknown',
      request: id,
      ...(last?.why === undefined ? {} : { why: last.why }),
    }
    if (state === 'denied') return { outcome: 'denied', ...decided }
    const isTaken = await store.replace(request, useHere(request, clock()))
    return isTaken ? { outcome: 'approved', ...decided } : undefined
  }

  return {
    idOf: (key) => shownId(store, key),
    whyNobody: (request) =>
      Buffer.byteLength(JSON.stringify(request.detail)) > maxDetailBytes
        ? `what it is about has more than ${maxDetailBytes} bytes, which nobody could look at`
        : whyNobodyHere(request, attended),
    async ask(request, waitMs, signal) {
      if (waiting >= maxWaiting) {
        return { outcome: 'impossible', why: `${maxWaiting} requests are already waiting` }
      }
      waiting += 1
      try {
        const { key, about } = request
        await open(request)
        if (about !== 'push') own.add(key)
        const deadline = stopwatch() + waitMs
        for (;;) {
          const stored = await find(key)
          const answer = stored && (await answerOf(stored))
          if (answer) return answer
          const left = deadline - stopwatch()
          if (signal.aborted || left <= 0) {
            return { outcome: 'timeout', request: await shownId(store, key) }
          }
          // Withdrawn: the loop sees that for itself.
          await sleep(Math.min(lookMs, left), undefined, { signal }).catch(() => {})
        }
      } finally {
        waiting -= 1
      }
    },
    async close() {
      for (const key of own) {
        const stored = await find(key).catch(() => undefined)
        if (stored?.state !== 'waiting' || countHere(stored).outcome === 'denied') continue
        await store.replace(stored, end(stored, 'withdrawn', 'the session is over'))
      }
    },
  }
}

/** Whether a request can still answer for what asks now; a refusal does, whoever would be asked. */
function isAsked(stored: HeldAction, need: ApprovalNeed, now: number): boolean {
  if (expire(stored, now).state !== 'waiting') return false
  return isSameNeed(stored.need, need) || countHere(stored).outcome === 'denied'
}
