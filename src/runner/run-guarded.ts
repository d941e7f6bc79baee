import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileApprovalStore } from '../adapters/storage/file-approval-store.ts'
import { type FileRecording, openFileRecording } from '../adapters/storage/file-recording-store.ts'
import { GuardError } from '../core/errors.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { EntryBody } from '../core/recording/entry.ts'
import type { SessionSummary } from '../guard/seal-session.ts'
import { stateDirectory } from '../state-directory.ts'
import { version } from '../version.ts'
import { type AgentUser, prepareAgentUser } from './agent-user.ts'
import { childEnvironment } from './child-environment.ts'
import {
  type ClientShims,
  readInvocations,
  readUserPermissions,
  writeClientShims,
} from './client-shims.ts'
import { contain } from './contain.ts'
import { createGitRouting, forgesOf, type GitRouting } from './git-routing.ts'
import { type ChildEnd, runChild } from './run-child.ts'
import { factsFromEnvironment, identityFromEnvironment } from './runner-facts.ts'
import { forgeOf, standaloneGit } from './session-git.ts'
import { type RunningGuard, startGuard } from './start-guard.ts'
import { findWorkspaceRepository } from './workspace-repository.ts'

/** How often the head of the chain is printed, in milliseconds. */
export const headEveryMs = 30_000

/** Exit codes of the guard itself; anything else is the command's own. */
export const exitCodes = { guardFailed: 70, policyEnded: 77 } as const

export interface StandaloneOptions {
  policy: Policy
  policySource: string
  policyReasons: readonly string[]
  /** The folder the agent works in, absolute: paths of its tools are read relative to it. */
  workspace: string
  /** Folder of the recording; made if it is not there. */
  out: string
  cursorUpstream?: string
  /** Address of the forge, for git; `GITHUB_SERVER_URL` or GitHub's own unless given. */
  gitUpstream?: string
  /** The environment of the guard: credentials, identity, forward proxy. */
  environment: NodeJS.ProcessEnv
  command?: readonly string[]
  port?: number
  /** A line for the step log, which the machine that runs the agent cannot change afterwards. */
  onHead?(line: string): void
  onEntry?(body: EntryBody): void
  levelReasons: readonly string[]
  now: () => number
}

export interface Standalone {
  guard: RunningGuard
  recording: FileRecording
  /** Seals the recording and closes it; a second call gives the first's answer. */
  close(end: { exitCode?: number }): Promise<SessionSummary>
}

/**
 * One session judged on this machine: what `cursor-guard run` and the action start.
 *
 * @throws {GuardError} `INPUT_INVALID` without `CURSOR_API_KEY`, or when `out` holds a recording
 */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const { environment, policy } = options
  const apiKey = environment.CURSOR_API_KEY
  if (!apiKey) {
    throw new GuardError('INPUT_INVALID', 'CURSOR_API_KEY is not set', {
      hint: 'Set it in the environment of the guard: it is taken here and never passed on.',
    })
  }
  const approvals = await createFileApprovalStore(approvalsDirectory(environment))
  const { repository, identity } = await repositoryFor(options)
  const git = await standaloneGit({
    environment,
    gitUpstream: options.gitUpstream,
    repository,
    stateDirectory: stateDirectory(environment),
  })
  const recording = openFileRecording(options.out)
  const guard = await startGuard({
    apiKey,
    policy,
    policySource: options.policySource,
    recording,
    approvals,
    identity,
    facts: {
      ...factsFromEnvironment(environment),
      repository: repository ?? 'unknown',
      workspace: options.workspace,
    },
    level: 'L0',
    caveats: ['standalone', ...options.policyReasons, ...options.levelReasons],
    known: knownValues(environment, policy),
    environment,
    git,
    clock: options.now,
    version,
    ...(options.cursorUpstream === undefined ? {} : { cursorUpstream: options.cursorUpstream }),
    ...(options.command === undefined ? {} : { command: options.command }),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.onEntry === undefined ? {} : { onEntry: options.onEntry }),
  }).catch((error) => {
    recording.close()
    throw error
  })
  const sayHead = () => {
    const { seq, hash } = guard.head()
    options.onHead?.(`cursor-guard #${seq} ${hash}`)
  }
  sayHead()
  const timer = setInterval(sayHead, headEveryMs)
  let closing: Promise<SessionSummary> | undefined
  async function close(end: { exitCode?: number }): Promise<SessionSummary> {
    clearInterval(timer)
    const summary = await guard.close(end)
    sayHead()
    recording.close()
    return summary
  }
  return {
    guard,
    recording,
    close(end) {
      closing ??= close(end)
      return closing
    },
  }
}

