import { z } from 'zod'
import type { Octokit } from './octokit.ts'

/** What the owner of an installation lets the App do: nobody asks the forge for more than that. */
export interface Grants {
  mayWrite(
    installation: number,
    what: 'administration' | 'contents' | 'pull_requests',
  ): Promise<boolean>
  /** The owner has agreed to more: a token from before does not have it. */
  renew(installation: number): Promise<void>
}

/** A token of an installation, as far as it says what it permits. */
const tokenSchema = z.object({ permissions: z.record(z.string(), z.string()).optional() })

/**
 * Reads it off the installation's own token, which is there anyway; so it holds of the calls that are made
 * with it.
 *
 * @param app a client that speaks as the App itself
 * @see https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export function createGrants(app: () => Promise<Pick<Octokit, 'auth'>>): Grants {
  async function permissionsOf(installationId: number, refresh: boolean) {
    const octokit = await app()
    const token = await octokit.auth({ type: 'installation', installationId, refresh })
    return tokenSchema.parse(token).permissions
  }
  return {
    async mayWrite(installation, what) {
      const permissions = await permissionsOf(installation, false)
      // A forge that does not say is asked, and refuses what it does not permit.
      return permissions === undefined || permissions[what] === 'write'
    },
    async renew(installation) {
      await permissionsOf(installation, true)
    },
  }
}
