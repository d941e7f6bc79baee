import type { Logger } from 'pino'
import { Probot } from 'probot'
import { budgetedOctokit } from '../adapters/github/call-budget/budgeted-octokit.ts'
import { createGitTokens, type GitTokens } from '../adapters/github/git-token.ts'
import { createGrants, type Grants } from '../adapters/github/grants.ts'
import { isStatus, type Octokit } from '../adapters/github/octokit.ts'
import { GuardError } from '../core/errors.ts'
import type { AppCredentials, ForgeAddress } from './config.ts'

/** How long the forge may take to say what the App is called, in milliseconds: nothing waits for more. */
const identifyMs = 5_000

/** Clients of the forge, with the App's credentials. */
export interface ForgeClients {
  /** Hands webhooks to handlers. */
  probot: Probot
  /** The App itself: `id` stands in rulesets and required checks. */
  app: { id: number; slug: string }
  /** Clients that speak as the App, and as one installation. */
  asApp(): Promise<Octokit>
  asInstallation(id: number): Promise<Octokit>
  gitTokens: GitTokens
  grants: Grants
}

/**
 * Makes the clients, and asks the forge who they are.
 *
 * @throws {GuardError} `INPUT_INVALID` for credentials that the forge does not know
 */
export async function openForge(
  address: ForgeAddress,
  credentials: AppCredentials,
  { log, now }: { log: Logger; now: () => number },
): Promise<ForgeClients> {
  const probot = new Probot({
    appId: credentials.appId,
    privateKey: credentials.privateKey,
    secret: credentials.webhookSecret,
    baseUrl: address.api,
    log,
    Octokit: budgetedOctokit({
      now,
      isLimited: isGithubsOwn(address.api),
      onPause(whose, until) {
        const about = { installation: whose, until: new Date(until).toISOString() }
        log.warn(about, 'GitHub turned a call away for a limit; no call is made until then')
      },
    }),
  })
  await probot.ready()
  const asApp = () => probot.auth()
  return {
    probot,
    app: { id: credentials.appId, slug: await readSlug(asApp, log) },
    asApp,
    asInstallation: (id) => probot.auth(id),
    gitTokens: createGitTokens(asApp, now),
    grants: createGrants(asApp),
  }
}

/** Run by GitHub itself: there limits are always in force, while servers of others have none by default. */
function isGithubsOwn(api: string): boolean {
  const { hostname } = new URL(api)
  return hostname === 'api.github.com' || hostname.endsWith('.ghe.com')
}

/** What the forge calls the App: its own comments and issues are found by it. */
async function readSlug(asApp: () => Promise<Octokit>, log: Logger): Promise<string> {
  try {
    const octokit = await asApp()
    const { data } = await octokit.rest.apps.getAuthenticated({
      request: { retries: 0, signal: AbortSignal.timeout(identifyMs) },
    })
    if (data?.slug !== undefined) return data.slug
  } catch (error) {
    if (isStatus(error, 401)) {
      throw new GuardError('INPUT_INVALID', 'the forge does not know this App', {
        hint: 'Check that APP_ID and PRIVATE_KEY are of the same App, and GHE_HOST its forge.',
      })
    }
    const why = error instanceof Error ? error.message : 'no answer'
    log.warn({ why }, 'the forge did not say what the App is called; taking it to be cursor-guard')
  }
  return 'cursor-guard'
}
