import { readFile } from 'node:fs/promises'
import { GuardError } from '../src/errors.ts'

export interface PolicySource {
  text: string
  /** For messages and the recording, such as `.github/cursor-guard.yml@main (1a2b3c4)`. */
  path: string
}

export interface PolicyQuestion {
  /** A file on the runner; wins over everything else. */
  file: string | undefined
  token: string | undefined
  defaultBranch: string | undefined
  env: NodeJS.ProcessEnv
  fetch: typeof fetch
}

/** What was found, and what a person should know about where it came from. */
export interface FoundPolicy {
  policy: PolicySource | undefined
  /** Why the policy of the default branch is not in force, where it is not. */
  caution?: string
}

const policyPath = '.github/cursor-guard.yml'
const maxPolicyBytes = 5 * 1024 * 1024
const timeoutMs = 10_000

/**
 * The policy in force: the given file, else the default branch's at the commit it has now. The
 * branch being judged never supplies it.
 *
 * @throws {GuardError} `POLICY_INVALID` when the file cannot be read, `UPSTREAM_FAILED` when the
 *   forge does not answer: an unreadable policy is not an absent one
 */
export async function findPolicy(question: PolicyQuestion): Promise<FoundPolicy> {
  const { file, token, env } = question
  if (file !== undefined) return { policy: { text: await readGiven(file), path: file } }
  if (env.GITHUB_REPOSITORY === undefined) {
    return { policy: undefined, caution: 'not on GitHub: the built-in policy is in force' }
  }
  if (token !== undefined) return { policy: await fromDefaultBranch(question, token) }
  return {
    policy: undefined,
    caution:
      'without github-token the policy of the default branch cannot be read: the built-in policy is in force',
  }
}

async function readGiven(file: string): Promise<string> {
  try {
    const bytes = await readFile(file)
    if (bytes.length > maxPolicyBytes) throw new RangeError(`larger than ${maxPolicyBytes} bytes`)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unreadable'
    throw new GuardError('POLICY_INVALID', `input policy: ${file}: ${why}`, {
      hint: 'Name a file that an earlier step put on the runner, as with actions/checkout.',
      cause,
    })
  }
}

async function fromDefaultBranch(
  question: PolicyQuestion,
  token: string,
): Promise<PolicySource | undefined> {
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
  return text === undefined
    ? undefined
    : { text, path: `${policyPath}@${branch} (${id.slice(0, 12)})` }
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
