import { randomBytes, randomInt } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { frameworkKeys } from '../../../../src/core/secrets/detectors/framework-keys.ts'
import { findsOf } from './rule-finds.ts'

const of = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
const lower = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** Printable ASCII without what a string in single quotes has to escape. */
const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at))
  .join('')
  .replace(/['\\]/g, '')
const django = () => of(`${lower}!@#$%^&*(-_=+)`, 50)
const hex = (bytes: number) => randomBytes(bytes).toString('hex')
const escaped = () => hex(16).replace(/../g, '\\x$&')

/** Fresh keys, as each framework's own generator makes them, each in its own file. */
test.each<{ rule: string; text: (key: string) => string; key: () => string }>([
  { rule: 'secret-key-setting', text: (it) => `SECRET_KEY = '${it}'\n`, key: django },
  {
    rule: 'secret-key-setting',
    text: (it) => `SECRET_KEY = "${it}"\n`,
    key: () => `django-insecure-${django()}`,
  },
  { rule: 'secret-key-setting', text: (it) => `app.secret_key = b'${it}'\n`, key: escaped },
  {
    rule: 'secret-key-setting',
    text: (it) => `app.config['SECRET_KEY'] = '${it}'`,
    key: () => hex(24),
  },
  {
    rule: 'secret-key-base',
    text: (it) => `production:\n  secret_key_base: ${it}\n`,
    key: () => hex(64),
  },
  {
    rule: 'secret-key-base',
    text: (it) => `  secret_key_base: "${it}",\n`,
    key: () => randomBytes(48).toString('base64'),
  },
  {
    rule: 'laravel-app-key',
    text: (it) => `APP_NAME=Shop\nAPP_KEY=${it}\nAPP_DEBUG=true\n`,
    key: () => `base64:${randomBytes(32).toString('base64')}`,
  },
  { rule: 'symfony-app-secret', text: (it) => `APP_SECRET=${it}\n`, key: () => hex(16) },
  {
    rule: 'wordpress-key',
    text: (it) => `define('NONCE_SALT',       '${it}');`,
    key: () => of(printable, 64),
  },
  {
    rule: 'drupal-hash-salt',
    text: (it) => `$settings['hash_salt'] = '${it}';`,
    key: () => randomBytes(55).toString('base64url'),
  },
  {
    rule: 'aspnet-machine-key',
    text: (it) => `<machineKey decryptionKey="${it}" validation="SHA1" />`,
    key: () => hex(32).toUpperCase(),
  },
  {
    rule: 'fernet-key',
    text: (it) => `[core]\nfernet_key = ${it}\n`,
    key: () => `${randomBytes(32).toString('base64url')}=`,
  },
])('$rule finds what the generator makes, in its file', ({ rule, text, key }) => {
  const keys = Array.from({ length: 100 }, key)
  const missed = keys.filter((one) => findsOf(frameworkKeys, text(one))[0] !== `${rule} ${one}`)
  expect(missed.length).toBeLessThanOrEqual(5)
})

test.each([
  "SECRET_KEY = os.environ['DJANGO_SECRET_KEY_2']",
  "SECRET_KEY = 'this is the key of the tests, 2nd edition'",
  'SECRET_KEY=${DJANGO_SECRET_KEY_2}\n',
  'secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>\n',
  'secret_key_base: System.fetch_env!("SECRET_KEY_BASE")',
  'APP_KEY=\n',
  'APP_SECRET=%env(APP_SECRET)%\n',
  "define('AUTH_KEY', 'put your unique phrase here');",
  '<machineKey validationKey="AutoGenerate,IsolateApps" />',
  'fernet_key = {{ .Values.fernetKey2 }}\n',
])('%s holds no key', (text) => {
  expect(findsOf(frameworkKeys, text)).toEqual([])
})
