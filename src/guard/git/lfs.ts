import { GuardError } from '../../core/errors.ts'
import type { LfsPointer } from '../../core/git/lfs-pointer.ts'
import type { RepositoryName } from '../../core/git/repository-name.ts'
import { createForge } from './forge.ts'
import { deliverObjects, type Handover } from './lfs/deliver-objects.ts'
import { findMissing } from './lfs/find-missing.ts'
import { LfsRefusal, refuseLfs } from './lfs/lfs-answer.ts'
import { createMemory, type LfsCall, type LfsContext, type LfsOptions } from './lfs/lfs-context.ts'
import { serveLocks } from './lfs/locks.ts'
import { serveBatch } from './lfs/serve-batch.ts'
import { serveTransfer } from './lfs/serve-transfer.ts'
import { createTickets } from './lfs/tickets.ts'
import { createWaitingObjects } from './lfs/waiting-objects.ts'

export interface Lfs {
  /** Serves one call; always answers. */
  serve(call: LfsCall): Promise<void>
  /**
   * Sends the forge what waits here of a push that goes on.
   *
   * @throws {GuardError} `UPSTREAM_FAILED` when an object did not arrive
   */
  deliver(pointers: readonly LfsPointer[], handover: Handover): Promise<void>
  /** Removes what no push has taken along, and records it. */
  close(): Promise<void>
  /**
   * Pointers whose objects neither wait here nor are at the forge: whoever checks them out gets an
   * error.
   *
   * @returns `unknown` when the forge could not be asked
   */
  missing(
    repository: RepositoryName,
    pointers: readonly LfsPointer[],
    signal: AbortSignal,
  ): Promise<LfsPointer[] | 'unknown'>
}

/** GitHub's largest plan takes 5 GB. */
export const maxLfsObjectBytes = 5 * 2 ** 30
/** Objects known to be at the forge. */
const maxPresent = 100_000
/** Objects that were refused. */
const maxRefused = 1_000

/**
 * The LFS part of the git lane. Objects pass through the guard in both directions: an upload is
 * hashed and searched for secrets, and waits for the push that names it before the storage sees a byte.
 */
export function createLfs(options: LfsOptions): Lfs {
  const ending = new AbortController()
  const context: LfsContext = {
    ...options,
    forge: createForge(options),
    maxObjectBytes: options.maxObjectBytes ?? maxLfsObjectBytes,
    tickets: createTickets(),
    waiting: createWaitingObjects(),
    closing: ending.signal,
    present: createMemory(maxPresent),
    refused: createMemory(maxRefused),
  }

  function dispatch(call: LfsCall): Promise<void> {
    const { method = '' } = call.request
    const [path = ''] = call.path.split('?')
    const number = /^\/transfer\/([0-9a-f]{36})$/.exec(path)?.[1]
    if (number !== undefined) return serveTransfer(context, call, number)
    if (path === '/objects/batch' && method === 'POST') return serveBatch(context, call)
    const isLocks = /^\/locks(?:\/verify|\/[A-Za-z0-9_-]{1,100}\/unlock)?$/.test(path)
    if (isLocks && (method === 'POST' || (method === 'GET' && path === '/locks'))) {
      return serveLocks(context, call)
    }
    throw new LfsRefusal(404, 'this call of git-lfs is not known here')
  }

  return {
    async serve(call) {
      try {
        await dispatch(call)
      } catch (error) {
        const { request, response } = call
        if (response.headersSent) response.destroy()
        else await refuseLfs(request, response, refusalOf(error))
      }
    },
    deliver: (pointers, handover) => deliverObjects(context, pointers, handover),
    async close() {
      ending.abort()
      const left = await context.waiting.clear()
      if (left.length === 0) return
      options.session.recorder.append({
        kind: 'note',
        text: 'git lfs objects that no push took along were removed',
        objects: left.length,
        bytes: left.reduce((sum, { size }) => sum + size, 0),
      })
    },
    missing: (repository, pointers, signal) => findMissing(context, repository, pointers, signal),
  }
}

function refusalOf(error: unknown): LfsRefusal {
  if (error instanceof LfsRefusal) return error
  if (!(error instanceof GuardError)) return new LfsRefusal(502, 'the transfer was broken off')
  return new LfsRefusal(error.code === 'UPSTREAM_FAILED' ? 502 : 403, error.message)
}
