import { createHmac, generateKeyPairSync, randomBytes, randomInt, randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * Evaluation data: fresh values of documented credential formats in the texts they travel in.
 * Written from the formats alone; it shares no code with the rules and none of their evidence.
 */
export interface Sample {
  source: string
  /** The exact value that must not survive. */
  secret: string
  text: string
}

const digits = '0123456789'
const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()
const alnum = digits + lower + upper
const hexDigits = '0123456789abcdef'
const urlSafe = `${alnum}_-`

/** `length` bytes of an alphabet, each as likely as the other. */
export function of(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}
export const hex = (length: number) => of(hexDigits, length)
export const word = (length: number) => of(alnum, length)
const url = (length: number) => of(urlSafe, length)
const low = (length: number) => of(digits + lower, length)
const up = (length: number) => of(digits + upper, length)
const number = (length: number) => of('123456789', 1) + of(digits, length - 1)
const base64 = (bytes: number) => randomBytes(bytes).toString('base64')
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const anyOf = <Item>(items: readonly Item[]): Item => items[randomInt(items.length)] as Item

/** GitHub’s check digits: CRC32 of the random part, in base 62, padded to six. */
function githubToken(prefix: string): string {
  const body = word(30)
  let rest = crc32(body)
  let check = ''
  for (; rest > 0; rest = Math.floor(rest / 62)) check = `${alnum[rest % 62]}${check}`
  return `${prefix}_${body}${check.padStart(6, '0')}`
}

function webToken(claims: object): string {
  const signed = `${base64url({ alg: anyOf(['HS256', 'RS256']), typ: 'JWT' })}.${base64url(claims)}`
  return `${signed}.${createHmac('sha256', randomBytes(32)).update(signed).digest('base64url')}`
}

const claims = () => ({ sub: randomUUID(), iat: 1_760_000_000 + randomInt(1e6), scope: word(12) })

function privateKey(kind: 'rsa' | 'ec' | 'ed25519', type: 'pkcs1' | 'pkcs8' | 'sec1'): string {
  const { privateKey: key } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : kind === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519')
  return key
    .export({ format: 'pem', type: type as 'pkcs8' })
    .toString()
    .trim()
}

function openSshKey(): string {
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), randomBytes(380)]).toString('base64')
  const lines = body.match(/.{1,70}/g) ?? []
  return [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...lines,
    '-----END OPENSSH PRIVATE KEY-----',
  ].join('\n')
}

