import { isUtf8 } from 'node:buffer'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { WorkspaceFiles } from '../guard/ports.ts'

/** Longest file that a write or an edit is held against, in bytes. */
export const maxWorkspaceFileBytes = 16 << 20

/** Files as the agent's tools name them: relative to `workspace`, or absolute. */
export function createWorkspaceFiles(workspace: string): WorkspaceFiles {
  return {
    resolve: (path) => resolve(workspace, path),
    async read(path) {
      try {
        // A pipe in place of a file must not keep the guard waiting.
        const flags = constants.O_RDONLY | constants.O_NONBLOCK
        await using file = await open(resolve(workspace, path), flags)
        const stats = await file.stat()
        if (!stats.isFile() || stats.size > maxWorkspaceFileBytes) return undefined
        const bytes = await file.readFile()
        return isUtf8(bytes) ? bytes.toString('utf8') : undefined
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ENOENT' ? '' : undefined
      }
    },
  }
}
