import { spawn } from 'node:child_process'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Kysely } from 'kysely'
import { openDatabase } from '../../src/adapters/storage/database.ts'
import { migrations } from '../../src/adapters/storage/tables/index.ts'
import { freePort } from '../support/free-port.ts'
import { prepareDatabase } from '../support/prepared-database.ts'
import { until } from '../support/until.ts'

const root = join(import.meta.dirname, '..', '..')
const node = join(root, 'node_modules', '.bin', 'node')
const secret = 'not much of a secret'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string

let forge: Server
let asked: string[]
/** Whether the forge knows the App. */
let knows: boolean
let folder: string

beforeAll(async () => {
  const answers: Record<string, unknown> = {
    'POST /api/v3/app-manifests/abc/conversions': {
      id: 12,
      slug: 'guard',
      pem,
      webhook_secret: secret,
      client_id: 'x',
      client_secret: 'y',
      html_url: 'http://forge.example/apps/guard',
    },
    'GET /api/v3/app': { id: 12, slug: 'guard' },
    'GET /api/v3/app/installations': [],
    'GET /api/v3/app/hook/deliveries': [],
  }
  forge = createServer((request, response) => {
    const call = `${request.method} ${request.url?.split('?')[0]}`
    asked.push(call)
    if (call === 'POST /api/v3/app/installations/3/access_tokens') forge.emit('token')
    const answer = knows ? answers[call] : undefined
    const refused = knows ? 404 : 401
    response.writeHead(answer === undefined ? refused : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer ?? { message: 'Not Found' }))
  })
  await once(forge.listen(0, '127.0.0.1'), 'listening')
})
afterAll(() => {
  forge.close()
})

beforeEach(async () => {
  asked = []
  knows = true
  folder = await mkdtemp(join(tmpdir(), 'serve-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const direct = [node, '--disable-warning=ExperimentalWarning', 'src/cli.ts', 'serve']

function start(env: Record<string, string>, [program = '', ...words] = direct) {
  const child = spawn(program, words, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      HOME: folder,
      DATA_DIR: join(folder, 'data'),
      PORT: '0',
      GHE_HOST: `127.0.0.1:${(forge.address() as AddressInfo).port}`,
      GHE_PROTOCOL: 'http',
      ...env,
    },
  })
  const lines: string[] = []
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const said = new EventEmitter()
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line)
      said.emit('line', line)
    })
  }
  async function line(pattern: RegExp): Promise<string> {
    const wanted = Promise.withResolvers<string>()
    const look = (text: string) => pattern.test(text) && wanted.resolve(text)
    lines.forEach(look)
    said.on('line', look)
    void ended.then(() => wanted.reject(new Error(`ended without ${pattern}: ${lines.join('\n')}`)))
    return wanted.promise
  }
  return { child, lines, ended, line }
}

const credentials = { APP_ID: '12', PRIVATE_KEY: pem, WEBHOOK_SECRET: secret }

/** Where a server takes webhooks in, once it does. */
async function addressOf(server: ReturnType<typeof start>): Promise<string> {
  return /http:\S+/.exec(await server.line(/takes webhooks at/))?.[0] ?? ''
}

/** Lines of the log at the level of errors, and above. */
const errorsIn = (lines: readonly string[]) => lines.filter((line) => /"level":[56]0/.test(line))

async function deliver(address: string, signedWith: string): Promise<number> {
  const body = JSON.stringify({ zen: 'Keep it logically awesome.' })
  const signature = signatureOf(body, signedWith)
  const response = await fetch(new URL('/api/github/webhooks', address), {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-github-delivery': crypto.randomUUID(),
      'x-hub-signature-256': signature,
    },
  })
  return response.status
}

test.each([
  [{ APP_ID: '12', WEBHOOK_SECRET: 'x'.repeat(16) }, 'PRIVATE_KEY or PRIVATE_KEY_PATH: is missing'],
  [{ PORT: 'http' }, 'PORT: expected a port'],
])('with %j it ends at once with one clear line', async (env, says) => {
  const { ended, lines } = start(env)
  expect(await ended).toBe(2)
  expect(lines[0]).toContain(says)
})

