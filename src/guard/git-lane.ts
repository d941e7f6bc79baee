import { GuardError } from '../core/errors.ts'
import type { RepositoryName } from '../core/git/repository-name.ts'
import type { Request, Response } from '../http/listen.ts'
import type { UpstreamClient } from '../http/upstream.ts'
import { serveFetch } from './git/fetch.ts'
import { createForge } from './git/forge.ts'
import { type GitContext, type GitTiming, gitTiming } from './git/git-context.ts'
import type { Lfs } from './git/lfs.ts'
import { listForFetch, listForPush, notePushNotBegun } from './git/list-refs.ts'
import { settleJournal } from './git/look-up.ts'
import { refuseText } from './git/refuse-text.ts'
import {
  createRepositoryAccess,
  distinctNames,
  type GitCall,
  gitPrefix,
  type RepositoryAccess,
  readGitPath,
} from './git/repository-path.ts'
import { servePush } from './git/serve-push.ts'
import type { ForgeCredential, GitRepositories, PushJournal } from './git-ports.ts'
import type { Lane } from './lane.ts'
import type { Session } from './session.ts'
import type { SessionTokens } from './session-tokens.ts'
import { createUpstreamTrouble } from './upstream-trouble.ts'

export interface GitLaneOptions {
  session: Session
  tokens: SessionTokens
  /** The forge, as in `https://github.com`. */
  base: URL
  upstream: UpstreamClient
  credential: ForgeCredential
  gitRepositories: GitRepositories
  journal: PushJournal
  /** The session's own repositories as the forge spells them; its policy may name further ones. */
  repositories: readonly RepositoryName[]
  /** Serves the calls of git-lfs, where an object can wait. */
  lfs?: Lfs
  timing?: Partial<GitTiming>
}

/**
 * The git lane: every fetch and push of the guarded command. Fetches stream through; a push waits in
 * quarantine until every ref of it was judged, and goes on as one request or not at all.
 */
export function createGitLane(options: GitLaneOptions): Lane {
  const { session, gitRepositories } = options
  const forge = createForge(options)
  const named = session.policy.git.repositories
  const repositories = distinctNames([...options.repositories, ...named])
  const accessOf = createRepositoryAccess(repositories)
  let settled: Promise<void> | undefined
  let pushes = 0
  let recordedPushes = 0

  const context: GitContext = {
    session,
    forge,
    gitRepositories,
    journal: options.journal,
    lfs: options.lfs,
    timing: { ...gitTiming, ...options.timing },
    deleted: new Map(),
    released: new Set(),
    handedOver: new Map(),
    nextPush: () => `push-${++recordedPushes}`,
    prepare() {
      settled ??= settleJournal(context, (name) => accessOf(name).isOwn).catch(() => {
        settled = undefined
      })
    },
  }

  async function dispatch(
    call: GitCall,
    access: RepositoryAccess,
    request: Request,
    response: Response,
  ): Promise<void> {
    const { repository, isOwn } = access
    const method = call.kind === 'list' ? 'GET' : call.kind === 'lfs' ? request.method : 'POST'
    if (request.method !== method)
      return refuseText(request, response, 405, [`${method} was expected`])
    const writes =
      call.kind === 'push' || (call.kind === 'list' && call.service === 'git-receive-pack')
    if (writes && !isOwn) {
      const why = ownText(repository, repositories)
      notePushNotBegun(session, repository, why)
      return refuseText(request, response, 403, [why])
    }
    if (writes) pushes += 1
    if (session.ended !== undefined && call.kind !== 'push') {
      return refuseText(request, response, 403, [`the session has ended: ${session.ended}`])
    }
    if (!isOwn && !mayReadOthers(session, forge)) {
      return refuseText(request, response, 403, [
        `the policy's egress does not allow ${forge.host}:${forge.port}`,
      ])
    }
    switch (call.kind) {
      case 'list':
        return writes
          ? listForPush(context, access, request, response)
          : listForFetch(context, access, request, response)
      case 'fetch':
        return serveFetch(context, access, request, response)
      case 'push':
        return servePush(context, access, request, response)
      case 'lfs':
        if (options.lfs === undefined)
          return refuseText(request, response, 404, ['LFS is not served here'])
        return options.lfs.serve({ repository, isOwn, path: call.path, request, response })
    }
  }

  const trouble = createUpstreamTrouble(session, 'the forge')
  return {
    name: 'git',
    owns: (url) => url.startsWith(gitPrefix),
    get calls() {
      return pushes
    },
    serve(request, response) {
      const answer = async () => {
        if (!options.tokens.admits(request)) {
          return refuseText(request, response, 401, ['the session token was expected'])
        }
        const read = readGitPath(String(request.url))
        if (read === undefined) {
          noteUnusedAddress(session, String(request.url).slice(0, 200))
          return refuseText(request, response, 404, ['OWNER/NAME of a repository was expected'])
        }
        return dispatch(read.call, accessOf(read.repository), request, response)
      }
      answer().catch((error) => {
        // A client that left has ended its call itself.
        if (!response.destroyed) trouble.failed(request, error)
        answerError(error, request, response)
      })
    },
    async close() {
      await settled
      await options.lfs?.close()
      await gitRepositories.close()
    },
  }
}

/** Other repositories are read as anybody could, if the policy lets the command reach the forge. */
function mayReadOthers(session: Session, { host, port }: { host: string; port: number }): boolean {
  const { effective } = session.judge({ kind: 'egress', host, port }, {})
  return effective !== 'deny' && effective !== 'hold'
}

const ownText = (asked: RepositoryName, own: readonly RepositoryName[]): string =>
  own.length === 0
    ? 'no repository is named for this session, so nothing can be pushed; set GITHUB_REPOSITORY'
    : `this session pushes to ${nameList(own)} alone, not to ${asked}`

/** Repositories that are named in one line. */
const maxNamed = 5
const nameList = (names: readonly string[]): string =>
  names.length <= maxNamed
    ? names.join(', ')
    : `${names.slice(0, maxNamed).join(', ')} and ${names.length - maxNamed} more`

function noteUnusedAddress(session: Session, path: string): void {
  session.recorder.append({
    kind: 'note',
    text: 'refused: a git call to an address nobody uses',
    path: session.secrets.maskText(path).text,
  })
}

/** Every failure becomes a line in the client's terminal. */
function answerError(error: unknown, request: Request, response: Response): void {
  if (response.headersSent) {
    request.resume()
    response.destroy()
    return
  }
  const known = error instanceof GuardError ? error : undefined
  const status = known?.code === 'UPSTREAM_FAILED' ? 502 : known === undefined ? 500 : 403
  const text =
    known?.message ??
    `the call could not be served (${(error as NodeJS.ErrnoException).code ?? 'unexpected'})`
  // It never rejects: whatever ends the reading of the request lets it answer.
  void refuseText(request, response, status, [text])
}
