import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { GuardError } from '../../core/errors.ts'
import { visibleLine } from '../../core/recording/visible.ts'
import type { GitCheck } from './git-version.ts'
import type { RepositoryLimits } from './repository-limits.ts'

/** Where one git process works. */
export interface GitPlace {
  gitDir: string
  /** New objects go here and are looked for here. */
  objects: string
  /** Further folders with objects, for reading. No path may hold a colon. */
  alternates?: readonly string[]
}

export interface GitExit {
  code: number | null
  signal: NodeJS.Signals | null
  /** The end of what git said, on one line, safe to show. */
  said: string
  /** The same as it came. */
  stderr: string
  /** Why the guard ended it, when it did. */
  ended?: 'abort' | 'time'
}

export interface GitProcess {
  stdin: Writable
  stdout: Readable
  /** Never rejects for an exit code; the process is gone when it resolves. */
  exit: Promise<GitExit>
  kill(): void
}

export interface StartOptions {
  args: readonly string[]
  place: GitPlace
  signal?: AbortSignal
  /** Wall-clock time, in milliseconds; `processMs` without it. */
  timeoutMs?: number
}

/** Runs git, and only git, in a sandbox of environment and limits. */
export interface Git {
  start(options: StartOptions): GitProcess
  /** Runs to the end. `maxBytes`: most output accepted. */
  run(
    options: StartOptions & { input?: string; maxBytes?: number },
  ): Promise<GitExit & { stdout: Buffer; isCut: boolean }>
  /** Ends every process that still runs and waits until they are gone. */
  close(): Promise<void>
}

/** No user's, system's or repository's settings, no hooks, no helpers, no network. */
const settings: readonly [string, string][] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.bigFileThreshold', '16m'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['pack.writeReverseIndex', 'false'],
  ['protocol.allow', 'never'],
  ['safe.bareRepository', 'explicit'],
  ['transfer.bundleURI', 'false'],
]

/** What is swept away after a crash need not be on the disk when git ends. */
const hastySettings: typeof settings = [...settings, ['core.fsync', 'none']]

/**
 * The whole environment of a git process. The guard's own never reaches it.
 *
 * @param isLasting whether what git writes has to survive a crash of the machine
 */
export function gitEnvironment(
  { gitDir, objects, alternates = [] }: GitPlace,
  isLasting = false,
): Record<string, string> {
  const list = isLasting ? settings : hastySettings
  const environment: Record<string, string> = {
    PATH: '/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_PAGER: 'cat',
    GIT_DIR: gitDir,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_CONFIG_COUNT: String(list.length),
  }
  if (alternates.length > 0) environment.GIT_ALTERNATE_OBJECT_DIRECTORIES = alternates.join(':')
  for (const [index, [key, value]] of list.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key
    environment[`GIT_CONFIG_VALUE_${index}`] = value
  }
  return environment
}

/** Bytes of git's own words that are kept. */
const saidBytes = 262_144

/** The programs: git itself, and what caps its memory and time where there is such a thing. */
type Programs = Pick<GitCheck, 'path' | 'prlimit'>

export function createGit(check: Programs, limits: RepositoryLimits, isLasting = false): Git {
  const running = new Map<ChildProcess, Promise<GitExit>>()
  let closed = false

  function start({ args, place, signal, timeoutMs = limits.processMs }: StartOptions): GitProcess {
    if (closed) throw new GuardError('PUSH_REFUSED', 'the guard is closing')
    const [program, ...words] = withLimits(check, limits, args)
    const child = spawn(program, words, {
      cwd: place.gitDir,
      env: gitEnvironment(place, isLasting),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let ended: GitExit['ended']
    const end = (why: 'abort' | 'time') => {
      ended ??= why
      child.kill('SIGKILL')
    }
    const onAbort = () => end('abort')
    const timer = setTimeout(() => end('time'), timeoutMs)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    let said = ''
    child.stderr.setEncoding('latin1')
    child.stderr.on('data', (text: string) => {
      said = (said + text).slice(-saidBytes)
    })
    // A process that is gone closes its input; its exit says why.
    child.stdin.on('error', () => {})
    const exit = new Promise<GitExit>((resolve) => {
      const done = (code: number | null, cause: NodeJS.Signals | null, why = said) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        running.delete(child)
        resolve({
          code,
          signal: cause,
          said: visibleLine(Buffer.from(why.slice(-2_000), 'latin1').toString().trim(), 300),
          stderr: why,
          ...(ended === undefined ? {} : { ended }),
        })
      }
      child.once('error', (error) => done(null, null, error.message))
      child.once('close', (code, cause) => done(code, cause))
    })
    running.set(child, exit)
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      exit,
      kill: () => void child.kill('SIGKILL'),
    }
  }

  return {
    start,
    async run({ input, maxBytes = 16 * 1_048_576, ...options }) {
      const child = start(options)
      child.stdin.end(input)
      const chunks: Buffer[] = []
      let size = 0
      let isCut = false
      child.stdout.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size <= maxBytes) chunks.push(chunk)
        else {
          isCut = true
          child.kill()
        }
      })
      const exit = await child.exit
      return { ...exit, stdout: Buffer.concat(chunks), isCut }
    },
    async close() {
      closed = true
      for (const child of running.keys()) child.kill('SIGKILL')
      await Promise.all(running.values())
    },
  }
}

function withLimits(
  check: Programs,
  limits: RepositoryLimits,
  args: readonly string[],
): [string, ...string[]] {
  if (check.prlimit === undefined) return [check.path, ...args]
  return [
    check.prlimit,
    `--cpu=${limits.cpuSeconds}`,
    `--as=${limits.memoryBytes}`,
    `--fsize=${limits.packBytes + limits.historyBytes}`,
    '--core=0',
    '--',
    check.path,
    ...args,
  ]
}

/** Why a git process failed, for the person who pushes. */
export function exitText({ code, signal, said, ended }: GitExit, limits: RepositoryLimits): string {
  if (ended === 'abort') return 'it was cancelled'
  if (ended === 'time') return 'git took too long'
  if (signal === 'SIGXFSZ') return 'git wrote more than a push may hold'
  if (signal === 'SIGXCPU' || signal === 'SIGKILL') {
    return `git needed more than ${limits.cpuSeconds} s of processor time (limit cpuSeconds)`
  }
  if (/out of memory|cannot allocate|unable to mmap|malloc/i.test(said)) {
    return 'git needed more memory than it may use (limit memoryBytes)'
  }
  return said === '' ? `git ended with ${signal ?? code}` : said
}
