import type { ClientHttp2Stream } from 'node:http2'
import { writeEnvelope } from '../../../core/cursor/envelope.ts'
import type { Request } from '../../../http/listen.ts'
import { drained } from '../../../http/respond.ts'
import type { CursorCalls } from '../calls.ts'
import type { OpenUpstream, ServiceReply } from './upstream-wire.ts'

/**
 * The service's half of a run as one HTTP/2 stream, `agent.v1.AgentService/Run`.
 *
 * @param client.request the client's call, whose headers are repeated
 */
export function http2Upstream(calls: CursorCalls, { request }: { request: Request }): OpenUpstream {
  return async ({ signal, lease }) => {
    const stream = await calls.openStream(request, signal)
    // What breaks the stream is told by its reply, or to whoever reads it.
    stream.on('error', () => {})
    const isOpen = () => !stream.destroyed && !stream.writableEnded
    return {
      send(body) {
        if (!isOpen()) return
        lease.take(body.length)
        stream.write(writeEnvelope(0, body), () => lease.give(body.length))
      },
      end() {
        if (isOpen()) stream.end()
      },
      get full() {
        return isOpen() && stream.writableNeedDrain
      },
      drained: () => drained(stream),
      reply: replyOf(calls, stream),
    }
  }
}

async function replyOf(calls: CursorCalls, stream: ClientHttp2Stream): Promise<ServiceReply> {
  const headers = await new Promise<ServiceReply['headers']>((resolve, reject) => {
    stream.once('response', resolve)
    stream.once('error', reject)
    stream.once('close', () => reject(Object.assign(new Error('closed'), { code: 'closed' })))
  })
  const status = Number(headers[':status'])
  if (status === 401) calls.tokens.forget()
  return { source: stream, status, headers }
}
