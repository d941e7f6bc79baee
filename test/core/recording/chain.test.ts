import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import {
  createChainCheck,
  firstPrev,
  hashLine,
  sealDigest,
} from '../../../src/core/recording/chain.ts'
import { maxLineBytes } from '../../../src/core/recording/split-lines.ts'
import { parseLine } from './parse-line.ts'
import { rechained, session, sha256, type Timed, write } from './sample-session.ts'

const entries: Timed = [
  [0, session],
  [5, { kind: 'prompt', run: 'r', text: 'hello' }],
  [9, { kind: 'note', text: 'the command ended' }],
]
const { lines } = write(entries)
const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = lines
const seal = lines.at(-1) ?? Buffer.alloc(0)

const added = (given: readonly Uint8Array[]) => {
  const check = createChainCheck()
  for (const line of given) check.add(line)
  return check
}

test('a line is hashed without its newline, a seal up to its digest', () => {
  expect(hashLine(Buffer.from('{"seq":0}\n'))).toBe(sha256(Buffer.from('{"seq":0}')))
  const text = seal.toString()
  const start = text.slice(0, text.indexOf(',"digest"'))
  expect(parseLine(seal)).toMatchObject({ digest: sealDigest(start) })
  expect(sealDigest(start)).toBe(sha256(Buffer.from(start)))
})

test('each line moves the head, and is given back as it was read', () => {
  const check = createChainCheck()
  expect(check.head).toBe(firstPrev)
  expect(check.add(first)).toMatchObject({ kind: 'session', seq: 0, prev: firstPrev })
  expect(check.head).toBe(hashLine(first))
  expect(check.add(second)).toMatchObject({ kind: 'prompt', text: 'hello', prev: hashLine(first) })
  expect(check.head).toBe(hashLine(second))
  expect(check.damage).toBeUndefined()
})

test('after damage lines are still read, and nothing is counted or proven any more', () => {
  const check = added([first, second])
  expect(check.add(seal)).toMatchObject({ kind: 'seal' })
  expect(check.damage).toMatch(/seq 3 where 2 was expected/)
  expect(check.add(third)).toMatchObject({ kind: 'note' })
  expect(check.head).toBe(hashLine(second))
  expect(check.end()).toMatchObject({
    state: 'broken',
    line: 3,
    count: 2,
    head: hashLine(second),
    totals: { prompts: 1 },
  })
  expect(check.end()).not.toHaveProperty('seal')
})

test('the first finding stands, whatever is found later', () => {
  const check = added([first, Buffer.from('no json\n')])
  check.reject('the blob is missing')
  expect(check.add(Buffer.from([0xff, 0x0a]))).toBeUndefined()
  expect(check.end()).toMatchObject({
    state: 'broken',
    line: 2,
    why: 'line 2 cannot be read: it is not JSON',
  })
})

test('damage found elsewhere is about the line added last', () => {
  const check = added([first, second])
  check.reject('the blob is missing')
  check.add(third)
  expect(check.end()).toMatchObject({ state: 'broken', line: 2, why: 'the blob is missing' })
})

test('a sealed recording says what its seal says, and what was checked beside it', () => {
  const blobs = { checked: 2, bytes: 400 }
  expect(added(lines).end(blobs)).toEqual({
    state: 'sealed',
    count: 4,
    head: hashLine(seal),
    session: expect.objectContaining({ kind: 'session', seq: 0 }),
    seal: expect.objectContaining({ kind: 'seal', count: 3, head: hashLine(third) }),
    signature: { state: 'absent' },
    totals: expect.objectContaining({ prompts: 1, responses: 0 }),
    coverage: { level: 'L0', state: 'complete', reasons: ['same-uid', 'oidc-mintable'] },
    gaps: 0,
    blobs,
  })
})

test('without a seal nothing vouches for the coverage', () => {
  const open = added(lines.slice(0, -1)).end()
  expect(open).toMatchObject({ state: 'unsealed', count: 3, blobs: { checked: 0, bytes: 0 } })
  expect(open).not.toHaveProperty('coverage')
})

test.each([
  { name: 'of the greatest length', over: 0, why: /cannot be read: it is not JSON/ },
  { name: 'of a byte more', over: 1, why: /line 2 is longer than 16777216 bytes/ },
])('a line $name is refused for the right reason', ({ over, why }) => {
  const line = Buffer.alloc(maxLineBytes + over, 0x61)
  line[line.length - 1] = 0x0a
  expect(added([first, line]).damage).toMatch(why)
})

