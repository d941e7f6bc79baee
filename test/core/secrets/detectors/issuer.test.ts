import { expect, test } from '@jest/globals'
import { assembled } from '../../../../src/core/secrets/detectors/assembled.ts'
import { issuer, nearIssuer } from '../../../../src/core/secrets/detectors/issuer.ts'
import { findsOf } from './rule-finds.ts'

const acme = issuer('Acme', 'Revoke it at Acme.')
const near = nearIssuer('Acme', 'Revoke it at Acme.')
const token = assembled('issuer test', 'acme_<alnum:24>')
const rule = acme('acme-token', 'acme_<alnum:24>')

test('a rule says what it is, and how it is told', () => {
  expect(rule).toMatchObject({
    id: 'acme-token',
    provider: 'Acme',
    tier: 'rewrite',
    confidence: 'high',
    keywords: ['acme_'],
    maxLength: 29,
    beforeKeyword: 0,
    revoke: 'Revoke it at Acme.',
  })
  expect(
    acme('x', 'acme_<hex:9>', { tier: 'report', confidence: 'low', revoke: 'Y.' }),
  ).toMatchObject({ tier: 'report', confidence: 'low', revoke: 'Y.' })
})

test.each(['', ' ', '=', '"', '\\n', '%3D', '\\u0022', '\u001b[31m', ':', '/', '('])(
  'a token behind %j is found, and nothing of what stands before it',
  (before) => {
    expect(findsOf([rule], `${before}${token}`)).toEqual([`acme-token ${token}`])
  },
)

test.each([
  ['a letter behind it', `${token}x`],
  ['a byte too few', token.slice(0, -1)],
  ['another case of its literal', token.replace('acme', 'ACME')],
  ['a placeholder', `acme_${'x'.repeat(24)}`],
  ['hardly any entropy', `acme_${'ab'.repeat(12)}`],
])('with %s it is no token', (_, text) => {
  expect(findsOf([rule], text)).toEqual([])
})

test('a literal that tells by itself may stand behind a letter, another may not', () => {
  expect(findsOf([rule], `x${token}`)).toHaveLength(1)
  const bare = acme('acme-bare', 'acme<alnum:24>')
  const value = assembled('bare', 'acme<alnum:24>')
  expect(findsOf([bare], value)).toHaveLength(1)
  expect(findsOf([bare], `x${value}`)).toEqual([])
})

test('one rule for several forms, and literals in any case', () => {
  const both = acme('acme-any', ['acme_<alnum:24>', 'wdgt-<hex:32>'])
  const other = assembled('x', 'wdgt-<hex:32>')
  expect(findsOf([both], `${token} ${other}`)).toEqual([`acme-any ${token}`, `acme-any ${other}`])
  const cased = acme('acme-cased', 'acme_<hex:24>', { anyCase: true })
  const upper = assembled('y', 'acme_<hex:24>').toUpperCase()
  expect(findsOf([cased], upper)).toEqual([`acme-cased ${upper}`])
})

test('its own evidence is found and missed', () => {
  for (const hit of rule.hits) expect(findsOf([rule], hit)).toHaveLength(1)
  for (const miss of rule.misses) expect(findsOf([rule], miss)).toEqual([])
})

const key = assembled('near test', '<alnum:32>')
const nearRule = near('acme-nearby', ['acme'], '<alnum:32>')

test.each([
  `ACME_API_KEY=${key}`,
  `acme: { token: "${key}" }`,
  `acme = "${key}"`,
  `"acme","${key}"`,
  `the Acme secret is ${key}`,
])('%s: a key close behind its issuer is found', (text) => {
  expect(findsOf([nearRule], text)).toEqual([`acme-nearby ${key}`])
})

test.each([
  ['another issuer', `ACNE_API_KEY=${key}`],
  ['a letter before the name', `placme_api_key=${key}`],
  ['no word for a credential', `acme version of today ${key}`],
  ['the label of a commit', `acme key commit: ${key}`],
  ['the label of a sum', `acme token sha256=${key}`],
  ['a part of a path', `acme/key/${key}`],
  ['a fragment', `acme key#${key}`],
  ['more than forty bytes between', `acme_key ${'-'.repeat(41)} ${key}`],
  ['a byte too many', `ACME_API_KEY=${key}x`],
  ['letters alone', `ACME_API_KEY=${assembled('z', '<letter:32>').replace(/./g, 'k')}`],
])('with %s it is no key', (_, text) => {
  expect(findsOf([nearRule], text)).toEqual([])
})

test('the longest of several forms is taken', () => {
  const forms = near('acme-forms', ['acme'], ['<hex:16>', '<hex:32>'])
  const long = assembled('long', '<hex:32>')
  expect(findsOf([forms], `ACME_KEY=${long}`)).toEqual([`acme-forms ${long}`])
  expect(findsOf([forms], `ACME_KEY=${long.slice(0, 16)}`)).toEqual([
    `acme-forms ${long.slice(0, 16)}`,
  ])
})

const short = acme('acme-short', 'key-<hex:32>')
const digits = assembled('short start', '<hex:32>')

test.each([
  [`key-${digits}`, true],
  [`"key-${digits}",`, true],
  [`ACME=key-${digits}&x=1`, true],
  [`public-key-${digits}`, false],
  [`favicon.key-${digits}`, false],
  [`/assets/key-${digits}.js`, false],
  [`key-${digits}.css.map`, false],
])('a start of a few letters counts only where no name goes on: %s %s', (text, found) => {
  expect(findsOf([short], text)).toEqual(found ? [`acme-short key-${digits}`] : [])
})
