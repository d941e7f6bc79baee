import { isZero, zeroId } from '../git/ref-update.ts'

/** Whether one commit is in the history of another; `unknown` when nobody could say. */
export type Ancestry = 'yes' | 'no' | 'unknown'

/** Where a ref stood when it was last found in order. */
export interface AcceptedTip {
  oid: string
  /** Milliseconds since the epoch; since then the ref is gone. */
  deletedAt?: number
}

/** What happened to a ref, by the account of the forge. Zeros stand for no ref. */
export interface RefPush {
  ref: string
  before: string
  after: string
}

export type RefPushVerdict =
  | { kind: 'fine' }
  /** Commits that were on the ref are no longer: `lost` was its tip. */
  | { kind: 'rewrite' | 'delete'; lost: string }
  | { kind: 'unknown' }

/** A ref that comes back this long after it was deleted is a new one, in milliseconds. */
export const recreationWindowMs = 7 * 24 * 3_600_000

/**
 * Judges a push by ancestry alone: every tip the ref is known to have had must be in the history of
 * the new one. A deletion and a creation soon after are the same as a rewrite.
 *
 * @param contains whether the first commit is in the history of the second
 * @param at milliseconds since the epoch
 */
export async function judgeRefPush(
  { before, after }: RefPush,
  accepted: AcceptedTip | undefined,
  contains: (ancestor: string, descendant: string) => Promise<Ancestry>,
  at: number,
): Promise<RefPushVerdict> {
  const isGone = accepted?.deletedAt !== undefined
  if (isZero(after)) {
    if (isGone || (accepted === undefined && isZero(before))) return { kind: 'fine' }
    return { kind: 'delete', lost: await laterTip(accepted?.oid, before, contains) }
  }
  const expired = accepted?.deletedAt !== undefined && at - accepted.deletedAt > recreationWindowMs
  const known = expired ? undefined : accepted?.oid
  const tips = [known, isZero(before) ? undefined : before]
    .filter((oid) => oid !== undefined)
    .filter((oid, index, all) => oid !== after && all.indexOf(oid) === index)
  const missing: string[] = []
  for (const oid of tips) {
    const answer = await contains(oid, after)
    if (answer === 'unknown') return { kind: 'unknown' }
    if (answer === 'no') missing.push(oid)
  }
  const [first, second = zeroId] = missing
  if (first === undefined) return { kind: 'fine' }
  return { kind: 'rewrite', lost: await laterTip(first, second, contains) }
}

/** Webhooks can arrive in any order: the later of two tips holds the earlier one. */
async function laterTip(
  known: string | undefined,
  told: string,
  contains: (ancestor: string, descendant: string) => Promise<Ancestry>,
): Promise<string> {
  if (known === undefined) return told
  if (isZero(told) || told === known) return known
  return (await contains(known, told)) === 'yes' ? told : known
}
