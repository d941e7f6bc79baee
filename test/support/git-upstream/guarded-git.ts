import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findSystemProgram } from '../../../src/adapters/machine/system-programs.ts'
import { createGitRepositories } from '../../../src/adapters/repository/git-repositories.ts'
import { createFileApprovalStore } from '../../../src/adapters/storage/file-approval-store.ts'
import { createFilePushJournal } from '../../../src/adapters/storage/file-push-journal.ts'
import { decideHere, stateHere } from '../../../src/core/approval/operator.ts'
import { type ApprovalStore, shownId } from '../../../src/core/approval/store.ts'
import { parsePolicy } from '../../../src/core/policy/file/parse.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import type { EntryBody, EntryKind } from '../../../src/core/recording/entry.ts'
import type { LineSink } from '../../../src/core/recording/write.ts'
import type { ForgeCredential } from '../../../src/guard/git-ports.ts'
import type { GitParts } from '../../../src/guard/open-session.ts'
import { factsFromEnvironment } from '../../../src/runner/runner-facts.ts'
import { type RunningGuard, startGuard } from '../../../src/runner/start-guard.ts'
import { until } from '../until.ts'
import { type GitUpstream, type GitUpstreamOptions, startGitUpstream } from './upstream.ts'

export interface Ran {
  code: number
  stdout: string
  stderr: string
}

export interface GuardedGitOptions {
  policy?: string | Policy
  upstream?: GitUpstreamOptions
  git?: Partial<Omit<GitParts, 'base'>>
  /** Why the forge would refuse a push of the guard's credential. */
  obstacle?: NonNullable<ForgeCredential['obstacle']>
  /** Where lines of the recording go; nowhere unless it is given. */
  sink?: LineSink
  /** The forge's repositories which the session may push to; they are made. */
  repositories?: string[]
}

/** A guard in this process between the real git and a forge on this machine. */
export interface GuardedForge extends AsyncDisposable {
  guard: RunningGuard
  upstream: GitUpstream
  approvals: ApprovalStore
  entries: EntryBody[]
  kinds<K extends EntryKind>(kind: K): Extract<EntryBody, { kind: K }>[]
  /** Folder for clones and the like. */
  state: string
  /** What every git has printed so far on its standard error. */
  heard(): string
  /** Runs git as the guarded command would. */
  git(cwd: string, ...args: string[]): Promise<Ran>
  /** As `git`, with variables of its own. */
  gitWith(env: Record<string, string>, cwd: string, ...args: string[]): Promise<Ran>
  /** A clone through the guard. */
  clone(repository?: string, ...options: string[]): Promise<string>
  /** Writes files and commits them; gives the commit. */
  commit(folder: string, files: Record<string, string>, message?: string): Promise<string>
  /** The address of a repository at the guard. */
  address(repository?: string): string
  /** A call as git makes it. */
  call(path: string, init?: RequestInit): Promise<Response>
  /** Waits for a request and decides it. */
  decide(approve: boolean): Promise<string>
}

export const home = 'acme/site'

