import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GitUpstream, startGitUpstream } from '../../test/support/git-upstream/upstream.ts'
import { memoryOf, startChild } from '../support/child.ts'

export interface Ran {
  code: number
  milliseconds: number
  said: string
}

/** A guard in a process of its own, in front of one repository of the forge. */
export interface GitGuard extends AsyncDisposable {
  /** Address of the repository at the guard. */
  remote: string
  /** Largest resident size so far, in MB; NaN where the system does not say. */
  peak(): Promise<number>
}

/** A forge on this machine and a client; guards are started where they are wanted. */
export interface GitRig extends AsyncDisposable {
  forge: GitUpstream
  scratch: string
  /** Bytes the forge has answered. */
  answered(): number
  /** Address of a repository at the forge. */
  direct(repository: string): string
  /** Runs git; fails unless it ends with 0, or `code` is asked for. */
  git(cwd: string, ...args: string[]): Promise<Ran>
  /** The same, whatever the end. */
  tried(cwd: string, ...args: string[]): Promise<Ran>
  guard(repository: string): Promise<GitGuard>
}

export async function startGitRig(): Promise<GitRig> {
  const scratch = await mkdtemp(join(tmpdir(), 'cursor-guard-bench-git-'))
  const forge = await startGitUpstream()
  const login = Buffer.from(`x-access-token:${forge.token}`).toString('base64')
  const headers = new Map([[`${forge.url}/`, `Authorization: Basic ${login}`]])
  let answered = 0
  forge.beside = (_request, response) => {
    countBytes(response, (bytes) => {
      answered += bytes
    })
    return false
  }

  const tried = (cwd: string, ...args: string[]) =>
    new Promise<Ran>((resolve) => {
      const start = performance.now()
      const env = { ...gitEnvironment(headers), HOME: scratch }
      execFile('git', args, { cwd, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, milliseconds: performance.now() - start, said: stdout + stderr })
      })
    })
  const rig: GitRig = {
    forge,
    scratch,
    tried,
    answered: () => answered,
    direct: (repository) => `${forge.url}/${repository}.git`,
    async git(cwd, ...args) {
      const ran = await tried(cwd, ...args)
      if (ran.code !== 0) throw new Error(`git ${args.join(' ')}: ${ran.said.slice(-2_000)}`)
      return ran
    },
    async guard(repository) {
      const folder = await mkdtemp(join(scratch, 'guard-'))
      const child = await startChild<{ baseUrl: string; token: string }>('guard-process', {
        upstream: 'http://127.0.0.1:9',
        scratch: folder,
        git: { upstream: forge.url, token: forge.token, repository },
      })
      const { baseUrl, token } = child.ready
      headers.set(`${baseUrl}/git/`, `Authorization: Bearer ${token}`)
      return {
        remote: `${baseUrl}/git/${repository}.git`,
        peak: async () => (await memoryOf(child.pid))?.peak ?? Number.NaN,
        async [Symbol.asyncDispose]() {
          await child.stop()
          await rm(folder, { recursive: true, force: true })
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await forge.close()
      await rm(scratch, { recursive: true, force: true })
    },
  }
  return rig
}

/** What git says when it is alone: nobody's settings, and the header for each address. */
function gitEnvironment(headers: ReadonlyMap<string, string>): Record<string, string> {
  const settings: [string, string][] = [
    ['user.name', 'Bench'],
    ['user.email', 'bench@example.com'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    ['core.bigFileThreshold', '16m'],
    ...[...headers].map(([url, header]): [string, string] => [`http.${url}.extraheader`, header]),
  ]
  return {
    PATH: process.env.PATH ?? '',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  }
}

function countBytes(response: ServerResponse, onBytes: (bytes: number) => void): void {
  const write = response.write.bind(response) as (chunk: Buffer) => boolean
  response.write = ((chunk: Buffer) => {
    onBytes(chunk.length)
    return write(chunk)
  }) as typeof response.write
}

/** An empty repository at the forge, with `files` committed and pushed straight to `main`. */
export async function seed(
  rig: GitRig,
  repositories: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const folder = await mkdtemp(join(rig.scratch, 'work-'))
  await rig.git(folder, 'init', '-q', '-b', 'main')
  await commit(rig, folder, files)
  for (const repository of repositories) {
    await rig.git(folder, 'push', '-q', await rig.forge.create(repository), 'main')
  }
  return folder
}

export async function commit(
  rig: GitRig,
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  await rig.git(folder, 'add', '-A')
  await rig.git(folder, 'commit', '-q', '-m', `Change ${randomBytes(4).toString('hex')}`)
}
