import type { ProtectionRecord } from './protection-record.ts'

/** So many times in the window below drift is undone; then somebody must look at it. */
export const maxReverts = 5
const revertWindowMs = 10 * 60_000
/** After this long it is tried again. */
export const truceMs = 60 * 60_000

type War = Pick<ProtectionRecord, 'reverts' | 'stopped'>

/**
 * Whether drift may be undone now. Somebody who changes it back again and again, a script or another
 * server, is not fought for ever: it stops until a pause is over or the policy has changed.
 *
 * @param now milliseconds since the epoch
 * @returns what is to be remembered, and since when it has stopped
 */
export function mayRevert(
  { reverts, stopped }: War,
  policy: string,
  now: number,
): { may: boolean; war: War } {
  if (stopped !== undefined && stopped.policy === policy && now < stopped.at + truceMs) {
    return { may: false, war: { reverts, stopped } }
  }
  const recent =
    stopped === undefined ? reverts.filter((at) => at > now - revertWindowMs && at <= now) : []
  if (recent.length >= maxReverts) {
    return { may: false, war: { reverts: recent, stopped: { at: now, policy } } }
  }
  return { may: true, war: { reverts: [...recent, now] } }
}

/** Whether writing is stopped, without counting anything. */
export const isStopped = ({ stopped }: War, policy: string, now: number): boolean =>
  stopped !== undefined && stopped.policy === policy && now < stopped.at + truceMs
