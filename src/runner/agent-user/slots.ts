import {
  chmod,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { join, sep } from 'node:path'
import { z } from 'zod'

/** Sessions at once on one machine, each with a user of its own. */
export const maxSlots = 16

/** What a session has changed on the machine, written down before it is changed. */
const slotRecordSchema = z.strictObject({
  version: z.literal(1),
  slot: z.int().min(1).max(maxSlots),
  /** The guard's process: with its start time and the boot, never mistaken for another. */
  owner: z.strictObject({ pid: z.int(), start: z.string(), boot: z.string() }),
  name: z.string(),
  uid: z.int().min(1).optional(),
  gid: z.int().min(1).optional(),
  /** Folder of the cgroup that the command is in. */
  cgroup: z.string().optional(),
  job: z.strictObject({ uid: z.int(), gid: z.int() }),
  /** Temporary folder with the user's home. */
  session: z.string().optional(),
  /** Folders handed over to the user. */
  shared: z.array(z.string()),
  /** Folders inside them that were not. */
  excluded: z.array(z.string()),
  /** Folders on the way to those, which stay the job's and got the sticky bit. */
  kept: z.array(z.strictObject({ path: z.string(), wasSticky: z.boolean() })),
  /** Paths that got an access entry for the user. */
  entries: z.array(z.string()),
  /** Whether a table of packet filter rules was made for the user. */
  contained: z.boolean(),
  /** Access lists that were there before, as `getfacl` prints them. */
  before: z.string().max(4 * 1_048_576),
})

export type SlotRecord = z.infer<typeof slotRecordSchema>

/** A claimed place in the pool; `save` must come before the change that it describes. */
export interface Slot {
  record: SlotRecord
  save(): Promise<void>
  release(): Promise<void>
}

/**
 * The private folder of the records. Somebody else's folder at that place is not trusted.
 *
 * @throws {Error} when it cannot be made or belongs to another user
 */
export async function openStateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const found = await lstat(directory)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${directory} is not a folder of this user`)
  }
  await chmod(directory, 0o700)
}

/** Claims a free slot, or returns `undefined` when all are in use. */
export async function claimSlot(
  directory: string,
  job: SlotRecord['job'],
): Promise<Slot | undefined> {
  for (let slot = 1; slot <= maxSlots; slot += 1) {
    const name = `cursor-agent-${job.uid}-${slot}`
    const empty = { shared: [], excluded: [], kept: [], entries: [], contained: false, before: '' }
    const owner = await identify(process.pid)
    const record: SlotRecord = { version: 1, slot, owner, name, job, ...empty }
    const file = join(directory, `slot-${slot}.json`)
    if (!(await create(file, record))) continue
    // After the claim: a guard may just have renamed the file to clean this slot up.
    if (!(await isBeingCleaned(directory, slot))) return openSlot(file, record)
    await rm(file, { force: true })
  }
  return undefined
}

const isBeingCleaned = async (directory: string, slot: number) =>
  (await readdir(directory)).some((name) => name.startsWith(`slot-${slot}.json.taken-`))

/** Creates the file whole or not at all; false when there is one already. */
async function create(file: string, record: SlotRecord): Promise<boolean> {
  const draft = `${file}.draft-${process.pid}`
  await writeFile(draft, JSON.stringify(record), { mode: 0o600 })
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

function openSlot(file: string, record: SlotRecord): Slot {
  return {
    record,
    async save() {
      await writeFile(`${file}.new`, JSON.stringify(record), { mode: 0o600 })
      await rename(`${file}.new`, file)
    },
    release: () => rm(file, { force: true }),
  }
}

/** Slots whose guard is gone, taken over one at a time so that two starters never share one. */
export async function* takeAbandonedSlots(directory: string): AsyncGenerator<Slot> {
  for (const name of await readdir(directory)) {
    if (!/^slot-\d+\.json(\.taken-\d+)?$/.test(name)) continue
    const file = join(directory, name)
    const record = await readRecord(file)
    if (record === undefined || (await isAlive(record.owner))) continue
    const mine = { ...record, owner: await identify(process.pid) }
    const taken = `${file.replace(/\.taken-\d+$/, '')}.taken-${process.pid}`
    if (
      await rename(file, taken).then(
        () => true,
        () => false,
      )
    ) {
      const slot = openSlot(taken, mine)
      await slot.save()
      yield slot
    }
  }
}

/** Whether a running session, other than `own`, has handed over a folder in or around `folder`. */
export async function isShared(directory: string, own: Slot, folder: string): Promise<boolean> {
  for (const name of await readdir(directory)) {
    const record = await readRecord(join(directory, name))
    if (record === undefined || record.slot === own.record.slot) continue
    if (record.shared.some((other) => isWithin(other, folder) || isWithin(folder, other)))
      return true
  }
  return false
}

/** Whether `path` is `folder` or lies in it. Both are absolute and resolved. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)

async function readRecord(file: string): Promise<SlotRecord | undefined> {
  if (!/\.json(\.taken-\d+)?$/.test(file)) return undefined
  try {
    return slotRecordSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}

async function identify(pid: number): Promise<SlotRecord['owner']> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  return { pid, start: await startOf(pid), boot: boot.trim() }
}

async function isAlive(owner: SlotRecord['owner']): Promise<boolean> {
  const now = await identify(owner.pid)
  return now.start !== '' && now.start === owner.start && now.boot === owner.boot
}

/** Start time of a process in clock ticks since boot (field 22 of its `stat`), or nothing. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
