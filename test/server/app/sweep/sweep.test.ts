import { beforeEach, describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { pino } from 'pino'
import {
  onInstalled,
  onRepositoriesAdded,
} from '../../../../src/server/app/handlers/installation-events.ts'
import type { JobContext } from '../../../../src/server/app/jobs/job-context.ts'
import { judgeAgain } from '../../../../src/server/app/jobs/judge-again.ts'
import { sweepInstallation as sweepInstallationJob } from '../../../../src/server/app/jobs/sweep-installation.ts'
import { sweepRepository as sweepRepositoryJob } from '../../../../src/server/app/jobs/sweep-repository.ts'
import type { Scope } from '../../../../src/server/app/scope.ts'
import { findRepository } from '../../../../src/server/app/sweep/find-repository.ts'
import { planSweeps } from '../../../../src/server/app/sweep/plan-sweeps.ts'
import { nextSlot, sweepIntervalMs } from '../../../../src/server/app/sweep/schedule.ts'
import { fakeScope } from '../../../support/app/fake-scope.ts'
import { testOctokit } from '../../../support/github/test-octokit.ts'
import { useNock } from '../../../support/nock.ts'

useNock()
const api = () => nock('https://api.github.com')

let scope: ReturnType<typeof fakeScope>
let known: Map<number, { id: number; installation: number; owner: string; name: string }>
let deps: JobContext
let swept: Scope[]

beforeEach(() => {
  scope = fakeScope()
  known = new Map()
  swept = []
  deps = {
    services: scope.services,
    asApp: async () => testOctokit(),
    asInstallation: async () => testOctokit(),
    sweepers: [
      async (one) => {
        swept.push(one)
      },
    ],
    judge: async () => undefined,
    log: pino({ level: 'silent' }),
    random: () => 0,
    known: {
      find: async (id) => known.get(id),
      async save(list) {
        for (const one of list) known.set(one.id, one)
      },
      async forget(id) {
        known.delete(id)
      },
      async forgetInstallation(installation) {
        for (const one of known.values())
          if (one.installation === installation) known.delete(one.id)
      },
      count: async (installation) =>
        [...known.values()].filter((one) => one.installation === installation).length,
    },
  }
})

const repository = (id: number, name = `shop-${id}`) => ({
  id,
  node_id: `R_${id}`,
  name,
  full_name: `acme/${name}`,
  owner: { id: 1, login: 'acme', type: 'Organization' },
  default_branch: 'main',
  private: true,
})

function listRepositories(ids: number[], page = 1) {
  api()
    .get('/installation/repositories')
    .query({ per_page: 100, page })
    .reply(200, { total_count: ids.length, repositories: ids.map((id) => repository(id)) })
}

const { signal } = new AbortController()
const sweepInstallation = (context: JobContext, installation: number) =>
  sweepInstallationJob.perform({ installation }, context, signal)
const sweepRepository = (context: JobContext, installation: number, repository: number) =>
  sweepRepositoryJob.perform({ installation, repository, why: 'interval' }, context, signal)

const added = () => scope.services.jobs.added.map(({ job, at }) => ({ ...job, at }))

describe('a round through an installation', () => {
  test('puts each repository in line: the first at once, some quickly, the others with distance', async () => {
    listRepositories(Array.from({ length: 100 }, (_, n) => n + 1))
    listRepositories([101, 102], 2)
    await sweepInstallation(deps, 7)
    const jobs = added()
    expect(jobs).toHaveLength(102)
    const start = scope.clock.now
    expect(jobs[0]).toMatchObject({ kind: 'sweep-repository', repository: 1, at: undefined })
    expect(jobs[59]?.at).toBe(start + 59_000)
    expect(jobs[61]?.at).toBe(start + 70_000)
    expect(jobs[101]?.at).toBe(start + 60_000 + 41 * 10_000)
    expect(known.get(102)).toMatchObject({ installation: 7, owner: 'acme', name: 'shop-102' })
  })

  test.each([
    { why: 'was removed', status: 404, message: 'Not Found' },
    { why: 'is suspended', status: 403, message: 'This installation has been suspended' },
  ])('that $why ends quietly and forgets its repositories', async ({ status, message }) => {
    known.set(1, { id: 1, installation: 7, owner: 'acme', name: 'shop-1' })
    known.set(2, { id: 2, installation: 8, owner: 'other', name: 'shop-2' })
    api()
      .get(/repositories/)
      .reply(status, { message })
    await sweepInstallation(
      { ...deps, asInstallation: async () => testOctokit({ answers: 'unchecked' }) },
      7,
    )
    expect([...known.keys()]).toEqual([2])
    expect(added()).toEqual([])
  })

  test.each([500, 403, 429])('which GitHub answers with %s is tried again', async (status) => {
    api()
      .get(/repositories/)
      .reply(status, { message: 'no' })
    const octokit = testOctokit({ answers: 'unchecked' })
    await expect(
      sweepInstallation({ ...deps, asInstallation: async () => octokit }, 7),
    ).rejects.toThrow()
  })
})

test('each installation is swept at once at the start, and in its slot after that', async () => {
  api()
    .get('/app/installations')
    .query({ per_page: 100, page: 1 })
    .times(2)
    .reply(200, [
      { id: 7, suspended_at: null },
      { id: 8, suspended_at: '2026-01-01T00:00:00Z' },
    ])
  await planSweeps(deps, 'now')
  const slot = nextSlot(7, 0, scope.clock.now)
  expect(added()).toEqual([
    { kind: 'sweep-installation', installation: 7, at: undefined },
    { kind: 'sweep-installation', installation: 7, at: slot },
  ])
  scope.clock.now += 60_000
  await planSweeps(deps, 'in-time')
  expect(added()).toHaveLength(2)
})

describe('the slot of an installation', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  test('is the same whoever asks, until it is over', () => {
    const slot = nextSlot(7, 10, now)
    expect(slot).toBeGreaterThan(now)
    expect(slot - now).toBeLessThanOrEqual(sweepIntervalMs)
    expect(nextSlot(7, 10, slot - 1)).toBe(slot)
    expect(nextSlot(7, 10, slot)).toBe(slot + sweepIntervalMs)
  })
  test('differs between installations', () => {
    const slots = [1, 2, 3, 4, 5].map((id) => nextSlot(id, 10, now))
    expect(new Set(slots).size).toBe(5)
  })
  test('leaves a large installation the time its round needs', () => {
    const first = nextSlot(7, 2_000, now)
    expect(nextSlot(7, 2_000, first) - first).toBeGreaterThan(1_940 * 10_000)
  })
})

