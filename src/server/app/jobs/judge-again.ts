import { z } from 'zod'
import { withUrgency } from '../../../adapters/github/call-budget/urgency.ts'
import { defineJob } from '../../work/job.ts'
import { repositoryKey } from '../../work/work-queue.ts'
import { findScope, type JobContext } from './job-context.ts'

const id = z.number().int()

/** A pull request is judged afresh: a deadline has come, or something it hangs on has changed. */
export const judgeAgain = defineJob({
  kind: 'judge-pull-request',
  schema: z.object({ installation: id, repository: id, number: id }),
  key: ({ repository }) => repositoryKey(repository),
  name: ({ repository, number }) => `${repository} ${number}`,
  async perform(pull, context: JobContext) {
    await withUrgency('usual', async () => {
      const scope = await findScope(context, pull)
      if (scope !== undefined) await context.judge(scope, pull.number, { fresh: true })
    })
  },
})
