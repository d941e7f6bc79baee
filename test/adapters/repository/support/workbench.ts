import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findSystemProgram } from '../../../../src/adapters/machine/system-programs.ts'
import {
  createGitRepositories,
  type GitRepositoriesOptions,
} from '../../../../src/adapters/repository/git-repositories.ts'
import { zeroId } from '../../../../src/core/git/ref-update.ts'
import { createSecretEngine } from '../../../../src/core/secrets/create-engine.ts'
import type { GitRepositories, Quarantine } from '../../../../src/guard/git-ports.ts'
import { type GitUpstream, startGitUpstream } from '../../../support/git-upstream/upstream.ts'

export const repository = 'acme/site'

/** A forge with one repository, the guard’s git before it, and a place where pushes are made by hand. */
export interface Workbench extends AsyncDisposable {
  upstream: GitUpstream
  repositories: GitRepositories
  /** Where the guard’s git works. */
  directory: string
  /** Runs git in the client's bare repository; `input` goes to its standard input. */
  git(args: readonly string[], input?: string | Uint8Array): Promise<string>
  /** Stores one object and gives its id, however odd it is. */
  object(type: string, content: string | Uint8Array): Promise<string>
  /** A tree of `path → content`; content may be an entry of its own. */
  tree(files: Files): Promise<string>
  commit(tree: string, parents?: readonly string[], more?: CommitMore): Promise<string>
  /** Puts a commit at a ref of the forge, past the guard. */
  publish(ref: string, id: string): Promise<void>
  /** The pack with what `wanted` has and `known` has not. */
  pack(wanted: readonly string[], known?: readonly string[]): Promise<Buffer>
  /** A pack of exactly these objects. */
  packOf(ids: readonly string[]): Promise<Buffer>
  /** A pack with one object as a delta to one that is left out. */
  thinPack(id: string, base: string): Promise<Buffer>
  receive(pack: Uint8Array, signal?: AbortSignal): Promise<Quarantine>
  /** Receives and examines a push of `id` to `ref`. */
  examine(ref: string, id: string, pack: Uint8Array): ReturnType<typeof examineWith>
  /** Another git of the guard over the same forge. */
  open(options?: Partial<GitRepositoriesOptions>): Promise<GitRepositories>
}

export type Files = { [name: string]: string | Uint8Array | { mode: string; id: string } | Files }

export interface CommitMore {
  message?: string
  author?: string
}

