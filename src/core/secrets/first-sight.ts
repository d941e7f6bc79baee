import type { RefStep } from '../git/ref-step.ts'
import { isZero } from '../git/ref-update.ts'
import type { LookedTip } from './scan-memory.ts'

/**
 * How far back a push may lie whose webhook still comes, in milliseconds: the forge gives deliveries
 * out again for three days. What branches had before that was there before the App looked.
 */
export const arrivingMs = 3 * 86_400_000

/**
 * Where branches stood before these steps were made. A branch that was created by one of them was not
 * there; tags are in no list of steps, so nothing is said of them.
 *
 * @param live branches and tags as they are now
 * @param steps the latest first
 */
export function tipsBefore(
  live: ReadonlyMap<string, string>,
  steps: readonly RefStep[],
): LookedTip[] {
  const tips = new Map([...live].filter(([ref]) => ref.startsWith('refs/heads/')))
  for (const { ref, before } of steps) if (tips.has(ref)) tips.set(ref, before)
  return [...tips].map(([ref, oid]) => ({ ref, oid })).filter(({ oid }) => !isZero(oid))
}
