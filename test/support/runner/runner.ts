import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseCommandFile, parsePathFile, parseStepLog } from './runner-files.ts'

const root = join(import.meta.dirname, '..', '..', '..')
/** The node the action asks for, as the runner would bring it. */
const node = process.execPath

export interface Job {
  readonly workspace: string
  readonly temp: string
  readonly home: string
  /** Environment of the next step: what the job sets, and what earlier steps exported. */
  readonly env: Record<string, string>
  /** Runs the action's main; its post runs at `finish`. */
  uses(inputs: Record<string, string>, options?: StepOptions): Promise<StepResult>
  /** Starts main without waiting, for tests that end it early. */
  start(inputs: Record<string, string>, options?: StepOptions): RunningStep
  /** A later step with a script of its own. */
  run(command: readonly string[], options?: StepOptions): Promise<StepResult>
  /** Runs the post steps, last first. */
  finish(): Promise<StepResult[]>
  dispose(): Promise<void>
}

export interface StepOptions {
  env?: Record<string, string>
}

export interface StepResult {
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** What the step wrote, as the runner receives it. */
  output: string
  /** The same as the log shows it: commands taken out, masks applied. */
  log: string
  annotations: { kind: string; title: string; message: string }[]
  masks: string[]
  outputs: Record<string, string>
  exported: Record<string, string>
  paths: string[]
  state: Record<string, string>
  summary: string
  milliseconds: number
}

export interface RunningStep {
  readonly child: () => ChildProcess
  readonly output: () => string
  readonly done: Promise<StepResult>
}

interface Posted {
  inputs: Record<string, string>
  state: Record<string, string>
  env: Record<string, string>
}

/** A job as the runner gives it to its steps: folders, command files, inputs, state for post. */
export async function startJob(env: Record<string, string> = {}): Promise<Job> {
  const base = await mkdtemp(join(tmpdir(), 'job-'))
  const [workspace, temp, home] = ['work', 'temp', 'home'].map((name) => join(base, name)) as [
    string,
    string,
    string,
  ]
  for (const path of [workspace, temp, home]) await mkdir(path)
  const posts: Posted[] = []
  const masks = new Set<string>()
  const jobEnv: Record<string, string> = {
    ...defaults({ workspace, temp, home }),
    ...env,
  }

  function start(
    what: { command: readonly string[]; cwd?: string },
    extra: Record<string, string>,
  ): RunningStep {
    const began = performance.now()
    let output = ''
    let child: ChildProcess | undefined
    const files = commandFiles(temp)
    const done = (async (): Promise<StepResult> => {
      await files.create()
      const [program = '', ...args] = what.command
      child = spawn(program, args, {
        cwd: what.cwd ?? workspace,
        env: { ...jobEnv, ...extra, ...files.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child.stdout?.on('data', (chunk) => (output += chunk))
      child.stderr?.on('data', (chunk) => (output += chunk))
      const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>(
        // `exit`, not `close`: the runner does not wait for those who inherited the pipes.
        (resolve) => child?.on('exit', (code, name) => setTimeout(() => resolve([code, name]), 50)),
      )
      const found = parseStepLog(output)
      for (const mask of found.masks) masks.add(mask)
      const read = await files.read()
      Object.assign(jobEnv, read.exported)
      if (read.paths.length > 0) {
        jobEnv.PATH = [...read.paths.toReversed(), jobEnv.PATH].join(':')
      }
      return {
        exitCode,
        signal,
        output,
        ...found,
        log: mask(found.log, masks),
        masks: [...masks],
        ...read,
        milliseconds: performance.now() - began,
      }
    })()
    return {
      child: () => {
        if (child === undefined) throw new Error('the step has not started yet')
        return child
      },
      output: () => output,
      done,
    }
  }

  function startAction(inputs: Record<string, string>, options: StepOptions = {}): RunningStep {
    const given = inputVariables({ 'on-violation': 'fail', contain: 'false', ...inputs })
    const step = start({ command: [node, bundle('main')] }, { ...options.env, ...given })
    const done = step.done.then((result) => {
      posts.push({ inputs: given, state: result.state, env: options.env ?? {} })
      return result
    })
    return { child: step.child, output: step.output, done }
  }

  return {
    workspace,
    temp,
    home,
    env: jobEnv,
    start: startAction,
    uses: (inputs, options) => startAction(inputs, options).done,
    run: (command, options = {}) => start({ command }, options.env ?? {}).done,
    async finish() {
      const results: StepResult[] = []
      for (const { inputs, state, env: own } of posts.splice(0).toReversed()) {
        const states = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])
        const extra = { ...own, ...inputs, ...Object.fromEntries(states) }
        results.push(await start({ command: [node, bundle('post')] }, extra).done)
      }
      return results
    },
    async dispose() {
      await rm(base, { recursive: true, force: true })
    },
  }
}

const bundle = (name: string) => join(root, 'action', 'dist', `${name}.js`)

/** `artifact-name` → `INPUT_ARTIFACT-NAME`, as the runner writes it. */
function inputVariables(inputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  )
}

function defaults(at: { workspace: string; temp: string; home: string }): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: at.home,
    LANG: 'C.UTF-8',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: at.workspace,
    RUNNER_TEMP: at.temp,
    RUNNER_OS: process.platform === 'darwin' ? 'macOS' : 'Linux',
    RUNNER_ENVIRONMENT: 'self-hosted',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_REPOSITORY_ID: '4711',
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'agent',
    GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/agent.yml@refs/heads/main',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_ACTOR: 'mona',
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GIT_CONFIG_SYSTEM: '/dev/null',
  }
}

function mask(text: string, masks: ReadonlySet<string>): string {
  return [...masks].reduce((masked, value) => masked.replaceAll(value, '***'), text)
}

let steps = 0

/** The five files by which a step speaks to the runner; new ones for every step. */
function commandFiles(temp: string) {
  const folder = join(temp, '_runner_file_commands')
  steps += 1
  const names = ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'] as const
  const paths = Object.fromEntries(
    names.map((name) => [name, join(folder, `${name.toLowerCase()}_${steps}`)]),
  ) as Record<(typeof names)[number], string>
  return {
    env: Object.fromEntries(names.map((name) => [`GITHUB_${name}`, paths[name]])),
    async create() {
      await mkdir(folder, { recursive: true })
      for (const path of Object.values(paths)) await writeFile(path, '')
    },
    async read() {
      const text = (name: (typeof names)[number]) => readFile(paths[name], 'utf8')
      return {
        outputs: parseCommandFile(await text('OUTPUT')),
        state: parseCommandFile(await text('STATE')),
        exported: parseCommandFile(await text('ENV')),
        paths: parsePathFile(await text('PATH')),
        summary: await text('STEP_SUMMARY'),
      }
    },
  }
}
