import { constants } from 'node:fs'
import { lstat, open, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { GuardError } from '../../core/errors.ts'

/** Git's own small files: HEAD, config, the name of a folder. */
const maxSmallBytes = 1 << 20

/** Where a repository keeps what belongs to this work tree, and what all of its work trees share. */
export interface Located {
  root: string
  gitDir: string
  commonDir: string
}

/**
 * Finds the repository around a folder, without git: what a `.git` says is read, and never run.
 *
 * @param bare whether a folder that is itself a repository counts as well
 * @returns `undefined` where every folder upwards was looked at and none has one
 * @throws {GuardError} `INPUT_INVALID` where something is there and cannot be read
 * @see https://git-scm.com/docs/gitrepository-layout
 */
export async function locateRepository(
  folder: string,
  bare: boolean,
): Promise<Located | undefined> {
  const start = await realpath(folder).catch((cause) => {
    throw unreadable(folder, 'it is not there', cause)
  })
  const owner = (await stat(start)).uid
  for (let at = start; ; at = dirname(at)) {
    const name = join(at, '.git')
    if (await isThere(name)) return located(at, await gitDirOf(name), owner)
    if (bare && (await isRepository(at))) return located(at, at, owner)
    if (at === dirname(at)) return undefined
  }
}

/** A repository in a folder above that a third party could have put there is not taken for ours. */
async function located(root: string, gitDir: string, owner: number): Promise<Located> {
  const { uid } = await stat(gitDir)
  if (![owner, 0, process.getuid?.() ?? uid].includes(uid)) {
    throw new GuardError('INPUT_INVALID', `${gitDir} belongs to user ${uid}, not to you`, {
      hint: 'Give the repository to the user who works in it, or go on outside of it.',
    })
  }
  const file = join(gitDir, 'commondir')
  const common = (await readSmall(file))?.toString('utf8').replace(/\n$/, '')
  return { root, gitDir, commonDir: common === undefined ? gitDir : resolve(gitDir, common) }
}

async function isRepository(folder: string): Promise<boolean> {
  for (const name of ['HEAD', 'objects', 'refs']) {
    if (!(await isThere(join(folder, name)))) return false
  }
  return true
}

/** `.git` is the folder itself, or a file that names it, in work trees and submodules. */
async function gitDirOf(name: string): Promise<string> {
  const found = await stat(name).catch((cause) => {
    throw unreadable(name, 'it leads nowhere', cause)
  })
  if (found.isDirectory()) return realpath(name)
  const text = (await readSmall(name))?.toString('utf8') ?? ''
  const target = /^gitdir: ([^\n]+)\n?$/.exec(text)?.[1]
  if (target === undefined) throw unreadable(name, 'it names no repository')
  return realpath(resolve(dirname(name), target)).catch((cause) => {
    throw unreadable(name, 'the repository it names is not there', cause)
  })
}

/** Whether something has this name, a link that leads nowhere included. */
export const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return false
      throw unreadable(path, `it cannot be looked at (${cause.code})`, cause)
    },
  )

/**
 * A regular file, whole; `undefined` where there is none. Nothing that is no file is waited for.
 *
 * @throws {GuardError} `INPUT_INVALID` for everything else, and for more than `maxBytes`
 */
export async function readSmall(
  path: string,
  maxBytes = maxSmallBytes,
): Promise<Buffer | undefined> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK
  const handle = await open(path, flags).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined
    throw unreadable(path, `it cannot be opened (${cause.code})`, cause)
  })
  if (handle === undefined) return undefined
  await using file = handle
  if (!(await file.stat()).isFile()) throw unreadable(path, 'it is no ordinary file')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of file.createReadStream({ end: maxBytes, autoClose: false })) {
    chunks.push(chunk)
    length += chunk.length
  }
  if (length > maxBytes) throw unreadable(path, `it has more than ${maxBytes} bytes`)
  return Buffer.concat(chunks)
}

export const unreadable = (path: string, why: string, cause?: unknown): GuardError =>
  new GuardError('INPUT_INVALID', `the repository cannot be read: ${path}: ${why}`, { cause })
