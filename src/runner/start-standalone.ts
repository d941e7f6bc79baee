import { identifyProcess } from '../adapters/machine/process-life.ts'
import type { FindProgram } from '../adapters/machine/system-programs.ts'
import { createFileApprovalStore } from '../adapters/storage/file-approval-store.ts'
import { type FileRecording, openFileRecording } from '../adapters/storage/file-recording-store.ts'
import { GuardError } from '../core/errors.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { EntryBody } from '../core/recording/entry.ts'
import type { SessionEnd, SessionSummary } from '../guard/seal-session.ts'
import { approvalsDirectory, stateDirectory } from '../state-directory.ts'
import { version } from '../version.ts'
import type { AgentFiles } from './agent-files/agent-files.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import { factsFromEnvironment, identityFromEnvironment } from './runner-facts.ts'
import { forgeOf, standaloneGit } from './session-git.ts'
import { sessionPrograms } from './session-programs.ts'
import { type GuardOptions, openGuard, type RunningGuard } from './start-guard.ts'
import { findWorkspaceRepository } from './workspace-repository.ts'

/** How often the head of the chain is printed, in milliseconds. */
const headEveryMs = 30_000

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
  /** Whether the agent runs as the guard's own user, whatever the machine allows. */
  sameUser?: boolean
  now: () => number
}

/** Everything a session on this machine needs, listening; its record has no line yet. */
export interface PreparedStandalone {
  endpoint: Endpoint
  /**
   * Writes the first line and serves from then on.
   *
   * @param files as the agent's user reads them, where it has one of its own
   */
  open(files?: AgentFiles): Promise<Standalone>
  /** Seals what was opened; where nothing was, nothing is left behind. */
  end(end: SessionEnd): Promise<void>
}

export interface Standalone {
  guard: RunningGuard
  recording: FileRecording
  /** Seals the recording and closes it; a second call gives the first's answer. */
  close(end: SessionEnd): Promise<SessionSummary>
}

/**
 * One session judged on this machine, at once: for whoever prepares nothing around it.
 *
 * @throws {GuardError} as `prepareStandalone` does
 */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const prepared = await prepareStandalone(options)
  return prepared.open().catch(async (error) => {
    await prepared.end({})
    throw error
  })
}

/**
 * One session judged on this machine, up to its first line: what `cursor-guard run` and the action
 * prepare, before they make ready what surrounds the command.
 *
 * @throws {GuardError} `INPUT_INVALID` without `CURSOR_API_KEY`, or when `out` holds a recording
 */
export async function prepareStandalone(options: StandaloneOptions): Promise<PreparedStandalone> {
  const parts = await partsFor(options)
  const holder = await identifyProcess(process.pid)
  const recording = openFileRecording(options.out, undefined, holder)
  const endpoint = await openEndpoint({ port: options.port, clock: options.now }).catch((error) => {
    recording.discard()
    throw error
  })
  let opened: Standalone | undefined
  return {
    endpoint,
    async open(files) {
      const guard = await openGuard(endpoint, { ...parts, recording, ...(files && { files }) })
      opened = standalone(guard, recording, options.onHead)
      return opened
    },
    async end(end) {
      if (opened !== undefined) return void (await opened.close(end))
      await endpoint.close()
      await parts.git?.gitRepositories.close()
      recording.discard()
    },
  }
}

/** Says the head of the chain when the session opens, now and then, and when it is sealed. */
function standalone(
  guard: RunningGuard,
  recording: FileRecording,
  onHead: StandaloneOptions['onHead'],
): Standalone {
  const sayHead = () => {
    const { seq, hash } = guard.head()
    onHead?.(`cursor-guard #${seq} ${hash}`)
  }
  sayHead()
  const timer = setInterval(sayHead, headEveryMs)
  const close = async (end: SessionEnd): Promise<SessionSummary> => {
    clearInterval(timer)
    const summary = await guard.close(end)
    sayHead()
    recording.close()
    return summary
  }
  let closing: Promise<SessionSummary> | undefined
  return {
    guard,
    recording,
    close(end) {
      closing ??= close(end)
      return closing
    },
  }
}

/** What the session is made of on this machine, but for its record. */
async function partsFor(options: StandaloneOptions): Promise<Omit<GuardOptions, 'recording'>> {
  const { environment, policy, cursorUpstream, command, onEntry } = options
  const apiKey = environment.CURSOR_API_KEY
  if (!apiKey) {
    throw new GuardError('INPUT_INVALID', 'CURSOR_API_KEY is not set', {
      hint: 'Set it in the environment of the guard: it is taken here and never passed on.',
    })
  }
  const approvals = await createFileApprovalStore(approvalsDirectory(environment))
  const { sameUser = false, workspace } = options
  const findProgram = await sessionPrograms({ sameUser, workspace, environment })
  const { repository, identity } = await repositoryFor(options, findProgram)
  const git = await standaloneGit({
    findProgram,
    environment,
    gitUpstream: options.gitUpstream,
    repository,
    stateDirectory: stateDirectory(environment),
  })
  return {
    apiKey,
    policy,
    policySource: options.policySource,
    approvals,
    identity,
    facts: {
      ...factsFromEnvironment(environment),
      repository: repository ?? 'unknown',
      workspace: options.workspace,
    },
    // The guard on this machine holds the key itself: nothing that is prepared here raises that.
    level: 'L0',
    caveats: ['standalone', ...options.policyReasons, ...options.levelReasons],
    known: knownValues(environment, policy),
    environment,
    git,
    clock: options.now,
    version,
    ...(cursorUpstream === undefined ? {} : { cursorUpstream }),
    ...(command === undefined ? {} : { command }),
    ...(onEntry === undefined ? {} : { onEntry }),
  }
}

/** The session's own repository: the runner says so, else `origin` of the workspace does. */
async function repositoryFor(
  { environment, workspace, gitUpstream }: StandaloneOptions,
  findProgram: FindProgram,
) {
  const identity = identityFromEnvironment(environment)
  if (environment.GITHUB_REPOSITORY) return { identity, repository: environment.GITHUB_REPOSITORY }
  const forge = forgeOf(environment, gitUpstream)
  const repository = await findWorkspaceRepository(workspace, forge, environment, findProgram)
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
