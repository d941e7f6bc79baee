import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  buildAutomaton,
  endingsOf,
  type Literal,
  type Walk,
  walkOn,
} from '../../../src/core/secrets/automaton.ts'

const literal = (text: string, holds = false): Literal => ({ text, holds })

/** Every literal that ends in a text, as `end:literal`, and the walk behind it. */
function walkThrough(literals: readonly Literal[], ...pieces: string[]) {
  const automaton = buildAutomaton(literals)
  const walk: Walk = { state: 0, hits: [], bits: 0 }
  const found: string[] = []
  let from = 0
  for (const piece of pieces) {
    walkOn(automaton, walk, piece)
    for (let at = 0; at < walk.hits.length; at += 2) {
      const end = from + (walk.hits[at] ?? 0) + 1
      for (const index of endingsOf(automaton, walk.hits[at + 1] ?? 0)) {
        found.push(`${end}:${literals[index]?.text}`)
      }
    }
    walk.hits.length = 0
    from += piece.length
  }
  const held = automaton.heldDepth[walk.state / automaton.rowSize] ?? 0
  return { found, held, bits: walk.bits }
}

test.each<{ literals: string[]; text: string; found: string[] }>([
  { literals: ['abc'], text: 'xabcabc', found: ['4:abc', '7:abc'] },
  { literals: ['he', 'she', 'hers', 'his'], text: 'ushers', found: ['4:she', '4:he', '6:hers'] },
  { literals: ['aa'], text: 'aaaa', found: ['2:aa', '3:aa', '4:aa'] },
  { literals: ['aab'], text: 'aaab', found: ['4:aab'] },
  { literals: ['abab', 'ba'], text: 'ababab', found: ['3:ba', '4:abab', '5:ba', '6:abab'] },
  { literals: ['abc', 'b'], text: 'abc', found: ['2:b', '3:abc'] },
  { literals: ['abcd', 'bc'], text: 'abcx', found: ['3:bc'] },
  { literals: ['token'], text: 'TOKEN Token tOkEn', found: ['5:token', '11:token', '17:token'] },
  { literals: ['[\\]'], text: '[\\] {|}', found: ['3:[\\]'] },
  { literals: ['@`'], text: '@`', found: ['2:@`'] },
  { literals: ['\xc3\xa9'], text: '\xc3\xa9\xc3\x89', found: ['2:\xc3\xa9'] },
  { literals: ['abc'], text: '', found: [] },
  { literals: [], text: 'abc', found: [] },
])('of $literals in $text it finds $found', ({ literals, text, found }) => {
  const given = literals.map((one) => literal(one))
  expect(walkThrough(given, text).found.toSorted()).toEqual(found.toSorted())
  expect(walkThrough(given, ...text.split('')).found.toSorted()).toEqual(found.toSorted())
})

test('of two equal literals both end', () => {
  const automaton = buildAutomaton([literal('ab'), literal('b'), literal('ab')])
  const walk: Walk = { state: 0, hits: [], bits: 0 }
  walkOn(automaton, walk, 'ab')
  expect([...endingsOf(automaton, walk.hits[1] ?? 0)].sort()).toEqual([0, 1, 2])
})

test.each([
  { text: 'xx', held: 0 },
  { text: 'xxs', held: 1 },
  { text: 'sec', held: 3 },
  { text: 'secret', held: 6 },
  { text: 'secretx', held: 0 },
  { text: 'secse', held: 2 },
  { text: 'pub', held: 0 },
  { text: 'publics', held: 1 },
  { text: 'SECR', held: 4 },
])('behind $text $held bytes may begin a literal that holds', ({ text, held }) => {
  expect(walkThrough([literal('secret', true), literal('public')], text).held).toBe(held)
})

test('a beginning that holds within one that does not is held as well', () => {
  expect(walkThrough([literal('abcd'), literal('bcx', true)], 'abc').held).toBe(2)
})

test('a literal of more than 255 bytes holds back what its depth can say', () => {
  expect(walkThrough([literal('a'.repeat(300), true)], 'a'.repeat(299)).held).toBe(255)
})

test('bits tell whether the text read last was ASCII', () => {
  expect(walkThrough([literal('a')], 'plain').bits).toBeLessThan(0x80)
  expect(walkThrough([literal('a')], 'caf\xe9').bits).toBeGreaterThanOrEqual(0x80)
  expect(walkThrough([literal('a')], '\xe9', 'plain').bits).toBeLessThan(0x80)
})

test('it finds what a search for each literal finds, however the text is cut', () => {
  const letters = fc.constantFrom('a', 'b', 'c', '-')
  const words = fc.array(fc.string({ unit: letters, minLength: 1, maxLength: 5 }), { maxLength: 8 })
  fc.assert(
    fc.property(
      words,
      fc.array(fc.string({ unit: letters, maxLength: 12 }), { maxLength: 4 }),
      (texts, pieces) => {
        const unique = [...new Set(texts)]
        const whole = pieces.join('')
        const expected = unique.flatMap((text) =>
          Array.from({ length: whole.length }, (_, at) => at)
            .filter((at) => whole.startsWith(text, at))
            .map((at) => `${at + text.length}:${text}`),
        )
        const { found } = walkThrough(
          unique.map((one) => literal(one)),
          ...pieces,
        )
        expect(found.toSorted()).toEqual(expected.toSorted())
      },
    ),
    { numRuns: 500 },
  )
})

test('a table of rows is as large as the beginnings of all literals', () => {
  const { next, rowSize } = buildAutomaton([literal('abc'), literal('abd'), literal('b')])
  // The start, a, ab, abc, abd and b; five classes of bytes fit into rows of eight.
  expect({ rows: next.length / rowSize, rowSize }).toEqual({ rows: 6, rowSize: 8 })
})
