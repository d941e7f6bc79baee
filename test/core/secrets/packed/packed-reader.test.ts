import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import {
  createPackedBudget,
  type PackedLimits,
  packedLimits,
} from '../../../../src/core/secrets/packed/packed-budget.ts'
import { createPackedReader } from '../../../../src/core/secrets/packed/packed-reader.ts'
import { noise } from '../../../support/noise.ts'
import { type ZipFile, zipOf } from '../../../support/zip.ts'

/** What is packed in `file`, and what was left out, as `name: text`. */
async function unpack(
  file: Buffer,
  { cut = file.length, limits = {} as Partial<PackedLimits> } = {},
) {
  const texts: string[] = []
  const leftOut: string[] = []
  const reader = createPackedReader({
    budget: createPackedBudget({ ...packedLimits, ...limits }),
    open(names) {
      const pieces: Buffer[] = []
      return {
        push: (bytes) => void pieces.push(bytes),
        end: () =>
          void texts.push(`${names.join('!')}: ${Buffer.concat(pieces).toString('latin1')}`),
      }
    },
    leaveOut: (names, why) => void leftOut.push(`${names.join('!')}: ${why}`),
  })
  for (let at = 0; at < file.length; at += cut) await reader.push(file.subarray(at, at + cut))
  await reader.end()
  return { texts, leftOut }
}

const one: ZipFile = { name: 'one.env', text: 'one '.repeat(50) }
const two: ZipFile = { name: 'dir/zwei-ü.env', text: 'two '.repeat(50) }
const inner = zipOf([one])
const oneText = `one.env: ${one.text}`

test.each<{ what: string; file: Buffer; texts: string[] }>([
  {
    what: 'deflated files',
    file: zipOf([one, { ...two, name: 'two.env' }]),
    texts: [oneText, `two.env: ${two.text}`],
  },
  {
    what: 'files whose sizes stand behind them',
    file: zipOf([
      { ...one, sizesBehind: true },
      { name: 'b', text: 'b', sizesBehind: true },
    ]),
    texts: [oneText, 'b: b'],
  },
  {
    what: 'a file behind one that is stored',
    file: zipOf([{ name: 'a', text: 'plain', method: 0 }, one]),
    texts: [oneText],
  },
  {
    what: 'an archive behind a program',
    file: Buffer.concat([Buffer.from('#!/bin/sh\nPK\n'), inner]),
    texts: [oneText],
  },
  {
    what: 'an archive stored in an archive',
    file: zipOf([{ name: 'in.zip', text: inner, method: 0 }]),
    texts: [oneText],
  },
  {
    what: 'an archive in an archive',
    file: zipOf([
      { name: 'in.zip', text: inner },
      { name: 'b', text: 'b' },
    ]),
    texts: [`in.zip!${oneText}`, `in.zip: ${inner.toString('latin1')}`, 'b: b'],
  },
  {
    what: 'two members of gzip',
    file: Buffer.concat([gzipSync('a'), gzipSync('b'), Buffer.from('tail')]),
    texts: [': a', ': b'],
  },
  {
    what: 'an empty file',
    file: zipOf([{ name: 'none', text: '' }, one]),
    texts: ['none: ', oneText],
  },
])('$what, however the pieces are cut', async ({ file, texts }) => {
  for (const cut of [1, 7, 61, file.length]) {
    expect({ cut, ...(await unpack(file, { cut })) }).toEqual({ cut, texts, leftOut: [] })
  }
})

test('names are read as they were written', async () => {
  const { texts } = await unpack(zipOf([two]))
  expect(texts).toEqual([`${Buffer.from(two.name).toString('latin1')}: ${two.text}`])
})

test.each([
  {
    what: 'an encrypted file',
    file: zipOf([
      { ...one, encrypted: true },
      { ...two, name: 'b' },
    ]),
    leftOut: ['one.env: encrypted'],
  },
  {
    what: 'a file that is packed with bzip2',
    file: zipOf([
      { ...one, method: 12 },
      { ...two, name: 'b' },
    ]),
    leftOut: ['one.env: packed with bzip2'],
  },
  {
    what: 'an archive of a kind that is not opened in an archive',
    file: zipOf(
      [{ name: 'a.7z', text: '7z\u00bc\u00af\u0027\u001c', method: 8 }].map((file) => ({
        ...file,
        text: Buffer.from(file.text, 'latin1'),
      })),
    ),
    leftOut: ['a.7z: packed with 7-Zip, which is not opened'],
  },
  { what: 'a damaged file', file: damaged(), leftOut: ['one.env: damaged or cut off'] },
  {
    what: 'a file that is cut off',
    file: inner.subarray(0, 45),
    leftOut: ['one.env: damaged or cut off'],
  },
  {
    what: 'a cut gzip',
    file: gzipSync(noise(100)).subarray(0, 60),
    leftOut: [': damaged or cut off'],
  },
])('$what is left out and named, and the rest is read', async ({ file, leftOut }) => {
  const found = await unpack(file)
  expect(found.leftOut).toEqual(leftOut)
  if (file.includes('two')) expect(found.texts).toContainEqual(`b: ${two.text}`)
})

