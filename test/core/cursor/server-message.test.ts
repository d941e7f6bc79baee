import { expect, test } from '@jest/globals'
import {
  concat,
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'
import {
  decodeServerMessage,
  makeTextLike,
  type ServerEvent,
  serverHeartbeat,
  type TextDelta,
  withText,
} from '../../../src/core/cursor/server-message.ts'
import * as say from '../../support/cursor-service/messages.ts'

const update = (...fields: Uint8Array[]) => lengthDelimited(1, ...fields)
const shellDelta = (channel: number, text: string) =>
  update(lengthDelimited(12, lengthDelimited(channel, stringField(1, text))))
const toolOutput = (channel: number, text: string) =>
  update(
    lengthDelimited(
      15,
      stringField(1, 'c1'),
      lengthDelimited(2, lengthDelimited(1, lengthDelimited(channel, stringField(1, text)))),
    ),
  )
/** What a sub-agent says comes inside the delta of its task. */
const inTask = (callId: string, message: Uint8Array) =>
  update(
    lengthDelimited(15, stringField(1, callId), lengthDelimited(2, lengthDelimited(2, message))),
  )

const deltas: { when: string; body: Uint8Array; event: Partial<TextDelta> }[] = [
  {
    when: 'a text delta',
    body: say.textDelta('hé'),
    event: { type: 'text-delta', path: [1, 1, 1] },
  },
  {
    when: 'a long text delta',
    body: say.textDelta('hé'.repeat(200)),
    event: { type: 'text-delta', text: 'hé'.repeat(200) },
  },
  {
    when: 'a text delta by the service',
    body: update(lengthDelimited(1, stringField(1, 'hé'), varintField(2, 1))),
    event: { type: 'text-delta', notice: true },
  },
  {
    when: 'a text delta with a time',
    body: update(lengthDelimited(1, stringField(1, 'hé')), varintField(25, 1_700_000_000_000)),
    event: { type: 'text-delta' },
  },
  { when: 'a thinking delta', body: say.thinkingDelta('hé'), event: { type: 'thinking-delta' } },
  {
    when: 'an arguments delta',
    body: say.argsDelta('c1', 'hé'),
    event: { type: 'args-delta', callId: 'c1' },
  },
  {
    when: 'an edit delta',
    body: say.editDelta('c1', 'hé'),
    event: { type: 'edit-delta', callId: 'c1' },
  },
  {
    when: 'shell output',
    body: shellDelta(1, 'hé'),
    event: { type: 'shell-output-delta', channel: 'stdout' },
  },
  {
    when: 'shell errors',
    body: shellDelta(2, 'hé'),
    event: { type: 'shell-output-delta', channel: 'stderr' },
  },
  {
    when: "a tool's output",
    body: toolOutput(1, 'hé'),
    event: { type: 'tool-output-delta', callId: 'c1', channel: 'stdout' },
  },
  {
    when: "a tool's errors",
    body: toolOutput(2, 'hé'),
    event: { type: 'tool-output-delta', callId: 'c1', channel: 'stderr' },
  },
  {
    when: "a sub-agent's text",
    body: inTask('t1', say.textDelta('hé')),
    event: { type: 'text-delta', tasks: ['t1'], path: [1, 15, 2, 2, 1, 1, 1] },
  },
  {
    when: "a sub-agent's sub-agent's edit",
    body: inTask('t1', inTask('t2', say.editDelta('c1', 'hé'))),
    event: { type: 'edit-delta', callId: 'c1', tasks: ['t1', 't2'] },
  },
]

test.each(deltas)('$when is a piece of text', ({ body, event }) => {
  expect(decodeServerMessage(body)).toMatchObject({ text: 'hé', ...event })
})

test('only deltas of one text share a stream', () => {
  const streams = deltas.map(({ body }) => (decodeServerMessage(body) as TextDelta).stream)
  // The first four are the same answer.
  expect(new Set(streams).size).toBe(deltas.length - 3)
})

test.each(deltas)('$when holds no text but its own', ({ body }) => {
  expect(decodeServerMessage(body)).not.toHaveProperty('extras')
})

test.each([
  {
    what: 'a copy of the call',
    body: update(
      lengthDelimited(
        7,
        stringField(1, 'c1'),
        lengthDelimited(2, lengthDelimited(1)),
        stringField(3, 'a'),
      ),
    ),
  },
  {
    what: 'a second kind of delta',
    body: update(
      lengthDelimited(
        15,
        stringField(1, 'c1'),
        lengthDelimited(2, lengthDelimited(3, stringField(1, 'a')), lengthDelimited(4)),
      ),
    ),
  },
  {
    what: 'an unknown text',
    body: update(lengthDelimited(4, stringField(1, 'a'), stringField(9, 'b'))),
  },
])('a delta that comes with $what says so', ({ body }) => {
  expect(decodeServerMessage(body)).toMatchObject({ extras: true })
})

test.each(deltas)('$when keeps everything but its text', ({ body }) => {
  const delta = decodeServerMessage(body) as TextDelta
  expect(withText(body, delta, delta.text)).toBe(body)
  const other = withText(body, delta, 'masked')
  expect(decodeServerMessage(other)).toEqual({ ...delta, text: 'masked' })
  const back = withText(other, decodeServerMessage(other) as TextDelta, delta.text)
  expect(Buffer.from(back).equals(Buffer.from(body))).toBe(true)
})

test.each(deltas)('more text can be made like $when', ({ body }) => {
  const { notice: _, ...delta } = decodeServerMessage(body) as TextDelta
  expect(decodeServerMessage(makeTextLike(delta, 'more'))).toEqual({ ...delta, text: 'more' })
})

test.each<{ when: string; body: Uint8Array; event: ServerEvent }>([
  {
    when: 'an empty text',
    body: update(lengthDelimited(1)),
    event: { type: 'text-delta', text: '', path: [1, 1, 1], stream: 'text-delta//', tasks: [] },
  },
  { when: 'a heartbeat', body: serverHeartbeat(), event: { type: 'heartbeat' } },
  { when: 'a token count', body: say.tokenDelta(300), event: { type: 'token-delta', tokens: 300 } },
  {
    when: 'the end of a turn',
    body: say.turnEnded({ input: 1, output: 2, cacheRead: 3, cacheWrite: 4, reasoning: 5 }),
    event: {
      type: 'turn-ended',
      usage: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4, reasoning: 5 },
    },
  },
  { when: 'a step', body: say.stepStarted(1), event: { type: 'step' } },
  { when: 'the end of a step', body: say.stepCompleted(1), event: { type: 'step' } },
  {
    when: 'the model',
    body: say.routedModel('Model X'),
    event: { type: 'model', name: 'Model X' },
  },
  {
    when: 'a tool that starts',
    body: say.toolStarted('c1', 1, lengthDelimited(1)),
    event: { type: 'tool-started', callId: 'c1', tool: 'shell' },
  },
  {
    when: 'a tool that ended',
    body: say.toolCompleted('c1', 62, lengthDelimited(1)),
    event: { type: 'tool-completed', callId: 'c1', tool: 'pi-bash' },
  },
  { when: 'a call taken back', body: say.execAbort(7), event: { type: 'exec-abort', id: 7 } },
  {
    when: 'a checkpoint',
    body: say.checkpoint({ rootPrompts: [], turns: [], usedTokens: 12 }),
    event: { type: 'checkpoint', usedTokens: 12, maxTokens: 200_000 },
  },
  {
    when: 'a blob to keep',
    body: say.kvSet(3, Uint8Array.of(1), Uint8Array.of(2)),
    event: { type: 'kv-set', id: 3, blobId: Uint8Array.of(1), data: Uint8Array.of(2) },
  },
  {
    when: 'a blob to give',
    body: say.kvGet(3, Uint8Array.of(1)),
    event: { type: 'kv-get', id: 3, blobId: Uint8Array.of(1) },
  },
  {
    when: 'a question',
    body: say.interactionQuery(4, 9),
    event: { type: 'interaction-query', id: 4, query: 'web-fetch' },
  },
  {
    when: 'a time measure',
    body: lengthDelimited(8),
    event: { type: 'other', name: 'ttft-breakdown' },
  },
  {
    when: 'an unknown update',
    body: update(lengthDelimited(99)),
    event: { type: 'unknown', fields: ['1.99'], execs: [] },
  },
  {
    when: 'an unknown number in an update',
    body: update(varintField(99, 1)),
    event: { type: 'unknown', fields: ['1.99'], execs: [] },
  },
  {
    when: 'two updates in one',
    body: update(lengthDelimited(13), lengthDelimited(1, stringField(1, 'x'))),
    event: { type: 'unknown', fields: ['1.13', '1.1'], execs: [] },
  },
  {
    when: 'one update twice',
    body: update(lengthDelimited(1), lengthDelimited(1)),
    event: { type: 'unknown', fields: ['1.1'], execs: [] },
  },
  {
    when: 'an unknown question',
    body: say.interactionQuery(4, 77),
    event: { type: 'unknown', fields: ['7.77'], execs: [] },
  },
  {
    when: 'an unknown field',
    body: lengthDelimited(6),
    event: { type: 'unknown', fields: ['6'], execs: [] },
  },
  {
    when: 'an empty message',
    body: new Uint8Array(0),
    event: { type: 'unknown', fields: [], execs: [] },
  },
])('$when is named', ({ body, event }) => {
  expect(decodeServerMessage(body)).toEqual(event)
})

