import { expect, test } from '@jest/globals'
import { addressOf, coAuthorsIn } from '../../../src/core/git/co-authors.ts'
import { cpuMilliseconds } from '../../support/cpu-time.ts'

/** Who a message names as people who took part, however it is written. */
test.each<{ what: string; message: string; named: string[] }>([
  {
    what: 'the last paragraph',
    message: 'Fix\n\nBody\n\nCo-authored-by: Ann <a@x.test>\nCo-authored-by: Bob <b@x.test>\n',
    named: ['Ann <a@x.test>', 'Bob <b@x.test>'],
  },
  {
    what: 'the middle of a message',
    message: 'Fix\n\nCo-authored-by: Ann <a@x.test>\n\nMore words',
    named: ['Ann <a@x.test>'],
  },
  { what: 'the subject', message: 'Co-authored-by: Ann <a@x.test>', named: ['Ann <a@x.test>'] },
  {
    what: 'another case and an indent',
    message: 'Fix\n\n \tCO-AUTHORED-BY:Ann <a@x.test>  ',
    named: ['Ann <a@x.test>'],
  },
  {
    what: 'lines that end as on Windows',
    message: 'Fix\r\n\r\nCo-authored-by: Ann <a@x.test>\r\nSigned-off-by: Bob <b@x.test>\r\n',
    named: ['Ann <a@x.test>'],
  },
  {
    what: 'the same person twice',
    message: 'x\n\nCo-authored-by: Ann <a@x.test>\nCo-authored-by: Ann <a@x.test>',
    named: ['Ann <a@x.test>'],
  },
  { what: 'a name without an address', message: 'x\n\nCo-authored-by: Ann', named: ['Ann'] },
  { what: 'nobody', message: 'x\n\nCo-authored-by:\nCo-authored-by:   \n', named: [] },
  { what: 'a line that quotes one', message: 'x\n\n> Co-authored-by: Ann <a@x.test>', named: [] },
  { what: 'another trailer', message: 'x\n\nReviewed-by: Ann <a@x.test>', named: [] },
])('in $what: $named', ({ message, named }) => {
  expect(coAuthorsIn(message)).toEqual(named)
})

test('a hundred people are read, and of each three hundred characters', () => {
  const lines = Array.from({ length: 150 }, (_, at) => `Co-authored-by: n${at} <${at}@x.test>`)
  expect(coAuthorsIn(lines.join('\n'))).toHaveLength(100)
  expect(coAuthorsIn(`Co-authored-by: ${'x'.repeat(500)}`)[0]).toHaveLength(300)
})

test('a message made to be slow is read in no time', () => {
  const spent = cpuMilliseconds()
  coAuthorsIn(`${' '.repeat(500_000)}x`)
  coAuthorsIn('\t co-authored-by:\n'.repeat(50_000))
  addressOf('<'.repeat(100_000))
  expect(spent()).toBeLessThan(2_000)
})

test.each<{ person: string; address: string | undefined }>([
  { person: 'Ann <A@X.test>', address: 'a@x.test' },
  { person: 'Ann < a@x.test > (work)', address: 'a@x.test' },
  { person: 'Ann <old@x.test> <new@x.test>', address: 'new@x.test' },
  { person: '<a@x.test>', address: 'a@x.test' },
  { person: 'Ann <>', address: undefined },
  { person: 'Ann', address: undefined },
  { person: 'Ann <a@x.test', address: undefined },
  { person: 'Ann <a@x.test> <', address: undefined },
])('the address of "$person" is $address', ({ person, address }) => {
  expect(addressOf(person)).toBe(address)
})
