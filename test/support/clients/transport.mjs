// How the stand-in for the command line client reaches a service: unary calls, and the two ways of
// holding a run.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { request as requestHttp1 } from 'node:http'
import { connect } from 'node:http2'
import { request as requestHttps } from 'node:https'
import { envelope, field } from './wire.mjs'

const streamHeaders = {
  'content-type': 'application/connect+proto',
  'connect-protocol-version': '1',
  'connect-accept-encoding': 'identity',
}

/** One HTTP/1.1 call; resolves to `{status, body}`. */
export async function call(base, path, { headers, body = '', method = 'POST' }) {
  const response = await open(base, path, { headers, body, method })
  const chunks = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode, body: Buffer.concat(chunks) }
}

async function open(base, path, { headers, body, method }) {
  const url = new URL(path, base)
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp1)(url, {
    method,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
  })
  request.end(body)
  const [response] = await once(request, 'response')
  return response
}

/** A run over `RunSSE` and `BidiAppend`. */
export async function runOverHttp1(base, { headers, first }) {
  const requestId = randomUUID()
  const own = { ...headers, 'x-request-id': requestId, 'x-original-request-id': requestId }
  let seqno = 0
  const send = async (message) => {
    const body = Buffer.concat([
      field(1, message.toString('hex')),
      field(2, [field(1, requestId)]),
      field(3, seqno++),
    ])
    const { status } = await call(base, '/aiserver.v1.BidiService/BidiAppend', {
      headers: { ...own, 'content-type': 'application/proto', 'connect-protocol-version': '1' },
      body,
    })
    if (status !== 200) throw new Error(`append failed with HTTP ${status}`)
  }
  const answer = open(base, '/agent.v1.AgentService/RunSSE', {
    method: 'POST',
    headers: { ...own, ...streamHeaders, 'x-cursor-streaming': 'true' },
    body: envelope(field(1, requestId)),
  })
  await send(first)
  const response = await answer
  if (response.statusCode !== 200) throw new Error(`RunSSE failed with HTTP ${response.statusCode}`)
  return { requestId, chunks: response, send, close: () => response.destroy() }
}

/** A run over one HTTP/2 stream; without TLS when the address is plain. */
export async function runOverHttp2(base, { headers, first }) {
  const requestId = randomUUID()
  const session = connect(base)
  const failed = new Promise((_, reject) => session.once('error', reject))
  failed.catch(() => {})
  const stream = session.request({
    ':method': 'POST',
    ':path': '/agent.v1.AgentService/Run',
    ...headers,
    ...streamHeaders,
    'x-request-id': requestId,
    'x-original-request-id': requestId,
  })
  stream.on('error', () => {})
  stream.write(envelope(first))
  const [head] = await Promise.race([once(stream, 'response'), failed])
  if (head[':status'] !== 200) throw new Error(`Run failed with HTTP ${head[':status']}`)
  const send = async (message) => {
    if (!stream.writableEnded) stream.write(envelope(message))
  }
  return {
    requestId,
    chunks: stream,
    send,
    close() {
      stream.close()
      session.close()
    },
  }
}
