import type { Readable } from 'node:stream'
import { GuardError } from '../core/errors.ts'
import type { Request, Response } from '../http/listen.ts'
import { whenClosed } from '../http/respond.ts'
import type { MemoryBudget } from './memory-budget.ts'

/** The body of one call, held within the session's memory until the call is answered. */
export interface AgentBody {
  /**
   * The whole body.
   *
   * @param maxBytes largest body accepted, in bytes
   * @throws {GuardError} `REQUEST_REFUSED` when it is longer, or the session's memory is spent
   */
  read(maxBytes: number): Promise<Buffer>
  /** Counts what was made of it, such as its content without a coding. */
  take(bytes: number): void
}

export function openAgentBody(
  memory: MemoryBudget,
  request: Request,
  response: Response,
): AgentBody {
  let chunks: Buffer[] = []
  const gone = Promise.withResolvers<never>()
  gone.promise.catch(() => {})
  const lease = memory.open((error) => {
    chunks = []
    gone.reject(error)
  })
  whenClosed(response, () => lease.close())
  return {
    async read(maxBytes) {
      let size = 0
      // A request whose reading ends early stays open for the answer.
      const source = (request as Readable).iterator({ destroyOnReturn: false })
      for (;;) {
        const next: IteratorResult<Buffer> = await Promise.race([source.next(), gone.promise])
        if (next.done === true) break
        size += next.value.length
        if (size > maxBytes) {
          throw new GuardError(
            'REQUEST_REFUSED',
            `a body of at most ${maxBytes} bytes was expected`,
          )
        }
        lease.take(next.value.length)
        chunks.push(next.value)
      }
      const body = Buffer.concat(chunks, size)
      chunks = []
      return body
    },
    take: (bytes) => lease.take(bytes),
  }
}
