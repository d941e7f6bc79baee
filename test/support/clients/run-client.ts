import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { patienceMs } from '../until.ts'

/** What a client process printed and how it ended. */
export interface ClientResult {
  exitCode: number | null
  /** The JSON lines of its standard output. */
  lines: Record<string, unknown>[]
  stdout: string
  stderr: string
}

const clients = {
  sdk: fileURLToPath(new URL('sdk-agent.mjs', import.meta.url)),
  cli: fileURLToPath(new URL('cli-agent.mjs', import.meta.url)),
}

/**
 * Runs a client to its end, with nothing in its environment but PATH, a home and `env`.
 *
 * @param options.timeoutMs after this the process is killed and `exitCode` is null
 */
export async function runClient(
  client: keyof typeof clients,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string>; timeoutMs?: number },
): Promise<ClientResult> {
  const child = spawn(process.execPath, [clients[client], ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? '', HOME: options.cwd, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? patienceMs,
    killSignal: 'SIGKILL',
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const [exitCode] = await once(child, 'close')
  const lines = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Record<string, unknown> => JSON.parse(line))
  return { exitCode, lines, stdout, stderr }
}
