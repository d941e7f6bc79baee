import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import type { GitSetting } from '../../core/git/config-text.ts'
import { findCredentialFiles, isCredentialFile } from '../agent-user/find-credential-files.ts'
import { type CheckoutPlace, tooMany } from './git-files.ts'

/** A file of git's configuration and what it says. */
export interface ReadConfig {
  /** Absolute and resolved. */
  file: string
  isOperators: boolean
  entries: readonly GitSetting[] | undefined
}

/**
 * Files besides its configuration in which a checkout may have left a token where git or a tool finds
 * it: what lies in git's folders but objects and refs, programs and files that a repository's
 * configuration names, and files of the workspace whose names are those of logins.
 *
 * @returns absolute and resolved, each once
 * @throws {GuardError} `MACHINE_UNSUITABLE` when there are too many to look at
 */
export async function tokenFiles(
  configs: readonly ReadConfig[],
  place: CheckoutPlace,
): Promise<string[]> {
  const { workspace, temp, home } = place
  const theirs = configs.filter(({ isOperators }) => !isOperators)
  const folders = theirs
    .filter(({ file }) => /^config(?:\.worktree)?$/.test(basename(file)))
    .map(({ file }) => dirname(file))
  const inGit = await Promise.all([...new Set(folders)].map((folder) => filesOfGit(folder)))
  const named = theirs.flatMap(({ entries = [] }) =>
    entries.flatMap(({ value }) => pathsIn(value, workspace, home)),
  )
  const logins = findCredentialFiles([workspace, temp], isLogin)
  const found = await Promise.all([...inGit.flat(), ...named, ...logins].map(realFile))
  return [...new Set(found.filter((path) => path !== undefined))]
}

const isLogin = (name: string) => name === '.lfsconfig' || isCredentialFile(name)

/** Folders that hold what was committed, other git folders, which are looked through themselves, or names. */
const passedOver = ['objects', 'refs', 'lfs', 'modules', 'worktrees']
/** Names of files and refs, which grow with the repository. */
const lists = /^(?:index|sharedindex\..+|packed-refs)$/
const maxFiles = 50_000
const maxDepth = 6

/** Every file of a git folder that is neither an object nor a list of names; links count as what they lead to. */
async function filesOfGit(folder: string): Promise<string[]> {
  const files: string[] = []
  const seen = new Set<string>()
  const queue = [{ at: folder, depth: 0 }]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const real = await realpath(next.at).catch(() => undefined)
    if (real === undefined || seen.has(real)) continue
    seen.add(real)
    for (const entry of await readdir(real, { withFileTypes: true }).catch(() => [])) {
      const path = join(real, entry.name)
      const isFolder = entry.isDirectory() || (await isLinkedFolder(path, entry.isSymbolicLink()))
      if (!isFolder) files.push(path)
      else if (next.depth < maxDepth && !(next.depth === 0 && passedOver.includes(entry.name)))
        queue.push({ at: path, depth: next.depth + 1 })
    }
    if (files.length > maxFiles) throw tooMany(`${maxFiles} files in ${folder}`)
  }
  return files.filter((path) => !(dirname(path) === folder && lists.test(basename(path))))
}

const isLinkedFolder = async (path: string, isLink: boolean): Promise<boolean> =>
  isLink &&
  (await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  ))

const maxWords = 50

/** What in a setting may be a file's path: a program with its arguments, a list, an address. */
function pathsIn(value: string, workspace: string, home: string): string[] {
  return value
    .split(/[\s"';|&()<>=]+/)
    .filter((word) => /^(?:\/|~\/|\.{1,2}\/)/.test(word))
    .slice(0, maxWords)
    .map((word) => word.replace(/^~(?=\/)/, home))
    .map((word) => (isAbsolute(word) ? word : resolve(workspace, word)))
}

async function realFile(path: string): Promise<string | undefined> {
  const real = await realpath(path).catch(() => undefined)
  if (real === undefined) return undefined
  const found = await stat(real).catch(() => undefined)
  return found?.isFile() ? real : undefined
}
