import type { LfsContext } from './lfs-context.ts'
import type { Ticket } from './tickets.ts'

/** One note for each object that passed, or did not. */
export function recordTransfer(
  { session }: Pick<LfsContext, 'session'>,
  { kind, repository, oid, size }: Pick<Ticket, 'kind' | 'repository' | 'oid' | 'size'>,
  { outcome, why, bytes = size }: { outcome: string; why?: string; bytes?: number },
): void {
  session.recorder.append({
    kind: 'note',
    text: `git lfs ${kind}`,
    repository,
    oid,
    bytes,
    outcome,
    ...(why === undefined ? {} : { why }),
  })
}
