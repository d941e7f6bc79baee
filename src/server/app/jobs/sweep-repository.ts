import { z } from 'zod'
import { withUrgency } from '../../../adapters/github/call-budget/urgency.ts'
import { defineJob } from '../../work/job.ts'
import { repositoryKey } from '../../work/work-queue.ts'
import { findScope, type JobContext } from './job-context.ts'

const id = z.number().int()

/**
 * Everything missed webhooks may have left undone in one repository: policy, rulesets, tips, open
 * pull requests. One sweeper's failure does not keep the others from their work. It waits for quiet to
 * begin; what has begun goes on like the work of any event.
 */
export const sweepRepository = defineJob({
  kind: 'sweep-repository',
  schema: z.object({ installation: id, repository: id, why: z.string() }),
  key: ({ repository }) => repositoryKey(repository),
  name: ({ repository }) => String(repository),
  async perform(place, context: JobContext) {
    const scope = await withUrgency('background', () => findScope(context, place))
    if (scope === undefined) return
    const failures: unknown[] = []
    for (const sweep of context.sweepers) {
      const sweeping = withUrgency('usual', () => sweep(scope))
      await sweeping.catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw new AggregateError(failures, 'a sweep was not finished')
  },
})
