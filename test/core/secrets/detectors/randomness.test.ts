import { expect, test } from '@jest/globals'
import { assembled } from '../../../../src/core/secrets/detectors/assembled.ts'
import {
  isRandomToken,
  isStrongPassword,
  isWordy,
} from '../../../../src/core/secrets/detectors/randomness.ts'

const mixed = (...parts: string[]) => parts.join('')

test.each([
  ['correcthorsebatterystaple', true],
  ['getUserAuthenticationToken', true],
  ['my_first_token', true],
  [assembled('wordy', '<alnum:32>'), false],
  [assembled('wordy', '<hex:40>'), false],
  ['abc', false],
  ['', false],
  ['12345678', false],
  ['the1of2and3in4', false],
  ['version1of2the3settings4', true],
])('%s reads like words: %s', (text, expected) => {
  expect(isWordy(text)).toBe(expected)
})

test.each([
  ['letters and digits', assembled('random', '<alnum:24>')],
  ['hexadecimal digits', assembled('random', '<hex:32>')],
  ['hexadecimal digits behind 0x', `0x${assembled('random', '<hex:40>')}`],
  ['a UUID', assembled('random', '<uuid>')],
  ['base64 with its end', `${assembled('random', '<b64:42>')}==`],
  ['letters alone', assembled('letters', '<letter:32>')],
  ['parts joined by dots', assembled('random', '<alnum:20>.<alnum:20>')],
])('%s look drawn by a machine', (_, value) => {
  expect(isRandomToken(value)).toBe(true)
})

test.each([
  ['short', assembled('random', '<alnum:12>')],
  ['of few letters', '1234509876123450987a'],
  ['a sequence', 'abcdefghijklmnop1234567890'],
  ['the keyboard', 'qwertyuiopasdfghjkl123'],
  ['the same byte again and again', `aB3${'x'.repeat(12)}dE5`],
  ['words', 'getUserAuthenticationToken1'],
  ['words with numbers', 'my-first-token-1-of-22'],
  ['a path', '/usr/local/lib/node_modules/x1y2'],
  ['an address', 'https://host.example/a1B2c3D4e5F6'],
  ['a file', `${assembled('random', '<alnum:12>')}.json`],
  ['a dotted name', 'process.env.AcmeApi2Key9'],
  ['a version', '1.22.333-beta.4444.a1b2c3d4'],
  ['a date', '2026-03-02T09a14b03c120Z4d5e'],
  ['a sum for integrity', `sha512-${assembled('sum', '<b64:40>')}`],
  ['a resource name', 'arn:aws:iam::123456789012:role/X9y8'],
  ['a name for a key', 'ACME2ServiceAccount9SigningKey'],
  ['a colour', 'rgba(1,2,3)a1B2c3D4e5F6'],
  ['a placeholder', 'YOUR_ACCESS_TOKEN_aB3dE5gH7'],
  ['hexadecimal digits that are short', 'a1b2c3d4e5f60'],
  ['hexadecimal digits of one kind', '1234567812345678'],
  ['hexadecimal digits of few kinds', 'a1a1a1a1a1a1a1a1a1a1'],
  ['with a blank', 'aB3dE5gH7jK9 mN1pQ3sT5vW7'],
  ['with a quote', `aB3dE5gH7jK9'mN1pQ3sT5vW7`],
  ['empty', ''],
])('what is %s does not look drawn by a machine', (_, value) => {
  expect(isRandomToken(value)).toBe(false)
})

test.each<{ value: string; strong: boolean }>([
  { value: mixed('Xk9', '!v', 'Q2mZ'), strong: true },
  { value: mixed('zQ7', '#tL', 'p2v'), strong: true },
  { value: mixed('Xk9', '!v'), strong: false },
  { value: mixed('Xk9!vQ2mZ', 'a'.repeat(60)), strong: false },
  { value: 'password', strong: false },
  { value: 'Password1!', strong: false },
  { value: mixed('xk9', 'vq2', 'mz7'), strong: false },
  { value: mixed('Xk9', '<vQ', '2mZ'), strong: false },
  { value: mixed('Xk9', ' vQ', '2mZ'), strong: false },
  { value: mixed('Xk9', '%sQ', '2mZ'), strong: true },
  { value: mixed('!Xk9', 'vQ2', 'mZ'), strong: false },
  { value: mixed('Xk9', '!vQ2', 'm;'), strong: false },
  ...['$', '%', '(', '{', '<', '[', '|', '&', ' ', '`', ';', '}'].flatMap((mark) => [
    { value: mixed('Rk7', mark, 'wQ2mZx9Lp4'), strong: true },
    { value: mixed(mark, 'Rk7', 'wQ2mZx9Lp4'), strong: true },
    { value: mixed('Rk7', 'wQ2mZx9Lp4', mark), strong: true },
  ]),
  { value: mixed('Rk7', '{wQ}', '2m<Zx9>Lp4'), strong: true },
  { value: mixed('g]q@v', '3x_k!w', '8b+z2', 'm&c5(r', 'n0^t'), strong: true },
  { value: '${' + 'DB_PASSWORD}', strong: false },
  { value: 'Service2-${' + 'NAME}-$REGION-v1', strong: false },
  { value: 'PublicApi.SIGN_IN_AFTER_SIGN_UP', strong: false },
  { value: 'or a KeyObject, 2', strong: false },
  { value: '^[A-Za-z0-9_]{8,}$', strong: false },
  { value: 'getThePassword(User1)', strong: false },
])('$value is a strong password: $strong', ({ value, strong }) => {
  expect(isStrongPassword(value)).toBe(strong)
})

test('a long value is judged in one pass', () => {
  const value = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1'.repeat(20_000)
  expect(isWordy(value)).toBe(false)
  expect(isRandomToken(value)).toBe(true)
})
