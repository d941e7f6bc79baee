import type { Detector } from '../detector.ts'
import { assembled } from './assembled.ts'
import { isCareful, isStock } from './connections.ts'
import { isRandomToken } from './randomness.ts'

/** The two halves of `user:password` in base64, or `undefined` when that is not what it holds. */
function decodePair(base64: string): { user: string; password: string } | undefined {
  try {
    const [, user, password] =
      /^([\x20-\x39\x3b-\x7e]{0,80}):([\x20-\x7e]{1,400})$/.exec(atob(base64)) ?? []
    return user === undefined || password === undefined ? undefined : { user, password }
  } catch {
    return undefined
  }
}

/** A pair worth hiding: the examples of RFC 7617 and RFC 6749 and stock words are not. */
function isPair(base64: string): boolean {
  const pair = decodePair(base64)
  if (pair === undefined || pair.password.length < 3) return false
  return isCareful(pair.password) && !/^(?:aladdin|s6BhdRkqt3)$/i.test(pair.user)
}

/** `user:password` in base64, as `_auth` has it, or a password alone, as `_password` has it. */
function isNpmLogin(base64: string): boolean {
  if (isPair(base64)) return true
  try {
    const text = atob(base64)
    return /^[\x21-\x39\x3b-\x7e]{6,400}$/.test(text) && isCareful(text)
  } catch {
    return false
  }
}

const isKept = (secret: string) => !isStock(secret) && secret.length >= 8
const pair = btoa(`app:${assembled('pair', '<alnum:24>')}`)
const token = assembled('header', '<alnum:40>')
const headerRevoke =
  'Revoke the token with whoever answers at that address, and send a new one from a secret store.'

