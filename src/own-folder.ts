import { lstat, mkdtemp, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { GuardError } from './core/errors.ts'

/** Who stands for users that a container does not know, those of the machine around it. */
const nobody = 65_534

/**
 * Makes an empty folder for files of this process alone: in `TMPDIR`, or in `/tmp` or `/var/tmp` where
 * somebody else could put another folder in its place. What git, as root, reads there as settings of
 * ours must not be an agent's.
 *
 * @param workplaces folders in which agents work, or soon will: the folder is in none of them
 * @returns its path, without links
 * @throws {GuardError} `MACHINE_UNSUITABLE` where none of the three will do
 */
export async function makeOwnFolder(
  prefix: string,
  workplaces: readonly string[],
  temporary = tmpdir(),
): Promise<string> {
  const closed = await Promise.all(workplaces.map((folder) => realpath(folder).catch(() => folder)))
  for (const base of new Set([temporary, '/tmp', '/var/tmp'])) {
    const real = await realpath(base).catch(() => undefined)
    if (real === undefined || closed.some((folder) => isWithin(real, folder))) continue
    if (await isOutOfReach(real)) return mkdtemp(join(real, prefix))
  }
  throw new GuardError(
    'MACHINE_UNSUITABLE',
    'there is no folder for temporary files of the guard',
    {
      hint: 'Set TMPDIR to a folder outside the workspace which only you and root can write, or which has the sticky bit, as /tmp has (chmod 1777 /tmp).',
    },
  )
}

const isWithin = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)

/** Whether nobody but this user and root can rename or replace a folder or one around it. */
async function isOutOfReach(folder: string): Promise<boolean> {
  const own = process.getuid?.()
  if (own === undefined) return true
  for (let at = folder; ; at = dirname(at)) {
    const stats = await lstat(at).catch(() => undefined)
    if (stats === undefined || ![0, own, nobody].includes(stats.uid)) return false
    const isSticky = (stats.mode & 0o1000) !== 0
    const isOfGroup = stats.gid === 0 || stats.gid === process.getgid?.()
    const others = isOfGroup ? 0o002 : 0o022
    if ((stats.mode & others) !== 0 && !isSticky) return false
    if (at === dirname(at)) return true
  }
}
