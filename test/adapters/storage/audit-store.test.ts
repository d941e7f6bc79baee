import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createAuditStore } from '../../../src/adapters/storage/audit-store.ts'
import { type OpenDatabase, openDatabase } from '../../../src/adapters/storage/database.ts'
import type { AuditNote } from '../../../src/core/policy/judge/audit.ts'
import { prepareDatabase } from '../../support/prepared-database.ts'

let directory: string
let database: OpenDatabase

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cursor-guard-audit-'))
  await prepareDatabase(directory)
  database = await openDatabase({ directory })
})

afterAll(async () => {
  await database.close()
  await rm(directory, { recursive: true, force: true })
})

const note: AuditNote = {
  repositoryId: 1,
  key: 'push refs/heads/main a',
  rule: 'production',
  subject: 'push',
  would: 'held',
  at: 1_000,
}

test('the same event counts once, however often it is delivered, and each rule for itself', async () => {
  const audit = createAuditStore(database.db)
  await Promise.all([audit.note(note), audit.note(note), audit.note({ ...note, at: 2_000 })])
  await audit.note({ ...note, key: 'push refs/heads/main b' })
  await audit.note({ ...note, rule: 'branches.force_push', would: 'restored' })
  await audit.note({ ...note, repositoryId: 2 })
  await audit.note({ ...note, key: 'old', at: 10 })
  expect(await audit.counts(1, 1_000)).toEqual([
    { subject: 'push', would: 'held', rule: 'production', count: 2 },
    { subject: 'push', would: 'restored', rule: 'branches.force_push', count: 1 },
  ])
  expect(await audit.counts(3, 0)).toEqual([])
  await audit.forget(1_000)
  expect(await audit.counts(1, 0)).toHaveLength(2)
  expect((await audit.counts(1, 0))[0]).toMatchObject({ count: 2 })
})
