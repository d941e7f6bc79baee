import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { fromKysely, type JobInsert, PgBoss } from 'pg-boss'
import * as z from 'zod'
import { inBatches } from './batches.ts'
import type { Database, OpenDatabase } from './database.ts'
import { createDeadLetters, type DeadLetter, shortProblem } from './dead-letters.ts'
import { createTableCare } from './table-care.ts'
import { timeOrderedId } from './time-ordered-id.ts'
import type { TakenWork, Work } from './work.ts'

/** Work that was taken from this queue. */
export interface ClaimedWork extends TakenWork {
  claim: Claim
}

/** One attempt; once it was given to somebody else, this claim changes nothing any more. */
interface Claim {
  id: string
  retryCount: number
}

const dataSchema = z.object({
  id: z.string(),
  key: z.string(),
  body: z.string(),
  /** Attempts before the work stepped aside. */
  earlier: z.number().int(),
})
type Data = z.output<typeof dataSchema>

export interface QueueCounts {
  /** Could run now. */
  waiting: number
  /** Wait for their time: deadlines, sweeps, work that failed before. */
  later: number
  running: number
  /** Dead letters. */
  dead: number
}

const name = 'work'
/** Without a heartbeat for so long, work is given to somebody else; the smallest allowed. */
const heartbeatSeconds = 10
/** How often this is looked at, in seconds. */
const superviseSeconds = 2
const queueOptions = {
  heartbeatSeconds,
  /** A claim ends at last after this, heartbeat or not. */
  expireInSeconds: 3_600,
  /** What nobody could run for so long is dropped. */
  retentionSeconds: 30 * 86_400,
  /** How often work may be tried is the worker's decision; this only must not end it earlier. */
  retryLimit: 10_000,
  /** First wait after a failure, in seconds; it doubles each time. */
  retryDelay: 1,
  retryBackoff: true,
  /** Longest wait during which the others of the same key wait too, in seconds. */
  retryDelayMax: 8,
}
/** How finished work is gathered before it is written: at most so many, at most so long. */
const endings = { maxItems: 200, restMs: 10 }

/**
 * The queue, in the same database as everything else. Work of one key runs one after the other in
 * the order in which it came, on however many replicas; a failed one is tried again before its
 * successors, or steps aside and lets them pass.
 */
