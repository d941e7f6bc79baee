import { GuardError } from '../../core/errors.ts'
import { isStatus, type Octokit } from './octokit.ts'

export interface NewApp {
  appId: number
  privateKey: string
  webhookSecret: string
  /** Where people install it. */
  page: string
}

/**
 * Exchanges the code that the forge gave the browser for the new App's credentials. It works once,
 * within an hour.
 *
 * @throws {GuardError} `UPSTREAM_FAILED`
 * @see https://docs.github.com/en/rest/apps/apps#create-a-github-app-from-a-manifest
 */
export async function convertManifest(octokit: Octokit, code: string): Promise<NewApp> {
  try {
    const { data } = await octokit.rest.apps.createFromManifest({ code })
    const { id, pem, webhook_secret, html_url } = data
    if (typeof webhook_secret !== 'string') throw new Error('no secret')
    return { appId: id, privateKey: pem, webhookSecret: webhook_secret, page: html_url }
  } catch (cause) {
    const why = isStatus(cause, 404, 422)
      ? 'the code is used up or too old'
      : 'it could not be asked'
    throw new GuardError('UPSTREAM_FAILED', `the forge gave no credentials: ${why}`, {
      hint: 'Open the set-up page again and create another App; delete the first in its settings.',
      cause,
    })
  }
}

/**
 * Whether the forge shows an App of this name to somebody without credentials. A private one, and a
 * forge that gives no answer, look like none: the forge itself refuses a name that is taken.
 *
 * @see https://docs.github.com/en/rest/apps/apps#get-an-app
 */
export async function hasApp(
  octokit: Octokit,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  try {
    await octokit.rest.apps.getBySlug({ app_slug: slug, request: { retries: 0, signal } })
    return true
  } catch {
    return false
  }
}
