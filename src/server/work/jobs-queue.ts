import type { Job, Jobs } from './jobs.ts'
import { installationKey, repositoryKey, type Work } from './work.ts'

/** `Jobs` on the queue that carries the webhooks. */
export function createJobs(
  queue: { putOnce(work: Work, at?: number): Promise<void> },
  wake: () => void,
): Jobs {
  return {
    async add(job, at) {
      const key =
        job.kind === 'sweep-installation'
          ? installationKey(job.installation)
          : repositoryKey(job.repository)
      await queue.putOnce({ id: nameOf(job), key, body: JSON.stringify({ kind: 'job', job }) }, at)
      if (at === undefined) wake()
    },
  }
}

/** Two jobs of one name are the same job; why it is wanted makes no difference. */
function nameOf(job: Job): string {
  switch (job.kind) {
    case 'sweep-installation':
      return `${job.kind} ${job.installation}`
    case 'sweep-repository':
      return `${job.kind} ${job.repository}`
    case 'judge-pull-request':
      return `${job.kind} ${job.repository} ${job.number}`
  }
}
