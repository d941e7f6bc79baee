import { expect, test } from '@jest/globals'
import { assembled } from '../../../../src/core/secrets/detectors/assembled.ts'
import { kindOfSecret, plainValue } from '../../../../src/core/secrets/detectors/value.ts'

test.each([
  ['as it is', 'as it is'],
  ['a\\"b\\\\c', 'a"b\\c'],
  ['a\\u0026b\\x3c', 'a&b<'],
  ['a&amp;b&lt;c&gt;&quot;&apos;&#33;', 'a&b<c>"\'!'],
  ['a&b;c', 'a&b;c'],
])('%s is read as %s', (written, plain) => {
  expect(plainValue(written)).toBe(plain)
})

const password = ['Rk7', 'wQ2mZx', '9Lp4'].join('$')

test.each([
  [assembled('value', '<alnum:32>'), 'token'],
  [password, 'password'],
  [password.replace('$', '\\u0024'), 'password'],
  [btoa(password), 'password'],
  [btoa('a sentence of words'), undefined],
  ['some words', undefined],
])('what %s is by itself: %s', (value, kind) => {
  expect(kindOfSecret(value)).toBe(kind)
})
