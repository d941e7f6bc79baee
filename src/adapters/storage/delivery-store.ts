import { inBatches } from './batches.ts'
import type { Database } from './database.ts'
import type { Queue } from './queue.ts'
import type { Work } from './work.ts'

/** A webhook to be kept; its work has the delivery's id. */
export interface ReceivedDelivery extends Work {
  event: string
}

/** `known`: it is here already. `revived`: it had failed for good and is tried again. */
export type Receipt = 'stored' | 'known' | 'revived'

/**
 * How long a delivery's id is remembered, in milliseconds: the forge can send one again for three
 * days.
 */
export const deliveryRetentionMs = 7 * 86_400_000
/** How long work that failed for good is kept, in milliseconds. */
export const deadLetterRetentionMs = 30 * 86_400_000
const arrivals = { maxItems: 100, restMs: 0 }

/** Deliveries in the database: each kept once, and put in line in the same transaction. */
export function createDeliveryStore(db: Database, queue: Queue, now: () => number) {
  return {
    /** Resolves once the delivery would survive a crash. */
    receive: inBatches<ReceivedDelivery, Receipt>(arrivals, (deliveries) =>
      db.transaction().execute((transaction) => receive(deliveries, transaction)),
    ),

    /** Which of these were taken in. */
    async known(ids: readonly string[]): Promise<Set<string>> {
      if (ids.length === 0) return new Set()
      const rows = await db
        .selectFrom('deliveries')
        .select('id')
        .where('id', 'in', [...ids])
        .execute()
      return new Set(rows.map(({ id }) => id))
    },

    /**
     * Counts one more request to send a delivery again, unless it was asked for by anybody within
     * the last `pauseMs` (`later`), or `maxTimes` times (`never`).
     */
    async mayAskAgain(
      id: string,
      maxTimes: number,
      pauseMs: number,
    ): Promise<'yes' | 'later' | 'never'> {
      const counted = await db
        .insertInto('redeliveries')
        .values({ id, times: 1, asked_at: now() })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet(({ eb }) => ({ times: eb('redeliveries.times', '+', 1), asked_at: now() }))
            .where('redeliveries.times', '<', maxTimes)
            .where('redeliveries.asked_at', '<', now() - pauseMs),
        )
        .returning('id')
        .executeTakeFirst()
      if (counted !== undefined) return 'yes'
      const row = await db
        .selectFrom('redeliveries')
        .select('times')
        .where('id', '=', id)
        .executeTakeFirst()
      return (row?.times ?? 0) < maxTimes ? 'later' : 'never'
    },

    /**
     * Up to when something was read, in milliseconds since the epoch; `undefined` before the first
     * time.
     */
    async bookmark(name: string): Promise<number | undefined> {
      const row = await db
        .selectFrom('bookmarks')
        .select('at')
        .where('name', '=', name)
        .executeTakeFirst()
      return row?.at
    },
    async setBookmark(name: string, at: number): Promise<void> {
      await db
        .insertInto('bookmarks')
        .values({ name, at })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ at }))
        .execute()
    },

    /** Forgets what is older than it needs to be. */
    async removeOld(): Promise<void> {
      const tooOld = now() - deliveryRetentionMs
      await db.deleteFrom('deliveries').where('received_at', '<', tooOld).execute()
      await db.deleteFrom('redeliveries').where('asked_at', '<', tooOld).execute()
      await db
        .deleteFrom('dead_letters')
        .where('died_at', '<', now() - deadLetterRetentionMs)
        .execute()
    },
  }

  async function receive(
    deliveries: readonly ReceivedDelivery[],
    transaction: Database,
  ): Promise<Receipt[]> {
    // The same delivery twice in one statement would be a conflict with itself.
    const first = new Map<string, ReceivedDelivery>()
    for (const one of deliveries) if (!first.has(one.id)) first.set(one.id, one)
    const rows = await transaction
      .insertInto('deliveries')
      // In one order on every replica, so that two of them never wait for each other.
      .values([...first.values()].toSorted(byId).map((one) => rowOf(one, now())))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .execute()
    const added = new Set(rows.map(({ id }) => id))
    const fresh = deliveries.filter((one) => added.has(one.id) && first.get(one.id) === one)
    await queue.put(fresh, transaction)
    const again = [...first.keys()].filter((id) => !added.has(id))
    const revived = new Set(await queue.revive({ ids: again }, transaction))
    return deliveries.map((one) => {
      if (fresh.includes(one)) return 'stored'
      return revived.has(one.id) ? 'revived' : 'known'
    })
  }
}

const byId = (a: Work, b: Work) => (a.id < b.id ? -1 : 1)
const rowOf = ({ id, event }: ReceivedDelivery, at: number) => ({ id, event, received_at: at })
