import { events, type PermissionSet, permissionsOf } from '../../adapters/github/permissions.ts'

export interface ManifestChoice {
  /** The App's name; every App of the forge has another. */
  name: string
  set: PermissionSet
  workflows: boolean
  /** Where webhooks are sent. */
  webhookUrl: string
  /** Where the forge sends the browser with the code that is exchanged for credentials. */
  redirectUrl: string
  /** Where people who see the App find out about it. */
  homepage: string
}

/** @see https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export const createManifest = (choice: ManifestChoice) => ({
  name: choice.name,
  url: choice.homepage,
  hook_attributes: { url: choice.webhookUrl, active: true },
  redirect_url: choice.redirectUrl,
  description:
    'Branches stay protected, force-pushes are undone, pushed diffs are scanned for secrets, and risky changes wait for a person.',
  public: false,
  default_permissions: permissionsOf(choice.set, { workflows: choice.workflows }),
  default_events: [...events],
})
