import type { Detector } from '../detector.ts'
import { entropyOf } from '../entropy.ts'
import { assembled } from './assembled.ts'
import { escapeLiteral } from './form.ts'
import { isPlaceholder } from './placeholder.ts'
import { isRandomToken, isStrongPassword, isWordy } from './randomness.ts'
import { labelOf, separator } from './separator.ts'
import { bareValue, plainValue, quotedValue, restOfLine } from './value.ts'
import { isExpression, withoutTemplates } from './value-template.ts'

/** What generators of frameworks put before the random part. */
const generated = /^(?:django-insecure-|base64:|hex:)/
/** Bits of randomness from which on a value is a key and not a word or a number. */
const leastBits = 80
/** Escapes from which on a string is bytes. */
const leastEscapes = 4

/** Whether `value` is what a generator of keys gives: random, and as long as such keys are. */
function isGeneratedKey(value: string): boolean {
  if ((value.match(/\\x[0-9A-Fa-f]{2}/g) ?? []).length >= leastEscapes) return !isPlaceholder(value)
  const key = withoutTemplates(plainValue(value).replace(generated, ''))
  if (key.length < 16 || isPlaceholder(key) || isExpression(key)) return false
  if (entropyOf(key) * key.length < leastBits) return false
  return isRandomToken(key) || isStrongPassword(key) || isNoise(key)
}

/** Small letters, digits and symbols in any order, as Django’s generator writes them. */
const isNoise = (key: string) =>
  key.length >= 32 &&
  /\d/.test(key) &&
  entropyOf(key) >= 4 &&
  !isWordy(key) &&
  !/\s.*\s.*\s.*\s/.test(key)

interface Family {
  id: string
  provider: string
  /** Names of settings, lower case; any case is found. */
  names: string[]
  revoke: string
  hit: string
  misses: string[]
}

/** One rule for the settings in which a framework keeps the key that signs its sessions. */
function keysOf({ id, provider, names, revoke, hit, misses }: Family): Detector {
  const name = names.map(escapeLiteral).join('|')
  return {
    id,
    provider,
    tier: 'rewrite',
    confidence: 'high',
    keywords: names,
    pattern: new RegExp(
      `(?<![0-9A-Za-z])(?:${name})${separator}(?:${quotedValue}|${restOfLine}|${bareValue})`,
      'gi',
    ),
    maxLength: 320,
    beforeKeyword: 0,
    accept: (secret, { before }) => !/[(,] *$/.test(labelOf(before)) && isGeneratedKey(secret),
    revoke,
    hits: [hit],
    misses,
  }
}

const key = (form: string) => assembled('framework', form)

/** Keys that sign sessions and encrypt columns: whoever has one is any user of the application. */
export const frameworkKeys: Detector[] = [
  keysOf({
    id: 'secret-key-setting',
    provider: 'Django, Flask',
    names: ['secret_key'],
    revoke: 'Make a new SECRET_KEY and load it from a secret store; sessions and signed links end.',
    hit: `SECRET_KEY = 'django-insecure-${key('<lowurl:50>')}'`,
    misses: [
      "SECRET_KEY = os.environ['SECRET_KEY']",
      "SECRET_KEY = 'the key of the tests, no secret at all'",
    ],
  }),
  keysOf({
    id: 'secret-key-base',
    provider: 'Rails, Phoenix',
    names: ['secret_key_base'],
    revoke: 'Make a new key with `rails secret` or `mix phx.gen.secret`; sessions end.',
    hit: `production:\n  secret_key_base: ${key('<hex:128>')}\n`,
    misses: ['secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>'],
  }),
  keysOf({
    id: 'laravel-app-key',
    provider: 'Laravel',
    names: ['app_key'],
    revoke:
      'Make a new key with `php artisan key:generate`; what was encrypted has to be encrypted anew.',
    hit: `APP_KEY=base64:${key('<b64:43>')}=\n`,
    misses: ['APP_KEY=', "'key' => env('APP_KEY')", 'APP_KEY=base64:the-key-of-the-application'],
  }),
  keysOf({
    id: 'symfony-app-secret',
    provider: 'Symfony',
    names: ['app_secret'],
    revoke: 'Put a new value into APP_SECRET; signed links and remembered logins end.',
    hit: `APP_SECRET=${key('<hex:32>')}\n`,
    misses: ['APP_SECRET=', 'APP_SECRET=ThisTokenIsNotSoSecretChangeIt'],
  }),
  keysOf({
    id: 'wordpress-key',
    provider: 'WordPress',
    names: ['auth_key', 'logged_in_key', 'nonce_key', 'auth_salt', 'logged_in_salt', 'nonce_salt'],
    revoke: 'Replace all eight keys and salts in wp-config.php; everybody has to log in again.',
    hit: `define('AUTH_KEY',         '${key('<url:32>')} |${key('<alnum:20>')}');`,
    misses: ["define('AUTH_KEY', 'put your unique phrase here');"],
  }),
  keysOf({
    id: 'drupal-hash-salt',
    provider: 'Drupal',
    names: ['hash_salt'],
    revoke: 'Put a new hash_salt into settings.php; one-time links end.',
    hit: `$settings['hash_salt'] = '${key('<url:74>')}';`,
    misses: ["$settings['hash_salt'] = file_get_contents('/home/example/salt.txt');"],
  }),
  keysOf({
    id: 'aspnet-machine-key',
    provider: 'ASP.NET',
    names: ['validationkey', 'decryptionkey', 'cookievalidationkey'],
    revoke: 'Make new machine keys; view states and logins end.',
    hit: `<machineKey validationKey="${key('<HEX:128>')}" />`,
    misses: ['<machineKey validationKey="AutoGenerate,IsolateApps" />'],
  }),
  keysOf({
    id: 'fernet-key',
    provider: 'Airflow',
    names: ['fernet_key'],
    revoke:
      'Add a new key before the old one, rotate with `airflow rotate-fernet-key`, then remove the old one.',
    hit: `fernet_key = ${key('<url:43>')}=\n`,
    misses: ['fernet_key = ${FERNET_KEY}', 'fernet_key = {FERNET_KEY_OF_THE_CLUSTER_2}'],
  }),
]
