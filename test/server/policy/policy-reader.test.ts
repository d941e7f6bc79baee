import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { Repository } from '../../../src/adapters/github/repository.ts'
import { openDatabase } from '../../../src/adapters/storage/database.ts'
import { createPolicyMemory } from '../../../src/adapters/storage/policy-memory.ts'
import type { LoadedPolicy } from '../../../src/core/policy/in-force.ts'
import type { PolicyMemory } from '../../../src/core/policy/policy-memory.ts'
import { createParsedPolicies } from '../../../src/server/policy/parsed-policies.ts'
import { createPolicyReader } from '../../../src/server/policy/policy-reader.ts'
import { memoryPolicies } from '../../support/app/memory-services.ts'
import { testOctokit } from '../../support/github/test-octokit.ts'
import { useNock } from '../../support/nock.ts'
import { prepareDatabase } from '../../support/prepared-database.ts'
import {
  blobOf,
  folderAnswer,
  givesFile,
  givesRepository,
  givesSelection,
  givesStatus,
  givesUnchanged,
  hasNoOrganisationFile,
  hidesRepository,
  shop,
} from '../app/policy/forge.ts'

const nock = useNock()
const good = 'version: 1\nlimits: { minutes: 5 }\n'
const better = 'version: 1\nlimits: { minutes: 4 }\n'
const broken = 'version: 1\nlimit: {}\n'
const floor = 'version: 1\nfloor: { secrets: { push: deny } }\n'

/** A reader with its memory; `restart` gives the next process. */
function start({
  repository = shop,
  memory = memoryPolicies(),
  isRewritten = async () => false,
}: {
  repository?: Repository
  memory?: PolicyMemory
  isRewritten?: () => Promise<boolean>
} = {}) {
  const clock = { now: 1_000_000 }
  const process = () =>
    createPolicyReader({
      memory,
      parsed: createParsedPolicies(),
      now: () => clock.now,
      isRewritten,
    })
  let reader = process()
  return {
    clock,
    memory,
    restart: () => {
      reader = process()
    },
    load: () => reader.load(testOctokit(), repository),
    /** As if the organisation had been asked, and had said nothing. */
    quiet: () => memory.save('organisation', repository.ownerId, { checkedAt: clock.now }),
  }
}

const minutes = (loaded: LoadedPolicy) =>
  loaded.state === 'in-force' ? loaded.policy.limits.minutes : undefined
const allAnswered = () => expect(nock.pendingMocks()).toEqual([])

test('a repository that never had a file is seen to have none, and nothing is remembered', async () => {
  const { load, memory } = start()
  for (let times = 0; times < 2; times++) {
    givesStatus(404, 'Not Found')
    givesRepository('shop', shop.id)
    expect(await load()).toEqual({ state: 'absent' })
  }
  expect(await memory.find('repository', shop.id)).toBeUndefined()
  allAnswered()
})

test.each([
  { what: 'never seen', before: async () => {} },
  {
    what: 'seen without its file, which was removed',
    async before({ load, quiet }: ReturnType<typeof start>) {
      await quiet()
      givesFile(good)
      await load()
      givesStatus(404, 'Not Found')
      givesRepository('shop', shop.id)
      expect(await load()).toEqual({ state: 'absent', wasPresent: true })
    },
  },
])('a repository out of sight is not one without a file: $what', async ({ before }) => {
  const started = start()
  await before(started)
  givesStatus(404, 'Not Found')
  hidesRepository('shop')
  await expect(started.load()).rejects.toMatchObject({ status: 404 })
  givesStatus(404, 'Not Found')
  givesRepository('shop', 12_345)
  await expect(started.load()).rejects.toThrow('another repository')
  allAnswered()
})

test('a file is in force with its blob and digest', async () => {
  const { load } = start()
  givesFile(good)
  hasNoOrganisationFile()
  expect(await load()).toMatchObject({
    state: 'in-force',
    source: 'file',
    blob: blobOf(good),
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    problems: [],
    floor: 'none',
    messages: [],
    policy: { limits: { minutes: 5 } },
  })
  allAnswered()
})

