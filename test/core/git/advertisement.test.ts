import { expect, test } from '@jest/globals'
import { createAdvertisementRewriter } from '../../../src/core/git/advertisement.ts'
import {
  createPacketReader,
  flushPacket,
  lineOf,
  writePacket,
} from '../../../src/core/git/pkt-line.ts'

const a = 'a'.repeat(40)
const capabilities =
  'report-status report-status-v2 delete-refs side-band-64k quiet atomic ofs-delta push-options push-cert=x session-id=y object-format=sha1 agent=git/2.39.5 brand-new'
const advert = (...refs: string[]) =>
  Buffer.concat([
    writePacket('# service=git-receive-pack\n'),
    flushPacket,
    ...refs.map((ref, index) =>
      writePacket(`${a} ${ref}${index === 0 ? `\0${capabilities}` : ''}\n`),
    ),
    flushPacket,
  ])

function rewrite(bytes: Buffer, size = bytes.length, pushOptions = false): string[] {
  const rewriter = createAdvertisementRewriter({ pushOptions })
  const out: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size)
    out.push(rewriter.push(bytes.subarray(at, at + size)))
  rewriter.end()
  return createPacketReader()
    .push(Buffer.concat(out))
    .map((packet) => (packet.kind === 'data' ? lineOf(packet.payload) : packet.kind))
}

const kept =
  'report-status report-status-v2 delete-refs side-band-64k quiet atomic ofs-delta object-format=sha1 agent=git/2.39.5 no-thin'

test.each([
  {
    when: 'branches and tags',
    refs: ['refs/heads/main', 'refs/tags/v1'],
    lines: [`${a} refs/heads/main\0${kept}`, `${a} refs/tags/v1`],
  },
  {
    when: 'a first ref that is dropped',
    refs: ['refs/changes/1', 'refs/heads/main'],
    lines: [`${a} refs/heads/main\0${kept}`],
  },
  {
    when: 'nothing that is kept',
    refs: ['refs/pull/1/head'],
    lines: [`${'0'.repeat(40)} capabilities^{}\0${kept}`],
  },
  {
    when: 'objects of forks',
    refs: ['refs/heads/main', '.have', 'refs/pull/1/head'],
    lines: [`${a} refs/heads/main\0${kept}`],
  },
  {
    when: 'an empty repository',
    refs: ['capabilities^{}'],
    lines: [`${'0'.repeat(40)} capabilities^{}\0${kept}`],
  },
])('$when: clients see branches, tags and what the guard can do', ({ refs, lines }) => {
  const expected = ['# service=git-receive-pack', 'flush', ...lines, 'flush']
  for (const size of [1, 7, 100_000]) expect(rewrite(advert(...refs), size)).toEqual(expected)
})

test('push options are offered where they are passed on', () => {
  expect(rewrite(advert('refs/heads/main'), 50, true).join()).toContain('push-options')
})

test('version 1 announces itself, and is answered as version 0', () => {
  const bytes = Buffer.concat([
    writePacket('# service=git-receive-pack\n'),
    flushPacket,
    writePacket('version 1\n'),
    writePacket(`${a} refs/heads/main\0${capabilities}\n`),
    flushPacket,
  ])
  expect(rewrite(bytes)).not.toContain('version 1')
})

test.each([
  {
    what: 'another service',
    bytes: Buffer.concat([writePacket('# service=git-upload-pack\n'), flushPacket]),
    said: 'another service',
  },
  {
    what: 'an end that is missing',
    bytes: advert('refs/heads/main').subarray(0, -4),
    said: 'ended too early',
  },
  {
    what: 'more after the end',
    bytes: Buffer.concat([advert('refs/heads/main'), flushPacket]),
    said: 'more came after its end',
  },
  { what: 'a page of HTML', bytes: Buffer.from('<html>'), said: 'four hex digits' },
  {
    what: 'a line without an object',
    bytes: Buffer.concat([
      writePacket('# service=git-receive-pack\n'),
      flushPacket,
      writePacket('ERR no\n'),
    ]),
    said: 'names no object',
  },
])('$what is refused', ({ bytes, said }) => {
  expect(() => rewrite(bytes)).toThrow(said)
})
