import { type SpawnOptions, spawn } from 'node:child_process'

/** How this process acts as root: it is root, or passwordless `sudo` stands in front. */
export interface Privilege {
  how: 'root' | 'sudo'
  prefix: readonly string[]
}

export interface ProgramOutcome {
  /** Exit code; 126 or more also for a signal, a time-out or a command that did not start. */
  code: number
  stdout: string
  /** First words of the error output, for reasons that people read. */
  complaint: string
}

const maxOutputBytes = 16 * 1_048_576
const sudo = ['sudo', '-n', '--']

/** Whether and how this process can act as root on this machine. */
export async function findPrivilege(
  env: NodeJS.ProcessEnv = process.env,
): Promise<Privilege | undefined> {
  if (process.getuid?.() === 0) return { how: 'root', prefix: [] }
  const outcome = await runProgram([...sudo, 'true'], { env, timeoutMs: 10_000 })
  return outcome.code === 0 ? { how: 'sudo', prefix: sudo } : undefined
}

/** Runs a shell script as root. Values reach it as `$1`, `$2`, …, never inside its text. */
export function asRoot(
  privilege: Privilege,
  script: string,
  values: readonly (string | number)[] = [],
  options: { timeoutMs?: number; input?: string } = {},
): Promise<ProgramOutcome> {
  const command = [...privilege.prefix, '/bin/sh', '-c', script, 'sh', ...values.map(String)]
  return runProgram(command, options)
}

/**
 * The command line that drops to another user for good: no groups, no capabilities, and no
 * set-user-id program (`sudo`, `su`) that could give anything back.
 */
export function dropTo(
  privilege: Privilege,
  user: { uid: number; gid: number },
  command: readonly string[],
): string[] {
  const clean = privilege.how === 'sudo' ? ['/usr/bin/env', '-i'] : []
  const drop = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--no-new-privs']
  const none = ['--inh-caps=-all', '--bounding-set=-all']
  return [...privilege.prefix, ...clean, 'setpriv', ...drop, ...none, '--', ...command]
}

/** Runs a command to its end with bounded time and output; never rejects. */
export function runProgram(
  command: readonly string[],
  options: { timeoutMs?: number; input?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<ProgramOutcome> {
  const [file = '', ...args] = command
  const spawnOptions: SpawnOptions = {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: toolEnvironment(options.env ?? process.env),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  }
  return new Promise((resolve) => {
    const child = spawn(file, args, spawnOptions)
    const out = collect(child.stdout, () => child.kill('SIGKILL'))
    const err = collect(child.stderr, () => child.kill('SIGKILL'))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      finish(124, `no end after ${(options.timeoutMs ?? 60_000) / 1_000} s`)
    }, options.timeoutMs ?? 60_000)
    const finish = (code: number, complaint?: string) => {
      clearTimeout(timer)
      resolve({ code, stdout: out(), complaint: complaint ?? firstLine(err()) })
    }
    child.once('error', (error) => finish(127, error.message))
    child.once('close', (code, signal) =>
      finish(code ?? 128, signal ? `ended by ${signal}` : undefined),
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input ?? '')
  })
}

/** The tools see nothing of the guard's environment but where programs are. */
function toolEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const system = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  const { HOME, PATH } = env
  return { LC_ALL: 'C', PATH: PATH ? `${PATH}:${system}` : system, ...(HOME ? { HOME } : {}) }
}

function collect(stream: NodeJS.ReadableStream | null, onFlood: () => void): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream?.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > maxOutputBytes) onFlood()
    else chunks.push(chunk)
  })
  return () => Buffer.concat(chunks).toString('utf8')
}

const firstLine = (text: string) => text.trim().split('\n')[0]?.slice(0, 200) ?? ''
