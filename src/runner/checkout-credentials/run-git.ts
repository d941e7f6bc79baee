import { execFile } from 'node:child_process'
import { findSystemProgram } from '../../adapters/machine/system-programs.ts'

/** A configuration larger than this is not listed; the caller treats that as unreadable. */
const maxOutputBytes = 8 * 1024 * 1024
const timeoutMs = 10_000

export interface GitAnswer {
  /** Exit status; -1 when git could not be run or did not finish in time. */
  code: number
  stdout: string
}

/** Runs git without letting it ask anybody anything. Never throws; the status tells. */
export async function git(
  args: readonly string[],
  options: { cwd?: string; input?: string; env: NodeJS.ProcessEnv },
): Promise<GitAnswer> {
  const file = await findSystemProgram('git')
  if (file === undefined) return { code: -1, stdout: '' }
  const { GIT_ASKPASS, SSH_ASKPASS, GIT_TRACE, ...env } = options.env
  return new Promise((resolve) => {
    const child = execFile(
      file,
      [...args],
      {
        cwd: options.cwd,
        env: { ...env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
        maxBuffer: maxOutputBytes,
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
      },
      (error, stdout) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ code, stdout })
      },
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input ?? '')
  })
}

export interface GitSetting {
  key: string
  value: string
}

/** The entries of one configuration file, or `undefined` when git cannot read it. */
export async function readConfigFile(
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<GitSetting[] | undefined> {
  const answer = await git(['config', '--file', file, '--no-includes', '--list', '-z'], { env })
  return answer.code === 0 ? answer.stdout.split('\0').filter(Boolean).map(readSetting) : undefined
}

/** `key\nvalue`, or a bare `key` for a boolean without a value. */
export function readSetting(text: string): GitSetting {
  const end = text.indexOf('\n')
  return end < 0
    ? { key: text, value: 'true' }
    : { key: text.slice(0, end), value: text.slice(end + 1) }
}
