import { constants } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { repositoryAround } from '../repository-around.ts'
import { isWithin } from './slots.ts'

/** Folders which are never handed over, and so are their parents and the user's home itself. */
const systemFolders = [
  ...['/', '/bin', '/boot', '/dev', '/etc', '/lib', '/lib64', '/opt', '/proc', '/root', '/run'],
  ...['/sbin', '/sys', '/usr', '/var', '/home', '/tmp', '/srv', '/mnt', '/media', '/snap'],
]

/** What of the disk the command is given to work with. */
export interface Workspace {
  /** The repository around the folder it works in, or that folder itself. */
  folder: string
  /** The git folder of a linked work tree or a submodule, which lies elsewhere. */
  gitFolder?: string
  /** What will not work as it looks, one sentence each. */
  remarks: readonly string[]
}

/**
 * What is handed over for a command in `workspace`.
 *
 * @returns it, or why it cannot be handed over
 */
export async function findWorkspace(
  workspace: string,
  home: string,
): Promise<Workspace | { reason: string }> {
  const start = await realpath(workspace).catch(() => undefined)
  if (start === undefined) return { reason: `the workspace ${workspace} does not exist` }
  const folder = (await repositoryAround(start)) ?? start
  const realHome = await realpath(home).catch(() => home)
  const problem = problemOf(folder, realHome)
  if (problem !== undefined) return { reason: `the workspace ${folder} ${problem}` }
  const named = await namedGitFolder(folder)
  if (named === undefined) return { folder, remarks: [] }
  const proven = await provenGitFolder(folder, named)
  const gitFolder = proven && (await isSteady(proven, folder)) ? proven : undefined
  if (gitFolder !== undefined && isWithin(gitFolder, folder)) return { folder, remarks: [] }
  if (gitFolder !== undefined && problemOf(gitFolder, realHome) === undefined) {
    return { folder, gitFolder, remarks: [] }
  }
  const shown = named === '' ? 'nothing' : JSON.stringify(named.slice(0, 200))
  const why = 'no git folder that names this work tree back and that only you can replace'
  const remark = `.git names ${shown}, ${why}: it is not handed over, and git may not work here`
  return { folder, remarks: [remark] }
}

function problemOf(folder: string, home: string): string | undefined {
  if (isWithin(home, folder)) return 'contains the home folder'
  if (systemFolders.includes(folder)) return 'is a folder of the system'
  return /[\n\r]/.test(folder) ? 'has a line end in its name' : undefined
}

/**
 * Where the repository is, as the file or link `.git` in `folder` says; nothing where `.git` is a folder
 * or is not there. An earlier command may have put anything there.
 */
async function namedGitFolder(folder: string): Promise<string | undefined> {
  const path = join(folder, '.git')
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined || found.isDirectory()) return undefined
  const text = await readSmall(path)
  const named = /^gitdir: ([^\n]+)\n?$/.exec(text ?? '')?.[1]
  return named === undefined ? '' : resolve(folder, named)
}

/**
 * The git folder of a linked work tree or of a submodule, if it names the work tree back: the command
 * could write what stands in the work tree, but not there.
 */
async function provenGitFolder(folder: string, named: string): Promise<string | undefined> {
  const target = named === '' ? undefined : await realpath(named).catch(() => undefined)
  if (target === undefined) return undefined
  if (basename(dirname(target)) === 'worktrees') {
    const back = (await readSmall(join(target, 'gitdir')))?.trim() ?? ''
    const shared = dirname(dirname(target))
    const isOurs = await isSame(dirname(resolve(target, back)), folder)
    return isOurs && basename(back) === '.git' && (await isGitFolder(shared)) ? shared : undefined
  }
  const settings = (await readSmall(join(target, 'config'))) ?? ''
  const back = /^\s*worktree\s*=\s*"?([^"\n]+?)"?\s*$/m.exec(settings)?.[1]
  if (back === undefined || !(await isSame(resolve(target, back), folder))) return undefined
  return (await isGitFolder(target)) ? target : undefined
}

/**
 * Whether no third party can put another folder in its place while root goes through it by name: it and
 * those around it belong to root, to the job or to whom the work tree belongs to, and nobody else writes there.
 */
async function isSteady(gitFolder: string, folder: string): Promise<boolean> {
  const owners = [0, process.getuid?.(), (await lstat(folder)).uid]
  for (let at = gitFolder; ; at = dirname(at)) {
    const { uid, mode } = await lstat(at)
    const isEverybodys = (mode & 0o002) !== 0 && (mode & 0o1000) === 0
    if (!owners.includes(uid) || (isEverybodys && at !== gitFolder)) return false
    if (at === dirname(at)) return true
  }
}

const isSame = async (path: string, folder: string) =>
  (await realpath(path).catch(() => undefined)) === folder

async function isGitFolder(folder: string): Promise<boolean> {
  const parts = await Promise.all(
    ['HEAD', 'objects', 'refs'].map((name) => lstat(join(folder, name)).catch(() => undefined)),
  )
  const [head, objects, refs] = parts
  return [head?.isFile(), objects?.isDirectory(), refs?.isDirectory()].every((is) => is === true)
}

/** Longest file read here, in bytes: the settings of a submodule. */
const maxBytes = 64 << 10

/** A small regular file, never a link or a pipe; nothing when it is another or cannot be read. */
async function readSmall(path: string): Promise<string | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  await using file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => undefined)
  if (file === undefined || !(await file.stat()).isFile()) return undefined
  const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes + 1), 0, maxBytes + 1, 0)
  return bytesRead > maxBytes ? undefined : buffer.toString('utf8', 0, bytesRead)
}
