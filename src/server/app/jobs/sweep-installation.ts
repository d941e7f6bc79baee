import { z } from 'zod'
import { withUrgency } from '../../../adapters/github/call-budget/urgency.ts'
import { defineJob } from '../../work/job.ts'
import { installationKey } from '../../work/work-queue.ts'
import { repositoriesOf } from '../sweep/find-repository.ts'
import { offsetOf } from '../sweep/schedule.ts'
import { isGone, type JobContext } from './job-context.ts'
import { sweepRepository } from './sweep-repository.ts'

/**
 * Puts a sweep of each repository of an installation in line, in random order: it has just been
 * made, or it is time again.
 */
export const sweepInstallation = defineJob({
  kind: 'sweep-installation',
  schema: z.object({ installation: z.number().int() }),
  key: ({ installation }) => installationKey(installation),
  name: ({ installation }) => String(installation),
  async perform({ installation }, context: JobContext) {
    const { jobs, now } = context.services
    const ids = await withUrgency('background', () => listRepositories(context, installation))
    const start = now()
    for (const [index, repository] of shuffled(ids, context.random).entries()) {
      const at = index === 0 ? undefined : start + offsetOf(index)
      await jobs.add(sweepRepository, { installation, repository, why: 'interval' }, at)
    }
  },
})

/** Remembers where each repository is; none where the installation is gone or suspended. */
async function listRepositories(
  { asInstallation, known, log }: JobContext,
  installation: number,
): Promise<number[]> {
  const octokit = await asInstallation(installation)
  const ids: number[] = []
  try {
    for await (const page of repositoriesOf(octokit)) {
      await known.save(page.map(({ id, owner, name }) => ({ id, installation, owner, name })))
      ids.push(...page.map(({ id }) => id))
    }
  } catch (error) {
    if (!isGone(error)) throw error
    log.info({ installation }, 'the installation is gone or suspended: not swept')
    await known.forgetInstallation(installation)
    return []
  }
  return ids
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
