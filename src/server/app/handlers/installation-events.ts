import { sweepInstallation } from '../jobs/sweep-installation.ts'
import { sweepRepository } from '../jobs/sweep-repository.ts'
import type { InstallationPayload } from '../payloads.ts'
import type { InstallationScope } from '../scope.ts'

/** `installation`: everything is looked at as soon as the App is there. */
export async function onInstalled(
  { action, installation: { id: installation } }: InstallationPayload<'installation'>,
  { services }: InstallationScope,
): Promise<void> {
  if (action !== 'created') return
  await services.jobs.add(sweepInstallation, { installation })
}

/** For more repositories than this, listing the whole installation costs fewer calls. */
const maxSingle = 10

/** `installation_repositories`: repositories that were added are looked at now. */
export async function onRepositoriesAdded(
  { installation, repositories_added: added }: InstallationPayload<'installation_repositories'>,
  { services }: InstallationScope,
): Promise<void> {
  if (added.length > maxSingle) {
    return services.jobs.add(sweepInstallation, { installation: installation.id })
  }
  for (const { id: repository } of added) {
    await services.jobs.add(sweepRepository, {
      installation: installation.id,
      repository,
      why: 'added',
    })
  }
}