test('a message of two fields is unknown, and every request in it comes to light', () => {
  const harmless = say.textDelta('hello')
  const body = concat(
    say.execRequest(1, 14, [stringField(1, 'rm -rf /')]),
    say.execRequest(2, 3, [stringField(1, '/etc/passwd')]),
    harmless,
  )
  expect(decodeServerMessage(body)).toMatchObject({
    type: 'unknown',
    fields: ['2', '1'],
    execs: [
      { id: 1, tool: 'shell', command: 'rm -rf /' },
      { id: 2, tool: 'write', path: '/etc/passwd' },
    ],
  })
})

test('a request beside an unknown field is unknown as well', () => {
  const body = concat(say.execRequest(1, 14, [stringField(1, 'id')]), lengthDelimited(40))
  expect(decodeServerMessage(body)).toMatchObject({
    type: 'unknown',
    fields: ['40'],
    execs: [{ id: 1 }],
  })
})

test.each([
  {
    what: 'a delta with two texts',
    body: update(lengthDelimited(4, stringField(1, 'a'), stringField(1, 'b'))),
  },
  {
    what: 'a text delta that is no message',
    body: update(Uint8Array.of(0x0a, 3, 0xff, 0xff, 0xff)),
  },
  { what: 'a cut message', body: say.textDelta('hello').subarray(0, 6) },
])('$what is refused', ({ body }) => {
  expect(() => decodeServerMessage(body)).toThrow(
    expect.objectContaining({ code: 'FRAME_MALFORMED' }),
  )
})
