import { expect, test } from '@jest/globals'
import { assembled } from '../../../../src/core/secrets/detectors/assembled.ts'
import { credentialFiles } from '../../../../src/core/secrets/detectors/credential-files.ts'
import { findsOf } from './rule-finds.ts'

const token = assembled('file test', '<alnum:40>')
const pair = (text: string) => Buffer.from(text).toString('base64')
const careful = pair(`app:${token}`)
const salted = (salt: string, hash: string) =>
  [assembled('s', salt), assembled('h', hash)].join('$')

test.each([
  ['npmrc-credential', '//registry.acme.io/:_authToken=', token, ''],
  ['npmrc-credential', '//registry.acme.io/:_auth = "', careful, '"'],
  ['npmrc-credential', '//registry.acme.io/:_password=', careful, '\n'],
  ['npmrc-login', '_auth=', careful, '\n'],
  ['npmrc-login', 'email=a@b.test\nalways-auth=true\n _auth = "', careful, '"'],
  ['npmrc-login', 'username=app\n_password=', pair(token), ''],
  ['npmrc-login', 'npm_config__auth=', careful, ''],
  ['npmrc-credential', '_authToken=', token, '\n'],
  ['docker-config-auth', '{"auths":{"r.acme.io":{"auth":"', careful, '"}}}'],
  ['docker-config-auth', '{\\"auth\\": \\"', careful, '\\"}'],
  ['basic-authorization', 'Authorization: Basic ', careful, '\r\n'],
  ['basic-authorization', 'basic   ', careful, ''],
  ['bearer-authorization', 'Authorization: Bearer ', token, '\r\n'],
  ['bearer-authorization', 'bearer%20', token, '&x'],
  ['bearer-authorization', 'Authorization: Token token="', token, '"'],
  ['token-header', 'X-Api-Key: ', token, ''],
  ['token-header', '"PRIVATE-TOKEN": "', token, '"'],
  ['token-header', 'x-vault-token=', token, ''],
  ['token-header', "authorization: 'ApiKey ", token, "'"],
  [
    'kubernetes-secret',
    'kind: Secret\nmetadata:\n  name: x\ndata:\n  password: ',
    pair(token),
    '\n',
  ],
  ['kubernetes-secret', 'kind: Secret\ntype: Opaque\nstringData:\n  a: "', token, '"\n'],
  ['pgpass-line', 'db.acme.io:5432:shop:app:', token, '\n'],
  ['password-hash', 'app:', `$2b$12$${assembled('b', '<alnum:53>')}`, ':'],
  ['password-hash', 'app:', `$6$rounds=5000$${salted('<alnum:16>', '<alnum:86>')}`, ':1'],
  ['password-hash', '', `$argon2id$v=19$m=65536,t=3,p=4$${salted('<alnum:22>', '<alnum:43>')}`, ''],
  ['password-hash', '', `$apr1$${salted('<alnum:8>', '<alnum:22>')}`, ''],
  ['password-hash', '', `$krb5tgs$23$*user$REALM$host/x*$${assembled('k', '<hex:64>')}`, ''],
  [
    'password-hash',
    '',
    `$krb5asrep$23$user@REALM:${assembled('i', '<hex:32>')}$${assembled('k', '<hex:64>')}`,
    '',
  ],
])('%s: %s… is found, and it alone', (rule, before, secret, after) => {
  const rules = credentialFiles.filter(({ id }) => id === rule)
  expect(findsOf(rules, before + secret + after)).toEqual([`${rule} ${secret}`])
})

test.each([
  ['a variable', '//registry.acme.io/:_authToken=${NPM_TOKEN}'],
  ['a stock word', '_authToken=mytoken'],
  ['a login from a variable', '_auth=${NPM_AUTH}\nalways-auth=true\nemail=someone@acme.test'],
  ['a private variable', '_password = readPasswordFromFile\n_auth = basicAuthOf(user)'],
  ['a field', `this._password = "${careful}"`],
  ['a login of stock words', `_auth=${pair('user:password')}`],
  ['a pair of a stock password', `{"auth":"${pair('user:password')}"}`],
  ['a pair without a password', `Authorization: Basic ${pair('application:')}`],
  ['what is no pair', `Authorization: Basic ${pair('no colon in this text')}`],
  ['a pair with a line break', `Authorization: Basic ${pair(`a\nb:${token}`)}`],
  ['what is no base64', 'Authorization: Basic abcdefghi'],
  ['the example of RFC 7617', `Authorization: Basic ${pair(`Aladdin:${token}`)}`],
  ['a word', 'basic understanding of things'],
  ['words behind bearer', 'the bearer of-a-very-long-and-wordy-name'],
  ['nineteen bytes', `Authorization: Bearer ${token.slice(0, 19)}`],
  ['a header from a variable', 'X-Api-Key: $API_KEY_OF_ACME_NUMBER_1'],
  ['a header of a call', `x-api-key: ${token}(1)`],
  [
    'a template of Helm',
    'kind: Secret\nmetadata:\n  name: x\ndata:\n  password: {{ .Values.p }}\n',
  ],
  ['another kind', `kind: ConfigMap\ndata:\n  password: ${token}\n`],
  ['a mapping of ports', 'ports: 5432:5432:tcp'],
  ['a stock password of a database', 'db:5432:shop:app:password'],
  ['a hash that is cut', `$2b$12$${assembled('b', '<alnum:52>')}`],
])('%s is no credential of a file', (_, text) => {
  expect(findsOf(credentialFiles, text)).toEqual([])
})

test('a pair of 4,000 bytes is read, a longer one is not', () => {
  const rules = credentialFiles.filter(({ id }) => id === 'docker-config-auth')
  const filled = (bytes: number) => pair(`app:${assembled('long', `<alnum:${bytes}>`)}`)
  expect(findsOf(rules, `"auth":"${filled(380)}"`)).toHaveLength(1)
  expect(findsOf(rules, `"auth":"${filled(420)}"`)).toEqual([])
})
