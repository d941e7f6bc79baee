import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { fromKysely, type JobInsert, PgBoss } from 'pg-boss'
import { inBatches } from './batches.ts'
import type { Database, OpenDatabase } from './database.ts'
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

interface Data {
  id: string
  key: string
  body: string
  /** Attempts before the work stepped aside. */
  earlier: number
}

export interface QueueCounts {
  /** Could run now. */
  waiting: number
  /** Wait for their time: deadlines, sweeps, work that failed before. */
  later: number
  running: number
  /** Set aside after too many failures. */
  dead: number
}

/** Work that was set aside. */
export interface DeadLetter {
  id: string
  key: string
  attempts: number
  problem: string
}

const name = 'work'
/** Without a sign of life for so long, work is given to somebody else; the smallest allowed. */
const heartbeatSeconds = 10
/** How often this is looked at, in seconds. */
const superviseSeconds = 2
/** A claim ends at last after this, in seconds, sign of life or not. */
const expireSeconds = 3_600
/** What nobody could run for so long is dropped, in seconds. */
const retentionSeconds = 30 * 86_400
/** First wait after a failure, in seconds; it doubles each time. */
const retryDelaySeconds = 1
/** Longest wait during which the others of the same key wait too, in seconds. */
const maxRetryDelaySeconds = 8
/** How often work may be tried is the worker's decision; this only must not end it earlier. */
const retryLimit = 10_000
const maxProblemCharacters = 500
/**
 * A claim that takes longer, in milliseconds, is taken as a sign that the planner has no idea what is
 * in line: after a burst into an empty table it was seen to need 300 ms instead of 2, until the
 * database looked by itself, within a minute or, embedded, never.
 */
const slowTakeMs = 50
/** Between two looks at what is in line, in milliseconds. */
const analyzePauseMs = 10_000
/** Rows left behind by work that was done, before they are cleared away where nothing else does it. */
const maxLeftRows = 5_000
/** Many small writes cost the database more than they are worth. */
const endings = { maxItems: 200, restMs: 10 }

/**
 * The queue, in the same database as everything else. Work of one key runs one after the other in
 * the order in which it came, on however many replicas; a failed one is tried again before its
 * successors, or steps aside and lets them pass.
 */