test('an unchanged file costs one conditional request, and is the same object', async () => {
  const { load, quiet } = start()
  await quiet()
  givesFile(good)
  const first = await load()
  givesUnchanged(good)
  const second = await load()
  allAnswered()
  expect(minutes(first)).toBe(5)
  expect(second).toEqual(first)
  if (first.state === 'in-force' && second.state === 'in-force') {
    expect(second.policy).toBe(first.policy)
  }
})

test('a personal account has no organisation to ask', async () => {
  const { load } = start({ repository: { ...shop, ownerType: 'User' } })
  givesFile(good)
  expect(await load()).toMatchObject({ floor: 'none' })
  allAnswered()
})

test('a broken file leaves the last valid version in force, over a restart too', async () => {
  const { load, quiet, restart } = start()
  await quiet()
  givesFile(good)
  await load()
  givesFile(broken)
  const expected = {
    source: 'last-good',
    blob: blobOf(good),
    problems: ['.github/cursor-guard.yml:2:1: limit: unknown key; did you mean "limits"?'],
    policy: { limits: { minutes: 5 } },
  }
  expect(await load()).toMatchObject(expected)
  restart()
  givesUnchanged(broken)
  expect(await load()).toMatchObject(expected)
  givesFile(better)
  expect(await load()).toMatchObject({ source: 'file', problems: [], blob: blobOf(better) })
  allAnswered()
})

test('a file that was never valid leaves the built-in policy in force, and says so', async () => {
  const { load, quiet } = start()
  await quiet()
  givesFile(broken)
  const loaded = await load()
  expect(loaded).toMatchObject({ state: 'in-force', source: 'built-in' })
  expect(loaded).toMatchObject({ policy: { branches: [{ source: 'built-in' }] } })
  expect(loaded).not.toHaveProperty('blob')
})

test('a file that became a link is a problem, and the last valid version stays', async () => {
  const { load, quiet } = start()
  await quiet()
  givesFile(good)
  await load()
  nock('https://api.github.com')
    .get('/repos/acme/shop/contents/.github%2Fcursor-guard.yml')
    .reply(200, folderAnswer(good))
  expect(await load()).toMatchObject({
    source: 'last-good',
    problems: ['.github/cursor-guard.yml:1:1: file: this is a folder; expected a file'],
    policy: { limits: { minutes: 5 } },
  })
})

test('a removed file is absent, with the word that there was one', async () => {
  const { load, quiet, restart } = start()
  await quiet()
  givesFile(good)
  await load()
  givesStatus(404, 'Not Found')
  givesRepository('shop', shop.id)
  expect(await load()).toEqual({ state: 'absent', wasPresent: true })
  restart()
  givesStatus(404, 'Not Found')
  givesRepository('shop', shop.id)
  expect(await load()).toEqual({ state: 'absent', wasPresent: true })
  // What was in force before it was removed does not come back behind a broken file.
  givesFile(broken)
  expect(await load()).toMatchObject({ source: 'built-in' })
  allAnswered()
})

test('a repository that is out of sight has not lost its file', async () => {
  const { load, quiet } = start()
  await quiet()
  givesFile(good)
  await load()
  givesStatus(404, 'Not Found')
  hidesRepository('shop')
  await expect(load()).rejects.toMatchObject({ status: 404 })
  givesStatus(404, 'Not Found')
  givesRepository('shop', 12_345)
  await expect(load()).rejects.toThrow('another repository')
  givesUnchanged(good)
  expect(minutes(await load())).toBe(5)
})

test('without the permission the last valid version stays; without one nobody goes on', async () => {
  const { load, quiet } = start()
  await quiet()
  const refused = () => givesStatus(403, 'Resource not accessible by integration')
  refused()
  await expect(load()).rejects.toMatchObject({ hint: expect.stringContaining('Contents: read') })
  givesFile(good)
  await load()
  refused()
  expect(await load()).toMatchObject({
    source: 'last-good',
    problems: [expect.stringContaining('Contents: read')],
  })
})

test.each([500, 502, 503, 429])(
  'a %i is thrown, with and without a file before',
  async (status) => {
    const { load, quiet } = start()
    await quiet()
    givesStatus(status, 'no')
    await expect(load()).rejects.toMatchObject({ status })
    givesFile(good)
    await load()
    givesStatus(status, 'no')
    await expect(load()).rejects.toMatchObject({ status })
  },
)

