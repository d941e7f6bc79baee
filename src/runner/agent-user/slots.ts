import { chmod, link, lstat, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { z } from 'zod'
import { makeFolder } from '../../adapters/machine/make-folder.ts'
import { hasEnded, identifyProcess } from '../../adapters/machine/process-life.ts'

/** Sessions at once on one machine, each with a user of its own. */
export const maxSlots = 16

/** What a session has changed on the machine, written down before it is changed. */
const slotRecordSchema = z.strictObject({
  version: z.literal(1),
  slot: z.int().min(1).max(maxSlots),
  /** The guard's process. */
  owner: z.strictObject({
    pid: z.int(),
    start: z.string(),
    boot: z.string(),
    namespace: z.string().optional(),
  }),
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
  await makeFolder(directory)
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
    const owner = await identifyProcess(process.pid)
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

/**
 * Slots whose guard is gone, taken over one at a time so that two starters never share one. Those of
 * a guard in another pid namespace (a container that shares the folder, or the host) stay as they are
 * until the machine is started anew: neither it nor its command can be seen, or ended, from here.
 */
export async function* takeAbandonedSlots(directory: string): AsyncGenerator<Slot> {
  for (const name of await readdir(directory)) {
    if (!/^slot-\d+\.json(\.taken-\d+)?$/.test(name)) continue
    const file = join(directory, name)
    const record = await readRecord(file)
    if (record === undefined || !(await hasEnded(record.owner))) continue
    const mine = { ...record, owner: await identifyProcess(process.pid) }
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

/**
 * The record of another session than `own` which has handed over a folder in or around `folder`.
 *
 * @returns its file, and whether its guard is in another pid namespace, so that it may be gone
 */
export async function findSharing(
  directory: string,
  own: Slot,
  folder: string,
): Promise<{ file: string; isElsewhere: boolean } | undefined> {
  for (const name of await readdir(directory)) {
    const file = join(directory, name)
    const record = await readRecord(file)
    if (record === undefined || record.slot === own.record.slot) continue
    if (record.shared.some((other) => isWithin(other, folder) || isWithin(folder, other))) {
      return { file, isElsewhere: record.owner.namespace !== own.record.owner.namespace }
    }
  }
  return undefined
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
