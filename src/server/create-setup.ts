import { randomBytes } from 'node:crypto'
import { getRequestListener } from '@hono/node-server'
import { ProbotOctokit } from 'probot'
import { SmeeClient } from 'smee-client'
import { convertManifest } from '../adapters/github/app-manifest.ts'
import { writeCredentialsFile } from '../adapters/storage/credentials-file.ts'
import { GuardError } from '../core/errors.ts'
import { createManifest } from './app/manifest.ts'
import type { AppCredentials, Config } from './config.ts'
import { createSetupPage } from './pages/setup-page.ts'
import type { Serve } from './router.ts'

const homepage = 'https://github.com/cursor-guard/cursor-guard'

/**
 * The page that makes an App and keeps its credentials.
 *
 * @param become runs the App from then on; `channel`: where its webhooks come from, if not by themselves
 * @returns with the key that the page's address must have
 */
export function createSetup(
  { forge, webhookPath, dataDirectory }: Config,
  become: (credentials: AppCredentials, channel: string | undefined) => Promise<void>,
): { page: Serve; key: string } {
  const key = randomBytes(16).toString('hex')
  const page = createSetupPage({
    key,
    forge: forge.web,
    webhookPath,
    createChannel,
    manifest: ({ name, set, workflows }, webhookUrl, redirectUrl) =>
      createManifest({
        name,
        set,
        workflows: workflows === 'on',
        webhookUrl,
        redirectUrl,
        homepage,
      }),
    async complete(code, channel) {
      const octokit = new ProbotOctokit({ baseUrl: forge.api })
      const { page: appPage, ...credentials } = await convertManifest(octokit, code)
      const file = await writeCredentialsFile(dataDirectory, {
        ...credentials,
        ...(channel === undefined ? {} : { webhookProxy: channel }),
      })
      await become(credentials, channel)
      return { page: appPage, file }
    },
  })
  return { page: getRequestListener(page.fetch), key }
}

async function createChannel(): Promise<string> {
  try {
    return await SmeeClient.createChannel()
  } catch (cause) {
    throw new GuardError('UPSTREAM_FAILED', 'no smee.io channel could be made', {
      hint: 'Give a public address of this server instead.',
      cause,
    })
  }
}
