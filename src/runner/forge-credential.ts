import { isZero, type UpdateFacts } from '../core/git/ref-update.ts'
import type { RepositoryName } from '../core/git/repository-name.ts'
import type { ForgeCredential } from '../guard/git-ports.ts'
import { readBody } from '../http/body.ts'
import type { UpstreamClient } from '../http/upstream.ts'

/** Largest answer of the forge's API that is read, in bytes. */
const maxAnswerBytes = 1 << 20
const answerMs = 10_000
/** Refs and rulesets that are asked about for one push. */
const maxQuestions = 10

export interface ForgeCredentialOptions {
  /** Absent: the guard reads what is public, and pushes nothing. */
  token: string | undefined
  /** The forge's REST API, as in `https://api.github.com`; absent where there is none. */
  api: URL | undefined
  client: UpstreamClient
}

/**
 * One token for every repository of the session, as a workflow run has it.
 *
 * @see https://docs.github.com/rest/authentication/authenticating-to-the-rest-api
 */
export function createForgeCredential(options: ForgeCredentialOptions): ForgeCredential {
  const { token, api } = options
  return {
    token: async () => token,
    async obstacle({ repository, updates, signal }) {
      if (token === undefined || api === undefined) return undefined
      const ask = createQuestions({ ...options, token, api, signal })
      return (
        (await workflowObstacle(ask, token, updates)) ?? rulesObstacle(ask, repository, updates)
      )
    },
  }
}

type Ask = (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
) => Promise<{ json: unknown; headers: Record<string, unknown> } | undefined>

/** A question nobody answers proves nothing: the push goes its way, and the forge has the last word. */
function createQuestions(options: {
  token: string
  api: URL
  client: UpstreamClient
  signal: AbortSignal
}): Ask {
  const { token, api, client, signal } = options
  return async (method, path, body) => {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    try {
      const reply = await client.http1({
        base: api,
        method,
        path,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/vnd.github+json',
          'user-agent': 'cursor-guard',
          'x-github-api-version': '2022-11-28',
          ...(bytes && { 'content-type': 'application/json', 'content-length': bytes.length }),
        },
        ...(bytes && { body: bytes }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
      })
      const answer = await readBody(reply, maxAnswerBytes)
      if (reply.statusCode !== 200) return undefined
      return { json: JSON.parse(answer.toString('utf8')), headers: reply.headers }
    } catch {
      return undefined
    }
  }
}

/**
 * The token of a workflow run never changes workflow files, and a classic one only with its scope.
 *
 * @see https://docs.github.com/actions/reference/authentication-in-a-workflow
 */
async function workflowObstacle(
  ask: Ask,
  token: string,
  updates: readonly UpdateFacts[],
): Promise<string | undefined> {
  const touches = updates.some(
    ({ paths }) =>
      paths !== 'unknown' && paths.some(({ path }) => /^\.github\/workflows\//i.test(path)),
  )
  if (!touches) return undefined
  if (token.startsWith('ghs_')) {
    const answer = await ask('POST', '/graphql', { query: '{ viewer { login } }' })
    const login = valueAt(answer?.json, 'data', 'viewer', 'login')
    if (!/^github-actions(\[bot\])?$/.test(String(login))) return undefined
    return 'it changes workflow files, and the token of a workflow run may not; leave them out, or give the guard another token in GITHUB_TOKEN'
  }
  if (!/^gh[po]_/.test(token)) return undefined
  const scopes = (await ask('GET', '/rate_limit'))?.headers['x-oauth-scopes']
  if (typeof scopes !== 'string' || scopes.split(/,\s*/).includes('workflow')) return undefined
  return 'it changes workflow files, and the token of the guard lacks the scope `workflow`'
}

const ruleText: Readonly<Record<string, string>> = {
  pull_request: 'takes changes by pull request alone',
  merge_queue: 'takes changes from the merge queue alone',
  update: 'may be updated by few',
  required_status_checks: 'takes commits alone that have passed checks',
  creation: 'may be created by few',
  deletion: 'may be deleted by few',
  non_fast_forward: 'takes no force push',
}

/** What each kind of update meets, besides the rules for every new commit. */
const onCommits = ['pull_request', 'merge_queue', 'required_status_checks']
const onKind: Readonly<Record<UpdateFacts['kind'], readonly string[]>> = {
  create: ['creation'],
  'fast-forward': ['update', ...onCommits],
  rewrite: ['update', 'non_fast_forward', ...onCommits],
  delete: ['deletion'],
  unknown: [],
}

/**
 * Rules of the forge that stand against a push from this token, which cannot go past them.
 *
 * @see https://docs.github.com/rest/repos/rules#get-rules-for-a-branch
 */
async function rulesObstacle(
  ask: Ask,
  repository: RepositoryName,
  updates: readonly UpdateFacts[],
): Promise<string | undefined> {
  const bypass = new Map<number, boolean>()
  for (const { command, kind } of updates.slice(0, maxQuestions)) {
    const branch = /^refs\/heads\/(.+)$/.exec(command.ref)?.[1]
    if (branch === undefined || (isZero(command.new) && isZero(command.old))) continue
    const path = `/repos/${repository}/rules/branches/${encodeURIComponent(branch)}`
    const rules = (await ask('GET', path))?.json
    for (const rule of Array.isArray(rules) ? rules : []) {
      const type = String(valueAt(rule, 'type'))
      const ruleset = valueAt(rule, 'ruleset_id')
      if (!onKind[kind].includes(type) || typeof ruleset !== 'number') continue
      if (!bypass.has(ruleset) && bypass.size < maxQuestions) {
        const full = (await ask('GET', `/repos/${repository}/rulesets/${ruleset}`))?.json
        const can = valueAt(full, 'current_user_can_bypass')
        // A ruleset nobody shows is not taken for one that stands in the way.
        bypass.set(ruleset, can === undefined || can === 'always' || can === 'exempt')
      }
      if (bypass.get(ruleset) === false) {
        return `the forge's rules say that ${branch} ${ruleText[type]}, and the token of the guard cannot go past them; push to another branch and open a pull request`
      }
    }
  }
  return undefined
}

function valueAt(value: unknown, ...keys: string[]): unknown {
  let found = value
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Record<string, unknown>)[key]
  }
  return found
}
