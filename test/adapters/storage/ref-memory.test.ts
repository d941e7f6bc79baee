import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type OpenDatabase, openDatabase } from '../../../src/adapters/storage/database.ts'
import { createRefMemory } from '../../../src/adapters/storage/ref-memory.ts'
import type { Incident, RefMemory } from '../../../src/core/protection/ref-memory.ts'

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)]
const main = 'refs/heads/main'
let directory: string
let opened: OpenDatabase
let memory: RefMemory

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ref-memory-'))
  opened = await openDatabase({ directory })
  memory = createRefMemory(opened.db)
})

afterAll(async () => {
  await opened.close()
  await rm(directory, { recursive: true, force: true })
})

test('a tip is what was last accepted, of one repository and ref', async () => {
  await memory.accept(1, main, { oid: A })
  await memory.accept(1, main, { oid: B })
  await memory.accept(2, main, { oid: A, deletedAt: 1_800_000_000_000 })
  expect(await memory.accepted(1, main)).toEqual({ oid: B })
  expect(await memory.accepted(2, main)).toEqual({ oid: A, deletedAt: 1_800_000_000_000 })
  expect(await memory.accepted(1, 'refs/heads/other')).toBeUndefined()
  expect(await memory.acceptedTips(1)).toEqual([{ ref: main, oid: B }])
})

test('a backup is kept once', async () => {
  await memory.keep(1, [{ ref: main, oid: A, at: 5 }])
  await memory.keep(1, [
    { ref: main, oid: A, at: 9 },
    { ref: main, oid: B, at: 9 },
  ])
  expect(await memory.backups(1)).toEqual([
    { ref: main, oid: B, at: 9 },
    { ref: main, oid: A, at: 5 },
  ])
})

test('an incident comes back as it was saved', async () => {
  const incident: Incident = {
    ref: main,
    kind: 'rewrite',
    lost: A,
    pushed: B,
    actor: { id: 666, login: 'mallory' },
    outcome: 'restored',
    times: 2,
    told: 1,
    at: 1_800_000_000_000,
    issue: 12,
  }
  await memory.saveIncident(1, { ...incident, outcome: 'open' })
  await memory.saveIncident(1, incident)
  expect(await memory.incident(1, incident)).toEqual(incident)
  expect(await memory.incident(2, incident)).toBeUndefined()
})

test.each(['kind', 'outcome'] as const)(
  'an incident whose %s is none of ours is an error',
  async (column) => {
    const incident: Incident = {
      ref: main,
      kind: 'delete',
      lost: A,
      pushed: B,
      actor: undefined,
      outcome: 'left',
      times: 1,
      told: 1,
      at: 1,
    }
    await memory.saveIncident(9, incident)
    expect(await memory.incident(9, incident)).toEqual(incident)
    await opened.db
      .updateTable('incidents')
      .set({ [column]: 'forgiven' })
      .where('repository_id', '=', 9)
      .execute()
    await expect(memory.incident(9, incident)).rejects.toThrow(`incidents.${column}`)
  },
)
