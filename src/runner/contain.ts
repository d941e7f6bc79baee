import { createSocket } from 'node:dgram'
import { readFile, realpath } from 'node:fs/promises'
import { createServer } from 'node:net'
import { runProgram } from '../adapters/machine/run-program.ts'
import { GuardError } from '../core/errors.ts'
import { installTable } from './agent-user/packet-filter.ts'
import { dropTo } from './agent-user/privilege.ts'
import { addEntries } from './agent-user/sharing.ts'
import type { AgentUser } from './agent-user/user.ts'

/**
 * Lets the user reach the proxy and nothing else: packet filter rules for the network, closed
 * sockets for the services of this machine, such as the one that answers name look-ups. Both are
 * tried out as that user before this returns; `user.end()` removes them.
 *
 * @param proxy where the proxy listens by now; an IPv6 address without brackets
 * @throws {GuardError} `MACHINE_UNSUITABLE` when the user is not contained: nothing may be started
 */
export async function contain(
  user: AgentUser,
  proxy: { host: string; port: number },
): Promise<void> {
  await user.note({ contained: true })
  const problems = await installTable(user.privilege, user.uid, proxy)
  if (problems.length === 0) problems.push(...(await closeSockets(user)))
  if (problems.length === 0) problems.push(...(await tryOut(user, proxy)))
  if (problems.length > 0) {
    throw new GuardError(
      'MACHINE_UNSUITABLE',
      `--contain is not possible here: ${problems.join('; ')}`,
      {
        hint: 'Run `cursor-guard doctor` to see what this machine lacks, or leave --contain out.',
      },
    )
  }
}

/** Programs listen here; past this many, something is wrong. */
const maxSockets = 2_000

/** Unix sockets are not seen by the packet filter, so those the user could use are closed to it. */
async function closeSockets(user: AgentUser): Promise<string[]> {
  const table = await readFile('/proc/net/unix', 'utf8').catch(() => '')
  const named = await Promise.all(
    socketPaths(table).map((path) => realpath(path).catch(() => path)),
  )
  const paths = [...new Set(named)].filter((path) => !path.startsWith(`${user.home}/`))
  if (paths.length === 0) return []
  if (paths.length > maxSockets) return [`more than ${maxSockets} sockets are open on this machine`]
  const open = await usable(user, paths)
  await user.note({ entries: open })
  try {
    await addEntries(
      user.privilege,
      open.map((path) => ({ path, rights: '---' })),
      user.uid,
    )
  } catch (error) {
    return [`a socket cannot be closed to the user: ${(error as Error).message}`]
  }
  const left = await usable(user, open)
  return left.length === 0 ? [] : [`the user can still use ${left[0]}`]
}

/**
 * Paths of bound sockets in the format of `/proc/net/unix`: eight columns, the last one a path, or
 * `@name` for a socket without a file.
 */
export function socketPaths(table: string): string[] {
  const paths = table
    .split('\n')
    .map((line) => /^\S+: (?:\S+ +){6}(\/.*)$/.exec(line)?.[1])
    .filter((path) => path !== undefined)
  return [...new Set(paths)]
}

async function usable(user: AgentUser, paths: readonly string[]): Promise<string[]> {
  const script =
    'for path do if [ -S "$path" ] && [ -w "$path" ] && [ ! -O "$path" ]; then printf "%s\\n" "$path"; fi; done'
  const outcome = await runProgram(
    dropTo(user.privilege, user, ['/bin/sh', '-c', script, 'sh', ...paths]),
  )
  return outcome.stdout.split('\n').filter((line) => line !== '')
}

/** Opens doors of our own on this machine and lets the user try to get through them. */
async function tryOut(user: AgentUser, proxy: { host: string; port: number }): Promise<string[]> {
  const doors = await openDoors()
  try {
    const plan = JSON.stringify({ proxy, doors: doors.addresses })
    const command = [process.execPath, '-e', attempt, plan]
    const outcome = await runProgram(dropTo(user.privilege, user, command), { timeoutMs: 15_000 })
    if (outcome.code !== 0) return [`the probe did not end: ${outcome.complaint}`]
    const answer = JSON.parse(outcome.stdout) as { problems: string[] }
    const through = doors.visitors() === 0 ? [] : ['packets of the user arrived at a closed port']
    return [...answer.problems, ...through]
  } finally {
    doors.close()
  }
}

async function openDoors() {
  let visitors = 0
  const closers: (() => void)[] = []
  const addresses: { type: 'tcp' | 'udp'; host: string; port: number }[] = []
  for (const host of ['127.0.0.1', '127.0.0.2', '::1']) {
    const server = createServer((socket) => {
      visitors += 1
      socket.on('error', () => {}).destroy()
    })
    const port = await new Promise<number | undefined>((resolve) => {
      server.once('error', () => resolve(undefined))
      server.listen(0, host, () => resolve((server.address() as { port: number }).port))
    })
    if (port === undefined) continue
    closers.push(() => server.close())
    addresses.push({ type: 'tcp', host, port })
  }
  const datagrams = createSocket('udp4', () => {
    visitors += 1
  })
  await new Promise<void>((resolve) => datagrams.bind(0, '127.0.0.1', resolve))
  closers.push(() => datagrams.close())
  addresses.push({ type: 'udp', host: '127.0.0.1', port: datagrams.address().port })
  const close = () => {
    for (const closeOne of closers) closeOne()
  }
  return { addresses, visitors: () => visitors, close }
}

/** Runs as the user. Nothing may take longer than two seconds: a refusal must not hang. */
const attempt = `
const { proxy, doors } = JSON.parse(process.argv[1])
const tcp = ({ host, port }) => new Promise((resolve) => {
  const socket = require('node:net').connect({ host, port })
  const timer = setTimeout(() => resolve('hangs'), 2000)
  const end = (how) => { clearTimeout(timer); socket.destroy(); resolve(how) }
  socket.once('connect', () => end('open'))
  socket.once('error', () => end('refused'))
})
const udp = ({ host, port }) => new Promise((resolve) => {
  const socket = require('node:dgram').createSocket('udp4')
  socket.once('error', () => resolve('refused'))
  socket.send('x', port, host, (error) => setTimeout(resolve, 50, error ? 'refused' : 'open'))
})
const problems = []
const run = async () => {
  const proxyIs = await tcp(proxy)
  if (proxyIs !== 'open') problems.push('the proxy cannot be reached: ' + proxyIs)
  for (const door of doors) {
    const is = await (door.type === 'tcp' ? tcp : udp)(door)
    if (is !== 'refused') problems.push(door.type + ' ' + door.host + ' is ' + is + ' to the user')
  }
  process.stdout.write(JSON.stringify({ problems }), () => process.exit(0))
}
run()
`
