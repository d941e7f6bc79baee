import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { createServer, type Socket } from 'node:net'
import { GuardError } from '../../src/core/errors.ts'
import { prepareAgentUser } from '../../src/runner/agent-user.ts'
import { contain } from '../../src/runner/contain.ts'

/** A contained session in a network of its own; prints what the command could reach as JSON. */
const [workspace = '/', host = '127.0.0.2', vanish = ''] = process.argv.slice(2)
const heard: string[] = []
const answer = (name: string) => (socket: Socket) => {
  heard.push(name)
  socket.on('error', () => {}).end('hello')
}
const listen = (name: string, address: string, port = 0) =>
  new Promise<number>((resolve, reject) => {
    const server = createServer(answer(name)).once('error', reject)
    server.listen(port, address, () => resolve((server.address() as { port: number }).port))
  })

const port = await listen('proxy', host)
const targets = [
  { name: 'proxy', host, port },
  { name: 'another port there', host, port: await listen('another port there', host) },
  {
    name: 'the same port elsewhere',
    host: '127.0.0.9',
    port: await listen('the same port elsewhere', '127.0.0.9', port),
  },
  {
    name: 'IPv4 elsewhere',
    host: '198.51.100.1',
    port: await listen('IPv4 elsewhere', '198.51.100.1', 443),
  },
  {
    name: 'IPv6 elsewhere',
    host: '2001:db8::1',
    port: await listen('IPv6 elsewhere', '2001:db8::1', 443),
  },
  {
    name: 'IPv6 loopback',
    host: host === '::1' ? '2001:db8::1' : '::1',
    port: await listen('IPv6 loopback', host === '::1' ? '2001:db8::1' : '::1'),
  },
]
const names = createSocket('udp4', () => heard.push('name server'))
await new Promise<void>((resolve) => names.bind(53, '127.0.0.53', resolve))
await new Promise<void>((resolve) => {
  createServer(answer('unix socket')).listen('/tmp/service.sock', resolve)
})
spawn('chmod', ['777', '/tmp/service.sock'])

const script = `
const targets = ${JSON.stringify(targets)}
const reach = (options) => new Promise((resolve) => {
  const started = Date.now()
  const socket = require('node:net').connect(options)
  const end = (how) => { socket.destroy(); resolve(how + (Date.now() - started > 1000 ? ', late' : '')) }
  socket.once('connect', () => end('open')).once('error', (error) => end('refused'))
  setTimeout(() => end('hangs'), 3000)
})
const ask = () => new Promise((resolve) => {
  const socket = require('node:dgram').createSocket('udp4')
  socket.once('error', () => resolve('refused'))
  socket.send('question', 53, '127.0.0.53', (error) => setTimeout(resolve, 100, error ? 'refused' : 'open'))
})
const all = async () => {
  const found = {}
  for (const target of targets) found[target.name] = await reach(target)
  found['name server'] = await ask()
  found['unix socket'] = await reach({ path: '/tmp/service.sock' })
  console.log(JSON.stringify(found))
}
all().then(() => process.exit())`

const user = await prepareAgentUser({
  workspace,
  command: ['node'],
  path: process.env.PATH ?? '',
  env: process.env,
  stateDirectory: `${process.env.HOME}/.state`,
})
if (!user.available) throw new Error(user.reason)
let refusal: string | undefined
let stdout = ''
try {
  await contain(user, { host, port })
  heard.length = 0
  const { file, args, env } = await user.launch(['node', '-e', script], {
    PATH: process.env.PATH ?? '',
  })
  const child = spawn(file, args, { env, cwd: workspace, stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.on('data', (data) => {
    stdout += data
  })
  await new Promise((resolve) => child.once('close', resolve))
} catch (error) {
  if (!(error instanceof GuardError)) throw error
  refusal = `${error.code} ${error.message}`
}
const problems = vanish ? [] : await user.end()
console.log(JSON.stringify({ refusal, found: stdout ? JSON.parse(stdout) : {}, heard, problems }))
process.exit()
