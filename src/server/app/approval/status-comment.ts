import { createHash } from 'node:crypto'
import { type Comment, keepComment, listComments } from '../../../adapters/github/comments.ts'
import { isMissingPermission } from '../../../adapters/github/refusal.ts'
import type { RememberedPull } from '../../../core/approval/remembered-pull.ts'
import { markdownTextWithIds } from '../../../core/policy/render/plain-text.ts'
import type { Scope } from '../scope.ts'

/** Finds our comment again when the server died before it could remember it. */
const marker = '<!-- cursor-guard:approval -->'

/** What the comment says: where things stand, what was not understood, how to answer. */
export function commentBody(summary: string, remarks: readonly string[]): string {
  return [
    marker,
    summary.trim(),
    ...(remarks.length === 0
      ? []
      : [
          '',
          'Commands that do nothing:',
          ...remarks.slice(-10).map((one) => `- ${markdownTextWithIds(one)}`),
        ]),
    '',
    '<sub>Commands, on the first line of a comment: <code>/cursor-guard approve ID</code> with nothing behind it, <code>/cursor-guard deny</code> with a reason or without, <code>/cursor-guard status</code>. This comment is kept up to date.</sub>',
  ].join('\n')
}

/**
 * Keeps the one status comment of a pull request.
 *
 * @param comments those that were read already, in which ours may be
 * @returns what is to be remembered of it
 */
export async function keepStatusComment(
  scope: Scope,
  number: number,
  body: string,
  {
    known,
    comments,
  }: { known: RememberedPull['comment']; comments: readonly Comment[] | undefined },
): Promise<RememberedPull['comment']> {
  const { octokit, repository } = scope
  const digest = createHash('sha256').update(body).digest('hex')
  if (known?.digest === digest) return known
  try {
    const earlier = known?.id ?? (await findOurs(scope, number, comments))
    const id = await keepComment(octokit, repository, number, body, earlier)
    return id === undefined ? known : { id, digest }
  } catch (error) {
    if (!isMissingPermission(error)) throw error
    scope.log.warn(
      { number, permission: 'issues: write' },
      'no comment can be written: the App lacks the permission "Issues: write"',
    )
    return known
  }
}

async function findOurs(
  { octokit, repository, services }: Scope,
  number: number,
  read: readonly Comment[] | undefined,
): Promise<number | undefined> {
  const comments = read ?? (await listComments(octokit, repository, number, 0)) ?? []
  const { id, slug } = services.app
  const isOurs = ({ app, by, body }: Comment) =>
    body.startsWith(marker) && by.type === 'Bot' && (app === id || by.login === `${slug}[bot]`)
  return comments.find(isOurs)?.id
}
