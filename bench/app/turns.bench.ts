import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { documentedLimits } from '../../src/adapters/github/call-budget/documented-limits.ts'
import { type Urgency, withUrgency } from '../../src/adapters/github/call-budget/urgency.ts'
import { publishCheck } from '../../src/adapters/github/check-runs.ts'
import { keepComment } from '../../src/adapters/github/comments.ts'
import type { Octokit } from '../../src/adapters/github/octokit.ts'
import { readRef, updateRefs } from '../../src/adapters/github/refs.ts'
import type { Repository } from '../../src/adapters/github/repository.ts'
import { getRuleset, updateRuleset } from '../../src/adapters/github/rulesets.ts'
import { openDatabase } from '../../src/adapters/storage/database.ts'
import { openQueue } from '../../src/adapters/storage/queue.ts'
import type { RulesetDocument } from '../../src/core/protection/ruleset.ts'
import { createLog } from '../../src/server/log.ts'
import { openForge } from '../../src/server/open-forge.ts'
import { createBell } from '../../src/server/work/bell.ts'
import { createWorker } from '../../src/server/work/worker.ts'
import { memoryChecks } from '../../test/support/app/memory-services.ts'
import { type SimulatedEvent, simulateCalls } from '../../test/support/github/simulate-calls.ts'
import { startPostgres } from '../../test/support/postgres-server.ts'
import type { BenchOptions } from '../cursor/cursor.bench.ts'
import { percentile } from '../support/statistics.ts'
import { printAims, printTable, shown } from '../support/table.ts'
import { newKey } from './new-key.ts'
import { startTurnsForge } from './turns-forge.ts'

/** Comments that are asked for: the first fill what a minute holds for them, the others wait. */
const comments = 200
const repositories = 40
const head = 'a'.repeat(40)
const acmeShop: Repository = {
  id: 42,
  nodeId: 'R_42',
  owner: 'acme',
  ownerId: 1,
  ownerType: 'Organization',
  name: 'shop',
  defaultBranch: 'main',
  visibility: 'private',
  archived: false,
  fork: false,
}
const ruleset: RulesetDocument = {
  name: 'a',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [],
  conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
  rules: [],
}

interface Urgent {
  name: string
  urgency: Urgency
  perform(octokit: Octokit, round: number): Promise<unknown>
  /** The same calls, without anything of ours. */
  calls: readonly [method: string, path: string][]
}

const urgent: readonly Urgent[] = [
  {
    name: 'a ref is put back',
    urgency: 'restore',
    async perform(octokit) {
      await readRef(octokit, acmeShop, 'refs/heads/main')
      await updateRefs(octokit, acmeShop, [{ ref: 'refs/heads/main', new: head }])
    },
    calls: [
      ['GET', '/repos/acme/shop/git/ref/heads%2Fmain'],
      ['POST', '/graphql'],
    ],
  },
  {
    name: 'a ruleset is put back',
    urgency: 'restore',
    async perform(octokit) {
      await getRuleset(octokit, acmeShop, 1)
      await updateRuleset(octokit, acmeShop, 1, ruleset)
    },
    calls: [
      ['GET', '/repos/acme/shop/rulesets/1'],
      ['PUT', '/repos/acme/shop/rulesets/1'],
    ],
  },
  {
    name: 'a required check is there',
    urgency: 'usual',
    perform: (octokit, round) =>
      publishCheck(
        octokit,
        acmeShop,
        { name: 'secrets', headSha: head, conclusion: 'success', title: `${round}`, summary: '' },
        memoryChecks(),
      ),
    calls: [['POST', '/repos/acme/shop/check-runs']],
  },
]

/**
 * What is urgent, while other writes of the same installation wait for their turn: the App's own client,
 * queue and worker against a forge that takes 20 ms for each answer. By turns with it, the same calls
 * made directly.
 */
