import { GuardError } from '../../core/errors.ts'
import { type FileTrouble, policyPath } from '../../core/policy/file/file-trouble.ts'
import { maxFileBytes } from '../../core/policy/file/yaml-source.ts'
import { isStatus, type Octokit } from './octokit.ts'
import { refusalOf } from './refusal.ts'

/** A policy file as the forge has it. */
export type PolicyFileAnswer =
  | { kind: 'unchanged' }
  | { kind: 'file'; blob: string; content: string; etag?: string }
  | { kind: 'unusable'; trouble: FileTrouble; blob?: string; etag?: string }
  | { kind: 'missing' }
  /** Nothing is known of the commit that was asked for. */
  | { kind: 'no-commit' }

/** Where to read: `ref` is a commit id, absent for the default branch as it is now. */
export interface PolicyPlace {
  owner: string
  repo: string
  ref?: string
}

/** Reads of a file that changes while it is read. */
const maxReads = 2

/**
 * Reads `.github/cursor-guard.yml`.
 *
 * The forge follows links, so a new version is looked up in its folder as well: a link there is
 * `unusable`. `missing` may also mean that the repository cannot be seen.
 *
 * @param known of the version read last: an unchanged file costs one request, which is not counted
 * @returns the file's bytes in base64, and the blob they are pinned to
 * @throws whatever the forge says besides "there" and "not there"
 * @see https://docs.github.com/en/rest/repos/contents#get-repository-content
 */
export async function readPolicyFile(
  octokit: Octokit,
  place: PolicyPlace,
  known: { etag?: string; blob?: string } = {},
): Promise<PolicyFileAnswer> {
  for (let reads = 0; reads < maxReads; reads++) {
    const answer = await readOnce(octokit, place, known.etag)
    if (answer.kind !== 'file') return answer
    if (answer.blob === known.blob) return answer
    const entry = await readEntry(octokit, place)
    if (typeof entry === 'string')
      return { ...withEtag(answer.etag), kind: 'unusable', trouble: entry, blob: answer.blob }
    if (entry?.sha === answer.blob) return answer
  }
  throw new GuardError('UPSTREAM_FAILED', `${policyPath} changed while it was read`)
}

async function readOnce(
  octokit: Octokit,
  place: PolicyPlace,
  etag: string | undefined,
): Promise<PolicyFileAnswer> {
  const headers = etag === undefined ? {} : { headers: { 'if-none-match': etag } }
  try {
    const answer = await octokit.rest.repos.getContent({ ...place, path: policyPath, ...headers })
    return toAnswer(answer.data, answer.headers.etag)
  } catch (error) {
    if (etag !== undefined && isStatus(error, 304)) return { kind: 'unchanged' }
    if (isStatus(error, 404)) return { kind: isUnknownCommit(error) ? 'no-commit' : 'missing' }
    const trouble = troubleOf(error)
    if (trouble === undefined) throw error
    return { kind: 'unusable', trouble }
  }
}

type Content = Awaited<ReturnType<Octokit['rest']['repos']['getContent']>>['data']

function toAnswer(data: Content, etag: string | undefined): PolicyFileAnswer {
  const unusable = (trouble: FileTrouble, blob?: string): PolicyFileAnswer => ({
    kind: 'unusable',
    trouble,
    ...(blob === undefined ? {} : { blob }),
    ...withEtag(etag),
  })
  if (Array.isArray(data)) return unusable('directory')
  if (data.type === 'symlink' || data.type === 'submodule') return unusable(data.type, data.sha)
  if (data.size > maxFileBytes) return unusable('too-large', data.sha)
  const bytes = 'content' in data ? Buffer.from(data.content, 'base64') : undefined
  if (data.type !== 'file' || bytes?.length !== data.size) {
    throw new GuardError('UPSTREAM_FAILED', `the forge gave ${policyPath} in part only`)
  }
  return { kind: 'file', blob: data.sha, content: bytes.toString('base64'), ...withEtag(etag) }
}

const withEtag = (etag: string | undefined) => (etag === undefined ? {} : { etag })

/** Entries of a folder that the forge shows; a folder with more is not shown whole. */
const maxEntries = 1_000

/** The file as its folder has it: the forge names a link there, and gives its target elsewhere. */
async function readEntry(
  octokit: Octokit,
  place: PolicyPlace,
): Promise<{ sha: string } | FileTrouble | undefined> {
  const [folder = '', name = ''] = policyPath.split('/')
  try {
    const { data } = await octokit.rest.repos.getContent({ ...place, path: folder })
    if (!Array.isArray(data)) return 'symlink'
    const entry = data.find((candidate) => candidate.name === name)
    if (entry === undefined) return data.length >= maxEntries ? 'directory' : undefined
    if (entry.type === 'file') return { sha: entry.sha }
    return entry.type === 'symlink' || entry.type === 'submodule' ? entry.type : 'directory'
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

/** `No commit found for the ref …`; any other 404 is about the file or the repository. */
const isUnknownCommit = (error: unknown): boolean =>
  /^No commit found/i.test(refusalOf(error)?.text ?? '')

function troubleOf(error: unknown): FileTrouble | undefined {
  const refusal = refusalOf(error)
  if (refusal?.kind !== 'permission') return undefined
  if (/not accessible by integration/i.test(refusal.text)) return 'forbidden'
  return /too large|too_large/i.test(refusal.text) ? 'too-large' : undefined
}