/** Formats with a form of their own, by family: the value alone is enough to know it. */
export const issued: Record<string, readonly (() => string)[]> = {
  'source hosting': [
    () => githubToken('ghp'),
    () => githubToken('gho'),
    () => githubToken('ghu'),
    () => githubToken('ghs'),
    () => `ghr_${word(76)}`,
    () => `github_pat_${word(22)}_${word(59)}`,
    () => `ghs_${number(7)}_${webToken({ iss: number(7), ref: word(120), tok: word(90) })}`,
    () => `glpat-${url(20)}`,
    () => `glpat-${url(36)}.01.${low(9)}`,
    () => `gldt-${url(20)}`,
    () => `glrt-${url(20)}`,
    () => `glptt-${hex(40)}`,
    () => `glcbt-64_${url(20)}`,
    () => `gloas-${hex(64)}`,
    () => `ATBB${word(32)}`,
    () => `ATCTT3xFfGN0${url(170)}=${up(8)}`,
  ],
  clouds: [
    () => `AKIA${of(`${upper}234567`, 16)}`,
    () => `ASIA${of(`${upper}234567`, 16)}`,
    () => `AIza${url(35)}`,
    () => `GOCSPX-${url(28)}`,
    () => `ya29.${url(180)}`,
    () => `1//0${url(60)}`,
    () => `${url(3)}8Q~${of(`${alnum}_.~-`, 34)}`,
    () => `${word(52)}JQQJ99${up(4)}ACxxXJ3w3AAAB${word(14)}`.slice(0, 84),
    () => `${of(`${alnum}+/`, 42)}+ACR${word(6)}`,
    () => `dop_v1_${hex(64)}`,
    () => `doo_v1_${hex(64)}`,
    () => `HRKU-AA${url(58)}`,
    () => `vcp_${word(56)}`,
    () => `nfp_${word(36)}`,
    () => `sbp_${hex(40)}`,
    () => `pscale_tkn_${url(43)}`,
    () => `pscale_pw_${url(43)}`,
    () => `LTAI${word(20)}`,
    () => `fo1_${url(43)}`,
    () => `fm2_${of(`${alnum}+/`, 300)}`,
    () => `dapi${hex(32)}`,
    () => `AVNS_${url(19)}`,
    () => `cfut_${word(40)}${hex(8)}`,
    () => `v1.0-${hex(24)}-${hex(146)}`,
  ],
  models: [
    () => `sk-proj-${url(74)}T3BlbkFJ${url(74)}`,
    () => `sk-${word(20)}T3BlbkFJ${word(20)}`,
    () => `sk-svcacct-${url(58)}T3BlbkFJ${url(58)}`,
    () => `sk-ant-api03-${url(93)}AA`,
    () => `sk-ant-admin01-${url(93)}AA`,
    () => `crsr_${hex(64)}`,
    () => `hf_${of(lower + upper, 34)}`,
    () => `r8_${word(37)}`,
    () => `gsk_${word(52)}`,
    () => `xai-${word(80)}`,
    () => `pplx-${word(48)}`,
    () => `sk-or-v1-${hex(64)}`,
    () => `nvapi-${url(64)}`,
    () => `pcsk_${word(5)}_${word(63)}`,
    () => `lsv2_pt_${hex(32)}_${hex(10)}`,
    () => `tvly-dev-${word(32)}`,
    () => `fc-${hex(32)}`,
  ],
  infrastructure: [
    () => `hvs.${url(95)}`,
    () => `hvb.${url(160)}`,
    () => `${word(14)}.atlasv1.${url(67)}`,
    () => `pul-${hex(40)}`,
    () => `dp.pt.${word(43)}`,
    () => `dp.st.dev.${word(43)}`,
    () => `ops_eyJ${of(`${alnum}+/`, 400)}`,
    () => `A3-${up(6)}-${up(6)}-${up(5)}-${up(5)}-${up(5)}-${up(5)}`,
    () => `AGE-SECRET-KEY-1${of('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`,
    () => `tskey-auth-k${word(11)}CNTRL-${word(32)}`,
    () => `SWMTKN-1-${low(50)}-${low(25)}`,
    () => `sha256~${url(43)}`,
    () => `CCIPAT_${word(22)}_${hex(40)}`,
    () => `bkua_${hex(40)}`,
    () => `API-${up(26)}`,
    () => `PMAK-${hex(24)}-${hex(34)}`,
    () => `pnu_${word(36)}`,
    () => `sgp_${hex(16)}_${hex(40)}`,
  ],
  'chat and mail': [
    () => `xoxb-${number(12)}-${number(13)}-${word(24)}`,
    () => `xoxp-${number(12)}-${number(12)}-${number(13)}-${hex(32)}`,
    () => `xapp-1-A${up(10)}-${number(13)}-${hex(64)}`,
    () => `hooks.slack.com/services/T${up(10)}/B${up(10)}/${word(24)}`,
    () => `discord.com/api/webhooks/${number(19)}/${url(68)}`,
    () => `${number(10)}:AA${url(33)}`,
    () => `SK${hex(32)}`,
    () => `SG.${url(22)}.${url(43)}`,
    () => `key-${hex(32)}`,
    () => `${hex(32)}-us${1 + randomInt(20)}`,
    () => `xkeysib-${hex(64)}-${word(16)}`,
    () => `re_${word(8)}_${word(24)}`,
  ],
  'money and shops': [
    () => `sk_live_${word(24)}`,
    () => `rk_live_${word(99)}`,
    () => `whsec_${word(32)}`,
    () => `sq0atp-${url(22)}`,
    () => `sq0csp-${url(43)}`,
    () => `EAAA${anyOf(['l', 'E'])}${url(59)}`,
    () => `access_token$production$${low(16)}$${hex(32)}`,
    () => `rzp_live_${word(14)}`,
    () => `shpat_${hex(32)}`,
    () => `shpss_${hex(32)}`,
    () => `EZAK${word(54)}`,
    () => `shippo_live_${hex(40)}`,
    () => `FLWSECK-${low(32)}-X`,
    () => `duffel_live_${url(43)}`,
  ],
  'work and watch': [
    () => `ntn_${number(11)}${word(35)}`,
    () => `secret_${word(43)}`,
    () => `lin_api_${word(40)}`,
    () => `figd_${url(40)}`,
    () => `ATATT3xFfGF0${url(170)}=${up(8)}`,
    () => `pat${word(14)}.${hex(64)}`,
    () => `sl.${url(136)}`,
    () => `pat-na1-${randomUUID()}`,
    () => `CFPAT-${url(43)}`,
    () => `tfp_${word(44)}`,
    () => `NRAK-${up(27)}`,
    () => `sntryu_${hex(64)}`,
    () => `glsa_${word(32)}_${hex(8)}`,
    () => `glc_eyJ${of(`${alnum}+/`, 100)}==`,
    () => `dt0c01.${up(24)}.${up(64)}`,
    () => `phx_${word(43)}`,
    () => `squ_${hex(40)}`,
  ],
  packages: [
    () => `npm_${word(36)}`,
    () => `pypi-AgEIcHlwaS5vcmc${url(160)}`,
    () => `dckr_pat_${url(27)}`,
    () => `rubygems_${hex(48)}`,
    () => `oy2${low(43)}`,
    () => `CLOJARS_${hex(60)}`,
    () => `AKCp${word(69)}`,
  ],
  'web tokens': [
    () => webToken(claims()),
    () => webToken({ ...claims(), roles: [word(9), word(8)] }),
  ],
  'private keys': [
    () => privateKey('rsa', 'pkcs1'),
    () => privateKey('rsa', 'pkcs8'),
    () => privateKey('ec', 'sec1'),
    () => privateKey('ed25519', 'pkcs8'),
    openSshKey,
  ],
}

