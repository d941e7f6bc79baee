import type { Database } from './database.ts'
import type { TakenWork, Work } from './work.ts'

/** Work that failed too often: kept, and not tried again by itself. */
export interface DeadLetter {
  id: string
  key: string
  attempts: number
  problem: string
}

const maxProblemCharacters = 500

/** What a failure is remembered by. */
export const shortProblem = (text: string): string => text.slice(0, maxProblemCharacters)

/** Dead letters in the database; of one id the newest. */
export function createDeadLetters(db: Database, now: () => number) {
  return {
    async add(
      { id, key, body, attempt }: TakenWork,
      problem: string,
      transaction: Database,
    ): Promise<void> {
      const letter = { id, key, body, attempts: attempt, problem: shortProblem(problem) }
      const written = { ...letter, died_at: now() }
      await transaction
        .insertInto('dead_letters')
        .values(written)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(written))
        .execute()
    },

    /** Removes them and gives what is to be tried again, the oldest first. */
    async take(
      choice: { ids: readonly string[] } | { limit: number },
      transaction: Database,
    ): Promise<Work[]> {
      if ('ids' in choice && choice.ids.length === 0) return []
      const chosen = transaction.selectFrom('dead_letters').select('id').orderBy('died_at', 'desc')
      const ids =
        'ids' in choice ? chosen.where('id', 'in', [...choice.ids]) : chosen.limit(choice.limit)
      const letters = await transaction
        .deleteFrom('dead_letters')
        .where('id', 'in', ids)
        .returning(['id', 'key', 'body', 'died_at'])
        .execute()
      return letters
        .toSorted((a, b) => a.died_at - b.died_at)
        .map(({ id, key, body }) => ({ id, key, body }))
    },

    /** The newest first. */
    list: (limit: number): Promise<DeadLetter[]> =>
      db
        .selectFrom('dead_letters')
        .select(['id', 'key', 'attempts', 'problem'])
        .orderBy('died_at', 'desc')
        .limit(limit)
        .execute(),

    async count(): Promise<number> {
      const { dead } = await db
        .selectFrom('dead_letters')
        .select(({ fn }) => fn.countAll<number>().as('dead'))
        .executeTakeFirstOrThrow()
      return Number(dead)
    },
  }
}
