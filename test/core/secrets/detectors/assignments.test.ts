import { expect, test } from '@jest/globals'
import { assembled } from '../../../../src/core/secrets/detectors/assembled.ts'
import {
  assignments,
  issuerAssignment,
} from '../../../../src/core/secrets/detectors/assignments.ts'
import { findsOf } from './rule-finds.ts'

const value = assembled('assignment test', '<alnum:32>')
const password = ['Xk9', 'vQ2', 'mZ7pL'].join('!')

test.each([
  `const apiKey = "${value}"`,
  `api_key: ${value}`,
  `"apiKey": "${value}",`,
  `  'client-secret' => '${value}'`,
  `export ACME_TOKEN=${value}`,
  `set ACME_TOKEN=${value};`,
  `ACME_TOKEN := "${value}"`,
  `const token: string = '${value}'`,
  `auth_token="${value}"`,
  `tokens["prod"] = "x"; SECRET_KEY_2 = '${value}'`,
  `password = b"${value}"`,
  `token = \`${value}\``,
  `<secret>${value}</secret>`,
  `--api-key ${value}`,
  `?access_token=${value}&y=1`,
  `token%3D${value}`,
  `my secret is: ${value}`,
  `passphrase: ${value}`,
  `{\\"token\\": \\"${value}\\"}`,
])('%s: the value is found, and it alone', (text) => {
  expect(findsOf(assignments, text)).toEqual([`secret-assignment ${value}`])
})

test.each([
  ['db_password: "', '"'],
  ["PASSWORD='", "'"],
  ['pwd = `', '`'],
])('a careful password in %s…%s is found', (before, after) => {
  expect(findsOf(assignments, before + password + after)).toEqual([`secret-assignment ${password}`])
})

test.each([
  ['a name of a public key', `public_key = "${value}"`],
  ['a key of a cache', `cacheKey: "${value}"`],
  ['a key of no kind', `key = "${value}"`],
  ['a cursor', `next_page_token: "${value}"`],
  ['the id of a key', `access_key_id: "${value}"`],
  ['a fingerprint of a key', `key_fingerprint="${value}"`],
  ['another name', `checksum = "${value}"`],
  ['an argument of a call', `token(a, "${value}")`],
  ['a constant of a class', `Token::VALUE = "${value}"`],
  ['words', 'token = "the quick brown fox jumps"'],
  ['a name', 'apiKey = "myServiceAccountName22"'],
  ['a template', 'token: "${' + 'ACME_TOKEN_NUMBER_22}"'],
  ['a short value', 'token = "aB3dE5g"'],
  ['a weak password', 'password = "hello-2-world"'],
  ['a variable in double quotes', `DB_PASSWORD="${['Xk9', 'vQ2', 'mZ7pL'].join('$')}"`],
  ['a line break before the value', `token =\n"${value}"`],
])('%s is no secret', (_, text) => {
  expect(findsOf(assignments, text)).toEqual([])
})

const acme = [issuerAssignment(['acme', 'widgets'])]

test.each([
  `ACME_API_KEY=${value}`,
  `acme.client-secret: '${value}'`,
  `{"acmeAccessToken":"${value}"}`,
  `WIDGETS_TOKEN_PROD = "${value}"`,
  `acme_password_2 := \\"${value}\\"`,
  `myAcmeKey: ${value}`,
])('%s: the key of an issuer is found and may be rewritten', (text) => {
  expect(findsOf(acme, text)).toEqual([`issuer-assignment ${value}`])
  expect(acme[0]).toMatchObject({ tier: 'rewrite', confidence: 'medium' })
})

test.each([
  ['another issuer', `ACNE_API_KEY=${value}`],
  ['no word for a credential', `ACME_REGION=${value}`],
  ['a word for a credential elsewhere in the name', `ACME_TOKEN_TYPE=${value}`],
  ['a key that opens nothing', `acme_cache_key = "${value}"`],
  ['a value of nineteen bytes', `ACME_API_KEY=${value.slice(0, 19)}`],
  ['a value that is words', 'ACME_API_KEY=the-name-of-my-first-key'],
  ['a call', 'acme_token = await getTheToken2()'],
])('%s is left alone', (_, text) => {
  expect(findsOf(acme, text)).toEqual([])
})

test('twenty bytes are enough for an issuer', () => {
  const short = assembled('twenty', '<alnum:20>')
  expect(findsOf(acme, `ACME_API_KEY=${short}`)).toEqual([`issuer-assignment ${short}`])
})
