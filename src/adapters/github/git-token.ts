import { GuardError } from '../../core/errors.ts'
import { CallDeferred } from './call-budget/call-deferred.ts'
import { isStatus, type Octokit } from './octokit.ts'
import { refusalOf } from './refusal.ts'

/**
 * Tokens for git itself; each opens one repository and nothing else. Never shown or stored.
 *
 * Both throw `REQUEST_REFUSED` when the forge gives none, as without the permission,
 * `UPSTREAM_FAILED` when it could not be asked, and `CallDeferred` when it is not to be asked yet.
 */
export interface GitTokens {
  /** Reads contents. */
  read(installation: number, repositoryId: number): Promise<string>
  /** Reads and writes contents. */
  write(installation: number, repositoryId: number): Promise<string>
}

/** A token is not used in the last minutes of its hour, in milliseconds: a fetch takes time. */
const marginMs = 10 * 60_000
/** Tokens kept in memory. */
const maxTokens = 2_000

/**
 * @param app a client that speaks as the App itself
 * @param now milliseconds since the epoch
 * @see https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export function createGitTokens(app: () => Promise<Octokit>, now: () => number): GitTokens {
  const tokens = new Map<string, Promise<{ token: string; until: number }>>()

  async function ask(installation: number, repositoryId: number, contents: 'read' | 'write') {
    const octokit = await app()
    try {
      const { data } = await octokit.rest.apps.createInstallationAccessToken({
        installation_id: installation,
        repository_ids: [repositoryId],
        permissions: { contents },
      })
      return { token: data.token, until: Date.parse(data.expires_at) - marginMs }
    } catch (cause) {
      if (cause instanceof CallDeferred) throw cause
      // It may carry the request with the App's own credential: it does not go on.
      const isRefused = isStatus(cause, 401) || refusalOf(cause) !== undefined
      throw new GuardError(
        isRefused ? 'REQUEST_REFUSED' : 'UPSTREAM_FAILED',
        `the forge ${isRefused ? 'will give no' : 'could not be asked for a'} token for git on this repository`,
        {
          hint: `Check that the App is installed on the repository and may ${contents} its contents.`,
        },
      )
    }
  }

  async function token(
    installation: number,
    repositoryId: number,
    contents: 'read' | 'write',
  ): Promise<string> {
    const key = `${installation} ${repositoryId} ${contents}`
    const known = tokens.get(key)
    if (known !== undefined) {
      const found = await known
      if (now() < found.until) return found.token
      // Of several that find it too old, the first fetches another.
      if (tokens.get(key) === known) tokens.delete(key)
      return token(installation, repositoryId, contents)
    }
    const asking = ask(installation, repositoryId, contents)
    tokens.set(key, asking)
    asking.catch(() => tokens.delete(key))
    const oldest = tokens.size > maxTokens ? tokens.keys().next().value : undefined
    if (oldest !== undefined) tokens.delete(oldest)
    const made = await asking
    return made.token
  }

  return {
    read: (installation, repositoryId) => token(installation, repositoryId, 'read'),
    write: (installation, repositoryId) => token(installation, repositoryId, 'write'),
  }
}
