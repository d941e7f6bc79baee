import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { type Blob, readActionEvent, readBlob } from '../../../src/core/cursor/prompt.ts'
import { readFields } from '../../../src/core/cursor/protobuf.ts'
import {
  concat,
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'

const read = (action: Uint8Array, blobs: readonly Blob[] = []) =>
  readActionEvent(readFields(action), blobs)

const user = (text: string) => stringField(1, text)
const id = createHash('sha256').update('from a blob').digest()
const blobId = id.toString('hex')

/** Every place in an action where words reach the model as if a person had said them. */
test.each<{ action: string; message: Uint8Array; prompts: [origin: string, text: string][] }>([
  {
    action: 'user-message',
    message: lengthDelimited(1, lengthDelimited(1, user('hi'))),
    prompts: [['user-message', 'hi']],
  },
  {
    action: 'user-message',
    message: lengthDelimited(
      1,
      lengthDelimited(1, user('now')),
      lengthDelimited(4, user('before')),
      lengthDelimited(4, user('and before')),
    ),
    prompts: [
      ['earlier-message', 'before'],
      ['earlier-message', 'and before'],
      ['user-message', 'now'],
    ],
  },
  {
    action: 'user-message',
    message: lengthDelimited(1, lengthDelimited(1, stringField(8, 'rich'))),
    prompts: [['user-message', 'rich']],
  },
  {
    action: 'shell-command',
    message: lengthDelimited(5, lengthDelimited(1, user('rm -rf /'))),
    prompts: [['shell-command', 'rm -rf /']],
  },
  {
    action: 'start-plan',
    message: lengthDelimited(6, lengthDelimited(1, user('plan it'))),
    prompts: [['user-message', 'plan it']],
  },
  {
    action: 'execute-plan',
    message: lengthDelimited(7, lengthDelimited(2, user('step 1')), stringField(4, 'in words')),
    prompts: [
      ['plan', 'step 1'],
      ['plan', 'in words'],
    ],
  },
  {
    action: 'background-task-completion',
    message: lengthDelimited(
      12,
      lengthDelimited(1, stringField(4, 'a'), stringField(5, 'b'), stringField(4, 'c')),
      lengthDelimited(1, stringField(5, 'd')),
      stringField(2, 'e'),
    ),
    prompts: ['a', 'c', 'b', 'd', 'e'].map((text) => ['background-task', text]),
  },
  {
    action: 'subscription-notification',
    message: lengthDelimited(16, lengthDelimited(1, user('a')), lengthDelimited(1, user('b'))),
    prompts: [
      ['notification', 'a'],
      ['notification', 'b'],
    ],
  },
  {
    action: 'inject-context',
    message: lengthDelimited(
      19,
      lengthDelimited(3, lengthDelimited(1, user('said'))),
      lengthDelimited(4, stringField(2, 'context')),
    ),
    prompts: [
      ['user-message', 'said'],
      ['injected-context', 'context'],
    ],
  },
])('$action: its prompts are $prompts', ({ action, message, prompts }) => {
  expect(read(message)).toEqual({
    type: 'action',
    action,
    prompts: prompts.map(([origin, text]) => ({ text, origin })),
  })
})

test.each([
  [2, 'resume'],
  [4, 'summarize'],
  [8, 'answer'],
  [10, 'cancel-subagent'],
  [13, 'background-shell'],
  [14, 'background-subagent'],
  [18, 'goal-continuation'],
  [20, 'field 20'],
  [9, 'field 9'],
])('an action of number %i is %s, and brings no prompt', (number, action) => {
  expect(read(lengthDelimited(number, user('x')))).toEqual({ type: 'action', action, prompts: [] })
})

test('a turn is cancelled for a reason, where one is given', () => {
  expect(read(lengthDelimited(3, stringField(1, 'too long')))).toEqual({
    type: 'action',
    action: 'cancel',
    prompts: [],
    reason: 'too long',
  })
  expect(read(lengthDelimited(3))).not.toHaveProperty('reason')
})

test('an action with two choices is named after both, and both are searched', () => {
  const both = concat(
    lengthDelimited(5, lengthDelimited(1, user('ls'))),
    lengthDelimited(1, lengthDelimited(1, user('hi'))),
    lengthDelimited(30),
  )
  expect(read(both)).toMatchObject({
    action: 'shell-command and user-message and field 30',
    prompts: [
      { text: 'ls', origin: 'shell-command' },
      { text: 'hi', origin: 'user-message' },
    ],
  })
})

test('who triggered it, and the context, are no actions', () => {
  const beside = concat(
    lengthDelimited(2),
    lengthDelimited(11),
    varintField(15, 1),
    stringField(17, 'x'),
  )
  expect(read(beside).action).toBe('resume')
})

test('a message in two parts is one message, as the service reads it', () => {
  const parts = concat(
    lengthDelimited(1, lengthDelimited(1, user('first'))),
    lengthDelimited(1, lengthDelimited(1, user('second'))),
  )
  expect(read(parts).prompts).toEqual([{ text: 'second', origin: 'user-message' }])
})

test.each<{ when: string; blobs: Blob[]; text: string }>([
  {
    when: 'came along',
    blobs: [{ id: blobId, data: Buffer.from('from a blob') }],
    text: 'from a blob',
  },
  {
    when: 'is not UTF-8',
    blobs: [{ id: blobId, data: Buffer.from([0x61, 0xff]) }],
    text: 'a\ufffd',
  },
  { when: 'did not come along', blobs: [{ id: '00', data: Buffer.from('x') }], text: 'unknown' },
])('a text in a blob that $when is $text', ({ blobs, text }) => {
  for (const number of [18, 19]) {
    const message = lengthDelimited(1, lengthDelimited(1, lengthDelimited(number, id)))
    expect(read(message, blobs).prompts).toEqual([{ text, blobId, origin: 'user-message' }])
  }
})

test('a message without text and without a blob is no prompt', () => {
  expect(read(lengthDelimited(1, lengthDelimited(1))).prompts).toEqual([])
  expect(
    read(lengthDelimited(1, lengthDelimited(1, lengthDelimited(18, Buffer.alloc(0))))).prompts,
  ).toEqual([])
  expect(read(lengthDelimited(1)).prompts).toEqual([])
})

test('where a message should be and a number is, nothing is guessed', () => {
  const malformed = expect.objectContaining({ code: 'FRAME_MALFORMED' })
  expect(() => read(varintField(1, 5))).toThrow(malformed)
  expect(() => read(lengthDelimited(1, varintField(1, 5)))).toThrow(malformed)
  expect(() => read(lengthDelimited(5, lengthDelimited(1, Buffer.from([0xff]))))).toThrow(malformed)
})

test('a blob is read with its id in hexadecimal', () => {
  const fields = readFields(
    concat(lengthDelimited(1, Buffer.from([0, 255])), lengthDelimited(2, Buffer.from('x'))),
  )
  expect(readBlob(fields)).toEqual({ id: '00ff', data: expect.anything() })
  expect(Buffer.from(readBlob(fields).data).toString()).toBe('x')
  expect(readBlob([])).toEqual({ id: '', data: new Uint8Array(0) })
})
