import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { GuardError } from '../core/errors.ts'
import { stateDirectory } from '../state-directory.ts'
import { isOwnPath, ownPathsText } from './paths.ts'

/** What the server needs to be the App. Held in memory, and given to the forge's client alone. */
export interface AppCredentials {
  appId: number
  /** PEM. */
  privateKey: string
  webhookSecret: string
}

/** Where the forge is; everything follows from its host. */
export interface ForgeAddress {
  /** Pages, and git below it: `https://github.com/`. */
  web: URL
  /** REST, without a slash at the end; GraphQL is found from it by the client. */
  api: string
}

/** How the server runs, read once at the start. */
export interface Config {
  /** Absent: those of an earlier set-up count, else the set-up page is shown. */
  credentials?: AppCredentials
  forge: ForgeAddress
  /** Absent: both loopback addresses. */
  host?: string
  port: number
  logLevel: string
  databaseUrl?: string
  dataDirectory: string
  webhookPath: string
  /** A smee channel that webhooks come through, on a machine the forge cannot reach. */
  webhookProxy?: string
  /** What else is read of the environment, further below: `PATH`, and the forward proxy. */
  environment?: NodeJS.ProcessEnv
}

const text = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional()

const url = (what: string, protocols: readonly string[]) =>
  text.refine(
    (value) => value === undefined || protocols.includes(URL.parse(value)?.protocol ?? ''),
    `expected ${what}`,
  )

/**
 * A path in its normal form, as it stands in a request line: parsing it as an address changes
 * nothing.
 */
const isPath = (value: string): boolean =>
  /^\/[\w./-]*$/.test(value) && URL.parse(value, 'http://localhost')?.pathname === value

/** Whoever guesses the secret can tell the App anything. */
export const minSecretLength = 16

const schema = z.object({
  APP_ID: text.refine(
    (value) => value === undefined || /^[1-9]\d{0,15}$/.test(value),
    'expected the App’s number, as on its settings page',
  ),
  PRIVATE_KEY: text,
  PRIVATE_KEY_PATH: text,
  WEBHOOK_SECRET: text.refine(
    (value) => value === undefined || value.length >= minSecretLength,
    `expected at least ${minSecretLength} characters, as \`openssl rand -hex 20\` prints them`,
  ),
  WEBHOOK_PATH: text
    .refine(
      (value) => value === undefined || isPath(value),
      'expected a path such as /api/github/webhooks',
    )
    .refine(
      (value) => value === undefined || !isOwnPath(value),
      `expected another path than those of the server: ${ownPathsText}`,
    ),
  WEBHOOK_PROXY_URL: url('an address such as https://smee.io/AbC123', ['http:', 'https:']),
  GHE_HOST: text.refine(
    (value) => value === undefined || URL.parse(`https://${value}/`)?.host === value.toLowerCase(),
    'expected a host such as github.example.com, without https://',
  ),
  GHE_PROTOCOL: text.refine(
    (value) => value === undefined || value === 'https' || value === 'http',
    'expected https or http',
  ),
  HOST: text,
  PORT: text.refine(
    (value) => value === undefined || (/^\d{1,5}$/.test(value) && Number(value) < 65_536),
    'expected a port from 0 to 65535',
  ),
  LOG_LEVEL: text.refine(
    (value) =>
      value === undefined ||
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'].includes(value),
    'expected trace, debug, info, warn, error, fatal or silent',
  ),
  DATABASE_URL: url('an address such as postgres://user:password@host/database', [
    'postgres:',
    'postgresql:',
  ]),
  DATA_DIR: text,
})

