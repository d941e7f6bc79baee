import type { Job } from '../../work/job.ts'
import type { JobContext } from './job-context.ts'
import { judgeAgain } from './judge-again.ts'
import { sweepInstallation } from './sweep-installation.ts'
import { sweepRepository } from './sweep-repository.ts'

/** Work the App sets itself; one file each in this folder. */
export const appJobs: readonly Job<never, JobContext>[] = [
  sweepInstallation,
  sweepRepository,
  judgeAgain,
]
