import * as z from 'zod'
import { GuardError } from '../../core/errors.ts'
import { policyPath } from '../../core/policy/file/file-trouble.ts'
import { readBody } from '../../http/body.ts'
import type { UpstreamClient } from '../../http/upstream.ts'

export interface ForgeQuestion {
  /** The forge's REST API, as in `https://api.github.com`. */
  api: URL
  /** `owner/name`. */
  repository: string
  /** Reads; without it the repository has to be public. */
  token: string | undefined
  /** The default branch, where somebody has said it. */
  branch?: string | undefined
  client: UpstreamClient
}

/** Largest answer that is read, in bytes: a policy is smaller. */
const maxAnswerBytes = 5 * 1_048_576
const answerMs = 10_000

/**
 * The policy file of the default branch at the commit it has now, as the forge has it.
 *
 * @returns without `bytes` where that commit was found and has no such file
 * @throws {GuardError} `UPSTREAM_FAILED` when the forge does not answer or does not show it: a policy
 *   that cannot be read is not an absent one
 * @see https://docs.github.com/rest/repos/contents#get-repository-content
 */
export async function readForgePolicy(
  question: ForgeQuestion,
): Promise<{ commit: string; bytes?: Buffer }> {
  const repository = `/repos/${question.repository.split('/').map(encodeURIComponent).join('/')}`
  const ask = (path: string, accept = json) => askForge(question, `${repository}${path}`, accept)
  const branch = question.branch ?? (await defaultBranch(ask))
  // By its full name: a tag may be called like the branch.
  const ref = `/git/ref/heads/${branch.split('/').map(encodeURIComponent).join('/')}`
  const found = refSchema.safeParse(readJson(await ask(ref)))
  if (!found.success)
    throw unreadable(`the default branch ${branch} has no commit that can be read`)
  const commit = found.data.object.sha
  const bytes = await ask(`/contents/${policyPath}?ref=${commit}`, raw)
  return { commit: commit.slice(0, 12), ...(bytes === undefined ? {} : { bytes }) }
}

const json = 'application/vnd.github+json'
const raw = 'application/vnd.github.raw+json'
const refSchema = z.object({
  object: z.object({ type: z.literal('commit'), sha: z.string().regex(/^[0-9a-f]{40,64}$/) }),
})
const repositorySchema = z.object({ default_branch: z.string().min(1) })

async function defaultBranch(ask: (path: string) => Promise<Buffer | undefined>): Promise<string> {
  const answer = await ask('')
  if (answer === undefined) throw unreadable('the repository cannot be seen')
  const found = repositorySchema.safeParse(readJson(answer))
  if (!found.success) throw unreadable('the repository has no default branch')
  return found.data.default_branch
}

function readJson(bytes: Buffer | undefined): unknown {
  try {
    return JSON.parse(bytes?.toString('utf8') ?? 'null')
  } catch {
    return null
  }
}

/** One request; `undefined` when there is no such thing. */
async function askForge(
  { api, token, client }: ForgeQuestion,
  path: string,
  accept: string,
): Promise<Buffer | undefined> {
  let status: number | undefined
  try {
    const reply = await client.http1({
      base: api,
      method: 'GET',
      path,
      headers: {
        accept,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        'user-agent': 'cursor-guard',
        'x-github-api-version': '2022-11-28',
      },
      signal: AbortSignal.timeout(answerMs),
    })
    const body = await readBody(reply, maxAnswerBytes)
    if (reply.statusCode === 200) return body
    status = reply.statusCode
  } catch (cause) {
    throw unreadable('the forge did not answer', cause)
  }
  if (status === 404) return undefined
  throw unreadable(`the forge answered ${status}`)
}

const unreadable = (why: string, cause?: unknown): GuardError =>
  new GuardError('UPSTREAM_FAILED', `cannot read ${policyPath} of the default branch: ${why}`, {
    hint: 'Give the job permissions: contents: read, or name a policy file (--policy, or the input policy).',
    cause,
  })
