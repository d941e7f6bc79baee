import { expect, test } from '@jest/globals'
import { anyRun } from '../../../../src/core/policy/judge/glob.ts'
import {
  optionGrammar,
  readOption,
  readOptionShape,
} from '../../../../src/core/policy/subjects/option-grammar.ts'

const grammar = optionGrammar(
  'f,force d,delete dry-run m,message= S,gpg-sign? 4,ipv4 x R,r,recursive',
)
const negating = optionGrammar('edit no-verify no-edit-twice', { negates: true })

const spelled = (text: string, by = grammar) => {
  const { given, next } = readOption(by, text)
  const names = given.map(({ name, option, value }) => {
    const known = option === undefined ? `?${name}` : option.names.join('|')
    return value === undefined ? known : `${known}:${value}`
  })
  return `${names.join(' ')} > ${next}`
}

test.each([
  ['-f', '-f|--force > argument'],
  ['--force', '-f|--force > argument'],
  ['--forc', '-f|--force > argument'],
  ['--force=x', '-f|--force:x > argument'],
  ['--d', '?--d > either'],
  ['--de', '-d|--delete > argument'],
  ['--message', '-m|--message > value'],
  ['--mess', '-m|--message > value'],
  ['--mess=a=b', '-m|--message:a=b > argument'],
  ['--message=', '-m|--message: > argument'],
  ['--gpg-sign', '-S|--gpg-sign > argument'],
  ['--unknown', '?--unknown > either'],
  ['--unknown=x', '?--unknown:x > argument'],
  ['--', '?-- > either'],
  ['-4f', '-4|--ipv4 -f|--force > argument'],
  ['-fm', '-f|--force -m|--message > value'],
  ['-mf', '-m|--message:f > argument'],
  ['-fmx y', '-f|--force -m|--message:x y > argument'],
  ['-Sf', '-S|--gpg-sign:f > argument'],
  ['-S', '-S|--gpg-sign > argument'],
  ['-r', '-R|-r|--recursive > argument'],
  ['-Z', '?-Z > either'],
  ['-fZ', '-f|--force ?-Z > either'],
  ['-Zf', '?-Z -f|--force > argument'],
  ['-Zm', '?-Z -m|--message > either'],
  ['-Zmx', '?-Z -m|--message:x > argument'],
])('%s is read as %s', (text, expected) => {
  expect(spelled(text)).toBe(expected)
})

test.each([
  ['--no-edit', '--no-edit > argument'],
  ['--verify', '--verify > argument'],
  ['--no-veri', '--no-verify > argument'],
  ['--no-e', '?--no-e > either'],
  ['--edit', '--edit > argument'],
])('with negations %s is read as %s', (text, expected) => {
  expect(spelled(text, negating)).toBe(expected)
})

/** `_` stands for a gap. */
const shaped = (text: string) => {
  const shape = [...text].map((one) => (one === '_' ? anyRun : one))
  const { given, gap, next } = readOptionShape(grammar, shape)
  return `${given.map(({ name }) => name).join(' ')} > ${gap} > ${next}`
}

test.each([
  ['_', ' > options > either'],
  ['-_', ' > options > either'],
  ['--_', ' > options > either'],
  ['--mess_', ' > options > either'],
  ['--mess_=x', ' > options > argument'],
  ['--message=_', '--message > value > argument'],
  ['--message=a_', '--message > value > argument'],
  ['-m_', '-m > value > argument'],
  ['-fm_', '-f -m > value > argument'],
  ['-ma_', '-m > value > argument'],
  ['-S_', '-S > value > argument'],
  ['-f_', '-f > options > either'],
  ['-4_', '-4 > options > either'],
  ['-Zm_', '-m > options > either'],
  ['_=x', ' > options > argument'],
])('a word with a gap %s is read as %s', (text, expected) => {
  expect(shaped(text)).toBe(expected)
})
