import { expect, test } from '@jest/globals'
import {
  type ClientEvent,
  decodeClientMessage,
  type ShellOutput,
  withShellText,
} from '../../../src/core/cursor/client-message.ts'
import {
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'

const userMessage = (text: string) => lengthDelimited(1, stringField(1, text), stringField(2, 'm1'))
const run = (...fields: Uint8Array[]) => lengthDelimited(1, ...fields)
const action = (number: number, ...content: Uint8Array[]) =>
  lengthDelimited(4, lengthDelimited(number, ...content))
const reply = (field: number, ...content: Uint8Array[]) =>
  lengthDelimited(2, varintField(1, 9), lengthDelimited(field, ...content))
const id = Buffer.alloc(32, 7)

const prompts = (event: ClientEvent) =>
  event.type === 'run' || event.type === 'action'
    ? event.prompts.map(({ text, origin }) => `${origin}: ${text}`)
    : []

test('a run has its prompt, model and names', () => {
  const event = decodeClientMessage(
    run(
      lengthDelimited(2, lengthDelimited(1, userMessage('Fix the tests'))),
      stringField(5, 'conversation'),
      lengthDelimited(9, stringField(1, 'composer-1')),
      stringField(25, 'run'),
    ),
  )
  expect(event).toEqual({
    type: 'run',
    action: 'user-message',
    prompts: [{ text: 'Fix the tests', origin: 'user-message' }],
    model: 'composer-1',
    conversationId: 'conversation',
    runId: 'run',
    hasModelCredentials: false,
    systemPrompts: [],
  })
})

test.each([
  {
    what: "the requested model's key",
    field: lengthDelimited(9, lengthDelimited(4, stringField(1, 'k'))),
  },
  { what: "the model's cloud credentials", field: lengthDelimited(3, lengthDelimited(10)) },
  { what: "a sub-agent's key", field: lengthDelimited(14, lengthDelimited(4)) },
  { what: 'a token of a model gateway', field: lengthDelimited(30, stringField(1, 'k')) },
])('$what is noticed', ({ field }) => {
  expect(decodeClientMessage(run(field))).toMatchObject({ hasModelCredentials: true })
})

test('system prompts of a run are found wherever they stand', () => {
  const event = decodeClientMessage(
    run(stringField(8, 'one'), lengthDelimited(29, stringField(2, 'two'))),
  )
  expect(event).toMatchObject({ systemPrompts: ['one', 'two'] })
})

test.each<{ what: string; body: Uint8Array; finds: string[] }>([
  { what: 'a follow-up', body: action(1, userMessage('go on')), finds: ['user-message: go on'] },
  {
    what: 'a follow-up with earlier messages',
    body: action(1, userMessage('b'), lengthDelimited(4, stringField(1, 'a'))),
    finds: ['earlier-message: a', 'user-message: b'],
  },
  {
    what: 'a rich text',
    body: action(1, lengthDelimited(1, stringField(8, 'rich'))),
    finds: ['user-message: rich'],
  },
  {
    what: 'a command of the person',
    body: action(5, lengthDelimited(1, stringField(1, 'ls'))),
    finds: ['shell-command: ls'],
  },
  {
    what: 'the start of a plan',
    body: action(6, userMessage('plan it')),
    finds: ['user-message: plan it'],
  },
  {
    what: 'a plan',
    body: action(7, lengthDelimited(2, stringField(1, 'p')), stringField(4, 'file')),
    finds: ['plan: p', 'plan: file'],
  },
  {
    what: 'the end of a task',
    body: action(12, lengthDelimited(1, stringField(4, 't'), stringField(5, 'd'))),
    finds: ['background-task: t', 'background-task: d'],
  },
  {
    what: 'notifications',
    body: action(16, userMessage('n1'), userMessage('n2')),
    finds: ['notification: n1', 'notification: n2'],
  },
  {
    what: 'injected words of a person',
    body: action(19, lengthDelimited(3, userMessage('steer'))),
    finds: ['user-message: steer'],
  },
  {
    what: 'injected context',
    body: action(19, lengthDelimited(4, stringField(2, 'ctx'))),
    finds: ['injected-context: ctx'],
  },
  { what: 'an action that resumes', body: action(2), finds: [] },
  { what: 'an unknown action', body: action(99, userMessage('?')), finds: [] },
])('$what: every prompt is found', ({ body, finds }) => {
  const event = decodeClientMessage(body)
  expect(event.type).toBe('action')
  expect(prompts(event)).toEqual(finds)
})

test('a prompt hidden behind another action is found', () => {
  const body = lengthDelimited(4, lengthDelimited(2), lengthDelimited(1, userMessage('hidden')))
  const event = decodeClientMessage(body)
  expect(event).toMatchObject({ action: 'resume and user-message' })
  expect(prompts(event)).toEqual(['user-message: hidden'])
})

test('a cancelled turn says why', () => {
  expect(decodeClientMessage(action(3, stringField(1, 'user pressed stop')))).toEqual({
    type: 'action',
    action: 'cancel',
    prompts: [],
    reason: 'user pressed stop',
  })
})

test('a prompt in a blob is read from the blob, and is unknown without it', () => {
  const asked = lengthDelimited(2, lengthDelimited(1, lengthDelimited(1, lengthDelimited(18, id))))
  const blob = lengthDelimited(17, lengthDelimited(1, id), stringField(2, 'from the blob'))
  const blobId = id.toString('hex')
  expect(decodeClientMessage(run(asked, blob))).toMatchObject({
    prompts: [{ text: 'from the blob', blobId }],
  })
  expect(decodeClientMessage(run(asked))).toMatchObject({ prompts: [{ text: 'unknown', blobId }] })
})

const success = (...content: Uint8Array[]) => lengthDelimited(1, ...content)
test.each<{ what: string; body: Uint8Array; event: object }>([
  {
    what: 'a shell result',
    body: reply(
      2,
      success(
        stringField(1, 'ls'),
        varintField(3, 0),
        stringField(5, 'out'),
        stringField(6, 'err'),
      ),
    ),
    event: { field: 2, name: 'shell', outcome: 'success', exitCode: 0, text: 'out\nerr' },
  },
  {
    what: 'a failed command',
    body: reply(
      2,
      lengthDelimited(2, varintField(3, -1), stringField(6, 'err')),
      varintField(104, 5),
    ),
    event: { outcome: 'failure', exitCode: -1, text: 'err' },
  },
  {
    what: 'a command that was not allowed',
    body: reply(2, lengthDelimited(4, stringField(3, 'hook said no'))),
    event: { outcome: 'rejected', text: 'hook said no' },
  },
  {
    what: 'a written file',
    body: reply(3, success(stringField(1, '/w/a'), stringField(4, 'text'))),
    event: { name: 'write', outcome: 'success', path: '/w/a', after: 'text' },
  },
  {
    what: 'a failed write',
    body: reply(3, lengthDelimited(5, stringField(1, '/w/a'), stringField(2, 'EACCES'))),
    event: { outcome: 'failure', path: '/w/a', text: 'EACCES' },
  },
  {
    what: 'a refused write',
    body: reply(3, lengthDelimited(6, stringField(1, '/w/a'), stringField(2, 'no'))),
    event: { outcome: 'rejected', text: 'no' },
  },
  {
    what: 'a deleted file',
    body: reply(4, success(stringField(1, '/w/a'), stringField(4, 'was'))),
    event: { name: 'delete', outcome: 'success', path: '/w/a', before: 'was' },
  },
  {
    what: 'a read file',
    body: reply(7, success(stringField(1, '/w/a'), stringField(2, 'content'))),
    event: { name: 'read', path: '/w/a', text: 'content' },
  },
  {
    what: 'a read file in bytes',
    body: reply(
      7,
      success(stringField(1, '/w/a'), lengthDelimited(5, Buffer.from('b\xe9', 'latin1'))),
    ),
    event: { text: 'b\ufffd' },
  },
  {
    what: 'pi output',
    body: reply(47, success(stringField(1, 'out'))),
    event: { name: 'pi-bash', outcome: 'success', text: 'out' },
  },
  {
    what: 'a pi error',
    body: reply(47, lengthDelimited(2, stringField(1, 'bad'))),
    event: { outcome: 'failure', text: 'bad' },
  },
  {
    what: 'a pi edit',
    body: reply(48, success(stringField(1, 'ok'), stringField(2, 'diff'))),
    event: { name: 'pi-edit', diff: 'diff' },
  },
  {
    what: 'an mcp result',
    body: reply(11, success(lengthDelimited(1, lengthDelimited(1, stringField(1, 'said'))))),
    event: { name: 'mcp', outcome: 'success', text: 'said' },
  },
  {
    what: 'a fetched page',
    body: reply(20, success(stringField(1, 'u'), stringField(2, 'page'))),
    event: { name: 'fetch', text: 'page' },
  },
  {
    what: 'a result nobody knows',
    body: reply(88, success()),
    event: { field: 88, name: 'field 88', outcome: 'unknown' },
  },
  {
    what: 'an outcome nobody knows',
    body: reply(3, lengthDelimited(77)),
    event: { field: 3, outcome: 'failure' },
  },
  {
    what: 'two outcomes at once',
    body: reply(3, success(), lengthDelimited(6)),
    event: { field: 3, outcome: 'unknown' },
  },
  {
    what: 'two results at once',
    body: lengthDelimited(2, varintField(1, 9), lengthDelimited(3), lengthDelimited(4)),
    event: { field: 0, outcome: 'unknown' },
  },
])('$what is a result', ({ body, event }) => {
  expect(decodeClientMessage(body)).toMatchObject({ type: 'exec-result', id: 9, ...event })
})

const streamed = (number: number, ...content: Uint8Array[]) =>
  reply(14, lengthDelimited(number, ...content))
test.each<{ what: string; body: Uint8Array; event: object }>([
  {
    what: 'output',
    body: streamed(1, stringField(1, 'out')),
    event: { stream: 'stdout', text: 'out', path: [2, 14, 1, 1] },
  },
  {
    what: 'errors',
    body: streamed(2, stringField(1, 'err')),
    event: { stream: 'stderr', text: 'err' },
  },
  { what: 'the end', body: streamed(3, varintField(1, 3)), event: { stream: 'exit', exitCode: 3 } },
  {
    what: 'a good end',
    body: streamed(3, stringField(2, '/work')),
    event: { stream: 'exit', exitCode: 0 },
  },
  { what: 'the beginning', body: streamed(4), event: { stream: 'start' } },
  {
    what: 'a refusal',
    body: streamed(5, stringField(1, 'rm'), stringField(3, 'no')),
    event: { stream: 'rejected', text: 'no' },
  },
  { what: 'something new', body: streamed(42), event: { stream: 'unknown' } },
  {
    what: 'output and an end at once',
    body: reply(14, lengthDelimited(1), lengthDelimited(3)),
    event: { stream: 'unknown' },
  },
])('$what of a streamed command', ({ body, event }) => {
  expect(decodeClientMessage(body)).toMatchObject({ type: 'shell-output', id: 9, ...event })
})

test('streamed output says when words of a hook come with it', () => {
  const hook = lengthDelimited(45, stringField(1, 'afterShell'), stringField(2, 'words'))
  const body = lengthDelimited(
    2,
    varintField(1, 9),
    hook,
    lengthDelimited(14, lengthDelimited(1, stringField(1, 'out'))),
  )
  expect(decodeClientMessage(body)).toMatchObject({ stream: 'stdout', text: 'out', extras: true })
})

test('streamed output can be given another text', () => {
  const body = streamed(1, stringField(1, 'secret'), varintField(90, 1))
  const output = decodeClientMessage(body) as ShellOutput
  expect(withShellText(body, output, 'secret')).toBe(body)
  const masked = withShellText(body, output, 'a much longer marker')
  expect(decodeClientMessage(masked)).toEqual({ ...output, text: 'a much longer marker' })
  expect(Buffer.from(masked).includes(Buffer.from(varintField(90, 1)))).toBe(true)
})

test.each<{ what: string; body: Uint8Array; event: ClientEvent }>([
  {
    what: 'a closed request',
    body: lengthDelimited(5, lengthDelimited(1, varintField(1, 9))),
    event: { type: 'exec-control', id: 9, control: 'close' },
  },
  {
    what: 'a thrown error',
    body: lengthDelimited(5, lengthDelimited(2, varintField(1, 9), stringField(2, 'x'))),
    event: { type: 'exec-control', id: 9, control: 'throw', error: 'x' },
  },
  {
    what: 'a blob',
    body: lengthDelimited(3, varintField(1, 4), lengthDelimited(2, stringField(1, 'b'))),
    event: { type: 'kv', id: 4, result: 'get', data: Buffer.from('b') },
  },
  {
    what: 'a missing blob',
    body: lengthDelimited(3, varintField(1, 4), lengthDelimited(2)),
    event: { type: 'kv', id: 4, result: 'get', data: undefined },
  },
  {
    what: 'a kept blob',
    body: lengthDelimited(3, varintField(1, 4), lengthDelimited(3)),
    event: { type: 'kv', id: 4, result: 'set' },
  },
  {
    what: 'an approved question',
    body: lengthDelimited(6, varintField(1, 4), lengthDelimited(2, lengthDelimited(1))),
    event: { type: 'interaction-response', id: 4, field: 2, approved: true },
  },
  {
    what: 'a rejected question',
    body: lengthDelimited(6, varintField(1, 4), lengthDelimited(9, lengthDelimited(2))),
    event: { type: 'interaction-response', id: 4, field: 9, approved: false },
  },
  { what: 'a heartbeat', body: lengthDelimited(7), event: { type: 'heartbeat' } },
  { what: 'a warm-up', body: lengthDelimited(8), event: { type: 'prewarm' } },
  { what: 'an unknown field', body: lengthDelimited(9), event: { type: 'unknown', fields: ['9'] } },
  {
    what: 'a heartbeat beside a run',
    body: Buffer.concat([lengthDelimited(7), run()]),
    event: { type: 'unknown', fields: ['7', '1'] },
  },
  { what: 'nothing', body: new Uint8Array(0), event: { type: 'unknown', fields: [] } },
])('$what is named', ({ body, event }) => {
  const decoded = decodeClientMessage(body)
  expect(decoded).toEqual(
    'data' in event && event.data ? { ...event, data: expect.any(Uint8Array) } : event,
  )
})