/** The session's own repository: the runner says so, else `origin` of the workspace does. */
async function repositoryFor({ environment, workspace, gitUpstream }: StandaloneOptions) {
  const identity = identityFromEnvironment(environment)
  if (environment.GITHUB_REPOSITORY) return { identity, repository: environment.GITHUB_REPOSITORY }
  const forge = forgeOf(environment, gitUpstream)
  const repository = await findWorkspaceRepository(workspace, forge, environment)
  if (repository === undefined) return { identity, repository }
  const repositoryFrom = 'origin of the workspace, not verified'
  return { repository, identity: { ...identity, repository, repositoryFrom } }
}

/** Credentials which the guard holds, and the job secrets the policy names. */
function knownValues(
  environment: NodeJS.ProcessEnv,
  policy: Policy,
): { name: string; value: string }[] {
  const held = [
    'CURSOR_AUTH_TOKEN',
    'GITHUB_TOKEN',
    'GH_TOKEN',
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  ]
  return [...new Set([...held, ...policy.secrets.known])].flatMap((name) => {
    const value = environment[name]
    return value ? [{ name, value }] : []
  })
}

/** Folder of the requests which wait for a person, the same for every session on this machine. */
export function approvalsDirectory(env: NodeJS.ProcessEnv): string {
  return join(stateDirectory(env), 'approvals')
}

/** Where a recording goes when nobody says: outside the folder the agent works in. */
export function recordingsDirectory(env: NodeJS.ProcessEnv): string {
  return join(stateDirectory(env), 'recordings')
}

/** Settings of the command line client that are the user's own: its permission rules hold here too. */
const clientSettings = (env: NodeJS.ProcessEnv) =>
  env.CURSOR_CONFIG_DIR ?? join(env.HOME ?? tmpdir(), '.cursor')

export interface RunOptions extends Omit<StandaloneOptions, 'levelReasons' | 'workspace'> {
  command: readonly string[]
  cwd: string
  /** `--env`: what the command may see besides the allow-list. */
  pass: readonly string[]
  contain: boolean
  /** Run the command as the guard's own user, even where it could have its own. */
  sameUser?: boolean
  terminal: boolean
  /** Told once the session is open, before the command starts. */
  onStart?(guard: RunningGuard): void
}

export interface RunOutcome {
  exitCode: number
  /** The command's own exit code. */
  childExitCode: number
  /** Why the guard decided the exit code, when it did. */
  problem?: string
  summary: SessionSummary
  recording: string
}

