import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readExecResult, readShellStream } from '../../../src/core/cursor/client-exec.ts'
import { readFields } from '../../../src/core/cursor/protobuf.ts'
import {
  concat,
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'

const envelope = [varintField(1, 9), stringField(15, 'e9')]
const result = (...fields: Uint8Array[]) =>
  readExecResult(readFields(concat(...envelope, ...fields)))
const stream = (...fields: Uint8Array[]) =>
  readShellStream(readFields(concat(...envelope, ...fields)))
const reply = (field: number, outcome: number, ...content: Uint8Array[]) =>
  result(lengthDelimited(field, lengthDelimited(outcome, ...content)))

/** Outcomes by the number they have in each kind of reply. */
test.each<{ field: number; name: string; rejected?: number }>([
  { field: 2, name: 'shell', rejected: 4 },
  { field: 55, name: 'mini-swe-agent-bash', rejected: 4 },
  { field: 3, name: 'write', rejected: 6 },
  { field: 4, name: 'delete', rejected: 6 },
  { field: 5, name: 'grep' },
  { field: 7, name: 'read', rejected: 3 },
  { field: 29, name: 'redacted-read', rejected: 3 },
  { field: 8, name: 'ls', rejected: 3 },
  { field: 9, name: 'diagnostics', rejected: 3 },
  { field: 10, name: 'request-context', rejected: 3 },
  { field: 11, name: 'mcp', rejected: 3 },
  { field: 16, name: 'background-shell-spawn', rejected: 3 },
  { field: 17, name: 'list-mcp-resources', rejected: 3 },
  { field: 18, name: 'read-mcp-resource', rejected: 3 },
  { field: 20, name: 'fetch' },
  { field: 23, name: 'write-shell-stdin' },
  { field: 28, name: 'subagent' },
  { field: 46, name: 'pi-read' },
  { field: 47, name: 'pi-bash' },
  { field: 48, name: 'pi-edit', rejected: 3 },
  { field: 49, name: 'pi-write', rejected: 3 },
  { field: 50, name: 'pi-grep' },
  { field: 51, name: 'pi-find' },
  { field: 52, name: 'pi-ls' },
])('a reply in field $field is one of $name', ({ field, name, rejected }) => {
  const outcomes = [1, 2, 3, 4, 5, 6, 7].map((outcome) => reply(field, outcome).outcome)
  expect(outcomes[0]).toBe('success')
  expect(outcomes.flatMap((one, at) => (one === 'rejected' ? [at + 1] : []))).toEqual(
    rejected === undefined ? [] : [rejected],
  )
  expect(outcomes.slice(1).every((one) => one === 'failure' || one === 'rejected')).toBe(true)
  expect(reply(field, 1)).toMatchObject({ type: 'exec-result', id: 9, execId: 'e9', field, name })
})

/** What a person would look at. */
test.each<{ what: string; of: ReturnType<typeof reply>; says: object }>([
  {
    what: 'a command that failed',
    of: reply(2, 2, varintField(3, 0xffff_ffff), stringField(5, 'out')),
    says: { outcome: 'failure', exitCode: -1, text: 'out' },
  },
  {
    what: 'a command without output',
    of: reply(2, 1, varintField(3, 2)),
    says: { outcome: 'success', exitCode: 2 },
  },
  {
    what: 'a command that took too long',
    of: reply(2, 3, stringField(3, 'timed out'), varintField(3, 1)),
    says: { outcome: 'failure' },
  },
  { what: 'a failed search', of: reply(5, 2, stringField(1, 'bad')), says: { text: 'bad' } },
  { what: 'a search', of: reply(5, 1, stringField(1, 'needle')), says: { outcome: 'success' } },
  {
    what: 'a read file in text and bytes: the bytes count',
    of: reply(7, 1, stringField(1, 'a'), stringField(2, 'text'), stringField(5, 'bytes')),
    says: { path: 'a', text: 'bytes' },
  },
  {
    what: 'a read that failed',
    of: reply(7, 2, stringField(1, 'a'), stringField(2, 'ENOENT'), stringField(5, 'x')),
    says: { path: 'a', text: 'ENOENT' },
  },
  {
    what: 'a refused listing',
    of: reply(8, 3, stringField(1, 'a'), stringField(2, 'no')),
    says: { path: 'a', text: 'no' },
  },
  { what: 'a listing', of: reply(8, 1, stringField(1, 'a')), says: { outcome: 'success' } },
  {
    what: 'a refused look at problems',
    of: reply(9, 3, stringField(1, 'a'), stringField(2, 'no')),
    says: { path: 'a', text: 'no' },
  },
  {
    what: 'a command in the background',
    of: reply(16, 1, stringField(3, 'x')),
    says: { outcome: 'success' },
  },
  {
    what: 'a refused command in the background',
    of: reply(16, 3, stringField(1, 'ls'), stringField(3, 'no')),
    says: { outcome: 'rejected', text: 'no' },
  },
  {
    what: 'a failed call of a server',
    of: reply(11, 2, stringField(1, 'down')),
    says: { outcome: 'failure', text: 'down' },
  },
  {
    what: 'a failed page',
    of: reply(20, 2, stringField(1, 'u'), stringField(2, 'down')),
    says: { outcome: 'failure', text: 'down' },
  },
  { what: 'typed words', of: reply(23, 1, stringField(1, 'x')), says: { outcome: 'success' } },
  { what: 'words not typed', of: reply(23, 2, stringField(1, 'gone')), says: { text: 'gone' } },
  { what: 'a failed helper', of: reply(28, 2, stringField(2, 'bad')), says: { text: 'bad' } },
  {
    what: 'a write that says nothing of the file',
    of: reply(3, 1, stringField(1, 'a'), stringField(2, '3 lines')),
    says: { path: 'a' },
  },
  {
    what: 'an edit with two diffs',
    of: reply(48, 1, stringField(1, 'ok'), stringField(2, 'short'), stringField(3, 'long')),
    says: { text: 'ok', diff: 'long' },
  },
  { what: 'a failed edit', of: reply(48, 2, stringField(2, 'diff')), says: { outcome: 'failure' } },
])('$what', ({ of, says }) => {
  const { type: _, id: __, execId: ___, field: ____, name: _____, ...rest } = of
  expect(rest).toEqual({ outcome: rest.outcome, ...says })
})

test('texts of an mcp result stand in a row; what is no text is passed over', () => {
  const item = (text: string) => lengthDelimited(1, lengthDelimited(1, stringField(1, text)))
  const image = lengthDelimited(1, lengthDelimited(2, stringField(1, 'png')))
  expect(reply(11, 1, item('a'), image, item('b')).text).toBe('a\nb')
  expect(reply(11, 1, image)).not.toHaveProperty('text')
  expect(reply(11, 1)).not.toHaveProperty('text')
})

/** What cannot be one result is none. */
test.each<{ what: string; fields: Uint8Array[]; is: object }>([
  { what: 'no result', fields: [], is: { field: 0, name: '' } },
  { what: 'an unknown one', fields: [lengthDelimited(99)], is: { field: 99, name: 'field 99' } },
  {
    what: 'two',
    fields: [lengthDelimited(3, lengthDelimited(1)), lengthDelimited(4, lengthDelimited(1))],
    is: { field: 0, name: 'field 3 and field 4' },
  },
  { what: 'one without an outcome', fields: [lengthDelimited(3)], is: { field: 3, name: 'write' } },
  {
    what: 'one with two outcomes',
    fields: [lengthDelimited(3, lengthDelimited(1), lengthDelimited(6))],
    is: { field: 3, name: 'write' },
  },
  {
    what: 'one whose outcome is a number',
    fields: [lengthDelimited(3, varintField(1, 1))],
    is: { field: 3, name: 'write' },
  },
])('$what has an unknown outcome', ({ fields, is }) => {
  expect(result(...fields)).toEqual({
    type: 'exec-result',
    id: 9,
    execId: 'e9',
    outcome: 'unknown',
    ...is,
  })
})

test('times, words of hooks and details beside an outcome are no second result', () => {
  const beside = [varintField(39, 5), lengthDelimited(45, stringField(1, 'hook'))]
  const details = [101, 102, 103, 104].map((number) => varintField(number, 1))
  expect(result(...beside, lengthDelimited(2, lengthDelimited(1), ...details))).toMatchObject({
    field: 2,
    outcome: 'success',
  })
})

/** Events of a streamed command, by number. */
test.each<{ number: number; content?: Uint8Array[]; is: object }>([
  {
    number: 1,
    content: [stringField(1, 'out')],
    is: { stream: 'stdout', text: 'out', path: [2, 14, 1, 1] },
  },
  {
    number: 2,
    content: [stringField(1, 'err')],
    is: { stream: 'stderr', text: 'err', path: [2, 14, 2, 1] },
  },
  { number: 1, is: { stream: 'stdout', text: '' } },
  { number: 3, content: [varintField(1, 3)], is: { stream: 'exit', text: '', exitCode: 3 } },
  { number: 3, is: { stream: 'exit', text: '', exitCode: 0 } },
  { number: 4, content: [stringField(1, 'x')], is: { stream: 'start', text: '' } },
  {
    number: 5,
    content: [stringField(1, 'rm'), stringField(3, 'no')],
    is: { stream: 'rejected', text: 'no', path: [2, 14, 5, 3] },
  },
  {
    number: 6,
    content: [stringField(3, 'no')],
    is: { stream: 'denied', text: 'no', path: [2, 14, 6, 3] },
  },
  { number: 7, is: { stream: 'backgrounded', text: '' } },
  { number: 8, is: { stream: 'hook', text: '' } },
  {
    number: 9,
    content: [stringField(4, 'why')],
    is: { stream: 'unsupported', text: 'why', path: [2, 14, 9, 4] },
  },
  { number: 42, content: [stringField(1, 'x')], is: { stream: 'unknown', text: '' } },
])('event $number of a command is $is', ({ number, content = [], is }) => {
  expect(stream(lengthDelimited(14, lengthDelimited(number, ...content)))).toEqual({
    type: 'shell-output',
    id: 9,
    execId: 'e9',
    ...is,
  })
})

test('an empty event, or two at once, is unknown', () => {
  expect(stream(lengthDelimited(14))).toMatchObject({ stream: 'unknown' })
  expect(stream(lengthDelimited(14, lengthDelimited(1), lengthDelimited(3)))).toMatchObject({
    stream: 'unknown',
  })
})

test('words of a hook beside the output are told', () => {
  const output = lengthDelimited(14, lengthDelimited(1, stringField(1, 'a')))
  expect(stream(output)).not.toHaveProperty('extras')
  expect(stream(lengthDelimited(45), output)).toMatchObject({ text: 'a', extras: true })
})

test('what is no streamed command is left to others', () => {
  expect(stream(lengthDelimited(2))).toBeUndefined()
  expect(stream()).toBeUndefined()
  expect(stream(lengthDelimited(14), lengthDelimited(2))).toBeUndefined()
})

test('whatever a client answers, it is read or refused as no message', () => {
  let read = 0
  const law = fc.property(
    fc.constantFrom(2, 3, 4, 5, 7, 10, 11, 14, 16, 20, 46, 55, 99),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.uint8Array({ maxLength: 9 }))),
    (field, inner) => {
      const content = inner.map(([number, bytes]) => lengthDelimited(number, bytes))
      const fields = readFields(concat(...envelope, lengthDelimited(field, ...content)))
      let id: number | undefined
      try {
        id = (readShellStream(fields) ?? readExecResult(fields)).id
      } catch (error) {
        expect(error).toMatchObject({ code: 'FRAME_MALFORMED' })
        return
      }
      read += 1
      expect(id).toBe(9)
    },
  )
  fc.assert(law, { numRuns: 2_000 })
  expect(read).toBeGreaterThan(200)
})
