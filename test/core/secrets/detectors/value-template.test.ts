import { expect, test } from '@jest/globals'
import {
  isExpression,
  readsAsName,
  withoutTemplates,
} from '../../../../src/core/secrets/detectors/value-template.ts'

test.each([
  ['a${' + 'NAME}b', 'ab'],
  ['a$NAME', 'a'],
  ['$1-b', '-b'],
  ['{{ name | filter }}', ''],
  ['x-#{name}-%(name)s', 'x--'],
  ['%NAME%/@NAME@/<a name>/[some name]', '///'],
  ['%s and %5d', ' and '],
  ['Rk7$wQ2mZx9', 'Rk7$wQ2mZx9'],
  ['Rk7{wQ2}mZx9', 'Rk7{wQ2}mZx9'],
  ['Rk7%wQ2<mZx9', 'Rk7%wQ2<mZx9'],
  ['100%', '100%'],
])('of %s is left %s', (value, left) => {
  expect(withoutTemplates(value)).toBe(left)
})

test.each([
  ['DB_PASSWORD', true],
  ['dbPassword2', true],
  ['the password of the day', true],
  ['s3key', true],
  ['', true],
  ['wQ2mZx9Lp4', false],
  ['aB3dE5', false],
  ['name;other', false],
])('%s reads as a name: %s', (text, expected) => {
  expect(readsAsName(text)).toBe(expected)
})

test.each([
  ['[a-z]+', true],
  ['(?:one|two)', true],
  ['name => name', true],
  ['getToken(user1)', true],
  ['tokens[index]', true],
  ['Rk7(wQ2)mZ', false],
  ['Rk7[wQ2', false],
  ['plain', false],
])('%s is an expression: %s', (text, expected) => {
  expect(isExpression(text)).toBe(expected)
})
