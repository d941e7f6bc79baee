import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { GuardError } from '../../core/errors.ts'
import {
  createPushHeadReader,
  type PushCapabilities,
  type PushHead,
} from '../../core/git/receive-pack.ts'
import type { Request } from '../../http/listen.ts'
import { drain } from './refuse-text.ts'

export type PushRequest = {
  /** Reads what is left of the request, so that its client reads the answer. */
  drained(): Promise<void>
} & (
  | { head: PushHead; pack: AsyncIterable<Uint8Array> }
  | { problem: GuardError; capabilities: PushCapabilities | undefined }
)

/** Reads a push up to its pack, which is left to be read once. */
export async function readPushRequest(request: Request): Promise<PushRequest> {
  const reader = createPushHeadReader()
  const body = openBody(request)
  const drained = async () => {
    await body.letGo()
    await drain(request)
  }
  try {
    for (;;) {
      const next = await body.next()
      if (next === undefined) throw malformed('this is not a push: its head is cut')
      const done = reader.push(next)
      if (done !== undefined) return { head: done.head, pack: packOf(done.rest, body), drained }
    }
  } catch (error) {
    const problem =
      error instanceof GuardError
        ? error
        : malformed('the push could not be read to its end', error)
    return { problem, capabilities: reader.capabilities, drained }
  }
}

const malformed = (what: string, cause?: unknown) =>
  new GuardError('FRAME_MALFORMED', what, { cause })

interface Body {
  /** The next piece, inflated where it was packed; `undefined` at the end. */
  next(): Promise<Uint8Array | undefined>
  /** Stops reading, and leaves the request open. */
  letGo(): Promise<void>
}

async function* packOf(first: Uint8Array, body: Body): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first
  for (let next = await body.next(); next !== undefined; next = await body.next()) yield next
}

function openBody(request: Request): Body {
  const encoding = String(request.headers['content-encoding'] ?? 'identity').toLowerCase()
  const isPacked = encoding === 'gzip' || encoding === 'x-gzip'
  const stream: Readable = isPacked ? inflate(request) : (request as Readable)
  // A request whose reading ends early stays open for the answer.
  const chunks = stream.iterator({ destroyOnReturn: false })
  return {
    async next() {
      if (!isPacked && encoding !== 'identity') throw malformed('a push is sent plain or with gzip')
      const { done, value } = await chunks.next()
      return done ? undefined : value
    },
    async letGo() {
      if (isPacked) request.unpipe(stream as unknown as NodeJS.WritableStream)
      if (isPacked) stream.destroy()
      else if (!request.readableEnded && !request.destroyed) await chunks.return?.()
    },
  }
}

function inflate(request: Request): Readable {
  const gunzip = createGunzip()
  // Whoever reads learns of it; while nobody does, it must not end the process.
  gunzip.on('error', () => request.unpipe(gunzip))
  request.once('close', () => {
    if (!request.readableEnded) gunzip.destroy(new Error('the connection was lost'))
  })
  return (request as Readable).pipe(gunzip)
}