/** A credential whose place gives it away: the text, and the part of it that is secret. */
export const placed: Record<string, readonly (() => Sample)[]> = {
  'connection strings': [
    () => within('url', word(18), (it) => `postgres://app:${it}@db-${low(4)}.internal:5432/shop`),
    () => within('url', word(24), (it) => `DATABASE_URL=mysql://svc:${it}@10.1.2.3/shop`),
    () =>
      within('url', url(16), (it) => `mongodb+srv://admin:${it}@c0.${low(5)}.mongodb.net/x?w=1`),
    () => within('url', word(32), (it) => `{"broker":"amqps://u1:${it}@mq.internal:5671/v"}`),
    () => within('url', word(44), (it) => `redis://:${it}@cache.internal:6380/0`),
    () => within('url', word(20), (it) => `git clone https://bot:${it}@git.internal/team/app.git`),
    () =>
      within(
        'ado',
        word(20),
        (it) => `Server=tcp:db,1433;Database=x;User ID=sa;Password=${it};Encrypt=true`,
      ),
    () =>
      within(
        'azure',
        `${of(`${alnum}+/`, 86)}==`,
        (it) =>
          `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${it};EndpointSuffix=core.windows.net`,
      ),
    () =>
      within(
        'azure',
        `${of(`${alnum}+/`, 43)}=`,
        (it) =>
          `Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=R;SharedAccessKey=${it}`,
      ),
  ],
  'credential files': [
    () => within('npmrc', randomUUID(), (it) => `//npm.internal/:_authToken=${it}\n`),
    () =>
      within('netrc', word(24), (it) => `machine git.internal\n  login bot\n  password ${it}\n`),
    () =>
      within(
        'docker',
        Buffer.from(`bot:${word(30)}`).toString('base64'),
        (it) => `{"auths":{"r.internal":{"auth":"${it}"}}}`,
      ),
    () =>
      within(
        'aws',
        of(`${alnum}+/`, 40),
        (it) => `[default]\naws_access_key_id = x\naws_secret_access_key = ${it}\n`,
      ),
    () =>
      within('aws', of(`${alnum}+/`, 40), (it) => `{"AccessKeyId":"x","SecretAccessKey":"${it}"}`),
    () =>
      within(
        'header',
        Buffer.from(`bot:${word(22)}`).toString('base64'),
        (it) => `Authorization: Basic ${it}\r\n`,
      ),
    () =>
      within(
        'header',
        word(40),
        (it) => `curl -H "Authorization: Bearer ${it}" https://api.internal/`,
      ),
    () => within('header', hex(40), (it) => `PRIVATE-TOKEN: ${it}`),
    () =>
      within(
        'jwk',
        url(43),
        (it) => `{"kty":"EC","crv":"P-256","x":"${url(43)}","y":"${url(43)}","d":"${it}"}`,
      ),
  ],
}

const within = (source: string, secret: string, text: (secret: string) => string): Sample => ({
  source,
  secret,
  text: text(secret),
})

