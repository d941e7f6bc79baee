import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { GuardError } from '../../errors.ts'
import {
  createPushHeadReader,
  type PushCapabilities,
  type PushHead,
} from '../../git/receive-pack.ts'
import type { Request } from '../../http/listen.ts'

export type PushRequest =
  | { head: PushHead; pack: AsyncIterable<Uint8Array> }
  | { problem: GuardError; capabilities: PushCapabilities | undefined }

/**
 * Reads a push up to its pack, which is left to be read once.
 *
 * Ending the reading of the pack early leaves the request as it is, so that the rest of it can be
 * drained and its client reads the answer.
 */
export async function readPushRequest(request: Request): Promise<PushRequest> {
  const reader = createPushHeadReader()
  try {
    const chunks = inflated(request)[Symbol.asyncIterator]()
    for (;;) {
      const next = await chunks.next()
      if (next.done) throw new GuardError('FRAME_MALFORMED', 'this is not a push: its head is cut')
      const done = reader.push(next.value)
      if (done !== undefined) return { head: done.head, pack: packOf(done.rest, chunks) }
    }
  } catch (error) {
    const problem =
      error instanceof GuardError
        ? error
        : new GuardError('FRAME_MALFORMED', 'the push could not be read to its end', {
            cause: error,
          })
    return { problem, capabilities: reader.capabilities }
  }
}

async function* packOf(
  first: Uint8Array,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
}

/** @throws {GuardError} `REQUEST_REFUSED` for an encoding nobody needs */
function inflated(request: Request): AsyncIterable<Uint8Array> {
  const encoding = String(request.headers['content-encoding'] ?? 'identity').toLowerCase()
  if (encoding === 'identity') return request as AsyncIterable<Uint8Array>
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new GuardError('REQUEST_REFUSED', 'a push is sent plain or with gzip')
  }
  const gunzip = createGunzip()
  request.once('error', (error) => gunzip.destroy(error))
  request.once('close', () => {
    if (!request.readableEnded) gunzip.destroy(new Error('the connection was lost'))
  })
  gunzip.once('error', () => request.unpipe(gunzip))
  return (request as Readable).pipe(gunzip)
}
