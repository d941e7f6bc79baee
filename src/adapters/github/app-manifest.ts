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
