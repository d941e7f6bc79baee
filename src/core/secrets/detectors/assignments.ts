import type { Detector } from '../detector.ts'
import { assembled } from './assembled.ts'
import { isDigest, isLabelled, isListedHash } from './listed-hash.ts'
import { isRandomToken } from './randomness.ts'
import { labelOf, separator } from './separator.ts'
import {
  bareValue,
  elementValue,
  kindOfSecret,
  optionValue,
  quotedValue,
  restOfLine,
} from './value.ts'

const revoke =
  'Replace the value where it was issued, and load it from the environment or a secret store.'

const name = '(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|key|cred(?:ential)?s?|auth)'
const suffix =
  '(?:[_-]?(?:value|string|base|text|data|b64|base64|hex|plain|prod|dev|test|live|\\d{1,2}))?s?'
const assigned = `(?![0-9A-Za-z_;])(?:(?:(?:[ ][\\w:-]{1,24}=["'][^"'<>\\n]{0,40}["']){0,2}|</(?:key|name)>\\s{0,40}<(?:string|value))>\\s{0,40}${elementValue}|${separator}(?:${quotedValue}|${optionValue}|${restOfLine}|${bareValue}))`

const value = assembled('assignment', '<alnum:32>')

/** Names under which code keeps what is no secret, or names a secret without holding one. */
const harmless =
  /(?:public|publishable|primary|foreign|partition|cache|sort|object|index|column|translation|i18n|storage|idempotency|routing|site|map|query|row|group|next|prev|page|continuation|sync|resume|cursor|design|color|syntax|integrity|dedup|message|hot|short|event|react|template|lock|change|request|update|action|lifecycle|verification|client_?request|tracking|analytics|measurement|instrumentation|client_?id|key_?id|token_?id|fingerprint|kid)[\w-]{0,8}["'\])]{0,3}\W{0,6}$/i
/** What makes a `key` a key to something. */
const keyOf =
  /(?:api|access|secret|private|auth|encrypt(?:ion)?|sign(?:ing)?|master|service|account|admin|app|application|client|consumer|shared|license|deploy|ssh|hmac|aes|des|rsa|crypto?|cipher|jwt|session|token|webhook|server|subscription|integration|project|write|read|sdk|root|live|prod|bot|ingest(?:ion)?|user|bearer|recovery|backup|stream|x)[_\-. ]{0,2}key|[A-Z0-9]_KEY|[a-z0-9]Key\b|(?:Api|Access|App|Auth|Client|Secret|Service|Subscription)-Key\b/

/** A name of its own that ends in `auth`, as libraries have, and does not say what it would open. */
const isLibrary = (label: string) => /^\s{1,8}[A-Z]\w*auth\d?: $/i.test(label) && !isLabelled(label)

function isAssigned(secret: string, context: { before: string; after: string }): boolean {
  const kind = kindOfSecret(secret)
  if (kind === undefined) return false
  const label = labelOf(context.before)
  if (isListedHash(secret, context) || (isDigest(secret) && isLibrary(label))) return false
  if (harmless.test(label) || /::\w+\W{1,6}$|[(,] *$/.test(label)) return false
  if (/key\W{0,12}(?:value=\W)?$|key\d?s?\W{0,12}$/i.test(label) && !keyOf.test(label)) return false
  if (kind === 'token' || secret.length >= 14) return true
  return /pass|pwd|secret|cred/i.test(label.slice(-32))
}

/** A label that ends in a word for a credential and is set to what follows it, nothing in between. */
const setCredential =
  /(?:key|token|secret|passw(?:or)?d|pwd|pat|auth|credential)s?(?:[_-]?(?:v?\d|prod|dev|live|test))?(?:\\?["'\])]){0,2} {0,3}(?:=|:|=>|:=) {0,3}(?:\\{0,2}["'`])?$/i
/** Shorter values are too often numbers and names of versions, hosts and accounts. */
const leastIssued = 20

function isSetForIssuer(secret: string, context: { before: string; after: string }): boolean {
  const label = labelOf(context.before)
  if (secret.length < leastIssued || !setCredential.test(label) || harmless.test(label))
    return false
  if (isListedHash(secret, context) || (isDigest(secret) && !isLabelled(label))) return false
  return isRandomToken(secret)
}

/**
 * Keys named for an issuer we know, whatever their form: `DATADOG_API_KEY=…`. Certain enough to be
 * rewritten, since the name, the word for a credential and the noise all agree.
 *
 * @param names lower-case names of issuers, at least four bytes each
 */
export function issuerAssignment(names: readonly string[]): Detector {
  const [name = ''] = names
  return {
    id: 'issuer-assignment',
    provider: 'Any',
    tier: 'rewrite',
    confidence: 'medium',
    keywords: names,
    pattern: new RegExp(
      `[\\w.-]{4,64}(?:\\\\?["'\\])]){0,2} {0,3}(?:=>|:=|[=:]) {0,3}(?:${quotedValue}|${bareValue})`,
      'gi',
    ),
    maxLength: 290,
    beforeKeyword: 0,
    accept: isSetForIssuer,
    revoke: 'Replace the key with the issuer its name names, and load it from a secret store.',
    hits: [
      `${name.toUpperCase()}_API_KEY=${value}`,
      `{"${name}AccessToken": "${value}"}`,
      `${name}.client-secret: '${value}'`,
    ],
    misses: [
      `${name.toUpperCase()}_REGION=${value}`,
      `${name}_token = await get()`,
      `${name}_cache_key = "${value}"`,
      `${name}_API_KEY=version-2-of-the-key`,
    ],
  }
}

/** A random value behind a name for a credential: the long tail of issuers nobody has a rule for. */
export const assignments: Detector[] = [
  {
    id: 'secret-assignment',
    provider: 'Any',
    tier: 'report',
    confidence: 'low',
    keywords: ['pass', 'pwd', 'secret', 'token', 'key', 'cred', 'auth'],
    pattern: new RegExp(`${name}${suffix}${assigned}`, 'gi'),
    maxLength: 400,
    beforeKeyword: 0,
    accept: isAssigned,
    revoke,
    hits: [
      `const apiKey = '${value}'`,
      `ACME_API_KEY=${value}`,
      `acme:\n  token: ${value}\n`,
      `{"client_secret": "${value}"}`,
      `"{\\"accessToken\\":\\"${value}\\"}"`,
      `<password>${value}</password>`,
      `<add key="AcmeSecret" value="${value}"/>`,
      `https://api.acme.test/v1?api_key=${value}&x=1`,
      `acme --auth-token ${value}`,
      `my api key is ${value}`,
      `define('AUTH_KEY', '${value}');`,
      `password = "${['Xk9', 'vQ2', 'mZ7'].join('!')}"`,
      `{"Password": "${['Rk7', 'wQ2mZx', '9Lp4'].join('{')}"}`,
      `DB_PASSWORD=${['Xk9', 'vQ2', 'mZ7pL'].join('$')}\n`,
    ],
    misses: [
      'const token = await getToken()',
      'password: "correct horse"',
      'apiKey: process.env.ACME_API_KEY',
      'secret: ${{ secrets.DEPLOY_TOKEN_2 }}',
      'token: "punctuation.definition.string2"',
      'cacheKey = "5d41402abc4b2a76b9719d911017c592"',
      'password=changeme123',
      'DB_PASSWORD="App1-$DB_HOST-$USER_NAME2"',
      "password => '$new_Password1'",
      'API_KEY=xxxxxxxxxxxxxxxxxxxx1',
      'tokenType: "my-first-token-1"',
    ],
  },
]
