import type { z } from 'zod'

/**
 * A value of a column, as it was written. A row that holds something else is an error, never taken
 * for what it looks like: another version may have written it.
 *
 * @param column `table.column`, for the message; no value stands in it
 */
export function readColumn<Value>(column: string, schema: z.ZodType<Value>, value: unknown): Value {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [problem] = read.error.issues
  const where = [column, ...(problem?.path ?? [])].join('.')
  throw new Error(`the database holds something else in ${where}: ${problem?.message}`)
}

/** A column of JSON; see `readColumn`. */
export function readJsonColumn<Value>(
  column: string,
  schema: z.ZodType<Value>,
  text: string,
): Value {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // What the parser says would show some of it.
    throw new Error(`the database holds something else in ${column}: no JSON`)
  }
  return readColumn(column, schema, value)
}
