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
  `var apiToken string = "${value}"`,
  `const API_TOKEN: &'static str = "${value}";`,
  `const API_TOKEN: &str = "${value}";`,
  `API_TOKEN: Final[str] = "${value}"`,
  `api_token: typing.Optional[str] = '${value}'`,
  `api_token = """${value}"""`,
  `$apiToken .= '${value}';`,
  `define('API_TOKEN',         '${value}');`,
  `API_TOKEN ?= ${value}\n`,
  `API_TOKEN ::= ${value}\n`,
  `API_TOKEN :::= ${value}\n`,
  `#define API_TOKEN "${value}"`,
  `static const char api_token[] = "${value}";`,
  `char api_token[64] = "${value}";`,
  `FROM scratch\nENV API_TOKEN ${value}\n`,
  `setenv API_TOKEN ${value}\n`,
  `const it = process.env.API_TOKEN || "${value}"`,
  `const it = process.env.API_TOKEN ?? '${value}'`,
  `it="\${API_TOKEN:-${value}}"`,
  `os.environ.get("API_TOKEN", "${value}")`,
  `- name: API_TOKEN\n  value: ${value}\n`,
  `{"name": "API_TOKEN",\n "value": "${value}"}`,
  `variable "api_token" {\n  default = "${value}"\n}`,
  `<name>api.token</name>\n  <value>${value}</value>`,
  `<key>apiToken</key>\n\t<string>${value}</string>`,
  `<apiToken>\n  ${value}\n</apiToken>`,
  `<token encrypted="false"><![CDATA[${value}]]></token>`,
  `X-Api-Key: ${value}\r\n`,
])('%s: the value is found, and it alone', (text) => {
  expect(findsOf(assignments, text)).toEqual([`secret-assignment ${value}`])
})

const marks = [...'$%({<[|&;}>)]!#*@^~`:,?=+/.-_']
const marked = (mark: string) => ['Rk7', 'wQ2mZx', '9Lp4tB'].join(mark)
const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

test.each<{ place: string; write: (it: string) => string; spell?: (it: string) => string }>([
  { place: 'JSON', write: (it) => JSON.stringify({ Db: { Host: 'db', Password: it } }) },
  { place: 'YAML', write: (it) => `db:\n  password: ${it}\n  host: db\n` },
  { place: 'quoted YAML', write: (it) => `db:\n  password: '${it}' # the live one\n` },
  { place: 'TOML', write: (it) => `[db]\npassword = "${it}"\n` },
  { place: 'INI', write: (it) => `[db]\npassword = ${it}\nhost = db\n` },
  { place: 'properties', write: (it) => `db.password=${it}\r\ndb.host=db\r\n` },
  { place: '.env', write: (it) => `A=1\nDB_PASSWORD=${it}\nB=2\n` },
  { place: 'XML', write: (it) => `<db><password>${it}</password></db>`, spell: xml },
  { place: 'HCL', write: (it) => `db {\n  password = "${it}"\n}` },
  { place: 'a plist', write: (it) => `<key>password</key><string>${it}</string>`, spell: xml },
  { place: 'Kubernetes', write: (it) => `- name: PASSWORD\n  value: "${it}"\n` },
  { place: 'a language', write: (it) => `String password = "${it}";` },
  { place: 'the data of a Kubernetes secret', write: (it) => `  password: ${it}\n`, spell: btoa },
])('in $place a password is read to its end, whatever mark is in it', ({ write, spell }) => {
  for (const mark of marks) {
    const written = (spell ?? String)(marked(mark))
    const found = findsOf(assignments, write(written))
    expect([mark, found]).toEqual([mark, [`secret-assignment ${written}`]])
  }
})

test('a string is read to its own end, over the quotes that are escaped in it', () => {
  const quoted = marked('"')
  expect(findsOf(assignments, `{"password":${JSON.stringify(quoted)}}`)).toEqual([
    `secret-assignment ${quoted.replaceAll('"', '\\"')}`,
  ])
  expect(findsOf(assignments, `password: '${marked("''")}'\n`)).toEqual([
    `secret-assignment ${marked("''")}`,
  ])
})

test.each([
  '$DB_PASSWORD',
  '${DB_PASSWORD}',
  '${DB_PASSWORD_2:-none}',
  '${{ secrets.DB_PASSWORD_2 }}',
  '%DB_PASSWORD_2%',
  '%(db_password_2)s',
  '{{ db_password_2 }}',
  '{{ .Values.dbPassword2 | b64enc }}',
  '#{Db.Password2}',
  '<your password 2>',
  '<%= ENV["DB_PASSWORD_2"] %>',
  '@DB_PASSWORD_2@',
  '[Your-Password-2]',
  '{dbPassword2}',
  '$(cat Password2.txt)',
  'App1-${DB_PASSWORD}-$REGION',
  '%s:%d@Host1',
])('%s stands for a password and is none, wherever it stands', (template) => {
  for (const text of [
    `{"Password": ${JSON.stringify(template)}}`,
    `db:\n  password: ${template}\n`,
    `DB_PASSWORD=${template}\n`,
    `DB_PASSWORD="${template.replaceAll('"', "'")}"\n`,
    `<password>${template}</password>`,
    `password = '${template}'`,
  ])
    expect([text, findsOf(assignments, text)]).toEqual([text, []])
})

test('what a line of code assigns is no setting', () => {
  for (const text of [
    'password = getPassword(User1,Name2)\n',
    'token=this.tokens[Index1].Value2\n',
    'secret: CONFIG.Secret2.Value\n',
    'key_password += Part1.toString(16)\n',
  ])
    expect([text, findsOf(assignments, text)]).toEqual([text, []])
})

test('of an address or a connection string on a line of its own only the value is taken', () => {
  expect(findsOf(assignments, `api_token=${value}&page=2\n`)).toEqual([
    `secret-assignment ${value}`,
  ])
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
  ['a variable in double quotes', 'DB_PASSWORD="App1-$DB_HOST-$USER_NAME2"'],
  ['a revision behind a name', `github "acme/passkey" "${assembled('rev', '<hex:40>')}"`],
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
