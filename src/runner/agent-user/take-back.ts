import { removeCgroup } from './cgroup.ts'
import { endProcesses } from './end-processes.ts'
import { removeTable } from './packet-filter.ts'
import { existing } from './plan.ts'
import { asRoot, type Privilege } from './privilege.ts'
import { scriptWords, walkOf } from './script-words.ts'
import { removeSharedMemory } from './shared-memory.ts'
import { type OwnedRecord, removeEntries, unshare } from './sharing.ts'
import type { Slot } from './slots.ts'

/**
 * Undoes everything a record tells; a record that is gone has been undone. Where a process of the
 * user may be left, nothing is undone: what was closed to it stays closed, and no file of the job's is
 * its owner's again while it could still change it.
 *
 * @returns what could not be undone, one sentence each
 */
export async function takeBack(privilege: Privilege, slot: Slot): Promise<string[]> {
  const { record } = slot
  const problems: string[] = []
  if (record.uid !== undefined && record.gid !== undefined) {
    const owned = record as OwnedRecord
    const left = await endProcesses(privilege, owned)
    if (left.length > 0) return [notEnded(owned, left)]
    if (record.contained) problems.push(...(await removeTable(privilege, owned.uid)))
    const undone = await Promise.all([
      unshare(privilege, owned),
      removeEntries(privilege, record.entries, owned.uid),
      disown(privilege, owned),
      removeSharedMemory(privilege, owned.uid),
    ])
    problems.push(...undone.flat())
  }
  if (record.cgroup !== undefined) problems.push(...(await removeCgroup(privilege, record.cgroup)))
  if (problems.length === 0) await slot.release()
  return problems
}

const notEnded = ({ name }: OwnedRecord, left: readonly string[]) =>
  `not-ended: processes of ${name} may be left (${left.slice(0, 3).join(', ')}): what was closed to them stays closed, and nothing is given back before the next start`

/** For a look through the temporary folders, in milliseconds; past this something is wrong. */
const timeoutMs = 120_000

/**
 * What it left in the shared temporary folders becomes nobody's, so that the next session with
 * this user cannot change it, and nobody can become this user by it. Nothing is deleted: a work
 * tree may have been moved there. What was handed over is given back elsewhere.
 */
async function disown(privilege: Privilege, record: OwnedRecord): Promise<string[]> {
  const folders = await existing(['/tmp', '/var/tmp', '/dev/shm', '/dev/mqueue'])
  const { values, word } = scriptWords()
  const user = word(record.uid)
  // Folders of others that were closed to it are passed over: neither everybody nor an access
  // list, whose mask stands in the group's place, could enter them.
  const theirs = `${walkOf(folders, record.shared, word)} \\
    -type d ! -uid ${user} ! -perm -010 ! -perm -001 -prune -o \\
    \\( -uid ${user} -o -gid ${word(record.gid)} \\)`
  // In each folder by its own `chown`: another user there could put a link in a folder's place.
  const change = `${theirs} -execdir chown -h 65534:65534 {} +`
  const changed = await asRoot(privilege, change, values, { timeoutMs })
  if (changed.code === 0) return []
  // That files of others vanish meanwhile is no trouble; the exit code cannot tell.
  const look = `exec 3>&1
    { ${theirs} -print -quit; } 2>&1 >&3 | grep -v ': No such file or directory$' >&2; :`
  const { stdout, complaint } = await asRoot(privilege, look, values, { timeoutMs })
  const path = stdout.split('\n')[0]
  if (path) return [`${path} still belongs to the command's user`]
  return complaint === '' ? [] : [`the temporary folders: ${complaint}`]
}
