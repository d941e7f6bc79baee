import { expect, test } from '@jest/globals'
import {
  compileForm,
  compileValue,
  escapeLiteral,
  inAnyCase,
  inAnyCaseOf,
  sampleForm,
  shortSampleForm,
} from '../../../../src/core/secrets/detectors/form.ts'

test.each([
  [
    'acme_<alnum:20>',
    { source: 'acme_[0-9A-Za-z]{20}', keywords: ['acme_'], beforeKeyword: 0, maxLength: 25 },
  ],
  ['{ab|cde}_x<hex:4-9>', { source: '(?:ab|cde)_x[0-9a-f]{4,9}', keywords: ['ab_x', 'cde_x'] }],
  ['<up:8>.key.<low:3>', { keywords: ['.key.'], beforeKeyword: 8, maxLength: 16 }],
  ['<hex:4>abc<hex:4>abcd', { keywords: ['abcd'], beforeKeyword: 11, maxLength: 15 }],
  ['abcd<hex:4>longer<hex:4>', { keywords: ['longer'], beforeKeyword: 8 }],
  ['abcde<hex:4>longer<hex:4>', { keywords: ['abcde'], beforeKeyword: 0 }],
  ['AVERYLONGLITERAL<hex:4>', { keywords: ['averylonglit'], maxLength: 20 }],
  ['<uuid>-acme', { keywords: ['-acme'], beforeKeyword: 36, maxLength: 41 }],
  [
    'key=^<alnum:8>',
    { source: 'key=(?<secret>[0-9A-Za-z]{8})', keywords: ['key='], maxLength: 12 },
  ],
  ['a.b(c<hex:4>', { source: 'a\\.b\\(c[0-9a-f]{4}' }],
  ['acme-<url:9>', { tail: '0-9A-Za-z_-', startsWith: 'acme-', head: '' }],
  ['<b32:5>acme', { tail: '', startsWith: '', head: '2-7A-Z' }],
])('the form %s is %j', (form, expected) => {
  expect(compileForm(form)).toMatchObject(expected)
})

test.each([
  ['ab<hex:4>', /no literal of three bytes/],
  ['acme<nosuch:4>', /names no alphabet nosuch/],
  ['acme<hex>', /cannot be read at byte 4/],
  ['acme{a|b', /cannot be read at byte 4/],
  ['acme<hex:4', /cannot be read at byte 4/],
])('the form %s is refused', (form, message) => {
  expect(() => compileForm(form)).toThrow(message)
})

test('a value near its name needs no literal', () => {
  expect(compileValue('<low:32>')).toMatchObject({ source: '[0-9a-z]{32}', maxLength: 32 })
  expect(compileValue('<uuid>').maxLength).toBe(36)
})

test('the least entropy follows from the longest run and its alphabet', () => {
  const entropy = (form: string) => compileValue(form).minEntropy
  expect(entropy('<hex:64>')).toBe(2.6)
  expect(entropy('<alnum:64>')).toBeGreaterThan(entropy('<hex:64>'))
  expect(entropy('<alnum:8>')).toBeLessThan(entropy('<alnum:40>'))
  expect(entropy('fixed')).toBe(0)
})

test.each([
  'acme_<alnum:20>',
  '{ab|cde}_x<hex:4-9>',
  '<uuid>',
  'key=^<pad64:44>',
  '<bech32:30>',
  '<entra:12-14>',
])('a sample of %s is of that form, and one byte short of it is not', (form) => {
  const whole = new RegExp(`^(?:${compileValue(form).source})$`)
  for (let seed = 0; seed < 50; seed++) {
    expect(sampleForm(form, seed)).toMatch(whole)
    expect(shortSampleForm(form, seed)).not.toMatch(whole)
  }
})

test('samples are the same for a seed, and their own for each', () => {
  const samples = Array.from({ length: 100 }, (_, seed) => sampleForm('<alnum:32>', seed * 2))
  expect(samples).toEqual(Array.from({ length: 100 }, (_, s) => sampleForm('<alnum:32>', s * 2)))
  expect(new Set(samples).size).toBe(100)
})

test('source for a text in any case', () => {
  expect(inAnyCase('a1.B')).toBe('[Aa]1\\.[Bb]')
  expect('my KeY').toMatch(new RegExp(`^my${inAnyCaseOf(['key', 'token'])}$`))
  expect('mytoken').toMatch(new RegExp(`^my${inAnyCaseOf(['key', 'token'])}$`))
  expect('my+key').not.toMatch(new RegExp(`^my${inAnyCaseOf(['key'])}$`))
  const marks = '\\^$.*+?()[]{}|/-'
  expect(marks).toMatch(new RegExp(`^${escapeLiteral(marks)}$`))
})
