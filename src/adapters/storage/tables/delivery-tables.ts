import type { Migration } from 'kysely/migration'

/** Webhooks that were taken in, for as long as the forge may send them again. */
export interface DeliveriesTable {
  /** `X-GitHub-Delivery`; the same when a delivery is sent again. */
  id: string
  event: string
  /** Milliseconds since the epoch. */
  received_at: number
}

/** Dead letters: work that failed too often, with what it takes to run it again. */
export interface DeadLettersTable {
  /** The delivery's id, or the job's. */
  id: string
  key: string
  body: string
  attempts: number
  problem: string
  /** Milliseconds since the epoch. */
  died_at: number
}

/** How often the forge was asked to send a delivery again. */
export interface RedeliveriesTable {
  id: string
  times: number
  /** Milliseconds since the epoch. */
  asked_at: number
}

/** Up to when something was read; see `redelivery.ts`. */
export interface BookmarksTable {
  name: string
  /** Milliseconds since the epoch. */
  at: number
}

/** Where a repository was last seen; names change, so they are checked before they are used. */
export interface KnownRepositoriesTable {
  id: number
  installation_id: number
  owner: string
  name: string
}

export const createDeliveries: Migration = {
  async up({ schema }) {
    await schema
      .createTable('deliveries')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .execute()
    await schema.createIndex('deliveries_by_age').on('deliveries').column('received_at').execute()
    await schema
      .createTable('dead_letters')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('problem', 'text', (column) => column.notNull())
      .addColumn('died_at', 'bigint', (column) => column.notNull())
      .execute()
    await schema
      .createTable('redeliveries')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('times', 'integer', (column) => column.notNull())
      .addColumn('asked_at', 'bigint', (column) => column.notNull())
      .execute()
    await schema
      .createTable('bookmarks')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute()
    await schema
      .createTable('known_repositories')
      .addColumn('id', 'bigint', (column) => column.primaryKey())
      .addColumn('installation_id', 'bigint', (column) => column.notNull())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .execute()
  },
}
