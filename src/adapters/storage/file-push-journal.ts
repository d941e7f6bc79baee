import { open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { PushJournal } from '../../guard/git-ports.ts'
import { makeFolder } from '../machine/make-folder.ts'
import { hasEnded, identifyProcess } from '../machine/process-life.ts'

/** Largest record read, in bytes; a push has few refs. */
const maxFileBytes = 1 << 20
/** Records looked at in one go; more than that is not left behind by crashes. */
const maxRecords = 1_000

const id = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
const recordSchema = z.object({
  id: z.uuid(),
  session: z.string(),
  repository: z.string(),
  at: z.number(),
  updates: z.array(z.object({ ref: z.string(), old: id, new: id })),
  process: z.object({
    pid: z.int().positive(),
    start: z.string(),
    boot: z.string(),
    namespace: z.string().optional(),
  }),
})

/**
 * Keeps one file a push under `directory`, readable by its owner alone, from before the forge hears
 * of it until its outcome is known. Guards of one machine share the folder: a record belongs to the
 * process that wrote it for as long as that lives, and for as long as that cannot be told.
 */
export async function createFilePushJournal(directory: string): Promise<PushJournal> {
  await makeFolder(directory)
  const own = await identifyProcess(process.pid)
  const fileOf = (record: string) => join(directory, `${record}.json`)
  return {
    async begin(record) {
      const text = JSON.stringify(recordSchema.parse({ ...record, process: own }))
      await writeFile(fileOf(record.id), text, { flag: 'wx', mode: 0o600, flush: true })
      await using folder = await open(directory)
      await folder.sync()
    },
    async end(record) {
      await rm(fileOf(record), { force: true })
    },
    async open() {
      const names = (await readdir(directory)).filter((name) => /^[0-9a-f-]{36}\.json$/.test(name))
      const found = await Promise.all(
        names.slice(0, maxRecords).map((name) => readRecord(join(directory, name))),
      )
      const left = await Promise.all(
        found.map(async (one) => {
          if (one === undefined || !(await hasEnded(one.process))) return []
          const { process: _, ...record } = one
          return [record]
        }),
      )
      return left.flat()
    },
  }
}

/** One record; a file cut by the crash itself tells of a push that was never sent. */
async function readRecord(file: string): Promise<z.infer<typeof recordSchema> | undefined> {
  try {
    if ((await stat(file)).size > maxFileBytes) return undefined
    return recordSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if (error instanceof SyntaxError) await rm(file, { force: true })
    return undefined
  }
}
