import { z } from 'zod'
import type { Job } from './jobs.ts'

const id = z.number().int()

const job = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sweep-installation'), installation: id }),
  z.object({
    kind: z.literal('sweep-repository'),
    installation: id,
    repository: id,
    why: z.string(),
  }),
  z.object({
    kind: z.literal('judge-pull-request'),
    installation: id,
    repository: id,
    number: id,
  }),
]) satisfies z.ZodType<Job>

/** What waits in the queue: a webhook, or a job of ours. */
const work = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('delivery'),
    id: z.string(),
    event: z.string(),
    payload: z.unknown(),
  }),
  z.object({ kind: z.literal('job'), job }),
])

export interface Performers {
  /** Hands a webhook to its handlers. */
  receive(event: { id: string; name: string; payload: unknown }): Promise<void>
  jobs: {
    [Kind in Job['kind']]: (job: Extract<Job, { kind: Kind }>, signal: AbortSignal) => Promise<void>
  }
}

/** Does what a body of the queue says. */
export const createPerform =
  ({ receive, jobs }: Performers) =>
  async (body: string, signal: AbortSignal): Promise<void> => {
    const wanted = work.parse(JSON.parse(body))
    if (wanted.kind === 'delivery') {
      return receive({ id: wanted.id, name: wanted.event, payload: wanted.payload })
    }
    switch (wanted.job.kind) {
      case 'sweep-installation':
        return jobs['sweep-installation'](wanted.job, signal)
      case 'sweep-repository':
        return jobs['sweep-repository'](wanted.job, signal)
      case 'judge-pull-request':
        return jobs['judge-pull-request'](wanted.job, signal)
    }
  }
