import type { Session } from '../../session.ts'
import type { LfsContext } from './lfs-context.ts'
import type { ReceivedObject } from './receive-object.ts'
import type { Ticket } from './tickets.ts'

/**
 * Why a received object does not go on, if it does not: it is not what was announced, or the policy
 * refuses a secret in it. What is refused for a secret is remembered, and its findings are recorded.
 */
export function judgeObject(
  {
    session,
    refused,
  }: Pick<LfsContext, 'refused'> & { session: Pick<Session, 'judge' | 'recorder'> },
  received: ReceivedObject,
  { repository, oid, size, ref }: Ticket,
): string | undefined {
  if (received.isTooLong || received.bytes !== size) {
    return `the object ${oid} has not the ${size} bytes that were announced`
  }
  if (received.oid !== oid) return `what was sent is not the object ${oid}`
  if (received.secrets.length === 0) return undefined
  for (const secret of received.secrets) {
    session.recorder.append({ kind: 'finding', ...secret, where: 'lfs object', action: 'reported' })
  }
  const subject = {
    kind: 'push' as const,
    ref: ref ?? 'refs/heads/unknown',
    update: 'create' as const,
    paths: [],
    authors: [],
    secrets: true,
    bytes: size,
  }
  const { effective } = session.judge(subject, {}, { repository })
  if (effective !== 'deny' && effective !== 'hold') return undefined
  const [first] = received.secrets
  const what = `${first?.rule}, fingerprint ${first?.fingerprint}`
  const problem = `secret in the LFS object ${oid.slice(0, 12)} (${what}); remove it and commit anew`
  refused.set(`${repository} ${oid}`, problem)
  return problem
}
