import { rm } from 'node:fs/promises'
import { removeTable } from './packet-filter.ts'
import { asRoot, type Privilege } from './privilege.ts'
import { endProcessesOf } from './processes.ts'
import { type OwnedRecord, removeEntries, unshare } from './sharing.ts'
import type { Slot } from './slots.ts'

/**
 * Undoes everything a record tells; a record that is gone has been undone.
 *
 * @returns what could not be undone, one sentence each
 */
export async function takeBack(privilege: Privilege, slot: Slot): Promise<string[]> {
  const { record } = slot
  const problems: string[] = []
  if (record.uid !== undefined && record.gid !== undefined) {
    const owned = record as OwnedRecord
    const left = await endProcessesOf(privilege, owned)
    if (left > 0) problems.push(`${left} processes of ${record.name} could not be ended`)
    if (record.contained && left === 0) problems.push(...(await removeTable(privilege, owned.uid)))
    problems.push(...(await unshare(privilege, owned)))
    problems.push(...(await removeEntries(privilege, record.entries, owned.uid)))
    await asRoot(privilege, disownScript, [owned.uid])
  }
  if (record.session !== undefined) {
    await asRoot(privilege, 'rm -rf -- "$1"', [record.session])
    await rm(record.session, { recursive: true, force: true })
  }
  if (problems.length === 0) await slot.release()
  return problems
}

/**
 * What it left in the shared temporary folders becomes nobody's, so that the next session with
 * this user cannot change it. Nothing is deleted: a work tree may have been moved there.
 */
const disownScript =
  'find /tmp /var/tmp /dev/shm -xdev -uid "$1" -exec chown -h 65534:65534 {} + 2>/dev/null; :'
