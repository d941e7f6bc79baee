import type { Detector } from '../detector.ts'
import { entropyOf } from '../entropy.ts'
import { assembled } from './assembled.ts'
import { issuer } from './issuer.ts'

/** Longest private key block that is recognised as one, in bytes; a 16384-bit RSA key has 13 KB. */
const maxBlock = 24_576
const anyBody = `(?:[^-]|-(?!----)){20,${maxBlock}}`
/** Base64 in lines, however the lines are escaped. */
const puttyBody = `(?:[0-9A-Za-z+/=\\s"',]|\\\\+[nr]){60,${maxBlock}}`

const revoke =
  'Replace the key pair, and remove the public half wherever it is trusted (servers, accounts, certificates).'

/** A block with enough random base64 in it; documentation has dots or nothing there. */
function hasKeyMaterial(block: string): boolean {
  const body = block
    .replace(/-----[^-]{1,60}-----/g, '')
    .replace(/\\+[nr]/g, '')
    .replace(/[^0-9A-Za-z+/]/g, '')
  const strange = block.length - block.replace(/[^\w+/=\s\\"',:.-]/g, '').length
  if (strange > block.length / 10) return false
  return body.length >= 40 && entropyOf(body.slice(0, 2_000)) >= 4 && !/(.)\1{39}/.test(body)
}

function block(kind: string): RegExp {
  return new RegExp(`-----BEGIN ${kind}-----${anyBody}-----END [A-Z0-9 ]{4,40}-----`, 'g')
}

function pem(id: string, kind: string, label: string): Detector {
  const lines = Array.from({ length: 6 }, (_, at) => assembled(`${id}${at}`, '<b64:64>'))
  const written = (newline: string) =>
    [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join(newline)
  return {
    id,
    provider: 'Any',
    tier: 'rewrite',
    confidence: 'high',
    keywords: ['-----begin'],
    pattern: block(kind),
    maxLength: maxBlock + 140,
    beforeKeyword: 0,
    minEntropy: 4,
    accept: hasKeyMaterial,
    revoke,
    hits: [written('\n'), JSON.stringify({ key: written('\r\n') }), written('\n').slice(0, 240)],
    misses: [
      `-----BEGIN ${label}-----\n...\n-----END ${label}-----`,
      written('\n').replaceAll(label, 'CERTIFICATE'),
      written('\n').replaceAll(label, 'PUBLIC KEY'),
    ],
  }
}

const putty: Detector = {
  id: 'putty-private-key',
  provider: 'Any',
  tier: 'rewrite',
  confidence: 'high',
  keywords: ['putty-user-key-file-'],
  pattern: new RegExp(
    `PuTTY-User-Key-File-[23]:[^]{40,12000}?Private-Lines: \\d{1,3}(?<secret>${puttyBody})`,
    'g',
  ),
  maxLength: 2 * maxBlock,
  beforeKeyword: 0,
  minEntropy: 4,
  revoke,
  hits: [
    `PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\nComment: me\r\nPublic-Lines: 1\r\n${assembled('putty', '<b64:64>')}\r\nPrivate-Lines: 1\r\n${assembled('putty-private', '<b64:64>')}\r\nPrivate-MAC: 00`,
  ],
  misses: ['PuTTY-User-Key-File-3 is the name of the format'],
}

const jsonWebKey: Detector = {
  id: 'json-web-key',
  provider: 'Any',
  tier: 'rewrite',
  confidence: 'high',
  keywords: ['"kty'],
  pattern:
    /"kty\\?"\s{0,3}:\s{0,3}\\?"(?:RSA|EC|OKP)\\?"[^{}]{1,3000}?"d\\?"\s{0,3}:\s{0,3}\\?"(?<secret>[0-9A-Za-z_-]{32,1400})/g,
  maxLength: 4_500,
  beforeKeyword: 0,
  minEntropy: 4,
  revoke,
  hits: [
    `{"kty":"EC","crv":"P-256","x":"${assembled('x', '<url:43>')}","d":"${assembled('d', '<url:43>')}"}`,
  ],
  misses: [`{"kty":"EC","crv":"P-256","x":"${assembled('x', '<url:43>')}"}`],
}

const bare = issuer('Any', revoke)

/** Private keys in every armour they travel in. RFC 7468, RFC 4880, RFC 7517, PuTTY’s own. */
export const privateKeys: Detector[] = [
  pem(
    'private-key',
    '(?:(?:RSA|DSA|EC|ECDSA|ED25519|ANY|ENCRYPTED|X25519|SM2) )?PRIVATE KEY',
    'PRIVATE KEY',
  ),
  pem('openssh-private-key', 'OPENSSH PRIVATE KEY', 'OPENSSH PRIVATE KEY'),
  pem('pgp-private-key', 'PGP PRIVATE KEY BLOCK', 'PGP PRIVATE KEY BLOCK'),
  pem(
    'other-private-key',
    '(?!RSA|DSA|EC|ED25519|ANY|ENCRYPTED|X25519|SM2|OPENSSH|PGP)[A-Z0-9]{2,16} (?:[A-Z0-9]{2,16} )?PRIVATE KEY',
    'ACME PRIVATE KEY',
  ),
  // The base64 of `-----BEGIN ` and what may follow, as kubeconfig and CI variables hold it.
  bare('base64-private-key', [
    'LS0tLS1CRUdJTi{BQUklWQVRF|BSU0EgUFJJVkFURS|BFQyBQUklWQVRF|BEU0EgUFJJVkFURS|BPUEVOU1NIIFBSSVZBVEUg|BFTkNSWVBURUQgUFJJVkFURS|BQR1AgUFJJVkFURS}<pad64:60-16000>',
  ]),
  putty,
  jsonWebKey,
  issuer('Bitcoin', 'Move the funds to addresses of a new seed.')(
    'bitcoin-extended-key',
    '{xprv|yprv|zprv|tprv}<b58:107>',
  ),
]
