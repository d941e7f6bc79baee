import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createEnvelopeReader } from '../../../../src/core/cursor/envelope.ts'
import { createClientStream } from '../../../../src/guard/cursor/wires/client-stream.ts'
import type { ClientWire } from '../../../../src/guard/cursor/wires/client-wire.ts'
import { type Listener, listen } from '../../../../src/http/listen.ts'

let listener: Listener
let serve: (client: ClientWire) => void
beforeEach(async () => {
  listener = await listen({
    host: '127.0.0.1',
    port: 0,
    handler: (_request, response) => serve(createClientStream(response)),
  })
})
afterEach(() => listener.close(0))

const get = () => fetch(`http://127.0.0.1:${listener.port}/`)
const read = async (reply: Response) =>
  createEnvelopeReader()
    .push(new Uint8Array(await reply.arrayBuffer()))
    .map(({ flags, body }) => [flags, Buffer.from(body).toString()])
const text = (of: string) => Buffer.from(of)

test.each<{ what: string; act(client: ClientWire): void; envelopes: [number, string][] }>([
  {
    what: 'messages, and the service’s own trailer',
    act(client) {
      client.message(text('one'))
      client.message(text('two'))
      client.end(text('{}'))
    },
    envelopes: [
      [0, 'one'],
      [0, 'two'],
      [2, '{}'],
    ],
  },
  {
    what: 'an error after a message',
    act(client) {
      client.message(text('one'))
      client.fail('unavailable', 'later')
    },
    envelopes: [
      [0, 'one'],
      [2, '{"error":{"code":"unavailable","message":"later"}}'],
    ],
  },
  {
    what: 'nothing after its end',
    act(client) {
      client.end(text('{}'))
      client.message(text('late'))
      client.fail('internal', 'late')
      client.answer(500, {}, text('late'))
      client.flush()
    },
    envelopes: [[2, '{}']],
  },
])('the client reads $what', async ({ act, envelopes }) => {
  serve = act
  const reply = await get()
  expect(reply.headers.get('content-type')).toBe('application/connect+proto')
  expect(await read(reply)).toEqual(envelopes)
})

test('an answer that is no stream goes on as it came', async () => {
  serve = (client) => client.answer(503, { 'retry-after': '7' }, text('busy'))
  const reply = await get()
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '7'])
  expect(await reply.text()).toBe('busy')
})

test('messages of one piece of work leave together, and by themselves', async () => {
  const opened = Promise.withResolvers<ClientWire>()
  serve = (client) => {
    client.message(text('one'))
    client.flushSoon()
    client.message(text('two'))
    client.flushSoon()
    opened.resolve(client)
  }
  const reply = await get()
  const reader = reply.body?.getReader()
  const first = await reader?.read()
  expect(createEnvelopeReader().push(first?.value ?? new Uint8Array(0))).toHaveLength(2)
  const client = await opened.promise
  expect([client.opened, client.over]).toEqual([true, false])
  await reader?.cancel()
  while (!client.over) await new Promise((resolve) => setImmediate(resolve))
})

test('a client that reads nothing makes the stream full, until it has caught up', async () => {
  const opened = Promise.withResolvers<ClientWire>()
  serve = opened.resolve
  const reply = get()
  const client = await opened.promise
  const fill = () => {
    while (!client.full) client.message(new Uint8Array(1 << 20))
  }
  fill()
  const drained = client.drained()
  const body = (await reply).arrayBuffer()
  await drained
  expect(client.full).toBe(false)
  fill()
  // It catches up while nobody waits for it; whoever comes later need not wait.
  while (client.full) await new Promise((resolve) => setImmediate(resolve))
  await client.drained()
  client.end(text('{}'))
  await body
})
