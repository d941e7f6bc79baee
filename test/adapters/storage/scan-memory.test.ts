import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type OpenDatabase, openDatabase } from '../../../src/adapters/storage/database.ts'
import {
  createAgentPushes,
  createSessionIndex,
} from '../../../src/adapters/storage/provenance-store.ts'
import { createScanMemory } from '../../../src/adapters/storage/scan-memory.ts'
import type { AgentPushes, SessionIndex } from '../../../src/core/recording/session-index.ts'
import type { Arrival, ArrivedSecret, ScanMemory } from '../../../src/core/secrets/scan-memory.ts'
import {
  memoryAgentPushes,
  memoryScans,
  memorySessions,
} from '../../support/app/memory-services.ts'

const [A, B, C] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)]
const main = 'refs/heads/main'
const arrival: Arrival = {
  key: main,
  before: A,
  after: B,
  excluded: [A],
  digest: 'd1',
  missed: [],
}
const secret: ArrivedSecret = {
  rule: 'github-token',
  confidence: 'high',
  fingerprint: 'f1',
  object: C,
  commit: B,
  path: 'k.env',
  line: 1,
  where: 'blob',
}

let directory: string
let opened: OpenDatabase

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'scan-memory-'))
  opened = await openDatabase({ directory })
})

afterAll(async () => {
  await opened.close()
  await rm(directory, { recursive: true, force: true })
})

const byKey = (arrivals: readonly Arrival[]) =>
  arrivals.toSorted((a, b) => (a.key < b.key ? -1 : 1))

interface Stores {
  scans: ScanMemory
  sessions: SessionIndex
  pushes: AgentPushes
}

