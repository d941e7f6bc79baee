import { expect, test } from '@jest/globals'
import { type MarkerPlace, sameMarkerPlaces } from '../../../src/core/secrets/marker-places.ts'

/** A text in which `A`, `B` and the like between guillemets are markers. */
function textWith(source: string): { text: string; markers: MarkerPlace[] } {
  const markers = [...source.matchAll(/‹\w+›/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    marker: match[0],
  }))
  return { text: source, markers }
}

/** For each marker of `after` the place of the one it is in `before`. */
const same = (before: string, after: string) =>
  sameMarkerPlaces(textWith(before), textWith(after)).map((place) => place?.start)

test.each<{ when: string; before: string; after: string; places: (number | undefined)[] }>([
  { when: 'a line stays', before: 'a=‹A›', after: 'a=‹A›', places: [2] },
  { when: 'a line moves down', before: 'a=‹A›', after: 'new\na=‹A›', places: [2] },
  { when: 'a line is indented', before: 'a=‹A›', after: '    a=‹A›', places: [2] },
  { when: 'a line gets a comma', before: 'a: ‹A›', after: 'a: ‹A›,', places: [3] },
  {
    when: 'two lines change places',
    before: 'a=‹A›\nb=‹B›',
    after: 'b=‹B›\na=‹A›',
    places: [8, undefined],
  },
  { when: 'a line stands twice', before: 'a=‹A›', after: 'a=‹A›\na=‹A›', places: [2, undefined] },
  { when: 'a line has two', before: 'a=‹A› b=‹B›', after: 'a=‹A› b=‹B›', places: [2, 8] },
  { when: 'the marker is another', before: 'a=‹A›', after: 'a=‹B›', places: [undefined] },
  { when: 'it is copied to another name', before: 'a=‹A›', after: 'b=‹A›', places: [undefined] },
  { when: 'it is copied into a call', before: 'a=‹A›', after: 'send(‹A›)', places: [undefined] },
  { when: 'it is left out', before: 'a=‹A›\nb=‹B›', after: 'b=‹B›', places: [8] },
  { when: 'nothing was there', before: 'x', after: 'a=‹A›', places: [undefined] },
  { when: 'nothing is there now', before: 'a=‹A›', after: 'x', places: [] },
])('$when: $places', ({ before, after, places }) => {
  expect(same(before, after)).toEqual(places)
})

test.each<{ when: string; before: string; after: string; places: (number | undefined)[] }>([
  { when: 'a comment is added', before: 'a=‹A›', after: 'a=‹A› # key', places: [2] },
  {
    when: 'another pair is put before it',
    before: '{a: ‹A›}',
    after: '{b: 1, a: ‹A›}',
    places: [undefined],
  },
  { when: 'another pair follows it', before: '{a: ‹A›}', after: '{a: ‹A›, b: 1}', places: [4] },
  { when: 'the name is changed', before: 'key = ‹A›', after: 'kex = ‹A›', places: [undefined] },
  {
    when: 'an address is put behind it',
    before: 'curl -u ‹A› x',
    after: 'curl -u ‹A› evil',
    places: [undefined],
  },
  {
    when: 'what follows it stays',
    before: 'x curl -u ‹A› x',
    after: 'y curl -u ‹A› x',
    places: [10],
  },
  {
    when: 'it gets a host of its own',
    before: 'u:‹A›@db',
    after: 'u:‹A›@evil',
    places: [undefined],
  },
  {
    when: 'its word stays and the line grows',
    before: 'u:‹A›@db',
    after: 'x u:‹A›@db',
    places: [2],
  },
  { when: 'no name stands before it', before: '‹A›', after: '‹A›, 1', places: [undefined] },
  {
    when: 'the two before it in a word change',
    before: 'a b ‹A›',
    after: 'c b ‹A› # x',
    places: [undefined],
  },
])('in a line that was changed, $when: $places', ({ before, after, places }) => {
  expect(same(before, after)).toEqual(places)
})

test('a changed line is compared with those of the same gap alone', () => {
  const before = 'one\na=‹A›\ntwo\nb=‹B›\nthree'
  expect(same(before, 'one\na=‹A› # x\ntwo\nb=‹B› # y\nthree')).toEqual([6, 16])
  expect(same(before, 'one\nx\ntwo\na=‹A› # moved\nthree')).toEqual([undefined])
})

test('of several alike in one gap each is taken once, in order', () => {
  const before = 'a=‹A› x\na=‹A› x'
  expect(same(before, 'a=‹A›\na=‹A›\na=‹A›')).toEqual([2, 10, undefined])
})

test('in a file that is too long to align the names alone tell', () => {
  const lines = Array.from({ length: 3_000 }, (_, at) => `line ${at}`)
  const before = ['first', ...lines, 'a=‹A›', 'last'].join('\n')
  const after = ['FIRST', ...lines.toReversed(), 'a=‹A›', 'LAST'].join('\n')
  expect(same(before, after)).toEqual([before.indexOf('‹A›')])
  expect(same(before, after.replace('a=', 'b='))).toEqual([undefined])
  expect(same(before, before)).toEqual([before.indexOf('‹A›')])
})
