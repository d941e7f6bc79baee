import { setTimeout as sleep } from 'node:timers/promises'
import { ProbotOctokit } from 'probot'
import type { Octokit } from '../octokit.ts'
import {
  type CallBudget,
  type CallUnderWay,
  createCallBudget,
  type WantedCall,
} from './call-budget.ts'
import { CallDeferred } from './call-deferred.ts'
import { describeCall } from './describe-call.ts'
import type { LimitedAnswer } from './limit-in-answer.ts'
import { callContext } from './urgency.ts'

/**
 * Longest wait of a call that belongs to no work, as the server's own questions about its deliveries,
 * in milliseconds.
 */
const maxWaitMs = 10 * 60_000
/** Budgets kept before idle ones are thrown away. */
const maxBudgets = 1_000

export interface BudgetOptions {
  /** Milliseconds since the epoch. */
  now(): number
  /** The forge is known to have limits; see `createCallBudget`. */
  isLimited: boolean
  /** GitHub turned a call of an installation, or of the App itself, away. */
  onPause(whose: number | 'the App', until: number): void
  wait?(ms: number, signal: AbortSignal | undefined): Promise<void>
}

const waitReal = async (ms: number, signal: AbortSignal | undefined): Promise<void> => {
  // A server that stops does not wait for it.
  await sleep(ms, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) })
}

/**
 * Probot's client with a budget for each installation, in place of the plugin that makes one mutating
 * call a second. Each attempt is counted, also those that the retry plugin makes.
 *
 * A call whose turn has not come fails with `CallDeferred` where it is made for work that can be done
 * again (`withUrgency`); else it waits.
 */
export function budgetedOctokit(options: BudgetOptions): typeof ProbotOctokit {
  const budgets = new Map<number | 'the App', CallBudget>()

  function budgetOf(whose: number | 'the App'): CallBudget {
    const known = budgets.get(whose)
    if (known !== undefined) return known
    if (budgets.size >= maxBudgets) dropIdle(budgets)
    const { now, isLimited } = options
    const onPause = (until: number) => options.onPause(whose, until)
    const made = createCallBudget({ now, isLimited, onPause })
    budgets.set(whose, made)
    return made
  }

  function plugin(octokit: Pick<Octokit, 'hook'>, { auth }: { auth?: unknown }) {
    const { installationId } = (auth ?? {}) as { installationId?: unknown }
    const budget = budgetOf(typeof installationId === 'number' ? installationId : 'the App')
    octokit.hook.wrap('request', async (request, given) => {
      const { signal } = given.request as { signal?: AbortSignal }
      const open = await takeTurn(budget, given, options, signal)
      try {
        const response = await request(given)
        settle(budget, open, response, options)
        return response
      } catch (error) {
        if (error instanceof CallDeferred) throw error
        settle(budget, open, answerOf(error), options)
        throw error
      }
    })
    return {}
  }

  // The first plugin stands closest to the network.
  const Budgeted = class extends ProbotOctokit {
    static override plugins = [plugin, ...ProbotOctokit.plugins]
  }
  return Budgeted.defaults((given: object) => ({ ...given, throttle: { enabled: false } }))
}

async function takeTurn(
  budget: CallBudget,
  given: Parameters<typeof describeCall>[0],
  { now, wait = waitReal }: BudgetOptions,
  signal: AbortSignal | undefined,
): Promise<CallUnderWay> {
  const context = callContext()
  const call: WantedCall = { urgency: context?.urgency ?? 'usual', ...describeCall(given) }
  // What could not be read may be what decides about this call.
  if (context?.unread !== undefined) throw context.unread
  for (const start = now(); ; ) {
    const turn = budget.ask(call)
    if ('open' in turn) return turn.open
    const isLong = turn.at - start > maxWaitMs
    if (context !== undefined || isLong) throw putOff(turn.why, turn.at, now(), call)
    await wait(turn.at - now(), signal)
  }
}

/** Work that has a call put off is to be done again, whatever becomes of it now. */
function putOff(why: string, at: number, now: number, { isRead }: WantedCall): CallDeferred {
  const deferred = new CallDeferred(why, at, now)
  const context = callContext()
  if (context !== undefined) {
    context.putOff ??= deferred
    if (isRead) context.unread ??= deferred
  }
  return deferred
}

/** @throws {CallDeferred} for a call that GitHub turned away for a limit */
function settle(
  budget: CallBudget,
  open: CallUnderWay,
  answer: LimitedAnswer,
  { now }: BudgetOptions,
): void {
  const at = budget.settle(open, answer)
  if (at !== undefined) {
    throw putOff('GitHub turned the call away for a limit', at, now(), open.call)
  }
}

function answerOf(error: unknown): LimitedAnswer {
  if (!(error instanceof Error)) return {}
  const { status, response } = error as { status?: number; response?: LimitedAnswer }
  if (response === undefined) return {}
  return { ...response, ...(status === undefined ? {} : { status }) }
}

function dropIdle(budgets: Map<unknown, CallBudget>): void {
  for (const [whose, budget] of budgets) if (budget.isIdle()) budgets.delete(whose)
}
