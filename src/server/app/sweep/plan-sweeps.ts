import type { Octokit } from '../../../adapters/github/octokit.ts'
import type { JobContext } from '../jobs/job-context.ts'
import { sweepInstallation } from '../jobs/sweep-installation.ts'
import { nextSlot } from './schedule.ts'

const perPage = 100
const maxPages = 200

/**
 * Sets down when each installation is swept next: at once when `now` says so, and in any case in its
 * own slot of the interval, which every replica computes alike.
 */
export async function planSweeps(
  { asApp, known, services }: JobContext,
  when: 'now' | 'in-time',
): Promise<void> {
  const { jobs, now } = services
  const octokit = await asApp()
  for await (const installation of installationsOf(octokit)) {
    if (when === 'now') await jobs.add(sweepInstallation, { installation })
    const count = await known.count(installation)
    await jobs.add(sweepInstallation, { installation }, nextSlot(installation, count, now()))
  }
}

async function* installationsOf(octokit: Octokit): AsyncGenerator<number> {
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await octokit.rest.apps.listInstallations({ per_page: perPage, page })
    for (const { id, suspended_at } of data) if (!suspended_at) yield id
    if (data.length < perPage) return
  }
}