const signatureOf = (body: string, key: string): string =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`

test('a data folder that is a file is one clear line', async () => {
  const path = join(folder, 'file')
  await writeFile(path, '')
  for (const env of [{}, credentials]) {
    const { ended, lines } = start({ ...env, DATA_DIR: path })
    expect(await ended).toBe(2)
    expect(lines[0]).toBe(`cursor-guard: DATA_DIR: ${path} cannot be used: it is a file`)
    expect(lines).toHaveLength(2)
  }
})

test('a client that trickles its body keeps nobody waiting, and stopping is no error', async () => {
  await prepareDatabase(join(folder, 'data'))
  const server = start(credentials)
  const { port } = new URL(await addressOf(server))
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => {})
  const head = {
    'content-type': 'application/json',
    'content-length': '100000',
    expect: '100-continue',
    'x-github-event': 'push',
    'x-github-delivery': 'one',
    'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
  }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\n${lines.join('')}\r\n`)
  expect(String((await once(socket, 'data'))[0])).toContain('100 Continue')
  const trickle = setInterval(() => socket.write(' '), 200)
  const told = Date.now()
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  clearInterval(trickle)
  socket.destroy()
  const tookMs = Date.now() - told
  // It was given its time, and no more.
  expect(tookMs).toBeGreaterThan(4_000)
  expect(tookMs).toBeLessThan(15_000)
  expect(errorsIn(server.lines)).toEqual([])
})

test('a channel that cannot be reached does not keep the server from its work', async () => {
  await prepareDatabase(join(folder, 'data'))
  const server = start({ ...credentials, WEBHOOK_PROXY_URL: 'http://127.0.0.1:1/abc' })
  const address = await addressOf(server)
  await server.line(/the channel is away/)
  expect(await deliver(address, secret)).toBe(202)
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  expect(errorsIn(server.lines)).toEqual([])
})

test('a restart waits for the server before it, and a broken file of credentials is not read', async () => {
  await prepareDatabase(join(folder, 'data'))
  await writeFile(join(folder, 'data', 'app-credentials.json'), '{')
  const first = start(credentials)
  await addressOf(first)
  const port = String(await freePort())
  const second = start({ ...credentials, PORT: port })
  const { status } = await until(() => fetch(`http://localhost:${port}`).catch(() => undefined))
  expect(status).toBe(503)
  expect(second.lines.join()).not.toContain('takes webhooks at')
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  const address = await addressOf(second)
  expect(await deliver(address, secret)).toBe(202)
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
  expect(errorsIn([...first.lines, ...second.lines])).toEqual([])
})

test('on a database that a newer version has migrated it works, and says so', async () => {
  const directory = join(folder, 'data')
  await prepareDatabase(directory)
  const addNote = (db: Kysely<unknown>) =>
    db.schema.alterTable('deliveries').addColumn('note', 'text').execute()
  const steps = { ...migrations, '9999-01-01-note': { up: addNote } }
  const newer = await openDatabase({ directory, release: { version: '99.1.0', steps } })
  await newer.close()
  const server = start(credentials)
  const said = await server.line(/a newer version has changed the database/)
  expect(JSON.parse(said)).toMatchObject({ migratedBy: '99.1.0', steps: ['9999-01-01-note'] })
  expect(await deliver(await addressOf(server), secret)).toBe(202)
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  expect(errorsIn(server.lines)).toEqual([])
})

test('npm start ends with its server when it is told to', async () => {
  const npm = start({}, ['npm', 'start'])
  const address = /http:\S+/.exec(await npm.line(/There is no App yet/))?.[0] ?? ''
  expect((await fetch(address)).status).toBe(200)
  npm.child.kill('SIGTERM')
  await npm.ended
  await until(() =>
    fetch(address).then(
      () => undefined,
      () => 'gone',
    ),
  )
})