/** Issuers that do not exist, so that no rule can know them. */
const strangers = [
  'acmecloud',
  'zentrixio',
  'bluefinch',
  'quorvia',
  'nimbuskit',
  'fablehost',
  'ostrovia',
  'pelagos',
]
/** What keys of unknown issuers look like. */
const unknownValues: Record<string, () => string> = {
  'hex 32': () => hex(32),
  'hex 40': () => hex(40),
  'hex 64': () => hex(64),
  'alphanumeric 20': () => word(20),
  'alphanumeric 32': () => word(32),
  'alphanumeric 48': () => word(48),
  'lower case 24': () => low(24),
  'base64 32 bytes': () => base64(32),
  'base64url 32 bytes': () => randomBytes(32).toString('base64url'),
  uuid: () => randomUUID(),
  'prefix and alphanumeric': () => `${of(lower, 3)}_${anyOf(['live', 'prod'])}_${word(28)}`,
  'password with symbols': () =>
    `${of(upper, 2)}${of(lower, 4)}${of('!#%+*-_', 2)}${of(digits, 3)}${word(5)}`,
}
const unknownPlaces: Record<string, (name: string, secret: string) => string> = {
  shell: (name, it) => `export ${name.toUpperCase()}_API_KEY=${it}\n`,
  env: (name, it) => `DEBUG=1\n${name.toUpperCase()}_SECRET="${it}"\n`,
  json: (name, it) => JSON.stringify({ [name]: { apiKey: it, region: 'eu' } }),
  'json in json': (name, it) => JSON.stringify({ body: JSON.stringify({ [`${name}_token`]: it }) }),
  yaml: (name, it) => `services:\n  ${name}:\n    access_token: ${it}\n    retries: 3\n`,
  typescript: (name, it) => `const ${name}Token: string = '${it}'\n`,
  python: (name, it) => `client = ${name}.Client(api_key="${it}", timeout=3)\n`,
  ini: (name, it) => `[${name}]\nuser = bot\npassword = ${it}\n`,
  xml: (name, it) => `<${name}><clientSecret>${it}</clientSecret></${name}>`,
  url: (name, it) => `GET https://api.${name}.test/v1/x?api_key=${encodeURIComponent(it)}&n=1`,
  log: (name, it) => `2026-03-01T10:00:00Z INFO ${name} login ok token=${it} user=7`,
  flag: (name, it) => `$ ${name} deploy --auth-token ${it} --region eu\n`,
  sentence: (name, it) => `Use the ${name} account, the password is ${it} for now.`,
}

/** Texts that a token of a known form travels in. */
const carriers: Record<string, (secret: string) => string> = {
  bare: (it) => it,
  shell: (it) => `export TOKEN=${it}\n`,
  env: (it) => `A=1\nSERVICE_KEY="${it}"\nB=2\n`,
  json: (it) => JSON.stringify({ config: { value: it, n: 1 } }),
  'json in json': (it) => JSON.stringify({ result: JSON.stringify({ stdout: `key\n${it}\nend` }) }),
  yaml: (it) => `env:\n  - name: KEY\n    value: ${it.includes('\n') ? JSON.stringify(it) : it}\n`,
  typescript: (it) => `const client = connect(${JSON.stringify(it)})\n`,
  python: (it) => `client = connect('''${it}''')\n`,
  log: (it) => `2026-03-01T10:00:00Z WARN retry with ${it} failed (3)`,
  url: (it) => `https://api.internal/v1/items?k=${it}&page=2`,
  header: (it) => `> X-Service: ${it}\r\n> Accept: */*\r\n`,
  colour: (it) => `\u001b[32m${it}\u001b[0m done`,
  markdown: (it) => `Set \`${it}\` in the settings.`,
  diff: (it) => `@@ -1 +1 @@\n-old\n+${it}\n`,
}

/** `times` fresh samples of every known form in every carrier that can hold it. */
export function issuedSamples(times: number): Sample[] {
  const samples: Sample[] = []
  for (const [source, makers] of Object.entries(issued)) {
    for (const make of makers) {
      for (const [carrier, carry] of Object.entries(carriers)) {
        for (let time = 0; time < times; time++) {
          const secret = make()
          if (secret.includes('\n') && ['url', 'header', 'diff', 'markdown'].includes(carrier))
            continue
          samples.push({ source, secret, text: carry(secret) })
        }
      }
    }
  }
  for (const [source, makers] of Object.entries(placed)) {
    for (const make of makers) {
      for (let time = 0; time < times * 10; time++) samples.push({ ...make(), source })
    }
  }
  return samples
}

/** `times` fresh samples of every kind of unknown value in every place. */
export function longTailSamples(times: number): Sample[] {
  const samples: Sample[] = []
  for (const [source, make] of Object.entries(unknownValues)) {
    for (const place of Object.values(unknownPlaces)) {
      for (let time = 0; time < times; time++) {
        const secret = make()
        samples.push({ source, secret, text: place(anyOf(strangers), secret) })
      }
    }
  }
  return samples
}