export function createQueue(
  opened: OpenDatabase,
  { now, onError }: { now: () => number; onError: (error: unknown) => void },
) {
  const boss = new PgBoss({
    ...opened.queue,
    schedule: false,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  })
  boss.on('error', onError)
  const { db } = opened
  const finish = inBatches<Claim, void>(endings, async (claims) => {
    await boss.deleteJob(name, [...claims])
    left += claims.length
    if (opened.queue.backend === 'pglite' && left >= maxLeftRows) await clear()
    return claims.map(() => undefined)
  })
  let left = 0
  let table = ''
  let analyzedAt = Number.NEGATIVE_INFINITY

  /** The embedded database does not do this by itself. */
  async function clear(): Promise<void> {
    left = 0
    await sql`vacuum (analyze) ${sql.table(table)}`.execute(db)
  }

  async function analyzeWhenSlow(startedAt: number): Promise<void> {
    const at = performance.now()
    if (at - startedAt < slowTakeMs || at - analyzedAt < analyzePauseMs) return
    analyzedAt = at
    await sql`analyze ${sql.table(table)}`.execute(db)
  }

  /** Ends the attempt, and does `then` with it, or neither when the claim was lost meanwhile. */
  const settle = (claim: Claim, then: (transaction: Database) => Promise<unknown>) =>
    db.transaction().execute(async (transaction) => {
      const answer = await boss.deleteJob(name, claim, { db: fromKysely(transaction) })
      if ((answer as { affected?: number }).affected !== 0) await then(transaction)
    })

  return {
    async start(): Promise<void> {
      await boss.start()
      const options = {
        heartbeatSeconds,
        expireInSeconds: expireSeconds,
        retentionSeconds,
        retryLimit,
        retryDelay: retryDelaySeconds,
        retryBackoff: true,
        retryDelayMax: maxRetryDelaySeconds,
      }
      await boss.createQueue(name, { policy: 'key_strict_fifo', ...options })
      await boss.updateQueue(name, options)
      // It looks its queue up once, which on a single connection must not happen in a transaction.
      await boss.findJobs(name, { id: timeOrderedId(now()) })
      table = `pgboss.${(await boss.getQueue(name))?.table}`
    },
    stop: (): Promise<void> => boss.stop({ graceful: false, close: false }),

    /** Adds work in the caller's transaction. */
    async put(works: readonly Work[], transaction: Database): Promise<void> {
      if (works.length === 0) return
      const jobs = works.map((work) => insertOf(work, { boss: timeOrderedId(now()) }))
      await boss.insert(name, jobs, { db: fromKysely(transaction) })
    },

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
        const [there] = await boss.findJobs<Data>(name, { id: jobId })
        if (there !== undefined && there.state !== 'active') return
      }
    },

    /** Claims what may run now: at most one of each key, and none whose key is busy. */
    async take(count: number): Promise<ClaimedWork[]> {
      const startedAt = performance.now()
      const jobs = await boss.fetch<Data>(name, { batchSize: count })
      await analyzeWhenSlow(startedAt)
      return jobs.map(({ id, retryCount, data }) => ({
        id: data.id,
        key: data.key,
        body: data.body,
        attempt: data.earlier + retryCount + 1,
        claim: { id, retryCount },
      }))
    },

    /** A sign of life for everything that is running here. */
    async beat(works: readonly ClaimedWork[]): Promise<void> {
      if (works.length === 0) return
      await boss.touch(
        name,
        works.map(({ claim }) => claim),
      )
    },

    finish: (work: ClaimedWork): Promise<void> => finish(work.claim),

    /** Tries again soon, and keeps the others of its key waiting. */
    async retry({ claim }: ClaimedWork, problem: string): Promise<void> {
      await boss.fail(name, claim, { problem: cut(problem) })
    },

    /** Tries again later, and lets the others of its key pass. */
    async postpone({ claim, attempt, ...work }: ClaimedWork, at: number): Promise<void> {
      await settle(claim, (transaction) =>
        boss.insert(name, [insertOf(work, { boss: timeOrderedId(now()), at, earlier: attempt })], {
          db: fromKysely(transaction),
        }),
      )
    },

    /** Sets it aside for good; see `revive`. */
    async bury({ claim, attempt, ...work }: ClaimedWork, problem: string): Promise<void> {
      const letter = { ...work, attempts: attempt, problem: cut(problem), died_at: now() }
      await settle(claim, (transaction) =>
        transaction
          .insertInto('dead_letters')
          .values(letter)
          .onConflict((conflict) => conflict.column('id').doUpdateSet(letter))
          .execute(),
      )
    },

    /** Puts work that was set aside back in line; without ids, at most `limit` of it, newest first. */
    async revive(choice: { ids: readonly string[] } | { limit: number }): Promise<string[]> {
      return db.transaction().execute((transaction) => revive(choice, transaction))
    },
    reviveIn: (ids: readonly string[], transaction: Database) => revive({ ids }, transaction),

    /** What was set aside, newest first. */
    deadLetters: (limit: number): Promise<DeadLetter[]> =>
      db
        .selectFrom('dead_letters')
        .select(['id', 'key', 'attempts', 'problem'])
        .orderBy('died_at', 'desc')
        .limit(limit)
        .execute(),

    async counts(): Promise<QueueCounts> {
      const [queue] = await boss.getQueues([name])
      const { dead } = await db
        .selectFrom('dead_letters')
        .select(({ fn }) => fn.countAll<number>().as('dead'))
        .executeTakeFirstOrThrow()
      return {
        waiting: queue?.readyCount ?? 0,
        later: queue?.deferredCount ?? 0,
        running: queue?.activeCount ?? 0,
        dead: Number(dead),
      }
    },
  }

  async function revive(
    choice: { ids: readonly string[] } | { limit: number },
    transaction: Database,
  ): Promise<string[]> {
    if ('ids' in choice && choice.ids.length === 0) return []
    const chosen = transaction.selectFrom('dead_letters').select('id').orderBy('died_at', 'desc')
    const ids =
      'ids' in choice ? chosen.where('id', 'in', [...choice.ids]) : chosen.limit(choice.limit)
    const letters = await transaction
      .deleteFrom('dead_letters')
      .where('id', 'in', ids)
      .returning(['id', 'key', 'body', 'died_at'])
      .execute()
    const inOrder = letters.toSorted((a, b) => a.died_at - b.died_at)
    const jobs = inOrder.map((work) => insertOf(work, { boss: timeOrderedId(now()) }))
    if (jobs.length > 0) await boss.insert(name, jobs, { db: fromKysely(transaction) })
    return inOrder.map(({ id }) => id)
  }
}

export type Queue = ReturnType<typeof createQueue>

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

const cut = (text: string): string => text.slice(0, maxProblemCharacters)
