import type { Detector } from '../detector.ts'
import { assembled } from './assembled.ts'

const revoke =
  'End the session or rotate the key that signed the token; until it expires it works as it is.'
const before =
  '(?<=^|[^0-9A-Za-z_]|\\\\[nrtbf]|%[0-9A-Fa-f]{2}|\\\\[ux][0-9A-Fa-f]{2,4}|\\[[\\d;]{1,8}m)'

/** The subject of the example on jwt.io, which half of all documentation quotes. */
const documented = [
  'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l',
  'eyJsb2dnZWRJbkFzIjoiYWRtaW4i',
]

/** Whether the first part is the base64url of a JOSE header. RFC 7515, 4. */
function hasHeader(token: string, field: RegExp): boolean {
  const header = token.slice(0, token.indexOf('.'))
  try {
    return field.test(atob(header.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return false
  }
}

const encode = (value: object) => btoa(JSON.stringify(value)).replace(/=+$/, '')
const header = encode({ alg: 'HS256', typ: 'JWT' })
const claims = encode({ sub: 'a1f0', exp: 1_900_000_000 })

/** JSON Web Tokens, signed (RFC 7515) and encrypted (RFC 7516). */
export const webTokens: Detector[] = [
  {
    id: 'json-web-token',
    provider: 'Any',
    tier: 'rewrite',
    confidence: 'high',
    keywords: ['eyj', 'ewog', 'ewoi'],
    pattern: new RegExp(
      `${before}e(?:yJ|wog|woi)[0-9A-Za-z_-]{10,2000}={0,2}\\.e(?:yJ|wo)[0-9A-Za-z_-]{8,8000}={0,2}\\.[0-9A-Za-z_-]{16,1400}`,
      'g',
    ),
    maxLength: 11_500,
    beforeKeyword: 0,
    minEntropy: 3.5,
    accept: (token) =>
      hasHeader(token, /"(?:alg|typ|kid)"\s*:/) && !documented.some((part) => token.includes(part)),
    revoke,
    hits: [
      `${header}.${claims}.${assembled('jwt', '<url:43>')}`,
      `{"t":"\\n${header}.${claims}.${assembled('jwt', '<url:86>')}"}`,
    ],
    misses: [
      `${header}.${claims}`,
      `${header} ${claims}`,
      `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(30)}`,
    ],
  },
  {
    id: 'json-web-encryption',
    provider: 'Any',
    tier: 'rewrite',
    confidence: 'high',
    keywords: ['eyj'],
    pattern: new RegExp(
      `${before}eyJ[0-9A-Za-z_-]{10,1000}\\.[0-9A-Za-z_-]{0,1400}\\.[0-9A-Za-z_-]{16,24}\\.[0-9A-Za-z_-]{2,8000}\\.[0-9A-Za-z_-]{22,64}`,
      'g',
    ),
    maxLength: 10_500,
    beforeKeyword: 0,
    minEntropy: 3.5,
    accept: (token) => hasHeader(token, /"enc"\s*:/),
    revoke,
    hits: [
      [
        encode({ alg: 'dir', enc: 'A256GCM' }),
        '',
        assembled('iv', '<url:16>'),
        assembled('text', '<url:60>'),
        assembled('tag', '<url:22>'),
      ].join('.'),
    ],
    misses: [`${header}..short.text.tag`],
  },
]
