import { createConnection } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { writeAppend } from '../../../src/core/cursor/bidi.ts'
import { parseEndStream } from '../../../src/core/cursor/connect-error.ts'
import { createEnvelopeReader, writeEnvelope } from '../../../src/core/cursor/envelope.ts'
import {
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'
import { decodeServerMessage } from '../../../src/core/cursor/server-message.ts'
import {
  type CursorService,
  type CursorServiceOptions,
  startCursorService,
} from '../../support/cursor-service/service.ts'

let service: CursorService
afterEach(() => service.close())

const start = async (options: Partial<CursorServiceOptions>) => {
  service = await startCursorService({ script: async (turn) => turn.say('hi'), ...options })
  return service
}
const post = (path: string, bearer: string, body: Uint8Array | string = '') =>
  fetch(service.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}` },
    body: Buffer.from(body),
  })
type Json = Record<string, Record<string, string>>
const json = async (response: Promise<Response>) => (await (await response).json()) as Json
const token = async (): Promise<string> =>
  String((await json(post('/auth/exchange_user_api_key', service.apiKey, '{}'))).accessToken)

const prompt = lengthDelimited(
  1,
  lengthDelimited(2, lengthDelimited(1, lengthDelimited(1, stringField(1, 'go')))),
)
const message = (seqno: number, body: Uint8Array) =>
  writeAppend({ requestId: 'r1', seqno, message: body, binary: false, rest: new Uint8Array(0) })

/** Opens a run as the SDK does, appends in any order; resolves to the events and the end. */
async function runOver(bearer: string, appends: readonly Uint8Array[]) {
  const answer = post(
    '/agent.v1.AgentService/RunSSE',
    bearer,
    writeEnvelope(0, stringField(1, 'r1')),
  )
  for (const append of appends) await post('/aiserver.v1.BidiService/BidiAppend', bearer, append)
  const response = await answer
  const envelopes = createEnvelopeReader().push(Buffer.from(await response.arrayBuffer()))
  const end = envelopes.find(({ flags }) => flags === 2)
  return {
    status: response.status,
    events: envelopes
      .filter(({ flags }) => flags === 0)
      .map(({ body }) => decodeServerMessage(body)),
    end: end && parseEndStream(end.body),
  }
}

/** What a client says that keeps every blob it is asked to keep. */
const kept = (id: number) => lengthDelimited(3, varintField(1, id), lengthDelimited(3))

test('only its own key and tokens are accepted, each where it belongs', async () => {
  await start({})
  expect((await post('/auth/exchange_user_api_key', 'other')).status).toBe(401)
  expect((await post('/agent.v1.AgentService/GetUsableModels', service.apiKey)).status).toBe(401)
  const bearer = await token()
  expect((await post('/agent.v1.AgentService/GetUsableModels', bearer)).status).toBe(200)
  expect((await post('/v1/agents', bearer)).status).toBe(401)
})

test('appends that overtake each other are put in order', async () => {
  await start({
    async script(turn) {
      await turn.say('hi')
      turn.channel.end()
    },
  })
  const appends = [message(2, kept(2)), message(1, kept(1)), message(0, prompt)]
  const { events, end } = await runOver(await token(), appends)
  expect(events).toMatchObject([{ type: 'text-delta', text: 'hi' }])
  expect(end).toEqual({})
  expect(service.record.runs[0]?.appendOrder).toEqual([2, 1, 0])
  const received = service.record.messages.map(({ event }) =>
    'id' in event ? event.id : event.type,
  )
  expect(received).toEqual(['run', 1, 2])
})

test('an error at the end arrives as one', async () => {
  await start({
    async script(turn) {
      turn.channel.fail('permission_denied', 'no')
    },
  })
  const { end } = await runOver(await token(), [message(0, prompt)])
  expect(end).toEqual({ error: { code: 'permission_denied', message: 'no' } })
})

test('a script that fails ends the run and is remembered', async () => {
  await start({
    async script() {
      throw new Error('a mistake in the script')
    },
  })
  const { end } = await runOver(await token(), [message(0, prompt)])
  expect(end).toMatchObject({ error: { code: 'internal' } })
  expect(service.scriptErrors).toEqual([new Error('a mistake in the script')])
})

test.each<{
  what: string
  spoil: NonNullable<CursorServiceOptions['script']>
  expected: object | RegExp
}>([
  {
    what: 'another answer than a stream',
    spoil: async (turn) => turn.channel.respond(200, { 'content-type': 'text/html' }, '<html>'),
    expected: /announces|flags|ended/,
  },
  {
    what: 'a cut stream',
    spoil: async (turn) => turn.channel.cut(),
    expected: { end: undefined, events: [] },
  },
  {
    what: 'an announcement of 300 MB',
    spoil: async (turn) => {
      await turn.channel.raw(Buffer.from([0, 0x11, 0xe1, 0xa3, 0x00, 1, 2, 3]))
      turn.channel.cut()
    },
    expected: /announces 300000000 bytes/,
  },
])('it can give $what', async ({ spoil, expected }) => {
  await start({ script: spoil })
  const run = runOver(await token(), [message(0, prompt)])
  if (expected instanceof RegExp) await expect(run).rejects.toThrow(expected)
  else expect(await run).toMatchObject(expected)
})

test('it can reset a connection', async () => {
  await start({ script: async (turn) => turn.channel.reset() })
  await expect(runOver(await token(), [message(0, prompt)])).rejects.toThrow()
})

test('calls can be spoiled before anything else', async () => {
  await start({
    fault: (path) => (path === '/v1/models' ? { status: 503, body: 'busy' } : undefined),
  })
  const response = await fetch(`${service.url}/v1/models`, {
    headers: { authorization: `Bearer ${service.apiKey}` },
  })
  expect([response.status, await response.text()]).toEqual([503, 'busy'])
})

test('cloud agents are made, followed up, stopped and removed', async () => {
  await start({})
  const created = await json(post('/v1/agents', service.apiKey, '{"prompt":{"text":"go"}}'))
  expect(created).toMatchObject({ agent: { status: 'ACTIVE' }, run: { status: 'RUNNING' } })
  const path = `/v1/agents/${created.agent?.id}`
  expect((await post(`${path}/runs`, service.apiKey, '{}')).status).toBe(201)
  expect(
    await (await post(`${path}/runs/${created.run?.id}/cancel`, service.apiKey)).json(),
  ).toMatchObject({ status: 'CANCELLED' })
  const removed = await fetch(service.url + path, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${service.apiKey}` },
  })
  expect(removed.status).toBe(200)
  expect((await post(path, service.apiKey)).status).toBe(404)
})

test('everything it received can be searched', async () => {
  await start({})
  await post('/v1/agents', service.apiKey, 'needle in a body')
  expect(service.record.everything().includes('needle in a body')).toBe(true)
  expect(service.record.callsTo('/v1/agents')).toHaveLength(1)
})

test('a connection that says nothing does not keep it from stopping', async () => {
  await start({})
  const socket = createConnection(service.port, service.host)
  await new Promise((resolve) => socket.once('connect', resolve))
  const gone = new Promise((resolve) => socket.once('close', resolve))
  await service.close()
  await gone
})
