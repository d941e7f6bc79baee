import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readPlainFile } from '../src/adapters/machine/plain-file.ts'
import { type FileRights, replaceFile } from '../src/adapters/machine/write-below.ts'

/** Files by which a step speaks to the runner; what stands in them reaches later steps. */
const names = ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY']

/** Of one such file, in bytes; the runner takes much less of each. */
const maxFileBytes = 64 * 1_048_576

export interface CommandFiles {
  /** Puts the files back, and follows no link that somebody has put in the way. */
  restore(): Promise<RestoredFiles>
}

export interface RestoredFiles {
  /** Names of those that somebody wrote to meanwhile; they are as they were before. */
  changed: string[]
  /** Names of those that could not be put back: later steps read what somebody has left there. */
  left: string[]
}

interface HeldFile extends FileRights {
  name: string
  path: string
  bytes: Buffer
}

/**
 * Remembers the runner's command files while the agent runs. The agent is not told where they
 * are, but a process of the same user can find them, and a line in `GITHUB_ENV` would let it into
 * every later step.
 */
export async function holdCommandFiles(env: NodeJS.ProcessEnv): Promise<CommandFiles> {
  const given = names.flatMap((name) => (env[name] ? [{ name, path: env[name] }] : []))
  const held = await Promise.all(given.map(hold))
  return {
    async restore() {
      const restored: RestoredFiles = { changed: [], left: [] }
      for (const file of held) {
        if (file === undefined || (await isUnchanged(file))) continue
        const isBack = await replaceFile(file.path, file.bytes, file).then(
          () => true,
          () => false,
        )
        restored[isBack ? 'changed' : 'left'].push(file.name)
      }
      return restored
    },
  }
}

/** `undefined` where there is no place for the file. */
async function hold(given: { name: string; path: string }): Promise<HeldFile | undefined> {
  const folder = await realpath(dirname(given.path)).catch(() => undefined)
  if (folder === undefined) return undefined
  const path = join(folder, basename(given.path))
  const { uid, gid, mode } = await lstat(path).catch(() => newFile)
  const bytes = await readOrEmpty(path)
  return { name: given.name, path, bytes, uid, gid, mode: mode & 0o7777 }
}

const newFile: FileRights = {
  mode: 0o644,
  uid: process.getuid?.() ?? 0,
  gid: process.getgid?.() ?? 0,
}

/** What cannot be read as a regular file is not what was there. */
const isUnchanged = ({ path, bytes }: HeldFile): Promise<boolean> =>
  readOrEmpty(path).then(
    (now) => now.equals(bytes),
    () => false,
  )

const readOrEmpty = (path: string): Promise<Buffer> =>
  readPlainFile(path, maxFileBytes).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
