import { expect, test } from '@jest/globals'
import { createWords, type Words } from '../../../../src/core/secrets/decoding/words.ts'
import type { Span } from '../../../../src/core/secrets/span.ts'

const hidden = 'TREASURE'
const encoded = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '')

/** Looks for one word in what is decoded, as the matcher does for secrets. */
function reader() {
  const reported: { start: number; end: number; value: string }[] = []
  const searched: string[] = []
  const search = (text: string): Span[] => {
    searched.push(text)
    const at = text.indexOf(hidden)
    if (at < 0) return []
    const end = at + hidden.length
    const place = { start: at, end, order: 0, value: hidden }
    return [{ ...place, rule: 'treasure', tier: 'rewrite', confidence: 'high' }]
  }
  const words = createWords(search, ({ start, end, value }) => reported.push({ start, end, value }))
  return { words, reported, searched }
}

/** Feeds a text in pieces of `size`. */
function read(text: string, size = text.length) {
  const { words, reported, searched } = reader()
  const held: number[] = []
  let received = ''
  for (let at = 0; at < text.length; at += Math.max(1, size)) {
    received = text.slice(0, at + size)
    words.grow({ text: received, base: 0, ascii: !/[\x80-\xff]/.test(text) })
    held.push(words.heldFrom)
  }
  words.finish({ text, base: 0, ascii: !/[\x80-\xff]/.test(text) })
  return { reported, searched, held, words }
}

const block = encoded(`here is ${hidden} for you`)

test.each([
  { when: 'a word of base64', text: `say ${block} now` },
  { when: 'a word at the start', text: `${block} now` },
  { when: 'a word at the end', text: `now ${block}` },
  { when: 'a word in quotes', text: `x="${block}";` },
  { when: 'a word behind a long one', text: `${'n'.repeat(300)} ${block} now` },
])('$when is looked through once it has ended, however it is cut', ({ text }) => {
  const start = text.indexOf(block)
  const place = { start, end: start + block.length, value: hidden }
  for (const size of [text.length, 1, 2, 7, 33]) {
    expect([size, read(text, size).reported]).toEqual([size, [place]])
  }
})

test('what was escaped is told by its own place', () => {
  const word = `TREA%53URE`
  for (const size of [100, 1, 3]) {
    expect(read(`a b=${word}; c`, size).reported).toEqual([{ start: 4, end: 14, value: hidden }])
  }
})

test('the line before an escaped word is searched with it, and no other line', () => {
  const { searched } = read('first line\npassword is abc%2Fdefghijkl')
  expect(searched).toContain('password is abc/defghijkl')
})

test('what stands before a word is not reported for it again', () => {
  expect(read(`${hidden} and abc%2Fdefghijkl`).reported).toEqual([])
})

test.each(['plain words alone, nothing else', `short%2F`, '', '\n\n'])(
  '%j stands for nothing',
  (text) => {
    expect(read(text).searched).toEqual([])
  },
)

test('a word that may hold something is held back from its beginning until it ends', () => {
  const { words } = reader()
  const grow = (text: string) => words.grow({ text, base: 0, ascii: true })
  grow(`say ${block}`)
  expect(words.heldFrom).toBe(4)
  expect(words.heldWhenIdle).toBe(4)
  grow(`say ${block} and`)
  expect(words.heldFrom).toBeGreaterThanOrEqual(4 + block.length)
})

test('an ordinary word is held back while a stream runs, and let go when it idles', () => {
  const { words } = reader()
  words.grow({ text: 'some ordinary', base: 0, ascii: true })
  expect(words).toMatchObject({ heldFrom: 5, heldWhenIdle: 13 })
})

test('of a word without end no more than a part is held', () => {
  const { words } = reader()
  const text = block.repeat(1_000)
  for (let end = 1_000; end <= text.length; end += 1_000) {
    words.grow({ text: text.slice(0, end), base: 0, ascii: true })
    expect(end - words.heldFrom).toBeLessThanOrEqual(4_096)
  }
})

test('what lies across two parts of a long word is found', () => {
  const filler = '%41'.repeat(1_362)
  for (const extra of [0, 5, 9, 14, 20]) {
    const text = `${'b'.repeat(extra)}${filler}TREA%53URE${filler}`
    const start = extra + filler.length
    const found = read(text, 1_000).reported
    expect(new Set(found.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ start, end: start + 10, value: hidden })]),
    )
  }
})

test('a text whose beginning was dropped is read on from there', () => {
  const { words, reported } = reader()
  const text = `some words before ${block} and after`
  words.grow({ text, base: 0, ascii: true })
  const rest = `${text} then ${block} at last`
  const base = text.length - 3
  words.grow({ text: rest.slice(base), base, ascii: true })
  words.finish({ text: rest.slice(base), base, ascii: true })
  const second = rest.lastIndexOf(block)
  expect(reported.map(({ start }) => start)).toEqual([text.indexOf(block), second])
})

test('at the end nothing is held back', () => {
  const { words }: { words: Words } = read(`say ${block}`)
  expect(words.heldFrom).toBe(`say ${block}`.length)
  expect(words.heldWhenIdle).toBe(words.heldFrom)
})
