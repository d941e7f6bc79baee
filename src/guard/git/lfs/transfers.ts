import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { readBody } from '../../../http/body.ts'
import { whenClosed, write } from '../../../http/respond.ts'
import { noCache } from '../refuse.ts'
import { answerLfs, LfsRefusal, readSuccess, refusalLike } from './answer.ts'
import type { LfsCall, LfsContext } from './context.ts'
import { maxQuestionBytes, mediaType, parseJson, verifyQuestionSchema } from './messages.ts'
import { type ReceivedObject, receiveObject } from './receive-object.ts'
import type { SpooledObject } from './spool.ts'
import type { Ticket } from './tickets.ts'

/** Silence of the storage after which a transfer is given up, in milliseconds. */
const idleMs = 300_000

const downloadHeaders = ['content-type', 'content-length', 'content-range', 'accept-ranges', 'etag']

/** The objects themselves, on their way from and to the places the forge has named. */
export function createTransfers(context: LfsContext) {
  const { session, upstream, present, refused } = context

  async function upload(call: LfsCall, ticket: Ticket): Promise<void> {
    const spooled = await context.spool.open()
    try {
      const received = await receiveObject(call.request.iterator({ destroyOnReturn: false }), {
        spooled,
        engine: session.secrets,
        maxBytes: ticket.size,
      }).catch((cause) => {
        throw new LfsRefusal(503, `the object could not be received (${codeOf(cause)})`)
      })
      const problem = problemOf(received, ticket)
      if (problem !== undefined) throw new LfsRefusal(403, problem)
      await readSuccess(await send(call, ticket, spooled), 'the storage')
    } catch (error) {
      const { status, message } = error as LfsRefusal
      record(ticket, status === 403 ? 'refused' : 'failed', message)
      throw error
    } finally {
      await spooled[Symbol.asyncDispose]()
    }
    if (!ticket.verified) present.set(`${ticket.repository} ${ticket.oid}`, true)
    record(ticket, 'accepted')
    answerLfs(call.response, 200, {})
  }

  /** Why the object does not go on, if it does not. */
  function problemOf(received: ReceivedObject, ticket: Ticket): string | undefined {
    const { repository, oid, size, ref } = ticket
    if (received.isTooLong || received.bytes !== size) {
      return `the object ${oid} has not the ${size} bytes that were announced`
    }
    if (received.oid !== oid) return `what was sent is not the object ${oid}`
    if (received.secrets.length === 0) return undefined
    for (const secret of received.secrets) {
      session.recorder.append({
        kind: 'finding',
        ...secret,
        where: 'lfs object',
        action: 'reported',
      })
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

  async function send(
    { response }: LfsCall,
    { url, headers, size }: Ticket,
    spooled: SpooledObject,
  ): Promise<IncomingMessage> {
    const stop = new AbortController()
    whenClosed(response, () => stop.abort())
    const reply = await upstream.http1({
      base: new URL(url.origin),
      method: 'PUT',
      path: url.pathname + url.search,
      headers: { 'content-type': 'application/octet-stream', ...headers, 'content-length': size },
      body: spooled.read(),
      signal: stop.signal,
    })
    reply.setTimeout(idleMs, () => reply.destroy(new Error('idle')))
    return reply
  }

  async function verify(call: LfsCall, ticket: Ticket): Promise<void> {
    const { repository, oid, size, url, headers } = ticket
    const asked = verifyQuestionSchema.safeParse(
      parseJson(await readBody(call.request, maxQuestionBytes)),
    )
    if (!asked.success || asked.data.oid !== oid || asked.data.size !== size) {
      throw new LfsRefusal(400, `the object ${oid} was expected`)
    }
    const reply = await upstream.http1({
      base: new URL(url.origin),
      method: 'POST',
      path: url.pathname + url.search,
      headers: { accept: mediaType, ...headers, 'content-type': mediaType },
      body: Buffer.from(JSON.stringify({ oid, size })),
    })
    await readSuccess(reply, 'the forge')
    present.set(`${repository} ${oid}`, true)
    answerLfs(call.response, 200, {})
  }

  async function download({ request, response }: LfsCall, ticket: Ticket): Promise<void> {
    const { range } = request.headers
    const reply = await upstream.http1({
      base: new URL(ticket.url.origin),
      method: 'GET',
      path: ticket.url.pathname + ticket.url.search,
      headers: { ...ticket.headers, ...(range === undefined ? {} : { range }) },
    })
    reply.setTimeout(idleMs, () => reply.destroy(new Error('idle')))
    const status = reply.statusCode ?? 0
    if (status !== 200 && status !== 206 && status !== 416) {
      reply.destroy()
      throw refusalLike(status, 'the storage')
    }
    let bytes = 0
    reply.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    const headers = downloadHeaders.flatMap((name) =>
      reply.headers[name] === undefined ? [] : [[name, reply.headers[name]]],
    )
    write(response).writeHead(status, { ...noCache, ...Object.fromEntries(headers) })
    const end = await pipeline(reply, response as NodeJS.WritableStream).then(
      () => 'complete',
      () => 'cut short',
    )
    record(ticket, end, undefined, bytes)
  }

  function record(
    { kind, repository, oid, size }: Ticket,
    outcome: string,
    why?: string,
    bytes = size,
  ) {
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

  const methods = { upload: 'PUT', verify: 'POST', download: 'GET' }
  const kinds = { upload, verify, download }
  return {
    async serve(call: LfsCall, number: string): Promise<void> {
      const ticket = context.tickets.find(number)
      if (ticket === undefined || ticket.repository !== call.repository) {
        throw new LfsRefusal(404, 'this transfer is not known here; start it again')
      }
      if (call.request.method !== methods[ticket.kind]) {
        throw new LfsRefusal(405, `${methods[ticket.kind]} was expected`)
      }
      await kinds[ticket.kind](call, ticket)
    },
  }
}

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? 'broken off'
