import { expect, test } from '@jest/globals'
import { decodeClientMessage } from '../../../src/core/cursor/client-message.ts'
import {
  clientHeartbeat,
  type ExecRequest,
  execHeartbeat,
  readExecRequest,
  rejectExec,
  toolSubject,
} from '../../../src/core/cursor/exec.ts'
import { readFields } from '../../../src/core/cursor/protobuf.ts'
import {
  concat,
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'

const request = (...asked: Uint8Array[]): ExecRequest =>
  readExecRequest(readFields(concat(varintField(1, 9), stringField(15, 'e9'), ...asked)))
const seconds = (number: number, value: number) => {
  const bytes = Buffer.alloc(9)
  bytes[0] = number * 8 + 1
  bytes.writeDoubleLE(value, 1)
  return bytes
}

const shellArgs = [
  stringField(1, 'git status'),
  stringField(2, '/work'),
  varintField(3, 30_000),
  stringField(4, 'call-1'),
]
const shell = { tool: 'shell', command: 'git status' } as const
const asked = { path: 'a.txt', toolCallId: 'call-1' }
const pathArgs = [stringField(1, 'a.txt'), stringField(2, 'call-1')]

interface Row {
  field: number
  args: Uint8Array[]
  is: Partial<ExecRequest>
  reply: number
}

const rows: Row[] = [
  {
    field: 2,
    args: shellArgs,
    is: {
      ...shell,
      name: 'shell',
      timeoutMs: 30_000,
      workingDirectory: '/work',
      toolCallId: 'call-1',
    },
    reply: 2,
  },
  { field: 14, args: shellArgs, is: { ...shell, name: 'shell-stream' }, reply: 14 },
  {
    field: 14,
    args: [...shellArgs, varintField(11, 1)],
    is: { ...shell, background: true },
    reply: 14,
  },
  { field: 52, args: shellArgs, is: { ...shell, name: 'mini-swe-agent-bash' }, reply: 55 },
  { field: 16, args: shellArgs.slice(0, 2), is: { ...shell, background: true }, reply: 16 },
  {
    field: 23,
    args: [varintField(1, 3), stringField(2, 'yes\n')],
    is: { tool: 'shell', command: 'yes\n' },
    reply: 23,
  },
  {
    field: 46,
    args: [stringField(1, 'git status'), seconds(2, 1.5)],
    is: { ...shell, name: 'pi-bash', timeoutMs: 1_500 },
    reply: 47,
  },
  {
    field: 3,
    args: [stringField(1, 'a.txt'), stringField(2, 'text'), stringField(3, 'call-1')],
    is: { ...asked, tool: 'write', content: 'text' },
    reply: 3,
  },
  {
    field: 3,
    args: [stringField(1, 'a.txt'), stringField(5, 'bytes')],
    is: { tool: 'write', content: 'bytes' },
    reply: 3,
  },
  {
    field: 3,
    args: [stringField(1, 'a.txt'), stringField(2, 'text'), stringField(5, 'bytes')],
    is: { tool: 'write', content: 'unknown' },
    reply: 3,
  },
  {
    field: 48,
    args: [stringField(1, 'a.txt'), stringField(2, 'text')],
    is: { tool: 'write', path: 'a.txt', content: 'text' },
    reply: 49,
  },
  {
    field: 47,
    args: [
      stringField(1, 'a.txt'),
      lengthDelimited(2, stringField(1, 'old'), stringField(2, 'new')),
    ],
    is: { tool: 'edit', path: 'a.txt', edits: [{ before: 'old', after: 'new' }] },
    reply: 48,
  },
  { field: 4, args: pathArgs, is: { ...asked, tool: 'delete' }, reply: 4 },
  { field: 7, args: pathArgs, is: { ...asked, tool: 'read' }, reply: 7 },
  { field: 29, args: pathArgs, is: { ...asked, tool: 'read', name: 'redacted-read' }, reply: 29 },
  {
    field: 5,
    args: [stringField(1, 'needle'), stringField(2, 'src')],
    is: { tool: 'read', path: 'src' },
    reply: 5,
  },
  { field: 5, args: [stringField(1, 'needle')], is: { tool: 'read', path: '.' }, reply: 5 },
  { field: 8, args: [stringField(1, 'src')], is: { tool: 'read', path: 'src' }, reply: 8 },
  { field: 9, args: pathArgs, is: { tool: 'read', path: 'a.txt' }, reply: 9 },
  { field: 45, args: [stringField(1, 'a.txt')], is: { tool: 'read', path: 'a.txt' }, reply: 46 },
  {
    field: 49,
    args: [stringField(1, 'x'), stringField(2, 'src')],
    is: { tool: 'read', path: 'src' },
    reply: 50,
  },
  {
    field: 50,
    args: [stringField(1, 'x'), stringField(2, 'src')],
    is: { tool: 'read', path: 'src' },
    reply: 51,
  },
  { field: 51, args: [stringField(1, 'src')], is: { tool: 'read', path: 'src' }, reply: 52 },
  {
    field: 11,
    args: [stringField(1, 'create'), stringField(4, 'My tracker'), stringField(5, 'create')],
    is: { tool: 'mcp', mcp: 'My tracker/create' },
    reply: 11,
  },
  {
    field: 11,
    args: [
      stringField(1, 'my-tracker-create'),
      stringField(4, 'My tracker'),
      stringField(5, 'create'),
    ],
    is: { tool: 'mcp', mcp: 'My tracker/create' },
    reply: 11,
  },
  {
    field: 11,
    args: [
      stringField(1, 'tracker-remove'),
      stringField(4, 'My tracker'),
      stringField(5, 'create'),
    ],
    is: { tool: 'mcp', mcp: 'unknown' },
    reply: 11,
  },
  {
    field: 11,
    args: [stringField(1, 'issues'), stringField(9, 'tracker')],
    is: { tool: 'mcp', mcp: 'tracker/issues' },
    reply: 11,
  },
  {
    field: 17,
    args: [stringField(1, 'tracker')],
    is: { tool: 'mcp', mcp: 'tracker/list-resources' },
    reply: 17,
  },
  {
    field: 20,
    args: [stringField(1, 'https://example.com/'), stringField(2, 'call-1')],
    is: { tool: 'fetch', url: 'https://example.com/' },
    reply: 20,
  },
]

test.each(rows)('field $field is a $is.tool request ($is.name)', ({ field, args, is }) => {
  expect(request(lengthDelimited(field, ...args))).toMatchObject({
    id: 9,
    execId: 'e9',
    fields: [field],
    ...is,
  })
})

test.each(rows)(
  'a refusal of field $field is read back as rejected, with the reason, then closed',
  ({ field, args, reply }) => {
    const exec = request(lengthDelimited(field, ...args))
    const [refusal, close, ...more] = rejectExec(exec, 'Ask a person.').map(decodeClientMessage)
    expect(more).toEqual([])
    expect(close).toEqual({ type: 'exec-control', id: 9, control: 'close' })
    if (reply === 14) {
      expect(refusal).toMatchObject({
        type: 'shell-output',
        id: 9,
        execId: 'e9',
        stream: 'rejected',
        text: 'Ask a person.',
      })
      return
    }
    expect(refusal).toMatchObject({
      type: 'exec-result',
      id: 9,
      execId: 'e9',
      field: reply,
      text: 'Ask a person.',
    })
    expect(['rejected', 'failure']).toContain((refusal as { outcome: string }).outcome)
  },
)

test('a refused command is named in its refusal', () => {
  const [refusal] = rejectExec(request(lengthDelimited(14, ...shellArgs)), 'no')
  const words = lengthDelimited(
    5,
    stringField(1, 'git status'),
    stringField(2, '/work'),
    stringField(3, 'no'),
  )
  const expected = lengthDelimited(
    2,
    varintField(1, 9),
    stringField(15, 'e9'),
    lengthDelimited(14, words),
  )
  expect(Buffer.from(refusal ?? []).equals(Buffer.from(expected))).toBe(true)
})

test.each([
  { name: 'record-screen', field: 21 },
  { name: 'computer-use', field: 22 },
  { name: 'hook', field: 27 },
  { name: 'subagent', field: 28 },
  { name: 'force-background-shell', field: 30 },
  { name: 'smart-mode-classifier', field: 38 },
  { name: 'shell-allowlist-precheck', field: 41 },
  { name: 'git-diff', field: 44 },
  { name: 'adopt', field: 56 },
])('$name has a name and no more, and is refused by an error', ({ name, field }) => {
  const exec = request(lengthDelimited(field))
  expect(toolSubject(exec)).toEqual({ kind: 'tool', tool: 'other', name })
  expect(rejectExec(exec, 'no').map(decodeClientMessage)).toEqual([
    { type: 'exec-control', id: 9, control: 'throw', error: 'no' },
    { type: 'exec-control', id: 9, control: 'close' },
  ])
})

test.each<{ what: string; asked: Uint8Array[]; name: string; fields: number[] }>([
  { what: 'an unknown field', asked: [lengthDelimited(99)], name: 'field 99', fields: [99] },
  { what: 'an unknown number', asked: [varintField(99, 1)], name: 'field 99', fields: [99] },
  { what: 'nothing', asked: [], name: 'nothing', fields: [] },
  {
    what: 'a read and a command at once',
    asked: [lengthDelimited(14, ...shellArgs), lengthDelimited(7, ...pathArgs)],
    name: 'shell-stream and read',
    fields: [14, 7],
  },
  {
    what: 'a command beside an unknown field',
    asked: [lengthDelimited(99), lengthDelimited(14, ...shellArgs)],
    name: 'field 99 and shell-stream',
    fields: [99, 14],
  },
])('$what is an unknown tool', ({ asked, name, fields }) => {
  const exec = request(...asked)
  expect(exec).toMatchObject({ tool: 'unknown', name, fields })
  expect(toolSubject(exec)).toEqual({ kind: 'tool', tool: 'unknown', name })
  expect(decodeClientMessage(rejectExec(exec, 'no')[0] ?? new Uint8Array())).toMatchObject({
    control: 'throw',
  })
})

test('a resource that is saved to a file is more than an mcp call', () => {
  const exec = request(
    lengthDelimited(
      18,
      stringField(1, 'docs'),
      stringField(2, 'doc://1'),
      stringField(3, '.bashrc'),
    ),
  )
  expect(toolSubject(exec)).toMatchObject({
    tool: 'unknown',
    path: '.bashrc',
    mcp: 'docs/read-resource',
  })
})

test('a question about the machine is no tool', () => {
  const exec = request(lengthDelimited(10))
  expect(exec).toMatchObject({ tool: 'none', name: 'request-context' })
  expect(toolSubject(exec)).toBeUndefined()
})

test('a command that is given twice, or is no text, is unknown', () => {
  const twice = lengthDelimited(14, stringField(1, 'ls'), stringField(1, 'rm -rf /'))
  expect(request(twice).command).toBe('unknown')
  expect(
    request(lengthDelimited(14, stringField(1, 'ls')), lengthDelimited(14, stringField(1, 'rm')))
      .command,
  ).toBe('unknown')
  expect(request(lengthDelimited(14, lengthDelimited(1, Uint8Array.of(0xff)))).command).toBe(
    'unknown',
  )
  expect(request(lengthDelimited(14, varintField(1, 5))).command).toBe('unknown')
})

test('arguments that are no message are refused', () => {
  expect(() => request(lengthDelimited(14, Uint8Array.of(0xff)))).toThrow(
    expect.objectContaining({ code: 'FRAME_MALFORMED' }),
  )
})

test('heartbeats are what a client sends', () => {
  expect(decodeClientMessage(execHeartbeat(9))).toEqual({
    type: 'exec-control',
    id: 9,
    control: 'heartbeat',
  })
  expect(decodeClientMessage(clientHeartbeat())).toEqual({ type: 'heartbeat' })
})