describe('a sweep of one repository', () => {
  test('runs every sweeper on the repository as it is now, with one call to find it', async () => {
    known.set(42, { id: 42, installation: 7, owner: 'acme', name: 'shop-42' })
    api().get('/repos/acme/shop-42').reply(200, repository(42))
    await sweepRepository(deps, 7, 42)
    expect(swept.map(({ repository: { id, owner, name } }) => ({ id, owner, name }))).toEqual([
      { id: 42, owner: 'acme', name: 'shop-42' },
    ])
  })

  test('whose first sweeper fails still has the others, and fails in the end', async () => {
    known.set(42, { id: 42, installation: 7, owner: 'acme', name: 'shop-42' })
    api().get('/repos/acme/shop-42').reply(200, repository(42))
    const failing = async () => {
      throw new Error('it rained')
    }
    await expect(
      sweepRepository({ ...deps, sweepers: [failing, ...deps.sweepers] }, 7, 42),
    ).rejects.toThrow('a sweep was not finished')
    expect(swept).toHaveLength(1)
  })

  test('which the installation has lost ends quietly', async () => {
    known.set(42, { id: 42, installation: 7, owner: 'acme', name: 'shop-42' })
    api().get('/repos/acme/shop-42').reply(404, { message: 'Not Found' })
    listRepositories([1, 2])
    await sweepRepository(deps, 7, 42)
    expect(swept).toEqual([])
    expect(known.has(42)).toBe(false)
  })
})

test('a pull request that is judged again is read from git again', async () => {
  known.set(42, { id: 42, installation: 7, owner: 'acme', name: 'shop-42' })
  api().get('/repos/acme/shop-42').reply(200, repository(42))
  const judged: unknown[] = []
  const judge: JobContext['judge'] = async (_, number, wish) => judged.push({ number, wish })
  const place = { installation: 7, repository: 42, number: 7 }
  await judgeAgain.perform(place, { ...deps, judge }, signal)
  expect(judged).toEqual([{ number: 7, wish: { fresh: true } }])
})

describe('a repository is found', () => {
  const find = (id: number) => findRepository(testOctokit(), 7, id, deps.known)

  test('by the list when it was never seen, and by its name after that', async () => {
    listRepositories([1, 42])
    expect((await find(42))?.name).toBe('shop-42')
    api().get('/repos/acme/shop-42').reply(200, repository(42))
    expect((await find(42))?.name).toBe('shop-42')
  })
  test('under its new name when it was renamed', async () => {
    known.set(42, { id: 42, installation: 7, owner: 'acme', name: 'old' })
    api().get('/repos/acme/old').reply(200, repository(42, 'new'))
    expect((await find(42))?.name).toBe('new')
    expect(known.get(42)?.name).toBe('new')
  })
  test('by its id when another one has its old name now', async () => {
    known.set(42, { id: 42, installation: 7, owner: 'acme', name: 'shop-43' })
    api().get('/repos/acme/shop-43').reply(200, repository(43))
    listRepositories([42, 43])
    expect((await find(42))?.name).toBe('shop-42')
  })
})

describe('an installation that', () => {
  const installation = { id: 7 }
  const sender = { id: 5, login: 'mona', type: 'User' }
  const jobs = () => scope.services.jobs.added.map(({ job }) => job)

  test.each([
    { action: 'created', jobs: [{ kind: 'sweep-installation', installation: 7 }] },
    { action: 'deleted', jobs: [] },
  ])('is $action has $jobs.length sweeps', async ({ action, jobs: wanted }) => {
    await onInstalled({ action, installation, sender }, scope)
    expect(jobs()).toEqual(wanted)
  })

  const event = (count: number) => ({
    action: 'added',
    installation,
    sender,
    repositories_added: Array.from({ length: count }, (_, id) => repository(id)),
    repositories_removed: [],
  })
  test('got a few repositories has these swept', async () => {
    await onRepositoriesAdded(event(2), scope)
    expect(jobs().map(({ kind }) => kind)).toEqual(['sweep-repository', 'sweep-repository'])
  })
  test('got many is swept as a whole', async () => {
    await onRepositoriesAdded(event(11), scope)
    expect(jobs()).toEqual([{ kind: 'sweep-installation', installation: 7 }])
  })
})
