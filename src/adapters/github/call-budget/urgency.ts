import { AsyncLocalStorage } from 'node:async_hooks'
import type { CallDeferred } from './call-deferred.ts'

/**
 * How urgent a call is, the most urgent first.
 *
 * `restore`: a ref or a ruleset is put back, with all that must be read for it; `required`: a check
 * that merges may wait for; `usual`: what else an event asks for; `informing`: comments, issues, and
 * checks that nothing waits for; `background`: the beginning of something that nobody asked for, as
 * of a sweep.
 */
export type Urgency = 'restore' | 'required' | 'usual' | 'informing' | 'background'

export const urgencies: readonly Urgency[] = [
  'restore',
  'required',
  'usual',
  'informing',
  'background',
]

/** What the calls of one piece of work have in common. */
export interface CallContext {
  /** Of calls that have no urgency of their own. */
  urgency: Urgency
  /** A call that was put off. */
  putOff?: CallDeferred
  /** The same for one whose answer was needed to know what to do. */
  unread?: CallDeferred
}

const contexts = new AsyncLocalStorage<CallContext>()

/** Of the work that is being done; `undefined` for what is outside of any. */
export const callContext = (): CallContext | undefined => contexts.getStore()

/**
 * Does a piece of work that can be done again. Its calls do not wait for their turn: they fail at once
 * with `CallDeferred`, and so does the work, even where it caught that. Nothing that waits holds a
 * place of the worker's, a connection or the order of a repository.
 *
 * @throws {CallDeferred} for work that is to be done again later, from its start
 */
export async function withUrgency<Result>(
  urgency: Urgency,
  perform: () => Promise<Result>,
): Promise<Result> {
  const context: CallContext = { urgency }
  const result = await contexts.run(context, perform)
  if (context.putOff !== undefined) throw context.putOff
  return result
}
