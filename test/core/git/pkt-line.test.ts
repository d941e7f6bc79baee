import { expect, test } from '@jest/globals'
import {
  createPacketReader,
  lineOf,
  maxPacketBytes,
  readPacket,
  writeBand,
  writePacket,
} from '../../../src/core/git/pkt-line.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

test.each([
  { when: 'a packet with a line', text: '0006a\n', expected: { kind: 'data', size: 6 } },
  { when: 'an empty packet', text: '0004', expected: { kind: 'data', size: 4 } },
  { when: 'upper-case digits', text: '000Aabcdef', expected: { kind: 'data', size: 10 } },
  { when: 'a flush', text: '0000more', expected: { kind: 'flush', size: 4 } },
  { when: 'a delimiter', text: '0001', expected: { kind: 'delimiter', size: 4 } },
  { when: 'the end of a reply', text: '0002', expected: { kind: 'response-end', size: 4 } },
])('$when is read', ({ text, expected }) => {
  expect(readPacket(bytes(text))).toMatchObject(expected)
})

test.each([
  { when: 'no byte', text: '' },
  { when: 'half a length', text: '00' },
  { when: 'half a payload', text: '0008abc' },
])('$when asks for more', ({ text }) => {
  expect(readPacket(bytes(text))).toBeUndefined()
})

test.each([
  { when: 'three bytes', text: '0003', said: 'no packet is 3 bytes long' },
  { when: 'a sign', text: '+001', said: 'four hex digits' },
  { when: 'letters', text: 'PACK', said: 'four hex digits' },
  { when: 'more than the protocol allows', text: 'fff1', said: 'at most 65520 bytes' },
])('a length of $when is refused', ({ text, said }) => {
  expect(() => readPacket(bytes(text))).toThrow(said)
})

test('a stream gives the same packets whatever its chunks are', () => {
  const stream = Buffer.concat([
    writePacket('one\n'),
    bytes('0000'),
    writePacket(Buffer.alloc(70, 7)),
    bytes('0001'),
    writePacket(''),
  ])
  const whole = createPacketReader().push(stream).map(describe)
  expect(whole).toHaveLength(5)
  for (let size = 1; size <= stream.length; size += 1) {
    const reader = createPacketReader()
    const packets = []
    for (let at = 0; at < stream.length; at += size) {
      packets.push(...reader.push(stream.subarray(at, at + size)).map(describe))
      expect(reader.pending).toBeLessThan(maxPacketBytes)
    }
    expect({ size, packets }).toEqual({ size, packets: whole })
    expect(reader.pending).toBe(0)
  }
})

const describe = (packet: ReturnType<typeof readPacket>) =>
  packet?.kind === 'data' ? packet.payload.toString('hex') : packet?.kind

test('a long text is cut into packets of one band, none larger than the protocol allows', () => {
  const text = Buffer.alloc(200_000, 'x')
  const packets = createPacketReader().push(writeBand(2, text))
  expect(packets.length).toBe(4)
  const payloads = packets.map((packet) => (packet.kind === 'data' ? packet.payload : bytes('')))
  expect(payloads.every((payload) => payload[0] === 2)).toBe(true)
  expect(Buffer.concat(payloads.map((payload) => payload.subarray(1)))).toEqual(text)
  expect(writeBand(2, bytes(''))).toHaveLength(0)
})

test('one newline at the end of a line is framing, another is content', () => {
  expect(['a', 'a\n', 'a\n\n', '\n', ''].map((text) => lineOf(bytes(text)))).toEqual([
    'a',
    'a',
    'a\n',
    '',
    '',
  ])
})
