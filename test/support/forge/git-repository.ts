import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of a commit: its text, its bytes, or `null` to remove it. */
export type FileChange =
  | string
  | Uint8Array
  | null
  | { mode: '100755' | '120000'; content: string }
  | { mode: '160000'; commit: string }

export interface RefMove {
  ref: string
  /** Where it must be now; zeros: nowhere. Absent: wherever it is. */
  before?: string | undefined
  /** Zeros delete it. */
  after: string
}

export interface Person {
  name: string
  email: string
}

export const zeros = '0'.repeat(40)

/** A bare repository, worked on with git alone. */
export interface GitRepository {
  path: string
  /** @throws when git fails, with what it said */
  git(...args: string[]): Promise<string>
  /** Bytes of an object. */
  read(object: string): Promise<Buffer>
  /** The object a name stands for, if there is one. */
  resolve(name: string): Promise<string | undefined>
  isAncestor(ancestor: string, descendant: string): Promise<boolean>
  /** Writes a commit whose files are those of the first parent, changed. No ref moves. */
  commit(options: {
    files: Record<string, FileChange>
    parents: readonly string[]
    message: string
    author: Person
    committer?: Person
  }): Promise<string>
  blob(content: Uint8Array): Promise<string>
  /** A tree: that of `base`, with these entries; one without an object id goes. */
  tree(
    entries: readonly { path: string; mode: string; oid: string | null }[],
    base?: string,
  ): Promise<string>
  commitTree(options: {
    tree: string
    parents: readonly string[]
    message: string
    author: Person
    committer?: Person
  }): Promise<string>
  /** All or none, as git itself does it; what git says when it refuses. */
  move(moves: readonly RefMove[]): Promise<string | undefined>
  refs(prefix?: string): Promise<{ ref: string; oid: string; type: string }[]>
}

export function createGitRepository(path: string): GitRepository {
  const git = (...args: string[]) => runGit(path, args).then(text)
  const repository: GitRepository = {
    path,
    git,
    read: (object) => runGit(path, ['cat-file', '-p', object]),
    resolve: (name) =>
      git('rev-parse', '--verify', '--quiet', '--end-of-options', name).catch(() => undefined),
    isAncestor: (ancestor, descendant) =>
      git('merge-base', '--is-ancestor', ancestor, descendant).then(
        () => true,
        () => false,
      ),
    async commit({ files, ...options }) {
      const entries = await Promise.all(
        Object.entries(files).map(async ([name, change]) => ({
          path: name,
          ...(await entryOf(repository, change)),
        })),
      )
      const tree = await repository.tree(entries, options.parents[0])
      return repository.commitTree({ ...options, tree })
    },
    blob: (content) =>
      runGit(path, ['hash-object', '-w', '--stdin'], { input: content }).then(text),
    async tree(entries, base) {
      const index = join(path, `index-${randomUUID()}`)
      const env = { GIT_INDEX_FILE: index }
      try {
        await runGit(path, ['read-tree', base ?? '--empty'], { env })
        const lines = entries.map(({ path: name, mode, oid }) =>
          oid === null ? `0 ${zeros}\t${name}` : `${mode} ${oid}\t${name}`,
        )
        await runGit(path, ['update-index', '-z', '--index-info'], { env, input: lines.join('\0') })
        return await runGit(path, ['write-tree'], { env }).then(text)
      } finally {
        await rm(index, { force: true })
      }
    },
    commitTree({ tree, parents, message, author, committer = author }) {
      const env = {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_COMMITTER_NAME: committer.name,
        GIT_COMMITTER_EMAIL: committer.email,
      }
      const given = parents.flatMap((parent) => ['-p', parent])
      return runGit(path, ['commit-tree', tree, ...given], { env, input: message }).then(text)
    },
    async move(moves) {
      const lines = moves.map(({ ref, before, after }) => {
        if (after !== zeros)
          return `update ${ref} ${after}${before === undefined ? '' : ` ${before}`}`
        return `delete ${ref}${before === undefined ? '' : ` ${before}`}`
      })
      const input = ['start', ...lines, 'prepare', 'commit', ''].join('\n')
      return runGit(path, ['update-ref', '--stdin'], { input }).then(
        () => undefined,
        (error: Error) => error.message,
      )
    },
    async refs(prefix = 'refs/') {
      const format = '--format=%(refname) %(objectname) %(objecttype)'
      const listed = await git('for-each-ref', format)
      const rows = listed.split('\n').filter((line) => line.startsWith(prefix))
      return rows.map((line) => {
        const [ref = '', oid = '', type = ''] = line.split(' ')
        return { ref, oid, type }
      })
    },
  }
  return repository
}

async function entryOf(
  repository: GitRepository,
  change: FileChange,
): Promise<{ mode: string; oid: string | null }> {
  if (change === null) return { mode: '0', oid: null }
  if (typeof change === 'object' && 'commit' in change)
    return { mode: change.mode, oid: change.commit }
  const isPlain = typeof change === 'string' || change instanceof Uint8Array
  const { mode, content } = isPlain ? { mode: '100644', content: change } : change
  return { mode, oid: await repository.blob(Buffer.from(content)) }
}

const text = (bytes: Buffer): string => bytes.toString('utf8').replace(/\n$/, '')

/** Settings of the machine must not reach the forge. */
const environment = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
}

function runGit(
  cwd: string,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string | Uint8Array } = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const git = spawn('git', args, { cwd, env: { ...environment, ...env } })
    const out: Buffer[] = []
    let said = ''
    git.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    git.stderr.on('data', (chunk: Buffer) => {
      said += chunk
    })
    git.once('error', reject)
    git.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out))
      else reject(new Error(said.trim() || `git ${args[0]} ended with ${code}`))
    })
    git.stdin.on('error', () => {})
    git.stdin.end(input)
  })
}
