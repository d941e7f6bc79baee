import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { closeInherited } from '../adapters/machine/inherited-files.ts'
import { GuardError } from '../core/errors.ts'
import { stateDirectory } from '../state-directory.ts'
import type { AgentFiles } from './agent-files/agent-files.ts'
import { agentFolders, openAgentFiles } from './agent-files/open-agent-files.ts'
import { signalBelow } from './agent-user/processes.ts'
import type { AgentUser, NoAgentUser } from './agent-user/user.ts'
import { prepareAgentUser } from './agent-user.ts'
import { childEnvironment } from './child-environment.ts'
import {
  createProcessSearch,
  enterpriseFolder,
  type ProcessSearch,
} from './client-processes/search.ts'
import {
  type ClientShims,
  noteInvocations,
  readUserPermissions,
  writeClientShims,
} from './client-shims.ts'
import { contain } from './contain.ts'
import type { Endpoint } from './endpoint.ts'
import { createGitRouting, forgesOf, type GitRouting, type RoutedPlace } from './git-routing.ts'
import { outOfReach } from './own-files.ts'
import { awayFromTerminal, keepTerminal, terminalsOf } from './own-terminal.ts'
import type { ChildCommand } from './run-child.ts'
import type { RunnerNotes } from './runner-notes.ts'
import { tokensAtHome } from './tokens-at-home.ts'

export interface PlaceOptions {
  command: readonly string[]
  cwd: string
  /** The guard's own environment. */
  environment: NodeJS.ProcessEnv
  /** Folder of the recording; closed to the command. */
  out: string
  gitUpstream?: string
  /** `--env`: what the command may see besides the allow-list. */
  pass: readonly string[]
  /** Let the command reach the guard and nothing else, or do not start it. */
  contain: boolean
  /** Run the command as the guard's own user, even where it could have its own. */
  sameUser?: boolean
  /** Whether the guard's standard files may be somebody's terminal. */
  terminal: boolean
  /** Told, before the command starts, what of the workspace stays as it is or will not work. */
  onRemark?(remark: string): void
}

/** What surrounds the command on this machine. Disposing it takes everything back. */
export interface CommandPlace extends AsyncDisposable {
  /** How the command is started here. */
  child: ChildCommand
  /** Files as the command's user reads them. */
  files: AgentFiles
  /** Finds what Cursor's client would start by itself. */
  findProcesses: ProcessSearch
  /** The command has ended: what it has changed about its place goes into the record. */
  look(): Promise<void>
}

interface PlaceParts {
  endpoint: Endpoint
  /** A private folder of the guard's own, which does not outlive the session. */
  scratch: string
  notes: RunnerNotes
}

/**
 * Prepares everything around a command before its session opens: stand-ins of the client, git's
 * rules, a user of its own, containment. What the machine does not allow is noted as a caveat.
 *
 * @throws {GuardError} `MACHINE_UNSUITABLE` when the command is to be contained and cannot be;
 *   `INPUT_INVALID` for settings or `--env` that cannot be used
 */
export async function prepareCommandPlace(
  options: PlaceOptions,
  parts: PlaceParts,
): Promise<CommandPlace> {
  await using undo = new AsyncDisposableStack()
  const { cwd, contain: isContained, terminal } = options
  closeInherited()
  const { endpoint, notes } = parts
  const shims = await writeShims(options, parts)
  const routing = await routeGit(options, parts)
  const user = await userFor(options, notes, { shims, routing })
  undo.defer(async () => {
    for (const problem of (await user?.end()) ?? []) notes.addCaveat(problem)
  })
  const { files, findProcesses } = await openFiles(options, user, shims)
  undo.defer(() => files.close())
  files.wake()
  if (user !== undefined && isContained) await containOrFail(user, endpoint, notes)
  const environment = environmentFor(options, endpoint, { shims, routing, user })
  noteWithheld(notes, options.environment, environment)
  const launch = launcherFor(user, environment)
  const routed: RoutedPlace = { workspace: cwd, launch, ownHome: user !== undefined }
  // What leads past the guard leads nowhere where the command can reach the guard alone.
  const noteEscapes = (escapes: readonly string[]) => {
    if (!isContained) for (const phrase of escapes) notes.addCaveat(phrase)
  }
  noteEscapes(await routing.begin(routed))
  const { file, args, env } = await launch(options.command)
  const terminals = terminal ? terminalsOf() : []
  undo.defer(await keepTerminal(terminals))
  const started = await awayFromTerminal({ file, args, environment: env }, terminals, notes)
  const signal = user?.signal ?? (started.foreground ? signalBelow : undefined)
  const taken = undo.move()
  return {
    child: { ...started, cwd, ...(signal && { signal }) },
    files,
    findProcesses,
    async look() {
      // What still ran could change what is looked at, or put it right for the moment.
      if (user !== undefined) {
        files.rest()
        await user.endProcesses()
        files.wake()
      }
      noteEscapes(await routing.check(routed))
      await noteInvocations(notes, shims, files)
    },
    [Symbol.asyncDispose]: () => taken.disposeAsync(),
  }
}

/** Files as the command's user reads them, the settings of the client among them. */
async function openFiles(
  { cwd, environment }: PlaceOptions,
  user: AgentUser | undefined,
  { configDirectory }: ClientShims,
) {
  const agent = { workspace: cwd, user, environment }
  const own = { configuration: configDirectory, enterprise: enterpriseFolder() }
  const files = await openAgentFiles({ ...agent, further: Object.values(own) })
  const folders = { ...(await agentFolders(agent)), ...own }
  return { files, findProcesses: createProcessSearch(files, folders) }
}

