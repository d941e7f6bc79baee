import { spawn } from 'node:child_process'
import { isAbsolute } from 'node:path'
import { findSystemProgram, systemPath } from './system-programs.ts'

export interface ProgramOutcome {
  /** Exit code; 126 or more also for a signal, a time-out or a command that did not start. */
  code: number
  stdout: string
  /** First words of the error output, for reasons that people read. */
  complaint: string
}

export interface ProgramOptions {
  /** 60 seconds without it. */
  timeoutMs?: number
  input?: string
  /** Variables besides `PATH` and `LC_ALL`: nothing of the guard's own environment comes along. */
  env?: Readonly<Record<string, string>>
}

const maxOutputBytes = 16 * 1_048_576

/**
 * Runs a command to its end with bounded time and output, in the root folder; never rejects.
 *
 * @param command an absolute path, or the name of a program of the system, and its arguments
 */
export async function runProgram(
  command: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramOutcome> {
  const [name = '', ...args] = command
  const { timeoutMs = 60_000, input = '', env = {} } = options
  const file = isAbsolute(name) ? name : await findSystemProgram(name)
  if (file === undefined) return { code: 127, stdout: '', complaint: `${name}: not installed` }
  const environment = { LC_ALL: 'C', PATH: await systemPath(), ...env }
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'pipe', env: environment, cwd: '/' })
    const out = collect(child.stdout, () => child.kill('SIGKILL'))
    const err = collect(child.stderr, () => child.kill('SIGKILL'))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      finish(124, `no end after ${timeoutMs / 1_000} s`)
    }, timeoutMs)
    const finish = (code: number, complaint?: string) => {
      clearTimeout(timer)
      resolve({ code, stdout: out(), complaint: complaint ?? firstLine(err()) })
    }
    child.once('error', (error) => finish(127, error.message))
    child.once('close', (code, signal) =>
      finish(code ?? 128, signal ? `ended by ${signal}` : undefined),
    )
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

function collect(stream: NodeJS.ReadableStream, onFlood: () => void): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > maxOutputBytes) onFlood()
    else chunks.push(chunk)
  })
  return () => Buffer.concat(chunks).toString('utf8')
}

const firstLine = (text: string) => text.trim().split('\n')[0]?.slice(0, 200) ?? ''