export async function benchTurns({ sizes }: BenchOptions): Promise<void> {
  await using parts = new AsyncDisposableStack()
  const postgres = parts.use(await startPostgres())
  const forge = parts.adopt(await startTurnsForge(), ({ close }) => close())
  const directory = parts.adopt(await mkdtemp(join(tmpdir(), 'bench-turns-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  const database = await openDatabase({ url: await postgres.createDatabase(), directory })
  parts.defer(database.close)
  const queue = await openQueue(database, { now: Date.now, onError: console.error })
  parts.defer(queue.close)
  const log = createLog('error')
  const address = { web: new URL(`${forge.origin}/`), api: `${forge.origin}/api/v3` }
  const credentials = { appId: 1, privateKey: newKey(), webhookSecret: 'a-secret-of-the-bench' }
  const { asInstallation } = await openForge(address, credentials, { log, now: Date.now })
  const octokit = await asInstallation(7)

  const ended = new Map<string, () => void>()
  const bell = createBell()
  const worker = createWorker(queue, { perform, bell, log, now: Date.now })
  parts.defer(worker.stop)

  async function perform(body: string): Promise<void> {
    const { name, round } = JSON.parse(body) as { name: string; round: number }
    const one = urgent.find((other) => other.name === name)
    await withUrgency(one?.urgency ?? 'usual', async () => {
      if (one !== undefined) await one.perform(octokit, round)
      else await keepComment(octokit, acmeShop, round, 'hello', undefined)
    })
    ended.get(`${name} ${round}`)?.()
  }

  async function add(name: string, round: number, repository: number): Promise<void> {
    const body = JSON.stringify({ name, round })
    await queue.putOnce({ id: `${name} ${round}`, key: `repository:${repository}`, body })
    bell.ring()
  }

  await octokit.rest.git.getRef({ owner: 'acme', repo: 'shop', ref: 'heads/main' })
  worker.start()
  for (let n = 0; n < comments; n += 1) await add('comment', n, n % repositories)
  while ((await queue.counts()).later + worker.state().done < comments) await sleep(20)

  const times = urgent.map(() => ({ ours: [] as number[], bare: [] as number[] }))
  let fewest = comments
  for (let round = 0; round < sizes.app.turns; round += 1) {
    for (const [index, { name, calls }] of urgent.entries()) {
      const done = Promise.withResolvers<void>()
      ended.set(`${name} ${round}`, done.resolve)
      const start = performance.now()
      // Of a repository that has comments waiting as well.
      await add(name, round, round % repositories)
      await done.promise
      times[index]?.ours.push(performance.now() - start)
      const bare = performance.now()
      for (const [method, path] of calls) {
        const response = await fetch(`${address.api}${path}`, { method })
        await response.arrayBuffer()
      }
      times[index]?.bare.push(performance.now() - bare)
    }
    fewest = Math.min(fewest, (await queue.counts()).later)
  }
  report(times, fewest)
  reportLimits()
}

function report(times: readonly { ours: number[]; bare: number[] }[], waiting: number): void {
  const beyond = times.map(({ ours, bare }) => ours.map((ms, n) => ms - (bare[n] ?? 0)))
  printTable(
    `what is urgent, from the moment it is stored, with ${waiting} or more other writes waiting`,
    ['', 'bare p50 ms', 'App p50 ms', 'ratio', 'beyond p95 ms'],
    urgent.map(({ name }, n) => {
      const { ours = [], bare = [] } = times[n] ?? {}
      const [direct, through] = [percentile(bare, 0.5), percentile(ours, 0.5)]
      const p95 = percentile(beyond[n] ?? [], 0.95)
      return [name, shown(direct), shown(through), shown(through / direct), shown(p95)]
    }),
  )
  const p95 = percentile(beyond.flat(), 0.95)
  printAims([
    { text: 'at least 100 other writes waiting', reached: `${waiting}`, met: waiting >= 100 },
    { text: 'p95 at most 2 s beyond the answers', reached: `${shown(p95)} ms`, met: p95 <= 2_000 },
  ])
}

/** A thousand calls at once, on a clock of its own: half of them what is urgent, half comments. */
function reportLimits(): void {
  const call = { api: 'rest', points: 5, createsContent: false, isRead: false } as const
  const kinds: SimulatedEvent['call'][] = [
    { ...call, api: 'graphql', urgency: 'restore' },
    { ...call, urgency: 'required' },
    { ...call, createsContent: true, urgency: 'informing' },
    { ...call, points: 1, isRead: true, urgency: 'usual' },
  ]
  const events = Array.from({ length: 1_000 }, (_, n) => {
    const kind = kinds[n % kinds.length] as SimulatedEvent['call']
    return { call: kind, gap: 0, takes: 50 + ((n * 37) % 200), counted: (n % 3) / 2 }
  })
  const { made, tookMs, most } = simulateCalls(events)
  const limits = Object.entries(documentedLimits) as [keyof typeof most, number][]
  printTable(
    `${made} calls asked for at once, done after ${shown(tookMs / 60_000)} minutes of a simulated clock`,
    ['', 'most', 'limit'],
    limits.map(([name, limit]) => [name, shown(most[name]), shown(limit)]),
  )
  const isKept = limits.every(([name, limit]) => most[name] <= limit)
  printAims([{ text: 'no limit exceeded', reached: isKept ? 'none' : 'exceeded', met: isKept }])
}
