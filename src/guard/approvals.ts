import { setTimeout as sleep } from 'node:timers/promises'
import { type Approval, approvalId } from '../core/approval/request.ts'
import type { ApprovalStore } from '../core/approval/store.ts'
import { expire, use } from '../core/approval/vote.ts'
import type { Approvals, Clock, HoldAnswer, HoldRequest, Stopwatch } from './ports.ts'

/** Requests that may wait at the same time in one session; more are refused at once. */
export const maxWaiting = 100

/**
 * Asks through a store which somebody else decides in.
 *
 * The same action asked again finds its request: one that was approved meanwhile is released at
 * once, one that still waits is waited for, a refused one stays refused until it expires.
 */
export function createApprovals(options: {
  store: ApprovalStore
  session: string
  /** How long a request can be decided, in milliseconds. */
  expiresMs: number
  clock: Clock
  stopwatch: Stopwatch
}): Approvals {
  const { store, session, expiresMs, clock, stopwatch } = options
  let waiting = 0
  const own = new Set<string>()

  async function open(request: HoldRequest): Promise<Approval> {
    const id = approvalId(request.key)
    for (;;) {
      const stored = await store.get(id)
      const current = stored && expire(stored, clock())
      if (current && ['waiting', 'approved', 'denied'].includes(current.state)) return current
      const fresh: Approval = {
        id,
        key: request.key,
        session,
        state: 'waiting',
        title: request.title,
        detail: request.detail,
        rule: request.rule,
        ...(request.reason === undefined ? {} : { reason: request.reason }),
        need: request.need,
        askedAt: clock(),
        expiresAt: clock() + expiresMs,
        votes: [],
      }
      if (await store.replace(stored, fresh)) return fresh
    }
  }

  async function answerOf(current: Approval): Promise<HoldAnswer | undefined> {
    const { id, state } = current
    const decided = {
      by: current.decidedBy ?? 'unknown',
      surface: current.surface ?? 'unknown',
      request: id,
      ...(current.why === undefined ? {} : { why: current.why }),
    }
    if (state === 'denied') return { outcome: 'denied', ...decided }
    if (state === 'approved') {
      const taken = await store.replace(current, use(current, clock()))
      return taken ? { outcome: 'approved', ...decided } : undefined
    }
    return state === 'waiting' ? undefined : { outcome: 'timeout', request: id }
  }

  return {
    async ask(request, waitMs, signal) {
      const impossible = whyNobodyHere(request)
      if (impossible) return { outcome: 'impossible', why: impossible }
      if (waiting >= maxWaiting) {
        return { outcome: 'impossible', why: `${maxWaiting} requests are already waiting` }
      }
      waiting += 1
      try {
        const { id } = await open(request)
        if (!request.anySession) own.add(id)
        const deadline = stopwatch() + waitMs
        for (;;) {
          const stored = await store.get(id)
          const answer = stored && (await answerOf(expire(stored, clock())))
          if (answer) return answer
          if (signal.aborted || stopwatch() >= deadline) return { outcome: 'timeout', request: id }
          await Promise.race([
            store.changed(signal),
            sleep(deadline - stopwatch(), undefined, { ref: false }),
          ])
        }
      } finally {
        waiting -= 1
      }
    },
    async close() {
      for (const id of own) {
        const stored = await store.get(id).catch(() => undefined)
        if (stored?.state !== 'waiting' && stored?.state !== 'approved') continue
        await store.replace(stored, { ...stored, state: 'withdrawn' })
      }
    },
  }
}

const lowly = ['read', 'triage', 'write']

/** On one machine there is one operator: no teams, no permissions, no second pair of eyes. */
function whyNobodyHere({ need, rule }: HoldRequest): string | undefined {
  const asked = [need, ...(need.also ?? [])].flatMap((one) => [
    ...(one.teams.length > 0 ? [`a member of ${one.teams.join(', ')}`] : []),
    ...(one.users.length > 0 ? [`one of ${one.users.join(', ')}`] : []),
    // Whoever runs the guard here may write here: the least that a hold asks for is met.
    ...(one.permission === undefined || lowly.includes(one.permission)
      ? []
      : [`the permission ${one.permission}`]),
    ...(one.count > 1 ? [`${one.count} approvals`] : []),
  ])
  if (asked.length === 0) return undefined
  return (
    `rule "${rule}" asks for ${asked.join(' and ')}, which only the gateway can check; ` +
    'set up the gateway, or drop `approve` from the rule so that the operator decides'
  )
}
