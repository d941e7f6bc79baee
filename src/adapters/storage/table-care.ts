/**
 * A query that takes longer, in milliseconds, is taken as a sign that the planner has no idea what is
 * in the table: after a burst into an empty one it was seen to need 300 ms instead of 2, until the
 * database looked by itself, within a minute or, embedded, never.
 */
const slowMs = 50
/** Minimum pause between two runs of ANALYZE, in milliseconds. */
const analyzePauseMs = 10_000
/** Dead rows left behind by deletions, before they are cleared away where nothing else does it. */
const maxDeadRows = 5_000

/**
 * Keeps a table quick that fills and empties all the time.
 *
 * @param options.analyze runs ANALYZE: the planner learns what is in the table
 * @param options.vacuum runs VACUUM; absent where the database does so by itself
 * @param options.clock milliseconds that only go forward
 */
export function createTableCare(options: {
  analyze(): Promise<unknown>
  vacuum?: () => Promise<unknown>
  clock?: () => number
}) {
  const { analyze, vacuum, clock = () => performance.now() } = options
  let deadRows = 0
  let analyzedAt = Number.NEGATIVE_INFINITY
  return {
    /** Asks the table something, and looks at how long it took. */
    async query<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
      const startedAt = clock()
      const answer = await ask()
      const at = clock()
      if (at - startedAt >= slowMs && at - analyzedAt >= analyzePauseMs) {
        analyzedAt = at
        await analyze()
      }
      return answer
    },
    /** To be told after rows were deleted. */
    async deleted(rows: number): Promise<void> {
      deadRows += rows
      if (vacuum === undefined || deadRows < maxDeadRows) return
      deadRows = 0
      await vacuum()
    },
  }
}
