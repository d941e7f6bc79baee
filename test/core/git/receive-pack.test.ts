import { expect, test } from '@jest/globals'
import { flushPacket, writePacket } from '../../../src/core/git/pkt-line.ts'
import {
  createPushHeadReader,
  readReport,
  writePushHead,
  writeReport,
} from '../../../src/core/git/receive-pack.ts'

const a = 'a'.repeat(40)
const b = 'b'.repeat(40)
const zero = '0'.repeat(40)
const head = (lines: string[], after: Buffer = Buffer.alloc(0)) =>
  Buffer.concat([...lines.map((line) => writePacket(line)), flushPacket, after])
const read = (bytes: Buffer) => createPushHeadReader().push(bytes)

test('a push is read up to its pack', () => {
  const done = read(
    head(
      [
        `shallow ${b}`,
        `${a} ${b} refs/heads/main\0 report-status-v2 side-band-64k atomic quiet object-format=sha1 agent=git/2.39.5`,
        `${zero} ${a} refs/tags/v1`,
      ],
      Buffer.from('PACK…'),
    ),
  )
  expect(done?.rest.toString()).toBe('PACK…')
  expect(done?.head).toEqual({
    shallow: [b],
    commands: [
      { ref: 'refs/heads/main', old: a, new: b },
      { ref: 'refs/tags/v1', old: zero, new: a },
    ],
    options: [],
    capabilities: {
      reportStatus: 'v2',
      sideBand: true,
      atomic: true,
      quiet: true,
      pushOptions: false,
      objectFormat: 'sha1',
      agent: 'git/2.39.5',
    },
  })
})

test('the head is the same whatever its chunks are, and the pack begins where it ends', () => {
  const pack = Buffer.from('PACK0000')
  const stream = Buffer.concat([
    head([`${a} ${b} refs/heads/main\0report-status push-options`]),
    head(['ci.skip']),
    pack,
  ])
  for (let size = 1; size <= stream.length; size += 1) {
    const reader = createPushHeadReader()
    let done: ReturnType<typeof reader.push>
    let at = 0
    for (; at < stream.length && done === undefined; at += size)
      done = reader.push(stream.subarray(at, at + size))
    expect(done?.head.options).toEqual(['ci.skip'])
    expect(Buffer.concat([done?.rest ?? Buffer.alloc(0), stream.subarray(at)])).toEqual(pack)
  }
})

test('a flush alone is a client that tries the connection', () => {
  expect(read(Buffer.from('0000'))?.head.commands).toEqual([])
})

test.each([
  {
    what: 'an id of another length',
    lines: [`${a} ${'b'.repeat(64)} refs/heads/a\0 x`],
    said: 'object ids of 40 digits',
  },
  { what: 'no id', lines: ['refs/heads/a\0 x'], said: 'no object id' },
  { what: 'no ref', lines: [`${a} ${b} \0 x`], said: 'names no ref' },
  { what: 'a push certificate', lines: ['push-cert\0 x'], said: 'signed pushes' },
  {
    what: 'an unknown object format',
    lines: [`${a} ${b} refs/heads/a\0 object-format=sha3`],
    said: 'object format is unknown',
  },
  {
    what: 'capabilities twice',
    lines: [`${a} ${b} refs/heads/a\0 x`, `${a} ${b} refs/heads/b\0 y`],
    said: 'first command alone',
  },
  {
    what: 'a late shallow line',
    lines: [`${a} ${b} refs/heads/a\0 x`, `shallow ${a}`],
    said: 'before the commands',
  },
])('$what is no push', ({ lines, said }) => {
  expect(() => read(head(lines))).toThrow(said)
})

test('a head without end is refused when it reaches its cap, not before all of it was kept', () => {
  const reader = createPushHeadReader(10_000)
  const line = writePacket(`${a} ${b} refs/heads/a`)
  let sent = 0
  expect(() => {
    for (;;) {
      sent += line.length
      reader.push(line)
    }
  }).toThrow('longer than 10000 bytes')
  expect(sent).toBeLessThan(10_200)
})

test('what is written is read as the same push, without what stays here', () => {
  const first = read(
    head([
      `shallow ${a}`,
      `${a} ${b.toUpperCase()} refs/heads/main\0 report-status side-band-64k atomic quiet session-id=x push-cert=y object-format=sha1`,
    ]),
  )?.head
  if (first === undefined) throw new Error('no head')
  const bytes = writePushHead(first)
  expect(bytes.toString()).not.toMatch(/session-id|push-cert|shallow/)
  expect(read(bytes)?.head).toEqual({ ...first, shallow: [] })
  const withOptions = {
    ...first,
    options: ['ci.skip', 'two words'],
    capabilities: { ...first.capabilities, pushOptions: true },
  }
  expect(read(writePushHead(withOptions))?.head.options).toEqual(['ci.skip', 'two words'])
})

test('a report is read as it was written; a reason stays on its line', () => {
  const report = {
    unpack: 'ok',
    refs: [
      { ref: 'refs/heads/a', ok: true },
      { ref: 'refs/heads/b', ok: false, reason: 'no\nng refs/heads/a really' },
    ],
  }
  expect(readReport(writeReport(report))).toEqual({
    unpack: 'ok',
    refs: [
      { ref: 'refs/heads/a', ok: true },
      { ref: 'refs/heads/b', ok: false, reason: 'no ng refs/heads/a really' },
    ],
  })
})

test.each([
  { what: 'nothing', bytes: Buffer.alloc(0) },
  { what: 'no end', bytes: writeReport({ unpack: 'ok', refs: [] }).subarray(0, -4) },
  { what: 'another first line', bytes: Buffer.concat([writePacket('hello\n'), flushPacket]) },
])('$what is no report', ({ bytes }) => {
  expect(readReport(bytes)).toBeUndefined()
})

test('lines about refs that were rewritten are passed over', () => {
  const lines = ['unpack ok\n', 'ok refs/heads/a\n', 'option refname refs/heads/b\n'].map((line) =>
    writePacket(line),
  )
  expect(readReport(Buffer.concat([...lines, flushPacket]))?.refs).toEqual([
    { ref: 'refs/heads/a', ok: true },
  ])
})
