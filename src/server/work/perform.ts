import { z } from 'zod'
import type { Job } from './job.ts'

/** What waits in the queue: a webhook, or a job of ours. */
const bodySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('delivery'),
    id: z.string(),
    event: z.string(),
    payload: z.unknown(),
  }),
  z.object({ kind: z.literal('job'), job: z.looseObject({ kind: z.string() }) }),
])

/** A job with what it works with. */
export interface ReadyJob {
  kind: string
  perform(data: unknown, signal: AbortSignal): Promise<void>
}

/** Gives the jobs of a table what they work with. */
export const withContext = <Context>(
  jobs: readonly Job<never, Context>[],
  context: Context,
): ReadyJob[] =>
  jobs.map(({ kind, perform }) => ({
    kind,
    perform: (data, signal) => perform(data, context, signal),
  }))

/** Does what a body of the queue says: hands a webhook to its handlers, or does a job. */
export function createPerform(options: {
  receive(event: { id: string; name: string; payload: unknown }): Promise<void>
  jobs: readonly ReadyJob[]
}) {
  const jobs = new Map(options.jobs.map((job) => [job.kind, job]))
  return async (body: string, signal: AbortSignal): Promise<void> => {
    const wanted = bodySchema.parse(JSON.parse(body))
    if (wanted.kind === 'delivery') {
      const { id, event: name, payload } = wanted
      return options.receive({ id, name, payload })
    }
    const job = jobs.get(wanted.job.kind)
    if (job === undefined) throw new Error(`this version has no job "${wanted.job.kind}"`)
    return job.perform(wanted.job, signal)
  }
}