/** Runs one command under guard, to its end; what `cursor-guard run` does. */
export async function runGuarded(options: RunOptions): Promise<RunOutcome> {
  const { command, environment } = options
  const scratch = await mkdtemp(join(tmpdir(), 'cursor-guard-'))
  try {
    const session = await startStandalone({ ...options, workspace: options.cwd, levelReasons: [] })
    const { guard } = session
    let end: ChildEnd | undefined
    try {
      const shims = await writeClientShims(scratch, {
        baseUrl: guard.baseUrl,
        permissions: await readUserPermissions(clientSettings(environment)),
      })
      const routing = await createGitRouting({
        directory: join(scratch, 'git'),
        baseUrl: guard.baseUrl,
        sessionToken: guard.sessionToken,
        forges: forgesOf(environment, options.gitUpstream),
        environment,
      })
      const user = await userFor(options, guard, shims, routing)
      try {
        const { environment: childVariables } = childEnvironment({
          base: environment,
          baseUrl: guard.baseUrl,
          sessionToken: guard.sessionToken,
          shimDirectory: shims.shimDirectory,
          configDirectory: shims.configDirectory,
          git: routing.environment,
          pass: options.pass,
          ...(user && {
            home: user.home,
            user: user.name,
            temporaryDirectory: user.temporaryDirectory,
          }),
        })
        const launch = async ([file = '', ...args]: readonly string[]) =>
          (await user?.launch([file, ...args], childVariables)) ?? {
            file,
            args,
            env: childVariables,
          }
        noteWithheld(guard, environment, childVariables)
        const place = { workspace: options.cwd, launch, ownHome: user !== undefined }
        noteEscapes(guard, options, await routing.begin(place))
        const { file, args, env } = await launch(command)
        options.onStart?.(guard)
        end = await runChild(guard, {
          file,
          args,
          environment: env,
          cwd: options.cwd,
          terminal: options.terminal,
          ...(user && { signal: user.signal }),
        })
        noteEscapes(guard, options, await routing.check(place))
        await noteInvocations(guard, shims)
      } finally {
        for (const problem of (await user?.end()) ?? []) guard.session.addCaveat(problem)
      }
      const verdict = judgeEnd(guard, end)
      const summary = await session.close({ exitCode: verdict.exitCode })
      return {
        ...verdict,
        childExitCode: end.exitCode,
        summary,
        recording: session.recording.path,
      }
    } finally {
      await session.close(end === undefined ? {} : { exitCode: end.exitCode })
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Names of what would have steered the command's git; their values may be credentials. */
function noteWithheld(
  { session }: RunningGuard,
  environment: NodeJS.ProcessEnv,
  given: Record<string, string>,
): void {
  const names = Object.keys(environment)
    .filter((name) => name.startsWith('GIT_') && environment[name] !== given[name])
    .toSorted()
  if (names.length === 0) return
  const text = 'variables that steer git stay out of the environment of the command'
  session.recorder.append({ kind: 'note', text, names: names.slice(0, 50) })
}

/** What leads past the guard leads nowhere where the command can reach the guard alone. */
function noteEscapes({ session }: RunningGuard, { contain }: RunOptions, escapes: string[]): void {
  if (!contain) for (const phrase of escapes) session.addCaveat(phrase)
}

/** A user of the command's own, where the machine allows it; else the record says why not. */
async function userFor(
  options: RunOptions,
  guard: RunningGuard,
  shims: ClientShims,
  routing: GitRouting,
): Promise<AgentUser | undefined> {
  const { session } = guard
  if (options.environment.ACTIONS_ID_TOKEN_REQUEST_URL) session.addCaveat('oidc-mintable')
  if (options.sameUser && !options.contain) {
    session.addCaveat('same-uid: asked for')
    return undefined
  }
  const user = await prepareAgentUser({
    workspace: options.cwd,
    command: options.command,
    path: options.environment.PATH ?? '',
    readable: [shims.shimDirectory, ...routing.readable],
    writable: [shims.configDirectory, shims.invocations],
    hidden: [options.out, approvalsDirectory(options.environment)],
    env: options.environment,
  })
  if (!user.available && options.contain) {
    throw new GuardError('MACHINE_UNSUITABLE', `--contain is not possible here: ${user.reason}`, {
      hint: 'Run `cursor-guard doctor` to see what this machine lacks, or leave --contain out.',
    })
  }
  if (!user.available) {
    session.addCaveat(`same-uid: ${user.reason}`)
    return undefined
  }
  for (const weakness of user.weaknesses) session.addCaveat(weakness)
  if (options.contain) await containOrEnd(user, guard)
  return user
}

/** Containment that was asked for holds, or nothing is started. */
async function containOrEnd(user: AgentUser, guard: RunningGuard): Promise<void> {
  const { hostname, port } = new URL(guard.baseUrl)
  try {
    await contain(user, { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) })
  } catch (error) {
    await user.end()
    throw error
  }
  guard.session.recorder.append({ kind: 'note', text: 'the command can reach the guard alone' })
}

/** Silence must not look like success, and an end by policy not like the command's own. */
function judgeEnd(guard: RunningGuard, end: ChildEnd): { exitCode: number; problem?: string } {
  const { ended, endedBy } = guard.session
  if (ended !== undefined) {
    const exitCode = endedBy === 'policy' ? exitCodes.policyEnded : exitCodes.guardFailed
    return { exitCode, problem: `the session was ended: ${ended}` }
  }
  if (guard.calls() > 0) return { exitCode: end.exitCode }
  guard.session.addCaveat('gap: the agent did not use the guard')
  const why = end.problem ?? `the command ended with ${end.exitCode}`
  return { exitCode: exitCodes.guardFailed, problem: `the agent did not use the guard (${why})` }
}

/** What the command line client was called with, as far as its stand-ins noted it. */
export async function noteInvocations(guard: RunningGuard, shims: ClientShims): Promise<void> {
  const { invocations, unreadable, truncated } = await readInvocations(shims.invocations)
  for (const { arguments: count, ...invocation } of invocations) {
    guard.session.recorder.append({
      kind: 'note',
      text: `the command line client ${invocation.client} was called`,
      ...invocation,
      argumentCount: count,
    })
  }
  if (unreadable > 0 || truncated)
    guard.session.addCaveat('the notes of the client shims are damaged')
}