export async function openQueue(
  opened: OpenDatabase,
  { now, onError }: { now: () => number; onError: (error: unknown) => void },
) {
  const boss = await startBoss(opened, now, onError)
  const { db } = opened
  const letters = createDeadLetters(db, now)
  const care = await careOf(boss, opened)
  const finish = inBatches<Claim, void>(endings, async (claims) => {
    await boss.deleteJob(name, [...claims])
    await care.deleted(claims.length)
    return claims.map(() => undefined)
  })

  /** Adds work at the end of the line, in the caller's transaction. */
  async function put(works: readonly Work[], transaction: Database): Promise<void> {
    if (works.length === 0) return
    const jobs = works.map((work) => insertOf(work, { boss: timeOrderedId(now()) }))
    await boss.insert(name, jobs, { db: fromKysely(transaction) })
  }

  /** Ends the attempt, and does `then` with it, or neither when the claim was lost meanwhile. */
  const settle = (claim: Claim, then: (transaction: Database) => Promise<unknown>) =>
    db.transaction().execute(async (transaction) => {
      const answer = await boss.deleteJob(name, claim, { db: fromKysely(transaction) })
      if ((answer as { affected?: number }).affected !== 0) await then(transaction)
    })

  /** Puts dead letters back in line; without ids, at most `limit` of them, the newest. */
  async function revive(
    choice: { ids: readonly string[] } | { limit: number },
    transaction?: Database,
  ): Promise<string[]> {
    if (transaction === undefined) return db.transaction().execute((own) => revive(choice, own))
    const works = await letters.take(choice, transaction)
    await put(works, transaction)
    return works.map(({ id }) => id)
  }

  return {
    close: (): Promise<void> => boss.stop({ graceful: false, close: false }),
    put,
    revive,
    finish: (work: ClaimedWork): Promise<void> => finish(work.claim),
    deadLetters: (limit: number): Promise<DeadLetter[]> => letters.list(limit),

    /**
     * Adds work unless the same, by its id, is waiting already. While the same is running it is
     * added once more, for what it asks may have come too late for that run.
     *
     * @param at when its time comes, in milliseconds since the epoch
     */
    async putOnce(work: Work, at?: number): Promise<void> {
      for (const slot of ['a', 'b']) {
        const jobId = uuidOf(`${slot} ${at ?? ''} ${work.id}`)
        const added = await boss.insert(name, [insertOf(work, { boss: jobId, at })], {
          returnId: true,
        })
        if (added !== null && added.length > 0) return
        const [there] = await boss.findJobs(name, { id: jobId })
        if (there !== undefined && there.state !== 'active') return
      }
    },

    /** Claims what may run now: at most one of each key, and none whose key is busy. */
    async take(count: number): Promise<ClaimedWork[]> {
      const jobs = await care.query(() => boss.fetch(name, { batchSize: count }))
      return jobs.map(({ id, retryCount, data }) => {
        const { earlier, ...work } = readData(id, data)
        return { ...work, attempt: earlier + retryCount + 1, claim: { id, retryCount } }
      })
    },

    /** A heartbeat of everything that is running here. */
    async beat(works: readonly ClaimedWork[]): Promise<void> {
      const claims = works.map(({ claim }) => claim)
      if (claims.length > 0) await boss.touch(name, claims)
    },

    /** Tries again soon, and keeps the others of its key waiting. */
    async retry({ claim }: ClaimedWork, problem: string): Promise<void> {
      await boss.fail(name, claim, { problem: shortProblem(problem) })
    },

    /** Tries again later, and lets the others of its key pass. */
    async postpone({ claim, attempt, ...work }: ClaimedWork, at: number): Promise<void> {
      await settle(claim, (transaction) =>
        boss.insert(name, [insertOf(work, { boss: timeOrderedId(now()), at, earlier: attempt })], {
          db: fromKysely(transaction),
        }),
      )
    },

    /** Makes it a dead letter; see `revive`. */
    async bury({ claim, ...work }: ClaimedWork, problem: string): Promise<void> {
      await settle(claim, (transaction) => letters.add(work, problem, transaction))
    },

    async counts(): Promise<QueueCounts> {
      const [queue] = await boss.getQueues([name])
      return {
        waiting: queue?.readyCount ?? 0,
        later: queue?.deferredCount ?? 0,
        running: queue?.activeCount ?? 0,
        dead: await letters.count(),
      }
    },
  }
}

export type Queue = Awaited<ReturnType<typeof openQueue>>

async function startBoss(
  opened: OpenDatabase,
  now: () => number,
  onError: (error: unknown) => void,
): Promise<PgBoss> {
  const boss = new PgBoss({
    ...opened.queue,
    schedule: false,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  })
  boss.on('error', onError)
  await boss.start()
  try {
    await boss.createQueue(name, { policy: 'key_strict_fifo', ...queueOptions })
    await boss.updateQueue(name, queueOptions)
    // It looks its queue up once, which on a single connection must not happen in a transaction.
    await boss.findJobs(name, { id: timeOrderedId(now()) })
    return boss
  } catch (error) {
    await boss.stop({ graceful: false, close: false })
    throw error
  }
}

/** The embedded database has no autovacuum. */
async function careOf(boss: PgBoss, { db, queue }: OpenDatabase) {
  const found = await boss.getQueue(name)
  const table = sql.table(`pgboss.${found?.table}`)
  return createTableCare({
    analyze: () => sql`analyze ${table}`.execute(db),
    ...(queue.backend === 'postgres'
      ? {}
      : { vacuum: () => sql`vacuum (analyze) ${table}`.execute(db) }),
  })
}

/** What is not ours, or of a later version, fails by its body like any other work that cannot be done. */
function readData(id: string, data: unknown): Data {
  const read = dataSchema.safeParse(data)
  return read.success ? read.data : { id, key: '', body: JSON.stringify(data), earlier: 0 }
}

function insertOf(
  { id, key, body }: Work,
  { boss, at, earlier = 0 }: { boss: string; at?: number | undefined; earlier?: number },
): JobInsert<Data> {
  return {
    id: boss,
    singletonKey: key,
    data: { id, key, body, earlier },
    ...(at === undefined ? {} : { startAfter: new Date(at) }),
  }
}

/** The same text gives the same identifier, on every replica. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
  ]
  return [...parts, hex.slice(20, 32)].join('-')
}
