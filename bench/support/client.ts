import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import type { Readable } from 'node:stream'
import { writeAppend } from '../../src/core/cursor/bidi.ts'
import {
  createEnvelopeReader,
  endStreamFlag,
  writeEnvelope,
} from '../../src/core/cursor/envelope.ts'
import { stringField } from '../../src/core/cursor/protobuf-write.ts'
import { decodeServerMessage, type ServerEvent } from '../../src/core/cursor/server-message.ts'
import { readBody } from '../../src/http/body.ts'
import { runRequest, type Scenario } from './messages.ts'

/** Something that stands between the bench's client and its service. */
export interface Target {
  name: 'relay' | 'guarded' | 'mitmdump'
  baseUrl: string
  token: string
}

export type Carrier = 'h2' | 'HTTP/1.1'

/** One run of an agent, as a client of the service holds it. */
export interface Run {
  /** Sends one `AgentClientMessage`; wait for it before the next when there is a promise. */
  send(message: Uint8Array): Promise<void> | undefined
  /** Resolves with the end of the service's stream; rejects when the run failed. */
  readonly ended: Promise<void>
  close(): void
}

/** Appends on their way at once, as many as the official client sends. */
const maxInFlight = 16

/**
 * Starts a run of a scenario, over the calls that the official client uses: `Run` on h2, `RunSSE`
 * and `BidiAppend` on HTTP/1.1.
 *
 * @param onMessage told each message of the service that arrives
 */
export function startRun(
  target: Target,
  carrier: Carrier,
  scenario: Scenario,
  onMessage: (message: ServerEvent) => void,
): Promise<Run> {
  const start = carrier === 'h2' ? startOverHttp2 : startOverHttp1
  return start(target, runRequest(JSON.stringify(scenario)), onMessage)
}

async function startOverHttp2(
  target: Target,
  first: Uint8Array,
  onMessage: (message: ServerEvent) => void,
): Promise<Run> {
  const session = http2.connect(target.baseUrl, {
    settings: { initialWindowSize: 1 << 20, enablePush: false },
  })
  await once(session, 'connect')
  session.setLocalWindowSize(4 << 20)
  const stream = session.request(
    {
      ':method': 'POST',
      ':path': '/agent.v1.AgentService/Run',
      ...headersOf(target, randomUUID()),
      'content-type': 'application/connect+proto',
    },
    { endStream: false },
  )
  const ended = readMessages(stream, onMessage)
  ended.catch(() => {})
  const send = (message: Uint8Array) => {
    if (stream.write(writeEnvelope(0, message))) return undefined
    return once(stream, 'drain').then(() => {})
  }
  await send(first)
  const close = () => session.destroy()
  ended.then(close, close)
  return { send, ended, close }
}

async function startOverHttp1(
  target: Target,
  first: Uint8Array,
  onMessage: (message: ServerEvent) => void,
): Promise<Run> {
  const requestId = randomUUID()
  const agent = new http.Agent({ keepAlive: true, maxSockets: maxInFlight + 1 })
  const post = (path: string, type: string, body: Uint8Array) =>
    call(target, agent, {
      method: 'POST',
      path,
      body,
      headers: { ...headersOf(target, requestId), 'content-type': type },
    })
  const id = stringField(1, requestId)
  const stream = post(
    '/agent.v1.AgentService/RunSSE',
    'application/connect+proto',
    writeEnvelope(0, id),
  )
  const ended = stream.then((reply) => readMessages(reply, onMessage))
  ended.catch(() => {})
  let seqno = 0
  const onTheWay = new Set<Promise<void>>()
  const append = async (message: Uint8Array) => {
    const body = writeAppend({
      requestId,
      seqno: seqno++,
      message,
      binary: false,
      rest: new Uint8Array(0),
    })
    const reply = await post('/aiserver.v1.BidiService/BidiAppend', 'application/proto', body)
    await readBody(reply, 1 << 16)
  }
  const send = (message: Uint8Array) => {
    const sent: Promise<void> = append(message).finally(() => onTheWay.delete(sent))
    onTheWay.add(sent)
    return onTheWay.size < maxInFlight ? undefined : Promise.race(onTheWay)
  }
  const close = () => agent.destroy()
  ended.then(() => Promise.all(onTheWay)).then(close, close)
  await append(first)
  return { send, ended, close }
}

/** One exchange over HTTP/1.1; resolves at the head of the answer, which has status 200. */
export async function call(
  target: Target,
  agent: http.Agent,
  options: {
    method: string
    path: string
    headers: http.OutgoingHttpHeaders
    body?: Uint8Array | Readable
  },
): Promise<http.IncomingMessage> {
  const { method, path, headers, body } = options
  const request = http.request(target.baseUrl + path, { method, path, headers, agent })
  if (body === undefined || body instanceof Uint8Array) request.end(body)
  else body.pipe(request)
  const [reply] = (await once(request, 'response')) as [http.IncomingMessage]
  if (reply.statusCode !== 200) {
    const said = (await readBody(reply, 1 << 20)).toString('utf8').slice(0, 300)
    throw new Error(`${target.name} answered ${path} with ${reply.statusCode}: ${said}`)
  }
  return reply
}

export function headersOf(target: Target, requestId: string): Record<string, string> {
  return {
    authorization: `Bearer ${target.token}`,
    'connect-protocol-version': '1',
    'x-cursor-client-type': 'sdk',
    'x-request-id': requestId,
    'x-original-request-id': requestId,
  }
}

async function readMessages(
  source: Readable,
  onMessage: (message: ServerEvent) => void,
): Promise<void> {
  const reader = createEnvelopeReader()
  for await (const chunk of source) {
    for (const { flags, body } of reader.push(chunk as Buffer)) {
      if ((flags & endStreamFlag) !== 0) return endOf(body)
      onMessage(decodeServerMessage(body))
    }
  }
  throw new Error('the stream ended without its last envelope')
}

function endOf(trailer: Uint8Array): void {
  const said = Buffer.from(trailer).toString('utf8')
  if (said.includes('error')) throw new Error(`the run failed: ${said}`)
}
