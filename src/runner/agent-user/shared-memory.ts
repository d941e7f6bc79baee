import { readFile } from 'node:fs/promises'
import { asRoot, type Privilege } from './privilege.ts'

const kinds = [
  { table: '/proc/sysvipc/shm', option: '-m' },
  { table: '/proc/sysvipc/sem', option: '-s' },
  { table: '/proc/sysvipc/msg', option: '-q' },
]

/**
 * Removes the shared memory, semaphores and queues (System V) of a user: they outlive its processes,
 * and the next session with this user could use them.
 *
 * @returns what went wrong, one sentence each
 */
export async function removeSharedMemory(privilege: Privilege, uid: number): Promise<string[]> {
  const found: string[] = []
  for (const { table, option } of kinds) {
    const text = await readFile(table, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    found.push(...idsOf(text, uid).flatMap((id) => [option, id]))
  }
  if (found.length === 0) return []
  const { code, complaint } = await asRoot(privilege, 'exec ipcrm "$@"', found)
  return code === 0 ? [] : [`shared memory of the command's user is left: ${complaint}`]
}

/** Tables of sysvipc(7): a line of names, then values in columns; the second is the id. */
export function idsOf(table: string, uid: number): string[] {
  const [names = [], ...rows] = table.split('\n').map((line) => line.trim().split(/\s+/))
  const columns = [names.indexOf('uid'), names.indexOf('cuid')]
  return rows.flatMap((row) =>
    columns.some((column) => row[column] === String(uid)) && row[1] !== undefined ? [row[1]] : [],
  )
}