describe.each<{ where: string; open: () => Stores }>([
  {
    where: 'the database',
    open: () => ({
      scans: createScanMemory(opened.db),
      sessions: createSessionIndex(opened.db),
      pushes: createAgentPushes(opened.db),
    }),
  },
  {
    where: 'memory',
    open: () => ({
      scans: memoryScans(),
      sessions: memorySessions(),
      pushes: memoryAgentPushes(),
    }),
  },
])('in $where', ({ open }) => {
  test('tips go on with each scan, for each set of rules by itself', async () => {
    const { scans } = open()
    const other = { ref: 'refs/heads/other', oid: C }
    const scan = { head: B, arrival, commits: [B], secrets: [], at: 30 }
    await scans.save(1, { ...scan, tip: other })
    await scans.save(1, { ...scan, tip: { ref: main, oid: A }, at: 35 })
    await scans.save(1, { ...scan, tip: { ref: main, oid: B }, at: 40 })
    expect(await scans.tips(1, 'd1')).toEqual([{ ref: main, oid: B }, other])
    expect(await scans.tips(1, 'd2')).toEqual([])
    expect(await scans.tips(2, 'd1')).toEqual([])
    expect(await scans.unlooked(1, 'd1', [A, B, C])).toEqual([A, C])
    expect(await scans.unlooked(1, 'd2', [B])).toEqual([B])
    expect(await scans.unlooked(3, 'd1', [])).toEqual([])
  })

  test('what other rules looked through last is told, of the refs that are asked about', async () => {
    const { scans } = open()
    const scan = { head: B, commits: [B], secrets: [] }
    const looked = (digest: string, oid: string, at: number) =>
      scans.save(6, { ...scan, arrival: { ...arrival, digest }, tip: { ref: main, oid }, at })
    await looked('d1', A, 10)
    await looked('d2', B, 20)
    await scans.begin(6, { before: [{ ref: main, oid: C }], seen: [] }, 30)
    expect(await scans.earlierTips(6, 'd3', [main])).toEqual([{ ref: main, oid: B }])
    expect(await scans.earlierTips(6, 'd2', [main, 'refs/heads/x'])).toEqual([
      { ref: main, oid: A },
    ])
    expect(await scans.earlierTips(6, 'd3', ['refs/heads/x'])).toEqual([])
    expect(await scans.earlierTips(6, 'd3', [])).toEqual([])
  })

  test('a repository is seen for the first time once', async () => {
    const { scans } = open()
    expect(await scans.firstSight(7)).toBeUndefined()
    const seen = [{ ref: main, oid: B }]
    await scans.begin(7, { before: [], seen }, 10)
    expect(await scans.firstSight(7)).toEqual({ before: [], seen })
    await scans.begin(7, { before: [], seen: [{ ref: main, oid: C }] }, 20)
    expect(await scans.firstSight(7)).toEqual({ before: [], seen })
    expect(await scans.firstSight(8)).toBeUndefined()
    expect(await scans.tips(7, 'd1')).toEqual([])
  })

  test('the same scan twice leaves the same; an arrival is replaced as a whole', async () => {
    const { scans } = open()
    const moved = { ...secret, path: 'other.env' }
    const scan = { head: B, arrival, commits: [B], secrets: [secret, moved, secret], at: 10 }
    await scans.save(4, scan)
    await scans.save(4, { ...scan, arrival: { ...arrival, undone: 'done' }, at: 20 })
    await scans.save(4, { ...scan, arrival: { ...arrival, key: 'pull 5' }, at: 20 })
    const found = await scans.secrets(4)
    expect(found.toSorted((a, b) => (String(a.path) < String(b.path) ? -1 : 1))).toEqual([
      secret,
      moved,
    ])
    expect(await scans.secrets(5)).toEqual([])
    expect(byKey(await scans.arrivals(4, B))).toEqual([
      { ...arrival, key: 'pull 5' },
      { ...arrival, undone: 'done' },
    ])
    expect(await scans.arrivals(4, A)).toEqual([])
    await scans.forget(20)
    expect(await scans.arrivals(4, B)).toHaveLength(2)
    await scans.forget(21)
    expect(await scans.arrivals(4, B)).toEqual([])
    expect(await scans.secrets(4)).toHaveLength(2)
  })

  test('an arrival and a secret come back with every field they had', async () => {
    const { scans } = open()
    const whole: Required<Arrival> = {
      ...arrival,
      openedBy: 'agent[bot]',
      missed: ['a file was too large'],
      undone: 'impossible',
    }
    const found: Required<ArrivedSecret> = { ...secret, path: 'a.zip', inside: 'b', line: 2 }
    await scans.save(6, { head: B, arrival: whole, commits: [B], secrets: [found], at: 10 })
    expect(await scans.arrivals(6, B)).toEqual([whole])
    expect(await scans.secrets(6)).toEqual([found])
    const { path: _path, inside: _inside, line: _line, ...bare } = found
    await scans.save(7, { head: B, arrival, commits: [B], secrets: [bare], at: 10 })
    expect(await scans.arrivals(7, B)).toEqual([arrival])
    expect(await scans.secrets(7)).toEqual([bare])
  })

  test('of two sessions of a commit the later counts; of two pushes the earlier', async () => {
    const { sessions, pushes } = open()
    await sessions.note(1, [A, A, B], { session: 's1', recording: 'partial', level: 'L0' })
    await sessions.note(1, [A], { session: 's2', recording: 'complete', url: 'https://x.test/' })
    expect(await sessions.find(1, [A, B, C])).toEqual(
      new Map([
        [A, { session: 's2', recording: 'complete', url: 'https://x.test/' }],
        [B, { session: 's1', recording: 'partial', level: 'L0' }],
      ]),
    )
    expect(await sessions.find(2, [A])).toEqual(new Map())
    expect(await sessions.find(1, [])).toEqual(new Map())
    await pushes.note(1, [A, B, A], 'cursor[bot]')
    await pushes.note(1, [B, C], 'deploy[bot]')
    expect(await pushes.find(1, [A, B, C])).toEqual(
      new Map([
        [A, 'cursor[bot]'],
        [B, 'cursor[bot]'],
        [C, 'deploy[bot]'],
      ]),
    )
  })

  test('more commits than one statement takes are no trouble', async () => {
    const { scans, pushes } = open()
    const many = Array.from({ length: 12_000 }, (_, index) => index.toString(16).padStart(40, '0'))
    await scans.save(9, { head: B, arrival, commits: many, secrets: [], at: 1 })
    expect(await scans.unlooked(9, 'd1', [...many, A])).toEqual([A])
    await pushes.note(9, many, 'bot')
    expect((await pushes.find(9, many)).size).toBe(many.length)
  })
})

test('what another version wrote into an arrival is an error, not an arrival', async () => {
  const scans = createScanMemory(opened.db)
  await scans.save(8, { head: B, arrival, commits: [B], secrets: [], at: 10 })
  const document = JSON.stringify({ ...arrival, undone: 'forgiven' })
  await opened.db.updateTable('arrivals').set({ document }).where('repository_id', '=', 8).execute()
  await expect(scans.arrivals(8, B)).rejects.toThrow(/something else in arrivals\.document\.undone/)
})
