import type * as z from 'zod'

/**
 * One line of schema for each field of `T`, also for those that may be missing. With it a field that
 * is added to a type and forgotten in its schema does not compile, where it would else be dropped in
 * silence: `z.strictObject({ … } satisfies Fields<T>) satisfies z.ZodType<T>`.
 */
export type Fields<T> = { [Key in keyof T]-?: z.ZodType<T[Key]> }
