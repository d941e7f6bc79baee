import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Entry, EntryKind } from '../../src/core/recording/entry.ts'
import {
  type CursorService,
  type CursorServiceOptions,
  startCursorService,
} from './cursor-service/service.ts'

const root = resolve(import.meta.dirname, '../..')
export const sdkAgent = join(root, 'test/support/clients/sdk-agent.mjs')
export const cliAgent = join(root, 'test/support/clients/cli-agent.mjs')

export interface GuardedRunOptions extends Omit<CursorServiceOptions, 'script'> {
  script: CursorServiceOptions['script']
  /** Text of the policy file. */
  policy?: string
  /** The command after `--`; the official SDK with one prompt unless given. */
  command?: (place: Place) => string[]
  prompts?: string[]
  /** Options of the SDK driver. */
  agentOptions?: string[]
  /** Further options of `cursor-guard run`. */
  options?: string[]
  env?: Record<string, string | undefined>
  /** Files of the workspace before the run. */
  files?: Record<string, string>
  /** Shell text in front of the guard, such as `ulimit -f 64 &&`. */
  prelude?: string
  /** Called when the session is open. */
  onReady?: (live: LiveRun) => void | Promise<void>
}

export interface Place {
  workspace: string
  out: string
  service: CursorService
}

export interface LiveRun extends Place {
  guard: ChildProcess
  /** Runs another `cursor-guard` command in the same environment. */
  cursorGuard(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>
  /** Everything the guard has printed to standard error. */
  stderr(): string
}

export interface GuardedRun extends Place {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  /** JSON lines the command printed. */
  printed: Record<string, unknown>[]
  /** The recording, entry by entry. */
  entries: Entry[]
  kinds(kind: EntryKind): Entry[]
  /** Text of a file in the workspace; undefined when it is not there. */
  file(name: string): Promise<string | undefined>
  /** Everything under the recording's folder, as one text. */
  recorded(): Promise<string>
  remove(): Promise<void>
}

/** Runs a client through `cursor-guard run`, a process of its own, against a scripted service. */
export async function guardedRun(options: GuardedRunOptions): Promise<GuardedRun> {
  const { script, policy = 'version: 1\n', prompts = ['Do it'], files = {} } = options
  const workspace = await mkdtemp(join(tmpdir(), 'guarded-'))
  const state = await mkdtemp(join(tmpdir(), 'guarded-state-'))
  const out = join(state, 'recording')
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(workspace, name, '..'), { recursive: true })
    await writeFile(join(workspace, name), text)
  }
  const policyFile = join(state, 'policy.yml')
  await writeFile(policyFile, policy)
  const service = await startCursorService({ ...options, script })
  const place = { workspace, out, service }
  const command = options.command?.(place) ?? [
    process.execPath,
    sdkAgent,
    '--cwd',
    workspace,
    ...(options.agentOptions ?? []),
    ...prompts,
  ]
  const env = {
    ...process.env,
    CURSOR_API_KEY: service.apiKey,
    XDG_STATE_HOME: state,
    CI: undefined,
    GITHUB_ACTIONS: undefined,
    ...options.env,
  }
  const cli = ['--disable-warning=ExperimentalWarning', join(root, 'src/cli.ts')]
  const start = (...args: string[]) =>
    spawn(process.execPath, [...cli, ...args], { cwd: workspace, env })
  const startBehind = (prelude: string, ...args: string[]) =>
    spawn('/bin/sh', ['-c', `${prelude} exec "$@"`, 'sh', process.execPath, ...cli, ...args], {
      cwd: workspace,
      env,
    })
  const guard = startBehind(
    options.prelude ?? '',
    'run',
    '--policy',
    policyFile,
    '--out',
    out,
    '--cursor-upstream',
    service.url,
    ...(options.options ?? []),
    '--',
    ...command,
  )
  const printed = { out: '', err: '' }
  let announced = false
  guard.stdout.on('data', (chunk) => {
    printed.out += chunk
  })
  guard.stderr.on('data', (chunk) => {
    printed.err += chunk
    if (announced || !printed.err.includes('recording to')) return
    announced = true
    void options.onReady?.({
      ...place,
      guard,
      stderr: () => printed.err,
      cursorGuard: (...args) => finished(start(...args)),
    })
  })
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) => {
    guard.once('close', (...end) => done(end))
  })
  const log = await readFile(join(out, 'recording.jsonl'), 'utf8').catch(() => '')
  const entries = jsonLines(log) as unknown as Entry[]
  return {
    ...place,
    code,
    signal,
    stdout: printed.out,
    stderr: printed.err,
    printed: jsonLines(printed.out),
    entries,
    kinds: (kind) => entries.filter((entry) => entry.kind === kind),
    file: (name) => readFile(join(workspace, name), 'utf8').catch(() => undefined),
    async recorded() {
      const { readdir } = await import('node:fs/promises')
      const blobs = await readdir(join(out, 'blobs')).catch(() => [])
      const texts = await Promise.all(
        blobs.map((name) => readFile(join(out, 'blobs', name), 'latin1')),
      )
      return [log, ...texts].join('\n')
    },
    async remove() {
      await service.close()
      await rm(workspace, { recursive: true, force: true })
      await rm(state, { recursive: true, force: true })
    },
  }
}

async function finished(child: ReturnType<typeof spawn>) {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const code = await new Promise<number>((done) => child.once('close', (end) => done(end ?? -1)))
  return { code, stdout, stderr }
}

/** Whole JSON lines; a line that was cut, or that is no JSON, is left out. */
function jsonLines(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line.startsWith('{') ? [JSON.parse(line)] : []
    } catch {
      return []
    }
  })
}