const withSeal = (change: (text: string) => string) =>
  added([...lines.slice(0, -1), Buffer.from(change(seal.toString()))])

/** A seal whose digest is right for what it says, as anybody can write one. */
const forgedSeal = (change: (text: string) => string) =>
  withSeal((text) => {
    const start = change(text.slice(0, text.indexOf(',"digest"')))
    return `${start},"digest":"${sealDigest(start)}","prev":"${hashLine(third)}"}\n`
  })

test('a seal with a digest made anew is judged by what it claims', () => {
  expect(forgedSeal((text) => text).end().state).toBe('sealed')
  const count = forgedSeal((text) => text.replace('"count":3', '"count":2'))
  expect(count.damage).toMatch(/about 2 lines, but 3 stand before it/)
  const totals = forgedSeal((text) => text.replace('"prompts":1', '"prompts":2'))
  expect(totals.damage).toMatch(/prompts is 1, the seal says 2/)
  const later = forgedSeal((text) => text.replace(/"t":\d+/, '"t":1'))
  expect(later.damage).toMatch(/line 4 is older than the line before it/)
})

test('a seal that says complete over a gap is refused', () => {
  const gappy = write([entries[0] ?? [0, session], [1, { kind: 'gap', reason: 'x' }]]).lines
  const text = gappy.at(-1)?.toString() ?? ''
  const start = text
    .slice(0, text.indexOf(',"digest"'))
    .replace('"state":"partial"', '"state":"complete"')
  const line = `${start},"digest":"${sealDigest(start)}","prev":"${hashLine(gappy[1] ?? first)}"}\n`
  const check = added([...gappy.slice(0, -1), Buffer.from(line)])
  expect(check.damage).toBe('the seal says complete, but the record has gaps (1)')
  expect(added(gappy).end()).toMatchObject({ state: 'sealed', gaps: 1 })
})

test('a signature made for one session does not carry over to another', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const signed = write(entries, { sign: privateKey }).lines
  expect(added(signed).end().signature).toMatchObject({ state: 'valid' })
  const renamed = rechained(
    signed.with(0, Buffer.from(first.toString().replace('7c1f0e2a', '7c1f0e2b'))),
  )
  const head = hashLine(renamed[2] ?? first)
  const text = (renamed[3] ?? first).toString().replace(/"head":"\w+"/, `"head":"${head}"`)
  const digest = sealDigest(text.slice(0, text.indexOf(',"digest"')))
  const forged = Buffer.from(text.replace(/"digest":"\w+"/, `"digest":"${digest}"`))
  const check = added([...renamed.slice(0, 3), forged])
  expect(check.damage).toBe('the signature in the seal does not fit the seal')
  expect(check.end()).toMatchObject({ state: 'broken', signature: { state: 'invalid' } })
})

test.each<{ when: string; change: (text: string) => string }>([
  { when: 'numbers are spelled otherwise', change: (t) => t.replace('"seq":1', '"seq":1.0') },
  { when: 'the kind is escaped', change: (t) => t.replace('"prompt"', '"\\u0070rompt"') },
  { when: 'there is a blank', change: (t) => t.replace('{"seq"', '{ "seq"') },
  { when: 'prev stands elsewhere', change: (t) => t.replace(/(,"text".*)(,"prev".*)\}/, '$2$1}') },
])('a line where $when is not as the format says', ({ change }) => {
  const text = change(second.toString())
  expect(text).not.toBe(second.toString())
  expect(added([first, Buffer.from(text)]).damage).toMatch(
    /line 2 is not written as the format says/,
  )
})

test('a kind of a later version is checked for its place like any other', () => {
  const later = (text: string) => Buffer.from(text.replace('"kind":"note"', '"kind":"dream"'))
  const check = createChainCheck()
  check.add(first)
  check.add(second)
  expect(check.add(later(third.toString()))).toMatchObject({ kind: 'unknown', name: 'dream' })
  expect(check.damage).toBeUndefined()
  const moved = later(third.toString().replace('"seq":2', '"seq":3'))
  expect(added([first, second, moved]).damage).toMatch(/seq 3 where 2/)
})
