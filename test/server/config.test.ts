import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { GuardError } from '../../src/core/errors.ts'
import { readConfig } from '../../src/server/config.ts'

const pemOf = (type: 'rsa' | 'ed25519') =>
  (type === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
    : generateKeyPairSync('ed25519')
  ).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const pem = pemOf('rsa')
const folder = mkdtempSync(join(tmpdir(), 'config-'))
const keyFile = join(folder, 'app.pem')
writeFileSync(keyFile, pem)
afterAll(() => rmSync(folder, { recursive: true }))

const app = { APP_ID: '1234', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'not much of a secret' }

test.each([
  { how: 'as it is', key: { PRIVATE_KEY: pem } },
  { how: 'on one line', key: { PRIVATE_KEY: pem.replaceAll('\n', '\\n') } },
  { how: 'in base64', key: { PRIVATE_KEY: Buffer.from(pem).toString('base64') } },
  { how: 'from a file', key: { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: keyFile } },
])('the private key is read $how', ({ key }) => {
  const { credentials } = readConfig({ ...app, ...key })
  expect(credentials).toEqual({
    appId: 1234,
    privateKey: pem,
    webhookSecret: app.WEBHOOK_SECRET,
  })
})

test('without credentials there are defaults, and the set-up page is due', () => {
  expect(readConfig({ XDG_STATE_HOME: '/state' })).toEqual({
    forge: { web: new URL('https://github.com/'), api: 'https://api.github.com' },
    port: 3000,
    logLevel: 'info',
    dataDirectory: '/state/cursor-guard/server',
    webhookPath: '/api/github/webhooks',
  })
})

test.each([
  { host: undefined, web: 'https://github.com/', api: 'https://api.github.com' },
  {
    host: 'git.example.com',
    web: 'https://git.example.com/',
    api: 'https://git.example.com/api/v3',
  },
  { host: 'acme.ghe.com', web: 'https://acme.ghe.com/', api: 'https://api.acme.ghe.com' },
  {
    host: '127.0.0.1:8080',
    protocol: 'http',
    web: 'http://127.0.0.1:8080/',
    api: 'http://127.0.0.1:8080/api/v3',
  },
])('of GHE_HOST $host the API is $api', ({ host, protocol, web, api }) => {
  const { forge } = readConfig({ ...app, GHE_HOST: host, GHE_PROTOCOL: protocol })
  expect({ web: forge.web.href, api: forge.api }).toEqual({ web, api })
})

test('where programs are and the way out are handed on as they stand, and nothing else is', () => {
  const further = { PATH: '/bin', HTTPS_PROXY: 'http://proxy.example:3128', no_proxy: 'localhost' }
  const other = { PROXY: 'x', NODE_OPTIONS: 'y', GITHUB_TOKEN: 'z' }
  expect(readConfig({ ...app, ...further, ...other }).environment).toEqual(further)
})

test.each(['/hooks', '/statuses', '/setups', '/api/github/webhooks/'])(
  'webhooks may come to %s',
  (path) => {
    expect(readConfig({ ...app, WEBHOOK_PATH: path }).webhookPath).toBe(path)
  },
)

test.each([
  { env: { APP_ID: 'x12' }, says: 'APP_ID: expected the App’s number' },
  { env: { APP_ID: undefined }, says: 'APP_ID: is missing' },
  { env: { PRIVATE_KEY: undefined }, says: 'PRIVATE_KEY or PRIVATE_KEY_PATH: is missing' },
  { env: { PRIVATE_KEY: 'nonsense' }, says: 'PRIVATE_KEY: expected an RSA private key' },
  { env: { PRIVATE_KEY: pemOf('ed25519') }, says: 'PRIVATE_KEY: expected an RSA private key' },
  {
    env: { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: '/nowhere/key.pem' },
    says: 'PRIVATE_KEY_PATH: /nowhere/key.pem cannot be read (ENOENT)',
  },
  { env: { WEBHOOK_SECRET: ' ' }, says: 'WEBHOOK_SECRET: is missing' },
  {
    env: { WEBHOOK_SECRET: 'x'.repeat(15) },
    says: 'WEBHOOK_SECRET: expected at least 16 characters',
  },
  ...['hooks', '//hooks.example.com', '//', '/a/../status'].map((path) => ({
    env: { WEBHOOK_PATH: path },
    says: 'WEBHOOK_PATH: expected a path',
  })),
  ...['/', '/status', '/healthz', '/readyz', '/setup', '/setup/done'].map((path) => ({
    env: { WEBHOOK_PATH: path },
    says: 'WEBHOOK_PATH: expected another path than those of the server',
  })),
  { env: { GHE_HOST: 'https://git.example.com' }, says: 'GHE_HOST: expected a host' },
  { env: { GHE_PROTOCOL: 'ftp' }, says: 'GHE_PROTOCOL: expected https or http' },
  { env: { PORT: '70000' }, says: 'PORT: expected a port' },
  { env: { LOG_LEVEL: 'loud' }, says: 'LOG_LEVEL: expected trace' },
  {
    env: { DATABASE_URL: 'mysql://x' },
    says: 'DATABASE_URL: expected an address such as postgres',
  },
])('of $env it says: $says', ({ env, says }) => {
  expect.assertions(3)
  try {
    readConfig({ ...app, ...(env as NodeJS.ProcessEnv) })
  } catch (error) {
    expect(error).toBeInstanceOf(GuardError)
    const lines = (error as Error).message.split('\n')
    expect(lines).toEqual([expect.stringContaining(says)])
    expect(lines.join()).not.toMatch(/nonsense|BEGIN|not much|mysql/)
  }
})