/** Starts forge and guard; `acme/site` has one commit on `main`. */
export async function startGuardedForge(options: GuardedGitOptions = {}): Promise<GuardedForge> {
  const upstream = await startGitUpstream(options.upstream)
  const state = await mkdtemp(join(tmpdir(), 'guarded-git-'))
  const repositories = options.repositories ?? [home]
  for (const repository of repositories) await upstream.create(repository)
  const approvals = await createFileApprovalStore(join(state, 'approvals'))
  const entries: EntryBody[] = []
  const gitRepositories = await createGitRepositories({
    directory: join(state, 'repositories'),
    upstream: new URL(upstream.url),
    credential: async () => upstream.token,
    environment: process.env,
    findProgram: findSystemProgram,
  })
  const credential: ForgeCredential = {
    token: async () => upstream.token,
    ...(options.obstacle === undefined ? {} : { obstacle: options.obstacle }),
  }
  const guard = await startGuard({
    apiKey: 'no-cursor-here',
    policy:
      typeof options.policy === 'object'
        ? options.policy
        : parsePolicy(Buffer.from(options.policy ?? 'version: 1\n'), 'policy.yml'),
    policySource: 'policy.yml',
    recording: { sink: options.sink ?? { write() {} }, blobs: { put: () => true } },
    approvals,
    identity: {},
    facts: factsFromEnvironment({ GITHUB_REPOSITORY: home }),
    level: 'L0',
    caveats: [],
    known: [{ name: 'GITHUB_TOKEN', value: upstream.token }],
    environment: {},
    clock: Date.now,
    version: '0.0.0',
    onEntry: (entry) => entries.push(entry),
    git: {
      base: new URL(upstream.url),
      credential,
      gitRepositories,
      journal: await createFilePushJournal(join(state, 'journal')),
      repositories,
      timing: { lookUpMs: [0, 50, 100] },
      ...options.git,
    },
  })

  const gitWith = (env: Record<string, string>, cwd: string, ...args: string[]) =>
    new Promise<Ran>((resolve) => {
      const header = `http.${guard.baseUrl}/git/.extraheader`
      const config = {
        [header]: `Authorization: Bearer ${guard.sessionToken}`,
        'user.name': 'Agent',
        'user.email': 'agent@example.com',
        'init.defaultBranch': 'main',
      }
      const variables = Object.entries(config).flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ])
      const child = execFile(
        'git',
        args,
        {
          cwd,
          maxBuffer: 1 << 26,
          env: {
            PATH: process.env.PATH,
            HOME: state,
            LC_ALL: 'C',
            GIT_CONFIG_NOSYSTEM: '1',
            GIT_TERMINAL_PROMPT: '0',
            GIT_CONFIG_COUNT: String(Object.keys(config).length),
            ...Object.fromEntries(variables),
            ...env,
          },
        },
        (error, stdout, stderr) =>
          resolve({
            code: typeof error?.code === 'number' ? error.code : error ? 1 : 0,
            stdout,
            stderr,
          }),
      )
      child.stderr?.on('data', (chunk) => {
        heard += chunk
      })
    })
  let heard = ''
  let clones = 0
  const forge: GuardedForge = {
    guard,
    upstream,
    approvals,
    entries,
    kinds: <K extends EntryKind>(kind: K) =>
      entries.filter((entry): entry is Extract<EntryBody, { kind: K }> => entry.kind === kind),
    state,
    heard: () => heard,
    gitWith,
    git: (cwd, ...args) => gitWith({}, cwd, ...args),
    address: (repository = home) => `${guard.baseUrl}/git/${repository}`,
    async clone(repository = home, ...extra) {
      clones += 1
      const folder = join(state, `clone-${clones}`)
      const ran = await forge.git(state, 'clone', '-q', ...extra, forge.address(repository), folder)
      if (ran.code !== 0) throw new Error(ran.stderr)
      return folder
    },
    async commit(folder, files, message = 'Change') {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true })
        await writeFile(join(folder, name), text)
      }
      await forge.git(folder, 'add', '-A')
      const ran = await forge.git(folder, 'commit', '-q', '-m', message)
      if (ran.code !== 0) throw new Error(ran.stderr + ran.stdout)
      return (await forge.git(folder, 'rev-parse', 'HEAD')).stdout.trim()
    },
    call: (path, init = {}) =>
      fetch(`${guard.baseUrl}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${guard.sessionToken}`, ...init.headers },
      }),
    async decide(approve) {
      return until(async () => {
        const at = Date.now()
        const waiting = (await approvals.list(10)).find((one) => stateHere(one, at) === 'waiting')
        if (waiting === undefined) return undefined
        const id = await shownId(approvals, waiting.key)
        const said = { by: { id: 1, login: 'maria' }, approve, at }
        return (await approvals.replace(waiting, decideHere(waiting, said, id))) && id
      })
    },
    async [Symbol.asyncDispose]() {
      await guard.close({})
      await upstream.close()
      await rm(state, { recursive: true, force: true })
    },
  }
  await seed(forge, repositories)
  return forge
}

/** One commit on `main` of every repository, made at the forge itself. */
async function seed({ upstream, state, git }: GuardedForge, repositories: readonly string[]) {
  const folder = join(state, 'seed')
  await git(state, 'init', '-q', folder)
  await writeFile(join(folder, 'README.md'), '# Site\n')
  await git(folder, 'add', '-A')
  await git(folder, 'commit', '-q', '-m', 'First')
  for (const repository of repositories) {
    await git(folder, 'push', '-q', upstream.path(repository), 'main')
  }
}
