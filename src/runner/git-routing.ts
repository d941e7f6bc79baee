import { mkdir, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readPlainFile } from '../adapters/machine/plain-file.ts'
import { findEscapes, prefixesToAdd } from './git-routing/escapes.ts'
import { forgePrefixes } from './git-routing/git-url.ts'
import { type Launch, runOnce, surveyConfiguration } from './git-routing/survey.ts'
import { systemConfiguration } from './git-routing/system-configuration.ts'

/** Where the forge is, when nothing else is said. */
export const defaultForge = 'https://github.com'
/** Under which the proxy serves git: `<base>/git/<owner>/<name>`. */
export const gitPath = '/git/'

export interface GitRoutingOptions {
  /** A private folder of the guard's own, which does not outlive the session. */
  directory: string
  /** Address of the proxy, such as `http://127.0.0.2:41234`. */
  baseUrl: string
  sessionToken: string
  /** Every address of the forge: the public one, and where `--git-upstream` points. */
  forges: readonly URL[]
  /** The guard's own environment. */
  environment: NodeJS.ProcessEnv
}

/** The command's git, pointed at the proxy. */
export interface GitRouting {
  /** Files and folders which the command's user must be able to read. */
  readonly readable: readonly string[]
  /** What the command's environment must have. */
  readonly environment: Record<string, string>
  /**
   * Looks at the workspace before the command starts: ways of writing the forge's address that it
   * uses get a rule of their own.
   *
   * @returns where git would go past the guard all the same, one phrase each
   */
  begin(place: RoutedPlace): Promise<string[]>
  /** Looks again once the command has ended: what does its configuration lead past the guard now? */
  check(place: RoutedPlace): Promise<string[]>
}

export interface RoutedPlace {
  workspace: string
  /** How a program is started as the command is. */
  launch: Launch
  /** Whether the home folder is the session's own: then its settings get the rules as well. */
  ownHome: boolean
}

/** The forge as people write it and, where it is another, as `--git-upstream` gives it. */
export function forgesOf(environment: NodeJS.ProcessEnv, gitUpstream?: string): URL[] {
  const given = [environment.GITHUB_SERVER_URL, gitUpstream].map((text) => text && URL.parse(text))
  const forges = [given[0] || new URL(defaultForge), ...(given[1] ? [given[1]] : [])]
  return [...new Map(forges.map((forge) => [forge.href, forge])).values()]
}

/**
 * Writes git's configuration for one session. It is read as the system's, so that it wins over
 * equal rules of the user and of repositories; once more from the environment; and from the home
 * folder, where that is the session's own. No file of the machine is changed: there is nothing to
 * restore, after a crash either, and two sessions on one machine do not meet.
 */
export async function createGitRouting(options: GitRoutingOptions): Promise<GitRouting> {
  const { directory, forges, environment } = options
  const base = `${options.baseUrl}${gitPath}`
  const rules = join(directory, 'rules.gitconfig')
  const system = join(directory, 'system.gitconfig')
  const prefixes = new Set(forges.flatMap((forge) => forgePrefixes(forge, usersOf(environment))))
  const inherited = await systemConfiguration(environment)
  let text = ''
  const save = async () => {
    text = rulesText(options, [...prefixes])
    await writeFile(rules, text, { mode: 0o644 })
  }
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await save()
  // Ours come first: of two equal rules git takes the one it reads first.
  await writeFile(system, includes([rules, ...inherited]), { mode: 0o644 })
  const resolved = await realpath(rules)

  const look = async ({ workspace, launch }: RoutedPlace) =>
    surveyConfiguration(await realpath(workspace), launch).catch(() => undefined)
  return {
    readable: [directory, ...inherited],
    environment: {
      GIT_CONFIG_SYSTEM: system,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'include.path',
      GIT_CONFIG_VALUE_0: rules,
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: '',
    },
    async begin(place) {
      if (place.ownHome) await includeAtHome(rules, place.launch)
      const places = await look(place)
      const learned = (places ?? [])
        .flatMap(({ entries = [] }) => prefixesToAdd(entries, base, forges))
        .filter((prefix) => !prefixes.has(prefix))
      if (learned.length === 0) return findEscapes(places, base, forges)
      for (const prefix of learned.slice(0, maxLearned)) prefixes.add(prefix)
      await save()
      return findEscapes(await look(place), base, forges)
    },
    async check(place) {
      const found = findEscapes(await look(place), base, forges)
      // A command of the guard's own user could have put a pipe there, or no end of bytes.
      const now = await readPlainFile(resolved, Buffer.byteLength(text)).catch(() => undefined)
      return now?.toString('utf8') === text
        ? found
        : ['git-escapes: the rules were changed', ...found]
    },
  }
}

const maxLearned = 200

/** Reaches a git which was started with an emptied environment. */
const includeAtHome = (rules: string, launch: Launch) =>
  runOnce(launch, ['git', 'config', '--global', '--add', 'include.path', rules])

/** Who may stand in front of the `@`: actions/checkout writes `org-<id>@` into submodules. */
function usersOf(environment: NodeJS.ProcessEnv): string[] {
  const {
    GITHUB_ACTOR,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_REPOSITORY_OWNER_ID: id,
  } = environment
  const names = ['x-access-token', 'oauth2', GITHUB_ACTOR, owner, id && `org-${id}`]
  return names.filter((name) => name !== undefined && /^[\w.-]{1,60}$/.test(name)) as string[]
}

function rulesText(options: GitRoutingOptions, prefixes: readonly string[]): string {
  const { baseUrl, sessionToken } = options
  const base = `${baseUrl}${gitPath}`
  return [
    '# Written by cursor-guard for one session.',
    `[url ${quoted(base)}]`,
    ...prefixes.flatMap((prefix) => [
      `\tinsteadOf = ${quoted(prefix)}`,
      `\tpushInsteadOf = ${quoted(prefix)}`,
    ]),
    `[http ${quoted(base)}]`,
    // The list may be read twice: an empty value takes back what was said before it.
    '\textraheader = ',
    `\textraheader = ${quoted(`Authorization: Bearer ${sessionToken}`)}`,
    '\tlowSpeedLimit = 0',
    '\tproxy = ',
    `[credential ${quoted(baseUrl)}]`,
    '\thelper = ',
    '',
  ].join('\n')
}

const includes = (files: readonly string[]) =>
  files.map((file) => `[include]\n\tpath = ${quoted(file)}\n`).join('')

const quoted = (text: string) =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