async function writeShims({ environment }: PlaceOptions, { endpoint, scratch }: PlaceParts) {
  const permissions = await readUserPermissions(clientSettings(environment))
  return writeClientShims(scratch, { baseUrl: endpoint.baseUrl, permissions })
}

/** Settings of the command line client that are the user's own: its permission rules hold here too. */
const clientSettings = (env: NodeJS.ProcessEnv) =>
  env.CURSOR_CONFIG_DIR ?? join(env.HOME || homedir(), '.cursor')

const routeGit = (
  { environment, gitUpstream }: PlaceOptions,
  { endpoint, scratch }: PlaceParts,
): Promise<GitRouting> =>
  createGitRouting({
    directory: join(scratch, 'git'),
    baseUrl: endpoint.baseUrl,
    sessionToken: endpoint.sessionToken,
    forges: forgesOf(environment, gitUpstream),
    environment,
  })

/** A user of the command's own, where the machine allows it; else the record says why not. */
async function userFor(
  options: PlaceOptions,
  notes: RunnerNotes,
  { shims, routing }: { shims: ClientShims; routing: GitRouting },
): Promise<AgentUser | undefined> {
  if (options.environment.ACTIONS_ID_TOKEN_REQUEST_URL) notes.addCaveat('oidc-mintable')
  if (options.sameUser && !options.contain) {
    await noteSameUser(notes, 'asked for', options)
    return undefined
  }
  const user = await prepareAgentUser({
    workspace: options.cwd,
    command: options.command,
    path: options.environment.PATH ?? '',
    readable: [shims.shimDirectory, ...routing.readable],
    writable: [shims.configDirectory, shims.invocations],
    hidden: [options.out, stateDirectory(options.environment)],
    env: options.environment,
  })
  if (!user.available && options.contain && user.liesIn !== 'guard') {
    throw new GuardError('MACHINE_UNSUITABLE', `--contain is not possible here: ${user.reason}`, {
      hint: 'Run `cursor-guard doctor` to see what this machine lacks, or leave --contain out.',
    })
  }
  if (!user.available && user.liesIn !== 'machine') throw noUser(user)
  if (!user.available) {
    await noteSameUser(notes, user.reason, options)
    return undefined
  }
  for (const remark of user.remarks) {
    options.onRemark?.(remark)
    notes.note(remark)
  }
  for (const weakness of user.weaknesses) notes.addCaveat(weakness)
  return user
}

/** The command can read what the job's user can: what that opens is named. */
async function noteSameUser(notes: RunnerNotes, why: string, { environment }: PlaceOptions) {
  notes.addCaveat(`same-uid: ${why}`)
  for (const phrase of await tokensAtHome(environment)) notes.addCaveat(phrase)
}

/** An earlier command may have brought it about, so that this one runs as a user that can do more. */
const noUser = ({ reason, liesIn }: NoAgentUser) =>
  new GuardError('MACHINE_UNSUITABLE', `the command cannot have a user of its own: ${reason}`, {
    hint: `${liesIn === 'guard' ? outOfReach : inWorkspace} With --same-user the command runs as the user of the guard, and can read what that holds.`,
  })

const inWorkspace = 'Mend that, wait for the other session, or use another checkout.'

/** Containment that was asked for holds, or nothing is started. */
async function containOrFail(
  user: AgentUser,
  { baseUrl }: Endpoint,
  notes: RunnerNotes,
): Promise<void> {
  const { hostname, port } = new URL(baseUrl)
  await contain(user, { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) })
  notes.note('the command can reach the guard alone')
}

function environmentFor(
  { environment, pass }: PlaceOptions,
  { baseUrl, sessionToken }: Endpoint,
  parts: { shims: ClientShims; routing: GitRouting; user: AgentUser | undefined },
): Record<string, string> {
  const { shims, routing, user } = parts
  return childEnvironment({
    base: user === undefined ? environment : withToolchains(environment),
    baseUrl,
    sessionToken,
    shimDirectory: shims.shimDirectory,
    configDirectory: shims.configDirectory,
    git: routing.environment,
    pass,
    ...(user && {
      home: user.home,
      user: user.name,
      temporaryDirectory: user.temporaryDirectory,
    }),
  }).environment
}

/** Where managers of toolchains look below a home, which is another for a user of the command's own. */
const toolchainVariables = { RUSTUP_HOME: '.rustup', PYENV_ROOT: '.pyenv', NVM_DIR: '.nvm' }

function withToolchains(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { HOME } = environment
  if (HOME === undefined) return environment
  const found = Object.entries(toolchainVariables)
    .map(([name, folder]) => [name, join(HOME, folder)] as const)
    .filter(([, folder]) => existsSync(folder))
  return { ...Object.fromEntries(found), ...environment }
}

const launcherFor =
  (user: AgentUser | undefined, env: Record<string, string>): RoutedPlace['launch'] =>
  async ([file = '', ...args]) =>
    (await user?.launch([file, ...args], env)) ?? { file, args, env }

/** Names of what would have steered the command's git; their values may be credentials. */
function noteWithheld(
  notes: RunnerNotes,
  environment: NodeJS.ProcessEnv,
  given: Record<string, string>,
): void {
  const names = Object.keys(environment)
    .filter((name) => name.startsWith('GIT_') && environment[name] !== given[name])
    .toSorted()
  if (names.length === 0) return
  const text = 'variables that steer git stay out of the environment of the command'
  notes.note(text, { names: names.slice(0, 50) })
}
