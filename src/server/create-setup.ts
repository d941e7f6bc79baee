import { randomBytes } from 'node:crypto'
import { getRequestListener } from '@hono/node-server'
import type { Logger } from 'pino'
import { ProbotOctokit } from 'probot'
import { SmeeClient } from 'smee-client'
import { convertManifest, hasApp } from '../adapters/github/app-manifest.ts'
import { writeCredentialsFile } from '../adapters/storage/credentials-file.ts'
import { GuardError } from '../core/errors.ts'
import { createManifest } from './app/manifest.ts'
import type { AppCredentials, Config } from './config.ts'
import { createSetupPage } from './pages/setup-page.ts'
import type { Serve } from './router.ts'
import { within } from './work/within.ts'

/** How long another service may take to say something that the set-up page can do without, in ms. */
const patienceMs = 5_000

/**
 * The page that makes an App and keeps its credentials.
 *
 * @param become runs the App from then on; `channel`: where its webhooks come from, if not by themselves
 * @returns with the key that the page's address must have
 */
export function createSetup(
  { forge, webhookPath, dataDirectory, webhookProxy }: Config,
  log: Logger,
  become: (credentials: AppCredentials, channel: string | undefined) => Promise<void>,
): { page: Serve; key: string } {
  const key = randomBytes(16).toString('hex')
  const page = createSetupPage({
    key,
    forge: forge.web,
    webhookPath,
    createChannel: async () => webhookProxy ?? (await makeChannel()),
    isTaken: (name) =>
      hasApp(new ProbotOctokit({ baseUrl: forge.api }), name, AbortSignal.timeout(patienceMs)),
    onError: (error) => log.error({ err: error }, 'the set-up page could not go on'),
    manifest: ({ name, set, workflows, address }, webhookUrl, redirectUrl) =>
      createManifest({
        name,
        set,
        workflows: workflows === 'on',
        webhookUrl,
        redirectUrl,
        homepage: address,
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

async function makeChannel(): Promise<string> {
  try {
    const made = await within(patienceMs, SmeeClient.createChannel())
    if (made === undefined) throw new Error(`no answer in ${patienceMs / 1_000} s`)
    return made
  } catch (cause) {
    throw new GuardError('UPSTREAM_FAILED', 'smee.io gave no channel for webhooks', {
      hint:
        'The forge cannot reach this machine by itself. Give an address of this server that it can ' +
        'reach, or start the server again with WEBHOOK_PROXY_URL set to a channel of another smee server.',
      cause,
    })
  }
}
