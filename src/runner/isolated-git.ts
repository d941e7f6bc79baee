import { type ProgramOutcome, runProgram } from '../adapters/machine/run-program.ts'
import { findOwnProgram, findSystemProgram } from '../adapters/machine/system-programs.ts'
import { readSmall } from '../adapters/repository/locate-repository.ts'
import { type GitSetting, readSettings } from '../core/git/config-text.ts'

const timeoutMs = 10_000
/** A larger configuration is not read; the caller treats that as unreadable. */
const maxConfigBytes = 4 * 1_048_576

/**
 * Runs git outside of every repository and with nobody's settings: what a repository or the user
 * configures is data here. Never throws; the code tells.
 *
 * @param options.env the job's environment: says where else than in the system's folders git may be
 * @param options.variables what git is told instead of "nobody's settings"
 */
export async function isolatedGit(
  args: readonly string[],
  options: {
    env: NodeJS.ProcessEnv
    input?: string
    variables?: Readonly<Record<string, string>>
  },
): Promise<ProgramOutcome> {
  const { env, input = '', variables = nobodys } = options
  const isRoot = process.getuid?.() === 0
  const workplaces = [env.GITHUB_WORKSPACE ?? process.cwd()]
  const find = isRoot ? findSystemProgram : findOwnProgram(env.PATH, workplaces)
  const file = await find('git')
  if (file === undefined) return { code: 127, stdout: '', complaint: 'git: not installed' }
  return runProgram([file, ...args], { timeoutMs, input, env: variables })
}

/** Nobody's settings, and nobody who could be asked. */
export const nobodys = {
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
}

/** Where the user's and the machine's settings are, as the job's environment says. */
export function usersSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['HOME', 'XDG_CONFIG_HOME']
  const ours = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM']
  const given = [...names, ...ours].map((name) => [name, env[name]] as const)
  return Object.fromEntries(given.flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/** The entries of one configuration file, or `undefined` when it cannot be read. */
export async function readConfigFile(
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<GitSetting[] | undefined> {
  const bytes = await readSmall(file, maxConfigBytes).catch(() => undefined)
  return bytes === undefined ? undefined : parseConfig(bytes.toString('utf8'), env)
}

/** The entries of a configuration's text; what it includes is not read. */
export async function parseConfig(
  text: string,
  env: NodeJS.ProcessEnv,
): Promise<GitSetting[] | undefined> {
  const args = ['config', '--file', '-', '--no-includes', '--list', '-z']
  const answer = await isolatedGit(args, { env, input: text })
  return answer.code === 0 ? readSettings(answer.stdout) : undefined
}