/**
 * Reads the environment, in the names Probot uses.
 *
 * @throws {GuardError} `INPUT_INVALID`, one line for each variable that is missing or malformed; no
 * value stands in it
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const result = schema.safeParse(env)
  if (!result.success) {
    throw invalid(result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
  }
  const read = result.data
  const credentials = readCredentials(read)
  return {
    ...(credentials === undefined ? {} : { credentials }),
    forge: forgeOf(read.GHE_HOST, read.GHE_PROTOCOL ?? 'https'),
    ...(read.HOST === undefined || read.HOST === 'localhost' ? {} : { host: read.HOST }),
    port: Number(read.PORT ?? 3_000),
    logLevel: read.LOG_LEVEL ?? 'info',
    ...(read.DATABASE_URL === undefined ? {} : { databaseUrl: read.DATABASE_URL }),
    dataDirectory: dataDirectory(env),
    webhookPath: read.WEBHOOK_PATH ?? '/api/github/webhooks',
    ...(read.WEBHOOK_PROXY_URL === undefined ? {} : { webhookProxy: read.WEBHOOK_PROXY_URL }),
    ...readFurther(env),
  }
}

const furtherNames = /^(PATH|(https?|no)_proxy)$/i

function readFurther(env: NodeJS.ProcessEnv): Pick<Config, 'environment'> {
  const found = Object.entries(env).filter(([name]) => furtherNames.test(name))
  return found.length === 0 ? {} : { environment: Object.fromEntries(found) }
}

/** Where the server keeps its files: `DATA_DIR`, else a folder of this user's state. */
const dataDirectory = (env: NodeJS.ProcessEnv): string =>
  resolve(env.DATA_DIR?.trim() || join(stateDirectory(env), 'server'))

function readCredentials(read: z.output<typeof schema>): AppCredentials | undefined {
  const { APP_ID, PRIVATE_KEY, PRIVATE_KEY_PATH, WEBHOOK_SECRET } = read
  if ([APP_ID, PRIVATE_KEY, PRIVATE_KEY_PATH, WEBHOOK_SECRET].every((one) => one === undefined)) {
    return undefined
  }
  const missing = [
    ...(APP_ID === undefined ? ['APP_ID: is missing; it is the App’s number'] : []),
    ...(PRIVATE_KEY === undefined && PRIVATE_KEY_PATH === undefined
      ? ['PRIVATE_KEY or PRIVATE_KEY_PATH: is missing; it is the App’s private key, or its file']
      : []),
    ...(WEBHOOK_SECRET === undefined
      ? ['WEBHOOK_SECRET: is missing; it is what the forge signs webhooks with']
      : []),
  ]
  if (missing.length > 0 || APP_ID === undefined || WEBHOOK_SECRET === undefined) {
    throw invalid(missing)
  }
  const privateKey =
    PRIVATE_KEY === undefined
      ? checkKey('PRIVATE_KEY_PATH', readKeyFile(PRIVATE_KEY_PATH ?? ''))
      : checkKey('PRIVATE_KEY', PRIVATE_KEY)
  return { appId: Number(APP_ID), privateKey, webhookSecret: WEBHOOK_SECRET }
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw invalid([`PRIVATE_KEY_PATH: ${path} cannot be read (${code ?? 'unexpected'})`])
  }
}

/**
 * A PEM; also on one line with `\n` between its lines, or in base64, as it is kept in CI systems.
 */
function checkKey(name: string, given: string): string {
  const plain = given.includes('-----BEGIN') ? given : Buffer.from(given, 'base64').toString('utf8')
  const pem = plain.replaceAll('\\n', '\n').trim()
  try {
    const { asymmetricKeyType } = createPrivateKey(pem)
    if (asymmetricKeyType === 'rsa') return `${pem}\n`
  } catch {
    // What is wrong with it could show some of it.
  }
  throw invalid([`${name}: expected an RSA private key in PEM, as GitHub lets one download it`])
}

function forgeOf(host: string | undefined, protocol: string): ForgeAddress {
  if (host === undefined)
    return { web: new URL('https://github.com/'), api: 'https://api.github.com' }
  const web = new URL(`${protocol}://${host}/`)
  // GitHub Enterprise Cloud with data residency has its API on a host of its own.
  const api = host.endsWith('.ghe.com') ? `${protocol}://api.${host}` : `${web.origin}/api/v3`
  return { web, api }
}

const invalid = (lines: readonly string[]) =>
  new GuardError('INPUT_INVALID', lines.join('\n'), {
    hint: 'docs/install.md lists every variable.',
  })
