import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { writeAppend } from '../../../../src/core/cursor/bidi.ts'
import { parseEndStream } from '../../../../src/core/cursor/connect-error.ts'
import {
  createEnvelopeReader,
  endStreamFlag,
  writeEnvelope,
} from '../../../../src/core/cursor/envelope.ts'
import {
  lengthDelimited,
  stringField,
  varintField,
} from '../../../../src/core/cursor/protobuf-write.ts'
import {
  decodeServerMessage,
  type ServerEvent,
} from '../../../../src/core/cursor/server-message.ts'
import { http2Upstream } from '../../../../src/guard/cursor/wires/http2-upstream.ts'
import { pairingMs } from '../../../../src/guard/cursor/wires/paired-run.ts'
import { createSseRuns } from '../../../../src/guard/cursor/wires/sse-runs.ts'
import { type Listener, listen } from '../../../../src/http/listen.ts'
import { respondJson } from '../../../../src/http/respond.ts'
import { createUpstreamClient, type UpstreamClient } from '../../../../src/http/upstream.ts'
import { callsTo } from '../../../support/cursor-calls.ts'
import { exitOf, outputOf, promptOf, runRig } from '../../../support/cursor-run.ts'
import { type CursorService, startCursorService } from '../../../support/cursor-service/service.ts'

let service: CursorService
let upstream: UpstreamClient
let port: Listener
let base: string

const policy = `
version: 1
rules: [{ name: no, when: { prompt: { text: ["*forbidden*"] } }, then: deny, reason: Not that. }]
`

beforeEach(async () => {
  service = await startCursorService({
    async script(turn) {
      await turn.say('You said: ', turn.prompt)
      const { stdout } = await turn.shell('echo hello', { quiet: true })
      await turn.say(stdout)
    },
  })
  upstream = createUpstreamClient({})
})
afterEach(async () => {
  await port.close(0)
  upstream.close()
  await service.close()
})

/** Serves runs over HTTP/1.1, whatever carries them to the service. */
async function serve(kind?: typeof http2Upstream): Promise<ReturnType<typeof runRig>> {
  const rig = runRig({ policy })
  const calls = callsTo(service, { session: rig.context.session, upstream })
  const runs = createSseRuns(calls, kind)
  port = await listen({
    host: '127.0.0.1',
    port: 0,
    handler(request, response) {
      const isStream = String(request.url).endsWith('/RunSSE')
      const served = isStream
        ? runs.serveStream(request, response)
        : runs.serveAppend(request, response)
      served.catch((error) => respondJson(response, 400, { message: String(error) }))
    },
  })
  base = `http://127.0.0.1:${port.port}`
  return rig
}

const streamPath = '/agent.v1.AgentService/RunSSE'
const appendPath = '/aiserver.v1.BidiService/BidiAppend'
const post = (path: string, type: string, body: Uint8Array) =>
  fetch(base + path, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-type': type, 'x-request-id': 'run-1' },
  })
const stream = () =>
  post(streamPath, 'application/connect+proto', writeEnvelope(0, stringField(1, 'run-1')))
const append = (seqno: number, message: Uint8Array) =>
  post(
    appendPath,
    'application/proto',
    writeAppend({
      requestId: 'run-1',
      seqno,
      message,
      binary: seqno % 2 === 1,
      rest: new Uint8Array(0),
    }),
  )

/** What the client reads: the text of the answer, and how the stream ended. */
async function readAnswer(
  reply: Response,
  onEvent: (event: ServerEvent) => Promise<unknown>,
): Promise<{ text: string; error: string | undefined }> {
  const reader = createEnvelopeReader()
  let text = ''
  for await (const chunk of reply.body ?? []) {
    for (const { flags, body } of reader.push(chunk)) {
      if ((flags & endStreamFlag) !== 0) return { text, error: parseEndStream(body).error?.message }
      const event = decodeServerMessage(body)
      if (event.type === 'text-delta') text += event.text
      await onEvent(event)
    }
  }
  throw new Error('the stream ended without an end')
}

const closeOf = (id: number) => lengthDelimited(5, lengthDelimited(1, varintField(1, id)))
const keptOf = (id: number) => lengthDelimited(3, varintField(1, id), lengthDelimited(3))
const unexpected = () => Promise.reject(new Error('no message was expected'))

test.each([
  { to: 'a pair of calls', kind: undefined, transport: 'sse' },
  { to: 'one HTTP/2 stream', kind: http2Upstream, transport: 'http2' },
])('a client over HTTP/1.1 has its run over $to', async ({ kind, transport }) => {
  await serve(kind)
  const [reply] = await Promise.all([stream(), append(0, promptOf('hi'))])
  let next = 4
  const answer = await readAnswer(reply, async (event) => {
    if (event.type === 'kv-set') await append(next++, keptOf(event.id))
    if (event.type !== 'exec') return
    const { id } = event.exec
    // They overtake each other on the way, and one comes twice.
    await append(3, closeOf(id))
    await append(2, exitOf(id, 0))
    await append(1, outputOf(id, 'stdout', 'hello there'))
    await append(1, outputOf(id, 'stdout', 'hello there'))
  })
  expect(answer).toEqual({ text: 'You said: hihello there', error: undefined })
  expect(service.scriptErrors).toEqual([])
  expect(service.record.runs).toMatchObject([{ transport, prompts: ['hi'], state: 'ended' }])
})

test('a prompt that was refused before its stream came is told there', async () => {
  await serve()
  expect((await append(0, promptOf('do forbidden things'))).status).toBe(200)
  const { error } = await readAnswer(await stream(), unexpected)
  expect(error).toBe('cursor-guard: Not that.')
  expect(service.record.runs).toEqual([])
})

test('a run whose stream does not come is over, and says so to one that comes late', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] })
  try {
    const { entries } = await serve()
    await append(0, promptOf('hi'))
    jest.advanceTimersByTime(pairingMs)
    await append(1, promptOf('hi again'))
    expect(entries.filter(({ kind }) => kind === 'prompt')).toHaveLength(1)
    const { error } = await readAnswer(await stream(), unexpected)
    expect(error).toBe('cursor-guard: the stream of this run did not come')
    expect(service.record.runs).toEqual([])
  } finally {
    jest.useRealTimers()
  }
})

test('a run has one stream', async () => {
  await serve()
  const first = stream()
  await append(0, promptOf('hi'))
  const opened = await first
  const second = await stream()
  expect(second.status).toBe(400)
  expect(await second.text()).toContain('run run-1 already has its stream')
  await opened.body?.cancel()
})

test.each([
  {
    what: 'an append that is none',
    send: () => post(appendPath, 'application/proto', Buffer.from('ffff', 'hex')),
  },
  {
    what: 'a stream that names no run',
    send: () => post(streamPath, 'application/connect+proto', Buffer.from('')),
  },
])('$what is refused and makes no run', async ({ send }) => {
  await serve()
  expect((await send()).status).toBe(400)
  expect(service.record.calls).toEqual([])
})