test('a folder in a work tree keeps no data, whoever the App is', async () => {
  await mkdir(join(folder, 'tree', '.git'), { recursive: true })
  for (const env of [{}, credentials]) {
    const { ended, lines } = start({ ...env, DATA_DIR: join(folder, 'tree', 'data') })
    expect(await ended).toBe(2)
    expect(lines[0]).toContain(`is in the work tree ${join(folder, 'tree')}`)
    expect(await readdir(join(folder, 'tree'))).toEqual(['.git'])
  }
})

test('where smee.io gives no channel the page and the log say so, and what else can be done', async () => {
  const server = start({ HTTPS_PROXY: 'http://127.0.0.1:1' })
  const address = new URL(/http:\S+/.exec(await server.line(/There is no App yet/))?.[0] ?? '')
  const form = { name: '', organisation: '', address: 'http://localhost:3000', set: 'watch' }
  const answer = await fetch(new URL(`/setup${address.search}`, address), {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  expect(answer.status).toBe(500)
  const page = await answer.text()
  expect(page).toContain('smee.io gave no channel')
  expect(page).toContain('WEBHOOK_PROXY_URL')
  expect(await server.line(/set-up page could not go on/)).toContain('smee.io gave no channel')
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
})

test('a first start makes the App on a page, which is gone once it is there', async () => {
  const server = start({})
  const said = await server.line(/There is no App yet/)
  const address = new URL(/http:\S+/.exec(said)?.[0] ?? '')
  expect((await fetch(new URL('/', address))).status).toBe(403)
  expect(await (await fetch(address)).text()).toContain(
    `<form method="post" action="/setup${address.search}">`,
  )

  const form = {
    name: 'guard',
    organisation: '',
    address: 'https://guard.example.com',
    set: 'agents',
  }
  const confirm = await fetch(new URL(`/setup${address.search}`, address), {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  const state = /state=([\w-]+)/.exec(await confirm.text())?.[1]
  const done = await fetch(new URL(`/setup/done?code=abc&state=${state}`, address))
  const page = await done.text()
  expect(page).toContain('http://forge.example/apps/guard/installations/new')

  const file = join(folder, 'data', 'app-credentials.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ appId: 12 })
  expect(await (await fetch(address)).json()).toMatchObject({ service: 'cursor-guard' })
  expect(await deliver(address.origin, secret)).toBe(202)
  expect(await deliver(address.origin, 'another')).toBe(401)
  const shown = [page, ...server.lines].join('\n')
  expect(shown).not.toContain(secret)
  expect(shown).not.toContain('PRIVATE KEY')

  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)

  // The next start needs nothing more.
  const again = start({})
  await again.line(/takes webhooks at/)
  again.child.kill('SIGTERM')
  expect(await again.ended).toBe(0)
})

test('webhooks come through a channel where the forge cannot reach the server', async () => {
  await prepareDatabase(join(folder, 'data'))
  const body = {
    ref: 'refs/heads/main',
    before: 'a'.repeat(40),
    after: 'b'.repeat(40),
    repository: { id: 7, name: 'site', owner: { login: 'acme' } },
    installation: { id: 3 },
    sender: { id: 11, login: 'alice', type: 'User' },
  }
  const signature = signatureOf(JSON.stringify(body), secret)
  const event = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': crypto.randomUUID(),
    'x-hub-signature-256': signature,
    body,
  }
  const channel = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`event: ready\ndata: {}\n\ndata: ${JSON.stringify(event)}\n\n`)
  })
  await once(channel.listen(0, '127.0.0.1'), 'listening')
  const server = start({
    APP_ID: '12',
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: secret,
    WEBHOOK_PROXY_URL: `http://127.0.0.1:${(channel.address() as AddressInfo).port}/abc`,
  })
  const token = once(forge, 'token')
  await server.line(/takes webhooks at/)
  await token
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  channel.closeAllConnections()
  channel.close()
})

test('credentials that the forge does not know end the start with one clear line', async () => {
  knows = false
  const { ended, lines } = start({ APP_ID: '12', PRIVATE_KEY: pem, WEBHOOK_SECRET: secret })
  expect(await ended).toBe(2)
  expect(lines.join('\n')).toContain('the forge does not know this App')
})