export async function startWorkbench(
  options: Partial<GitRepositoriesOptions> & { objectFormat?: 'sha1' | 'sha256' } = {},
): Promise<Workbench> {
  const { objectFormat = 'sha1', ...forRepositories } = options
  const upstream = await startGitUpstream()
  await upstream.create(repository, { objectFormat })
  const state = await mkdtemp(join(tmpdir(), 'workbench-'))
  const client = join(state, 'client.git')
  const environment = {
    PATH: process.env.PATH,
    HOME: state,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Agent',
    GIT_AUTHOR_EMAIL: 'agent@example.com',
    GIT_COMMITTER_NAME: 'Agent',
    GIT_COMMITTER_EMAIL: 'agent@example.com',
  }
  let clock = 1_800_000_000
  const run = (args: readonly string[], input?: string | Uint8Array) =>
    new Promise<Buffer>((resolve, reject) => {
      clock += 1
      const dates = { GIT_AUTHOR_DATE: `${clock} +0000`, GIT_COMMITTER_DATE: `${clock} +0000` }
      const child = spawn('git', args, {
        cwd: state,
        env: { ...environment, ...dates, GIT_DIR: client },
      })
      const chunks: Buffer[] = []
      let said = ''
      child.stdout.on('data', (chunk) => chunks.push(chunk))
      child.stderr.on('data', (text) => {
        said += text
      })
      child.stdin.on('error', () => {})
      child.stdin.end(input ?? '')
      child.once('close', (code) =>
        code === 0 ? resolve(Buffer.concat(chunks)) : reject(new Error(`git ${args[0]}: ${said}`)),
      )
    })
  const git = async (args: readonly string[], input?: string | Uint8Array) =>
    (await run(args, input)).toString().trim()
  await git(['init', '-q', '--bare', `--object-format=${objectFormat}`, client])
  const directory = join(state, 'repositories')
  const opened: GitRepositories[] = []
  const open = async (more: Partial<GitRepositoriesOptions> = {}) => {
    const made = await createGitRepositories({
      directory,
      upstream: new URL(upstream.url),
      credential: async () => upstream.token,
      environment: process.env,
      findProgram: findSystemProgram,
      ...forRepositories,
      ...more,
    })
    opened.push(made)
    return made
  }
  const repositories = await open()

  const bench: Workbench = {
    upstream,
    repositories,
    directory,
    git,
    open,
    object: (type, content) =>
      git(['hash-object', '-t', type, '-w', '--stdin', '--literally'], content),
    async tree(files) {
      const lines: string[] = []
      for (const [name, content] of Object.entries(files)) {
        if (typeof content === 'string' || content instanceof Uint8Array) {
          lines.push(`100644 blob ${await bench.object('blob', content)}\t${name}\0`)
        } else if (typeof content.mode === 'string' && typeof content.id === 'string') {
          const type =
            content.mode === '160000' ? 'commit' : content.mode === '040000' ? 'tree' : 'blob'
          lines.push(`${content.mode} ${type} ${content.id}\t${name}\0`)
        } else {
          lines.push(`040000 tree ${await bench.tree(content as Files)}\t${name}\0`)
        }
      }
      return git(['mktree', '-z', '--missing'], lines.join(''))
    },
    async commit(tree, parents = [], { message = 'Change', author } = {}) {
      if (author === undefined) {
        return git(['commit-tree', tree, ...parents.flatMap((id) => ['-p', id])], message)
      }
      clock += 1
      const text = [
        `tree ${tree}`,
        ...parents.map((id) => `parent ${id}`),
        `author ${author} ${clock} +0000`,
        `committer ${author} ${clock} +0000`,
        '',
        message,
      ]
      return bench.object('commit', text.join('\n'))
    },
    async publish(ref, id) {
      await git(['push', '-q', '--force', upstream.path(repository), `${id}:${ref}`])
    },
    pack: (wanted, known = []) =>
      run(
        ['pack-objects', '--revs', '--stdout', '-q'],
        [...wanted, ...known.map((id) => `^${id}`), ''].join('\n'),
      ),
    packOf: (ids) => run(['pack-objects', '--stdout', '-q'], `${ids.join('\n')}\n`),
    async thinPack(id, base) {
      const known = await bench.commit(
        await bench.tree({ 'big.txt': { mode: '100644', id: base } }),
      )
      const next = await bench.commit(await bench.tree({ 'big.txt': { mode: '100644', id } }), [
        known,
      ])
      return run(['pack-objects', '--thin', '--revs', '--stdout', '-q'], `${next}\n^${known}\n`)
    },
    receive: (pack, signal = new AbortController().signal) =>
      repositories.receive(repository, inPieces(pack), { objectFormat, signal }),
    examine: (ref, id, pack) => examineWith(bench, ref, id, pack),
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one.close()
      await upstream.close()
      await rm(state, { recursive: true, force: true })
    },
  }
  return bench
}

async function examineWith(bench: Workbench, ref: string, id: string, pack: Uint8Array) {
  const tips = await bench.repositories.readTips(repository)
  await using quarantine = await bench.receive(pack)
  const command = { ref, old: tips.get(ref) ?? zeroId, new: id }
  const [facts] = await quarantine.examine([command], tips)
  if (facts === undefined) throw new Error('one update was expected')
  return facts
}

/** Bytes in pieces that fit nothing. */
export async function* inPieces(bytes: Uint8Array, size = 60_001): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export const newEngine = () => createSecretEngine({ pseudonymKey: randomBytes(32) })

/** Assembled, never literal, so that scanners of this repository stay quiet. */
export const secretText = (seed = 'A1b2'): string =>
  `ghp_${`${seed}Zq8Lm2Xv9Rt4Kp7Ws3Yn6Bc1Df5Gh0JkQwEr`.slice(0, 36)}`
