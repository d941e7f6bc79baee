import { GuardError } from '../src/core/errors.ts'
import { builtInPolicy } from '../src/core/policy/built-in.ts'
import { policyPath } from '../src/core/policy/file/file-trouble.ts'
import { parsePolicy } from '../src/core/policy/file/parse.ts'
import { type RunPolicy, readRunPolicy } from '../src/runner/policy-source.ts'

export interface PolicyQuestion {
  /** A file on the runner; wins over everything else. */
  file: string | undefined
  token: string | undefined
  defaultBranch: string | undefined
  workspace: string
  env: NodeJS.ProcessEnv
  fetch: typeof fetch
}

const maxPolicyBytes = 5 * 1024 * 1024
const timeoutMs = 10_000

/**
 * The policy in force: the given file, else the default branch's at the commit it has now. The
 * branch being judged never supplies it.
 *
 * @throws {GuardError} `POLICY_INVALID` naming file, line and key; `UPSTREAM_FAILED` when the
 *   forge does not answer: an unreadable policy is not an absent one
 */
export async function findPolicy(question: PolicyQuestion): Promise<RunPolicy> {
  const { file, token, env, workspace } = question
  if (file !== undefined) return readRunPolicy({ file, cwd: workspace })
  if (token !== undefined && env.GITHUB_REPOSITORY) return fromDefaultBranch(question, token)
  const local = await readRunPolicy({ file: undefined, cwd: workspace })
  // The commit that is checked out may be the very one that is judged.
  const isJudged = local.reasons.length > 0 && !onDefaultBranch(question)
  if (!isJudged) return local
  const reason = 'policy of the default branch not read: no github-token'
  return { policy: builtInPolicy, source: 'built-in', reasons: [reason] }
}

function onDefaultBranch({ env, defaultBranch }: PolicyQuestion): boolean {
  if (/^(?:pull_request|merge_group)/.test(env.GITHUB_EVENT_NAME ?? '')) return false
  const names = defaultBranch === undefined ? ['main', 'master'] : [defaultBranch]
  return names.some((name) => env.GITHUB_REF === `refs/heads/${name}`)
}

async function fromDefaultBranch(question: PolicyQuestion, token: string): Promise<RunPolicy> {
  const { env, fetch } = question
  const api = (env.GITHUB_API_URL ?? 'https://api.github.com').replace(/\/+$/, '')
  const repository = `${api}/repos/${env.GITHUB_REPOSITORY}`
  const ask = (address: string, accept: string) => askForge(fetch, address, { accept, token })
  const branch = question.defaultBranch ?? (await defaultBranch(ask, repository))
  const commit = await ask(
    `${repository}/commits/${encodeURIComponent(branch)}`,
    'application/vnd.github.sha',
  )
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit.trim())) {
    throw unreadable(`the default branch ${branch} has no commit that can be read`)
  }
  const id = commit.trim()
  const text = await ask(
    `${repository}/contents/${policyPath}?ref=${id}`,
    'application/vnd.github.raw+json',
  )
  if (text === undefined) return { policy: builtInPolicy, source: 'built-in', reasons: [] }
  const source = `${id.slice(0, 12)}:${policyPath}`
  return { policy: parsePolicy(Buffer.from(text), source), source, reasons: [] }
}

async function defaultBranch(
  ask: (address: string, accept: string) => Promise<string | undefined>,
  repository: string,
): Promise<string> {
  const text = (await ask(repository, 'application/vnd.github+json')) ?? '{}'
  const name = (JSON.parse(text) as { default_branch?: unknown }).default_branch
  if (typeof name !== 'string') throw unreadable('the repository has no default branch')
  return name
}

/** One request; `undefined` when there is no such thing. */
async function askForge(
  fetch: PolicyQuestion['fetch'],
  address: string,
  { accept, token }: { accept: string; token: string },
): Promise<string | undefined> {
  let response: Response
  try {
    response = await fetch(address, {
      headers: { accept, authorization: `Bearer ${token}`, 'user-agent': 'cursor-guard' },
      // A redirect would carry the token to an address nobody chose.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (response.status === 404) return undefined
    if (response.ok) return await readCapped(response)
  } catch (cause) {
    throw unreadable('the forge did not answer', cause)
  }
  throw unreadable(`the forge answered ${response.status}`)
}

async function readCapped(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxPolicyBytes) throw new RangeError(`more than ${maxPolicyBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function unreadable(why: string, cause?: unknown): GuardError {
  return new GuardError(
    'UPSTREAM_FAILED',
    `cannot read ${policyPath} of the default branch: ${why}`,
    {
      hint: 'Give the job permissions: contents: read, or name a policy file in the input policy.',
      cause,
    },
  )
}
