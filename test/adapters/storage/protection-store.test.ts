import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { openDatabase } from '../../../src/adapters/storage/database.ts'
import { createProtectionStore } from '../../../src/adapters/storage/protection-store.ts'
import type { ProtectionRecord } from '../../../src/core/protection/protection-record.ts'
import { prepareDatabase } from '../../support/prepared-database.ts'

const record: ProtectionRecord = {
  policy: 'digest',
  applied: {
    a: { id: 2 ** 40, name: 'a', wanted: 'd', live: { name: 'a', 'rule deletion': 'yes' } },
  },
  reverts: [1_763_800_000_000],
  stopped: { at: 1_763_800_000_000, policy: 'digest' },
  incident: {
    openedAt: 1,
    lastAt: 2,
    issue: 3,
    earlier: 0,
    told: true,
    drifts: [
      {
        at: 1,
        ruleset: 'a',
        actor: { id: 666, login: 'mallory' },
        differences: [{ what: 'enforcement', wanted: 'active', live: 'disabled' }],
        more: 0,
        outcome: 'undone',
        times: 1,
      },
    ],
  },
  published: { headSha: 'a'.repeat(40), digest: 'd' },
}

test('what is known of rulesets survives a restart, each repository for itself', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'protection-'))
  try {
    await prepareDatabase(directory)
    const first = await openDatabase({ directory })
    const store = createProtectionStore(first.db)
    expect(await store.read(42)).toBeUndefined()
    await store.write(42, { applied: {}, reverts: [] })
    await store.write(42, record)
    await store.write(43, { applied: {}, reverts: [5] })
    await first.close()
    const second = await openDatabase({ directory })
    const again = createProtectionStore(second.db)
    expect(await again.read(42)).toEqual(record)
    await again.remove(42)
    expect(await again.read(42)).toBeUndefined()
    expect(await again.read(43)).toEqual({ applied: {}, reverts: [5] })
    await second.close()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
