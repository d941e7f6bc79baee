import http2, { type ClientHttp2Stream } from 'node:http2'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { parseEndStream } from '../../../../src/core/cursor/connect-error.ts'
import {
  createEnvelopeReader,
  endStreamFlag,
  writeEnvelope,
} from '../../../../src/core/cursor/envelope.ts'
import { lengthDelimited, varintField } from '../../../../src/core/cursor/protobuf-write.ts'
import { decodeServerMessage } from '../../../../src/core/cursor/server-message.ts'
import { serveRunHttp2 } from '../../../../src/guard/cursor/wires/http2-runs.ts'
import { type Listener, listen } from '../../../../src/http/listen.ts'
import { createUpstreamClient, type UpstreamClient } from '../../../../src/http/upstream.ts'
import { callsTo } from '../../../support/cursor-calls.ts'
import { promptOf, type RunRig, runRig } from '../../../support/cursor-run.ts'
import { type CursorService, startCursorService } from '../../../support/cursor-service/service.ts'

let service: CursorService
let upstream: UpstreamClient
let port: Listener
let client: http2.ClientHttp2Session
let rig: RunRig

beforeEach(async () => {
  service = await startCursorService({ script: (turn) => turn.say('You said: ', turn.prompt) })
  upstream = createUpstreamClient({})
  rig = runRig()
  const calls = callsTo(service, { session: rig.context.session, upstream })
  port = await listen({
    host: '127.0.0.1',
    port: 0,
    handler(request, response) {
      serveRunHttp2(calls, request, response).catch(() => response.destroy())
    },
  })
  client = http2.connect(`http://127.0.0.1:${port.port}`)
})
afterEach(async () => {
  client.destroy()
  await port.close(0)
  upstream.close()
  await service.close()
})

const call = (headers: Record<string, string> = {}): ClientHttp2Stream =>
  client.request(
    {
      ':method': 'POST',
      ':path': '/agent.v1.AgentService/Run',
      'content-type': 'application/connect+proto',
      'x-request-id': 'run-1',
      ...headers,
    },
    { endStream: false },
  )

/** Reads the answer to its end; keeps blobs as a client does, unless it says no more. */
async function readAnswer(stream: ClientHttp2Stream) {
  const reader = createEnvelopeReader()
  let text = ''
  for await (const chunk of stream) {
    for (const { flags, body } of reader.push(chunk)) {
      if ((flags & endStreamFlag) !== 0) return { text, error: parseEndStream(body).error?.message }
      const event = decodeServerMessage(body)
      if (event.type === 'text-delta') text += event.text
      if (event.type !== 'kv-set') continue
      stream.write(
        writeEnvelope(0, lengthDelimited(3, varintField(1, event.id), lengthDelimited(3))),
      )
    }
  }
  throw new Error('the stream ended without an end')
}

test('a run goes both ways over one stream', async () => {
  const stream = call()
  stream.write(writeEnvelope(0, promptOf('hi')))
  expect(await readAnswer(stream)).toEqual({ text: 'You said: hi', error: undefined })
  expect(service.record.runs).toMatchObject([{ transport: 'http2', prompts: ['hi'] }])
  expect(rig.context.session.coverage().state).toBe('complete')
})

test.each([
  {
    what: 'no message',
    send: Buffer.alloc(0),
    says: 'cursor-guard: the run ended before its first message',
  },
  {
    what: 'a message that is none',
    send: writeEnvelope(0, Buffer.from('ffffff', 'hex')),
    says: expect.stringContaining('cannot be read'),
  },
  {
    what: 'an envelope that is none',
    send: Buffer.from('ffffffffff', 'hex'),
    says: expect.stringContaining('unknown flags'),
  },
  {
    what: 'an unknown coding',
    headers: { 'connect-content-encoding': 'zstd' },
    send: writeEnvelope(0, promptOf('hi')),
    says: expect.stringContaining('a stream in the unknown coding zstd'),
  },
])('a client that sends $what is told, and the service is not called', async (row) => {
  const stream = call(row.headers)
  stream.end(row.send)
  expect((await readAnswer(stream)).error).toEqual(row.says)
  expect(service.record.callsTo('/agent.v1.AgentService/Run')).toEqual([])
})

test('a client that vanishes ends its run at the service', async () => {
  const stream = call()
  stream.write(writeEnvelope(0, promptOf('hi')))
  await new Promise((resolve) => stream.once('response', resolve))
  client.destroy()
  while (service.record.runs[0]?.state === 'running') {
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(service.record.runs).toMatchObject([{ state: 'client-gone' }])
})