function damaged(): Buffer {
  const file = zipOf([one])
  file.fill(0xff, 30 + one.name.length, 30 + one.name.length + 4)
  return file
}

test.each([
  ['bzip2', 'BZh91AY&SY\x00'],
  ['xz', '\xfd7zXZ\0\x00\x04'],
  ['7-Zip', '7z\xbc\xaf\x27\x1c\x00\x04'],
  ['RAR', 'Rar!\x1a\x07\x01\x00'],
  ['Zstandard', '\x28\xb5\x2f\xfd\x04'],
  ['LZMA', '\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0'],
])('a file that begins as %s is named', async (name, start) => {
  const { leftOut } = await unpack(Buffer.from(start, 'latin1'))
  expect(leftOut).toEqual([`: packed with ${name}, which is not opened`])
})

test.each([
  {
    what: 'a text that speaks of the magic',
    file: Buffer.from('const magic = "PK\x03\x04"; // BZh9, 7z, Rar!\n'),
  },
  { what: 'a text that begins like bzip2', file: Buffer.from('BZh9 is how bzip2 files begin\n') },
  { what: 'noise', file: noise(200_000) },
  {
    what: 'a program that compares with the magics',
    file: Buffer.concat([
      Buffer.from('\x7fELF'),
      gzipSync('').subarray(0, 10),
      Buffer.alloc(600, 0xff),
      damaged(),
      Buffer.alloc(600, 0xff),
    ]),
  },
  { what: 'nothing', file: Buffer.alloc(0) },
  {
    what: 'magic numbers alone',
    file: Buffer.from('PK\x03\x04\x1f\x8b\x08'.repeat(20_000), 'latin1'),
  },
])('$what is no archive', async ({ file }) => {
  const { texts, leftOut } = await unpack(file)
  expect({ texts: texts.filter((text) => !text.endsWith(': ')), leftOut }).toEqual({
    texts: [],
    leftOut: [],
  })
})

test('a flood of beginnings takes no longer than its bytes', async () => {
  const gzip = Buffer.from([0x1f, 0x8b, 8, 8, 0xff, 0xff, 0xff, 0xff, 0, 3])
  const flood = Buffer.alloc(2_000_000, gzip)
  flood.forEach((byte, at) => {
    if (byte === 0) flood[at] = 2
  })
  const started = process.cpuUsage()
  expect(await unpack(flood)).toEqual({ texts: [], leftOut: [] })
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5)
})

const bomb = zipOf([{ name: 'zeros', text: Buffer.alloc(3_000_000) }, one])

test.each<{ what: string; file?: Buffer; limits: Partial<PackedLimits>; leftOut: string[] }>([
  {
    what: 'a file that grows too much',
    limits: { ratio: 100, ratioFrom: 1_000_000 },
    leftOut: ['zeros: becoming more than 100 times its size'],
  },
  {
    what: 'too many bytes',
    limits: { bytes: 1_000_000 },
    leftOut: ['zeros: beyond 1000000 unpacked bytes', 'one.env: beyond 1000000 unpacked bytes'],
  },
  { what: 'too many files', limits: { files: 1 }, leftOut: ['one.env: beyond 1 packed files'] },
  {
    what: 'too many layers',
    file: zipOf([{ name: 'in.zip', text: inner }]),
    limits: { layers: 1 },
    leftOut: ['in.zip!one.env: packed more than 1 times over'],
  },
])('$what is left out', async ({ file = bomb, limits, leftOut }) => {
  const found = await unpack(file, { cut: 4_096, limits })
  expect(found.leftOut).toEqual(leftOut)
})

test('a bomb is left behind before it has grown', async () => {
  let most = 0
  const reader = createPackedReader({
    budget: createPackedBudget({ ...packedLimits, ratioFrom: 1_000_000 }),
    open: () => ({
      push(bytes) {
        most += bytes.length
      },
      end() {},
    }),
    leaveOut: () => {},
  })
  await reader.push(Buffer.concat([gzipSync(Buffer.alloc(50_000_000)), deflateRawSync('x')]))
  await reader.end()
  expect(most).toBeLessThan(2_000_000)
})
