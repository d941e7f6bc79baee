import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  identifyProcess,
  type ProcessIdentity,
} from '../../../src/adapters/machine/process-life.ts'
import { createFilePushJournal } from '../../../src/adapters/storage/file-push-journal.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'push-journal-'))
})
afterEach(async () => rm(directory, { recursive: true, force: true }))

const record = (id = crypto.randomUUID()) => ({
  id,
  session: 's',
  repository: 'acme/site',
  at: 1_700_000_000_000,
  updates: [{ ref: 'refs/heads/main', old: 'a'.repeat(40), new: 'b'.repeat(64) }],
})
const leave = (one: ReturnType<typeof record>, process: ProcessIdentity) =>
  writeFile(join(directory, `${one.id}.json`), JSON.stringify({ ...one, process }))
/** A process of this namespace that has ended. */
const ended = async () => ({
  ...(await identifyProcess(process.pid)),
  pid: spawnSync(process.execPath, ['-e', '']).pid,
})

test('a record is there from its beginning to its end, for its owner alone', async () => {
  const journal = await createFilePushJournal(directory)
  const one = record()
  await journal.begin(one)
  const [name = ''] = await readdir(directory)
  expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600)
  await journal.end(one.id)
  expect(await readdir(directory)).toEqual([])
  await journal.end(one.id)
})

test('records of a process that is gone are open, those of one that lives are its own', async () => {
  const journal = await createFilePushJournal(directory)
  const [left, alive] = [record(), record()]
  await leave(left, await ended())
  await leave(alive, await identifyProcess(process.ppid))
  await journal.begin(record())
  expect(await journal.open()).toEqual([left])
})

test('a record of another container is its own until the machine starts anew', async () => {
  const journal = await createFilePushJournal(directory)
  const elsewhere = { ...(await ended()), namespace: 'pid:[1]' }
  const before = { ...elsewhere, boot: crypto.randomUUID() }
  const [theirs, left] = [record(), record()]
  await leave(theirs, elsewhere)
  await leave(left, before)
  expect(await journal.open()).toEqual([left])
})

test('what is no record is passed over; one that a crash cut was never sent, and goes', async () => {
  const journal = await createFilePushJournal(directory)
  const cut = `${crypto.randomUUID()}.json`
  await writeFile(join(directory, cut), '{"id": "')
  await writeFile(join(directory, `${crypto.randomUUID()}.json`), '{"id": 5}')
  await writeFile(join(directory, 'notes.txt'), 'hello')
  expect(await journal.open()).toEqual([])
  expect(await readdir(directory)).not.toContain(cut)
})

test.each([
  { what: 'a ref’s id', but: { updates: [{ ref: 'refs/heads/a', old: 'x', new: 'y' }] } },
  { what: 'its own name', but: { id: '../../etc/passwd' } },
])('a record with a strange $what is not written', async ({ but }) => {
  const journal = await createFilePushJournal(directory)
  await expect(journal.begin({ ...record(), ...but })).rejects.toThrow()
  expect(await readdir(directory)).toEqual([])
})