test('the floor of the organisation counts, and is read once a minute', async () => {
  const { load, clock } = start()
  givesFile('version: 1\nsecrets: { push: warn }\n')
  givesFile(floor, { repo: '.github' })
  const expected = {
    floor: 'applied',
    policy: { secrets: { push: 'deny' } },
    messages: [expect.stringContaining('secrets.push')],
  }
  expect(await load()).toMatchObject(expected)
  clock.now += 59_999
  givesUnchanged('version: 1\nsecrets: { push: warn }\n')
  expect(await load()).toMatchObject(expected)
  allAnswered()
  clock.now += 1
  givesUnchanged('version: 1\nsecrets: { push: warn }\n')
  givesUnchanged(floor, '.github')
  expect(await load()).toMatchObject(expected)
  allAnswered()
})

test('many repositories that ask at once read the organisation once', async () => {
  const memory = memoryPolicies()
  const reader = createPolicyReader({ memory, parsed: createParsedPolicies(), now: () => 1 })
  givesFile(floor, { repo: '.github' })
  const asked = await Promise.all(
    [1, 2, 3].map((id) => reader.organisation(testOctokit(), { ...shop, id })),
  )
  expect(asked.map(({ floor }) => floor)).toEqual(['applied', 'applied', 'applied'])
  allAnswered()
})

/** What the forge says once the floor cannot be read any more, and what stands. */
test.each<{ when: string; answers(): void; state: string; push: string }>([
  {
    when: 'its repository is out of sight',
    answers() {
      givesStatus(404, 'Not Found', { repo: '.github' })
      hidesRepository('.github')
    },
    state: 'unreadable',
    push: 'deny',
  },
  {
    when: 'the App may not read it',
    answers: () =>
      void givesStatus(403, 'Resource not accessible by integration', { repo: '.github' }),
    state: 'unreadable',
    push: 'deny',
  },
  {
    when: 'it is broken',
    answers: () => givesFile(broken, { repo: '.github' }),
    state: 'unreadable',
    push: 'deny',
  },
  {
    when: 'it was removed, as its repository shows',
    answers: hasNoOrganisationFile,
    state: 'none',
    push: 'warn',
  },
])('a floor that was read before, and now $when: $state', async ({ answers, state, push }) => {
  const own = 'version: 1\nsecrets: { push: warn }\n'
  const { load, clock, restart } = start()
  givesFile(own)
  givesFile(floor, { repo: '.github' })
  await load()
  clock.now += 60_000
  restart()
  givesUnchanged(own)
  answers()
  const expected = { floor: state, policy: { secrets: { push } } }
  expect(await load()).toMatchObject(expected)
  allAnswered()
  // Remembered as such: nothing more is asked for a while.
  givesUnchanged(own)
  expect(await load()).toMatchObject(expected)
})

test.each<{ when: string; answers(): void; state: string }>([
  {
    when: 'its repository can be seen',
    answers: () => void givesRepository('.github', 99),
    state: 'none',
  },
  {
    when: 'the App sees every repository, and none of that name',
    answers() {
      hidesRepository('.github')
      givesSelection('all')
    },
    state: 'none',
  },
  {
    when: 'the App sees some repositories, and not that one',
    answers() {
      hidesRepository('.github')
      givesSelection('selected')
    },
    state: 'unknown',
  },
])('an organisation file that was never seen, and $when: $state', async ({ answers, state }) => {
  const { load } = start()
  givesFile(good)
  givesStatus(404, 'Not Found', { repo: '.github' })
  answers()
  expect(await load()).toMatchObject({ floor: state, messages: [], problems: [] })
  allAnswered()
})

test('an organisation that cannot be asked is no organisation without a floor', async () => {
  const { load } = start()
  givesFile(good)
  givesStatus(503, 'down', { repo: '.github' })
  await expect(load()).rejects.toMatchObject({ status: 503 })
})