/** Credentials by the place that files and protocols keep for them. */
export const credentialFiles: Detector[] = [
  {
    id: 'npmrc-credential',
    provider: 'npm',
    tier: 'rewrite',
    confidence: 'high',
    keywords: ['_authtoken', ':_auth', ':_password'],
    pattern: /:?_(?:authToken|auth|password)\s?=\s?\\?["']?(?<secret>[0-9A-Za-z+/=_.-]{8,400})/gi,
    maxLength: 430,
    beforeKeyword: 1,
    accept: isKept,
    revoke: 'Revoke the token at the registry the line names.',
    hits: [`//registry.acme.test/:_authToken=${token}`, `//registry.acme.test/:_password=${pair}`],
    misses: ['//registry.acme.test/:_authToken=${NPM_TOKEN}', '//registry.acme.test/:_auth=xxx'],
  },
  {
    // Without a registry in front, for all of them. Programs have variables of such names as well:
    // what counts is what the value says in base64.
    id: 'npmrc-login',
    provider: 'npm',
    tier: 'rewrite',
    confidence: 'high',
    keywords: ['_auth', '_password'],
    pattern:
      /(?:(?<![0-9A-Za-z_$.:-])|(?<=npm_config_))_(?:auth|password)\s{0,2}=\s{0,2}\\?["']?(?<secret>[0-9A-Za-z+/]{8,400}={0,2})(?![0-9A-Za-z+/=_.(-])/gi,
    maxLength: 430,
    beforeKeyword: 0,
    accept: isNpmLogin,
    revoke: 'Change the password or revoke the token at the registry the file is for.',
    hits: [`_auth=${pair}`, `_password = "${btoa(token)}"`, `NPM_CONFIG__AUTH=${pair}`],
    misses: [
      '_auth=${NPM_AUTH}',
      '_password = getPassword',
      `db_password=${pair}`,
      '_auth=abcdefgh',
    ],
  },
  {
    id: 'docker-config-auth',
    provider: 'Docker',
    tier: 'rewrite',
    confidence: 'high',
    keywords: ['"auth"', '"auth\\"'],
    pattern: /"auth\\?"\s{0,4}:\s{0,4}\\?"(?<secret>[0-9A-Za-z+/]{8,4000}={0,2})\\?"/g,
    maxLength: 4_040,
    beforeKeyword: 0,
    accept: isPair,
    revoke: 'Change the password or revoke the token at the registry the entry names.',
    hits: [
      `{"auths":{"registry.acme.test":{"auth":"${pair}"}}}`,
      JSON.stringify(`{"auth": "${pair}"}`),
    ],
    misses: ['{"auth":"required"}', `{"auth":"${btoa('user:password')}"}`],
  },
  {
    id: 'basic-authorization',
    provider: 'Any',
    tier: 'rewrite',
    confidence: 'high',
    keywords: ['basic '],
    pattern: /basic +(?<secret>[0-9A-Za-z+/]{8,4000}={0,2})(?![0-9A-Za-z+/=])/gi,
    maxLength: 4_020,
    beforeKeyword: 0,
    accept: isPair,
    revoke: 'Change the account’s password on that server.',
    hits: [`Authorization: Basic ${pair}`, `-H 'authorization: basic ${pair}'`],
    misses: ['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'basic understanding', 'Basic authentication'],
  },
  {
    id: 'bearer-authorization',
    provider: 'Any',
    tier: 'rewrite',
    confidence: 'medium',
    keywords: ['bearer ', 'bearer%20', 'token token='],
    pattern:
      /(?:bearer(?: {1,4}|%20)|token token=["']?)(?<secret>[0-9A-Za-z+/_.~-]{20,2000}={0,2})/gi,
    maxLength: 2_040,
    beforeKeyword: 0,
    accept: (secret) => isRandomToken(secret) && !isStock(secret),
    revoke: headerRevoke,
    hits: [`Authorization: Bearer ${token}`, `{"authorization":"bearer ${token}"}`],
    misses: [
      'Authorization: Bearer YOUR_ACCESS_TOKEN_GOES_HERE',
      'Bearer ${token}',
      'the bearer of a-very-long-and-wordy-name',
    ],
  },
  {
    id: 'token-header',
    provider: 'Any',
    tier: 'rewrite',
    confidence: 'medium',
    keywords: [
      'x-api-key',
      'x-auth-token',
      'private-token',
      'x-vault-token',
      'x-access-token',
      'x-gitlab-token',
      'x-rapidapi-key',
      'x-functions-key',
      'x-auth-key',
      'x-token',
      'x-api-token',
      'authorization',
    ],
    pattern:
      /(?:x-api-(?:key|token)|x-(?:auth|vault|access|gitlab)-token|x-token|private-token|x-(?:rapidapi|functions|auth)-key|(?<![A-Za-z])authorization)\\?["']?\s{0,3}[:=,]\s{0,3}\\?["'`]?(?:(?:token|apikey|api-key|key|ssws|bot|oauth|genie-?key|splunk|nrak)[ =:]{1,2})?\\?["']?(?<secret>[0-9A-Za-z+/_.~-]{20,400}={0,2})(?![0-9A-Za-z+/_.~(-])/gi,
    maxLength: 460,
    beforeKeyword: 0,
    accept: (secret) => isRandomToken(secret) && !isStock(secret),
    revoke: headerRevoke,
    hits: [
      `X-Api-Key: ${token}`,
      `-H "PRIVATE-TOKEN: ${token}"`,
      `{"authorization": "token ${token}"}`,
    ],
    misses: [
      'X-Api-Key: $API_KEY',
      'authorization: authorizationHeaderValue',
      "headers['x-api-key'] = process.env.API_KEY_2",
    ],
  },
  {
    id: 'kubernetes-secret',
    provider: 'Kubernetes',
    tier: 'report',
    confidence: 'medium',
    keywords: ['kind: secret'],
    pattern:
      /kind: Secret\s[\s\S]{0,600}?\n(?:data|stringData):\s{1,6}[\w.-]{1,80}: ?["']?(?<secret>[0-9A-Za-z+/=_.~!@#%^*-]{8,4000})/g,
    maxLength: 4_720,
    beforeKeyword: 0,
    accept: isKept,
    revoke:
      'Replace the values wherever they are used, and keep the manifest out of the repository.',
    hits: [
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: ${btoa(token)}\n`,
    ],
    misses: ['kind: Secret\nmetadata:\n  name: db\ndata:\n  password: {{ .Values.password }}\n'],
  },
  {
    id: 'pgpass-line',
    provider: 'PostgreSQL',
    tier: 'report',
    confidence: 'medium',
    keywords: [':5432:'],
    pattern: /:5432:[^:\s]{1,64}:[^:\s]{1,64}:(?<secret>[^:\s]{6,128})/g,
    maxLength: 270,
    beforeKeyword: 0,
    accept: (secret) => !isStock(secret),
    revoke: 'Change the role’s password with ALTER ROLE.',
    hits: [`db.acme.test:5432:shop:app:${token}`],
    misses: ['ports: 5432:5432', 'db:5432:shop:app:password'],
  },
  {
    id: 'password-hash',
    provider: 'Any',
    tier: 'report',
    confidence: 'medium',
    keywords: [
      '$2a$',
      '$2b$',
      '$2y$',
      '$apr1$',
      '$argon2',
      '$6$',
      '$5$',
      '$1$',
      '$8$',
      '$9$',
      '$krb5',
    ],
    pattern:
      /\$2[aby]\$\d\d\$[./0-9A-Za-z]{53}|\$(?:apr)?1\$[./0-9A-Za-z]{4,8}\$[./0-9A-Za-z]{22}|\$argon2(?:id?|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[+/0-9A-Za-z]{11,64}\$[+/0-9A-Za-z]{22,172}|\$[89]\$[./0-9A-Za-z]{8,16}\$[./0-9A-Za-z]{43}|\$krb5(?:asrep\$23\$[^\s$]{1,120}|tgs\$23\$(?:\*[^\s*]{1,120}\*|[^\s$]{1,120}))\$[0-9a-f]{32,200}|\$[56]\$(?:rounds=\d{1,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{43,86}/g,
    maxLength: 340,
    beforeKeyword: 0,
    revoke: 'Have the account choose a new password: a leaked hash can be guessed offline.',
    hits: [`root:$6$${assembled('salt', '<alnum:16>')}$${assembled('hash', '<alnum:86>')}:19000:`],
    misses: ['$6$ is the prefix', '$2b$10$short'],
  },
]
