import type { IncomingHttpHeaders } from 'node:http'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream'
import { endToEnd } from '../../src/http/headers.ts'
import { listen, type Request, type Response } from '../../src/http/listen.ts'
import { respond, write } from '../../src/http/respond.ts'
import { createUpstreamClient, type UpstreamClient } from '../../src/http/upstream.ts'
import { childOptions, readyUntilStopped } from './child.ts'

/**
 * What the guard is compared with: the same kind of process with the same listener and the same
 * upstream client, which copies every byte in both directions and looks at none.
 */
async function main(): Promise<void> {
  const upstream = createUpstreamClient({})
  const base = new URL(childOptions<{ upstream: string }>().upstream)
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    handler(request, response) {
      const relay = request.httpVersionMajor === 2 ? relayHttp2 : relayHttp1
      relay({ upstream, base, request, response }).catch(() => respond(response, 502, {}))
    },
  })
  readyUntilStopped({ baseUrl: `http://127.0.0.1:${listener.port}` }, () => upstream.close())
}

interface Exchange {
  upstream: UpstreamClient
  base: URL
  request: Request
  response: Response
}

async function relayHttp1({ upstream, base, request, response }: Exchange): Promise<void> {
  const reply = await upstream.http1({
    base,
    method: String(request.method),
    path: String(request.url),
    headers: endToEnd(request.headers, ['host']),
    ...(request.method === 'GET' ? {} : { body: request as Readable }),
  })
  write(response).writeHead(reply.statusCode ?? 502, endToEnd(reply.headers))
  write(response).flushHeaders?.()
  pipeline(reply, response as Writable, () => {})
}

async function relayHttp2({ upstream, base, request, response }: Exchange): Promise<void> {
  const stream = await upstream.http2({
    base,
    method: String(request.method),
    path: String(request.url),
    headers: endToEnd(request.headers, ['host']),
  })
  pipeline(request as Readable, stream, () => {})
  const headers = await new Promise<IncomingHttpHeaders>((resolve, reject) => {
    stream.once('response', resolve)
    stream.once('error', reject)
  })
  write(response).writeHead(Number(headers[':status']), endToEnd(headers))
  write(response).flushHeaders?.()
  pipeline(stream, response as Writable, () => {})
}

await main()