test('a repository that removes its file does not get rid of the floor', async () => {
  const { load } = start()
  givesFile('version: 1\nsecrets: { push: warn }\n')
  givesFile(floor, { repo: '.github' })
  await load()
  givesStatus(404, 'Not Found')
  givesRepository('shop', shop.id)
  expect(await load()).toMatchObject({
    state: 'in-force',
    source: 'built-in',
    floor: 'applied',
    policy: { secrets: { push: 'deny' } },
    messages: [expect.stringContaining('removed')],
  })
})

test("the organisation's own repository is read once, and counts for all at once", async () => {
  const { load, memory } = start({ repository: { ...shop, id: 99, name: '.github' } })
  givesFile(floor, { repo: '.github' })
  expect(await load()).toMatchObject({
    source: 'file',
    floor: 'applied',
    policy: { floor: { secrets: { push: 'deny' } } },
  })
  allAnswered()
  expect(await memory.find('organisation', shop.ownerId)).toMatchObject({ blob: blobOf(floor) })
})

test('a repository cannot set a floor, whatever it is called', async () => {
  const { load, quiet } = start({ repository: { ...shop, name: '.github', ownerType: 'User' } })
  await quiet()
  givesFile(floor, { repo: '.github' })
  expect(await load()).toMatchObject({
    source: 'built-in',
    problems: [expect.stringContaining('floor')],
  })
})

test('in the database, the last valid version and the floor outlive a restart', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cursor-guard-policy-'))
  const unreadable = 'version: 1\n# \u0000\n'
  try {
    await prepareDatabase(directory)
    const first = await openDatabase({ directory })
    const before = start({ memory: createPolicyMemory(first.db) })
    givesFile(good)
    givesFile(floor, { repo: '.github' })
    await before.load()
    // A text that PostgreSQL would not take.
    givesFile(unreadable)
    await before.load()
    await first.close()

    const second = await openDatabase({ directory })
    const memory = createPolicyMemory(second.db)
    const after = start({ memory })
    givesUnchanged(unreadable)
    expect(await after.load()).toMatchObject({
      source: 'last-good',
      floor: 'applied',
      policy: { limits: { minutes: 5 }, secrets: { push: 'deny' } },
    })
    allAnswered()
    await memory.expire('organisation', shop.ownerId)
    expect(await memory.find('organisation', shop.ownerId)).toMatchObject({ checkedAt: 0 })
    await memory.saveReport(1, { version: 'a', content: 'Yg==' })
    await memory.saveReport(1, { version: 'c' })
    expect(await memory.lastReport(1)).toEqual({ version: 'c' })
    await memory.saveAuditReport(1, 5)
    await memory.saveAuditReport(1, 6)
    expect([await memory.lastAuditReport(1), await memory.lastAuditReport(2)]).toEqual([
      6,
      undefined,
    ])
    await second.close()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

test.each([
  {
    when: 'without the file',
    guarding: 'version: 1\nbranches: [{ match: [main] }]\n',
    gives: () => {
      givesStatus(404, 'Not Found')
      givesRepository('shop', shop.id)
    },
  },
  {
    when: 'with another file',
    guarding: 'version: 1\nenforcement: audit\nbranches: [{ match: [~DEFAULT_BRANCH] }]\n',
    gives: () => givesFile('version: 1\nbranches: [{ match: [main], force_push: allow }]\n'),
  },
])('a rewrite $when is judged by the policy at the old tip, until it stands', async (row) => {
  let isRewritten = false
  const { load, quiet } = start({ isRewritten: async () => isRewritten })
  await quiet()
  givesFile(row.guarding)
  const before = await load()
  expect(before).toMatchObject({ state: 'in-force', source: 'file' })
  isRewritten = true
  row.gives()
  expect(await load()).toEqual(before)
  isRewritten = false
  row.gives()
  expect(await load()).not.toEqual(before)
  allAnswered()
})

test('where the policy minds no rewrite, what came with one is in force at once', async () => {
  const asked: string[] = []
  const isRewritten = async () => {
    asked.push('asked')
    return true
  }
  const { load, quiet } = start({ isRewritten })
  await quiet()
  givesFile('version: 1\nbranches: [{ match: [main], force_push: allow }]\n')
  await load()
  givesFile(better)
  expect(minutes(await load())).toBe(4)
  expect(asked).toEqual([])
  allAnswered()
})
