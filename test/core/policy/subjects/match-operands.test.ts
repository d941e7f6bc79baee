import { expect, test } from '@jest/globals'
import { readShellText } from '../../../../src/core/policy/subjects/command.ts'
import { matchOperands } from '../../../../src/core/policy/subjects/match-operands.ts'
import { compileWord } from '../../../../src/core/policy/subjects/word-pattern.ts'

const match = (pattern: string, text: string) => {
  const operands = pattern.split(' ').filter((word) => word !== '')
  const words = readShellText(`x ${text}`).commands[0]?.words.slice(1) ?? []
  return matchOperands(operands.map(compileWord), words)
}

test.each([
  ['', '', 'yes'],
  ['', 'a b', 'yes'],
  ['a', '', 'no'],
  ['a', 'a b', 'yes'],
  ['a b', 'a b c', 'yes'],
  ['a b', 'a c b', 'no'],
  ['b', 'a b', 'no'],
  ['a b', 'a', 'no'],
  ['a', '-x a', 'yes'],
  ['a', '-x v a', 'yes'],
  ['a', '-x v w a', 'no'],
  ['a', '-x v -y w a', 'yes'],
  ['a b', 'a -x v b', 'yes'],
  ['a', '--x=v a', 'yes'],
  ['a', '--x=v w a', 'no'],
  ['a', '-- a', 'yes'],
  ['a', '-- v a', 'no'],
  ['a', '- a', 'no'],
  ['a', '-x -y a', 'yes'],
  ['** b', 'a c b', 'yes'],
  ['** b', 'b', 'yes'],
  ['** b', 'a c', 'no'],
  ['a ** b', 'a c -x d b', 'yes'],
  ['a **', 'a', 'yes'],
  ['** **', '', 'yes'],
  ['a* *', 'abc d', 'yes'],
  ['a* *', 'abc', 'no'],
])('the words "%s" are the first of "%s": %s', (pattern, text, expected) => {
  expect(match(pattern, text)).toBe(expected)
})

test.each([
  ['a', '"$X"', 'unknown'],
  ['a', '"$X" a', 'unknown'],
  ['a', '"$X" v a', 'unknown'],
  ['a', '"$X" v w a', 'unknown'],
  ['a', '"b$X" v a', 'no'],
  ['a', '-"$X" a', 'yes'],
  ['a', '-"$X" v a', 'yes'],
  ['a', '-x "$V" a', 'unknown'],
  ['a b', '$X', 'unknown'],
  ['a b c', 'a $X', 'unknown'],
  ['a b', 'a "$X"', 'unknown'],
  ['a b', 'a "c$X"', 'no'],
  ['a b', 'a${IFS}b', 'unknown'],
  ['a b c', 'a${IFS}c', 'unknown'],
  ['a b', 'c${IFS}b', 'no'],
  ['* b', '"$X" b', 'yes'],
  ['a', '"${X:=-n}" v a', 'unknown'],
  ['a', '--x="$V" a', 'yes'],
  ['a', '--x="$V" w a', 'no'],
  ['a', '-x b$V a', 'yes'],
])('with gaps the words "%s" are the first of %s: %s', (pattern, text, expected) => {
  expect(match(pattern, text)).toBe(expected)
})
