import { expect, test } from '@jest/globals'
import { createTestEngine } from './samples.ts'

const value = 'pa"ss/wörd+<42>\'$x y'
const engine = createTestEngine({ known: [{ name: 'Deploy Token', value }] })
const base64 = (text: string) => Buffer.from(text).toString('base64')
const json = JSON.stringify(value).slice(1, -1)
const ascii = json.replace('ö', '\\u00f6')

test.each([
  { as: 'itself', text: value },
  { as: 'JSON', text: json },
  { as: 'JSON with escaped letters', text: ascii },
  { as: 'JSON in JSON', text: JSON.stringify(json).slice(1, -1) },
  { as: 'percent', text: encodeURIComponent(value) },
  {
    as: 'percent in small letters',
    text: encodeURIComponent(value).replaceAll(/%../g, (hex) => hex.toLowerCase()),
  },
  { as: 'a form', text: encodeURIComponent(value).replaceAll('%20', '+') },
  { as: 'XML', text: 'pa&quot;ss/wörd+&lt;42&gt;&apos;$x y' },
  { as: 'HTML', text: 'pa&quot;ss/wörd+&lt;42&gt;&#39;$x y' },
  { as: 'a single-quoted shell word', text: value.replaceAll("'", `'\\''`) },
  { as: 'a double-quoted shell word', text: value.replaceAll(/["$`\\]/g, '\\$&') },
  { as: 'hex', text: Buffer.from(value).toString('hex') },
  { as: 'HEX', text: Buffer.from(value).toString('hex').toUpperCase() },
  { as: 'base64', text: base64(value).replace(/=+$/, '') },
  { as: 'base64url', text: Buffer.from(value).toString('base64url') },
  { as: 'base64 of base64', text: base64(base64(value)).replace(/=+$/, '') },
])('a known value is masked as $as, with the marker of the value', ({ text }) => {
  const { text: masked, findings } = engine.maskText(`<${text}>`)
  expect(masked).toMatch(/^<\*\*\*known-deploy-token:[0-9a-f]{16}\*\*\*=*>$/)
  expect(findings).toHaveLength(1)
  expect(masked.replace(/=+>/, '>')).toBe(engine.maskText(`<${value}>`).text)
})

test.each([1, 2, 3, 4, 5])(
  'base64 of %i other bytes and the value shows none of its letters',
  (length) => {
    const masked = engine.maskText(base64(`${'u'.repeat(length)}${value}tail`)).text
    const [before = '', behind = ''] = masked.split(/\*\*\*.*\*\*\*/)
    expect(Buffer.from(before, 'base64').toString('latin1')).toBe(
      'u'.repeat(length).slice(0, Math.floor((before.length * 6) / 8)),
    )
    expect(behind.length).toBeLessThan(8)
  },
)

test('a value of several lines is masked as a whole, and line by line', () => {
  const lines = createTestEngine({
    known: [{ name: 'v', value: 'first-line-1\n{\nsecond-line-2\n' }],
  })
  expect(lines.maskText('a first-line-1\n{\nsecond-line-2\n b').findings).toHaveLength(1)
  expect(lines.maskText('only second-line-2 here').text).toMatch(
    /^only \*\*\*known-v:\w+\*\*\* here$/,
  )
  expect(lines.maskText('a { b').text).toBe('a { b')
})

test('of JSON the strings are masked, not its braces and not what is public', () => {
  const account = JSON.stringify(
    { type: 'service_account', auth_uri: 'https://accounts.example/o', key: 'inner-secret-0123' },
    null,
    2,
  )
  const masked = createTestEngine({ known: [{ name: 'v', value: account }] }).maskText(
    'x inner-secret-0123 service_account { https://accounts.example/o',
  )
  expect(masked.text).toMatch(
    /^x \*\*\*known-v:\w+\*\*\* service_account \{ https:\/\/accounts\.example\/o$/,
  )
})

test('a short value is masked only where it stands alone; a shorter one is refused', () => {
  const short = createTestEngine()
  expect(short.addKnown('pin', 'k9x2z')).toBe(true)
  expect(short.addKnown('flag', 'yes')).toBe(false)
  expect(short.maskText('pin k9x2z, not ak9x2z or k9x2z1').text).toMatch(
    /^pin \*\*\*known-pin:\w+\*\*\*, not ak9x2z or k9x2z1$/,
  )
})

test('of values that overlap nothing is left', () => {
  const both = createTestEngine({
    known: [
      { name: 'a', value: 'abcdefgh1234' },
      { name: 'b', value: '1234ijklmnop' },
    ],
  })
  expect(both.maskText('<abcdefgh1234ijklmnop>').text).toMatch(/^<\*\*\*known-a:\w+\*\*\*>$/)
})

test('a known value is never allowed', () => {
  const seen = engine.scan(Buffer.from(value))[0]?.fingerprint ?? ''
  const strict = createTestEngine({
    known: [{ name: 'v', value }],
    allow: [{ fingerprint: seen, reason: 'x' }],
  })
  expect(strict.maskText(value).findings).toHaveLength(1)
})
