import type { z } from 'zod'
import type { Work } from '../../adapters/storage/work.ts'

/**
 * A kind of work that the server sets itself: one file with its schema and what it does, one line in
 * the table of its part. Jobs of one key run one after the other, with that key's webhooks.
 */
export interface Job<Data, Context> {
  kind: string
  /** As it stands in the queue; of the same name it is the same job. */
  workOf(data: Data): Work
  /**
   * @param data as it came back from the queue
   * @param signal says that nobody waits for it any more
   * @throws for data of another shape, and when it could not be done: then it is tried again
   */
  perform(data: unknown, context: Context, signal: AbortSignal): Promise<void>
}

/** Makes a job; its data are checked by `schema` when they come back from the queue. */
export function defineJob<Data extends object, Context>(about: {
  /** Stands in queues of earlier versions as well: it stays. */
  kind: string
  schema: z.ZodType<Data>
  /** What it must not run beside; see `repositoryKey`. */
  key(data: Data): string
  /** Tells it from others of its kind; why it is wanted makes no difference. */
  name(data: Data): string
  perform(data: Data, context: Context, signal: AbortSignal): Promise<void>
}): Job<Data, Context> {
  const { kind, schema } = about
  return {
    kind,
    workOf: (data) => ({
      id: `${kind} ${about.name(data)}`,
      key: about.key(data),
      body: JSON.stringify({ kind: 'job', job: { kind, ...data } }),
    }),
    perform: async (data, context, signal) => about.perform(schema.parse(data), context, signal),
  }
}

/** Puts jobs in line. */
export interface Jobs {
  /**
   * Resolves once the job would survive a crash. The same job waiting already is not added again.
   *
   * @param at milliseconds since the epoch; without it as soon as its turn comes
   */
  add<Data>(job: Job<Data, never>, data: NoInfer<Data>, at?: number): Promise<void>
}

/** `Jobs` on the queue that carries the webhooks. */
export const createJobs = (
  queue: { putOnce(work: Work, at?: number): Promise<void> },
  wake: () => void,
): Jobs => ({
  async add(job, data, at) {
    await queue.putOnce(job.workOf(data), at)
    if (at === undefined) wake()
  },
})
