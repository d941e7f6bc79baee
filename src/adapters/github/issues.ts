import { isStatus, type Octokit } from './octokit.ts'
import { refusalOf } from './refusal.ts'
import { at, type Repository } from './repository.ts'

/** An issue of the App about one matter. */
export interface Notice {
  /** What the matter is; the same marker finds the same issue again. */
  marker: string
  title: string
  /** Markdown. */
  body: string
}

/** Open issues of the App that are looked through for the marker: two pages. */
const maxLooked = 200

/**
 * Opens an issue about a matter, or rewrites the one that is open: one issue for each matter, however
 * often it is told.
 *
 * @param known its number, when it is remembered
 * @returns its number; `undefined` where the repository has no issues, or the App may not write them
 */
export async function keepIssue(
  octokit: Octokit,
  repository: Repository,
  { marker, title, body }: Notice,
  { known, botLogin }: { known?: number | undefined; botLogin: string },
): Promise<number | undefined> {
  const sign = signOf(marker)
  const text = { title, body: `${body}\n\n${sign}` }
  try {
    const number = known ?? (await findIssue(octokit, repository, sign, botLogin))
    if (number === undefined) {
      const { data } = await octokit.rest.issues.create({ ...at(repository), ...text })
      return data.number
    }
    await octokit.rest.issues.update({
      ...at(repository),
      issue_number: number,
      ...text,
      state: 'open',
    })
    return number
  } catch (error) {
    // Switched off, deleted, or not ours to write; anything else passes with time.
    if (isStatus(error, 410) || refusalOf(error) !== undefined) return undefined
    throw error
  }
}

/** A comment nobody sees. Names are in it, such as a ref's, and none of them ends it. */
export const signOf = (marker: string): string =>
  `<!-- cursor-guard:${marker.replace(/[<>&]|-(?=-)/g, encodeMark)} -->`

const encodeMark = (mark: string): string => `%${mark.charCodeAt(0).toString(16)}`

async function findIssue(
  octokit: Octokit,
  repository: Repository,
  sign: string,
  creator: string,
): Promise<number | undefined> {
  let looked = 0
  const pages = octokit.paginate.iterator(octokit.rest.issues.listForRepo, {
    ...at(repository),
    creator,
    state: 'open',
    per_page: 100,
  })
  for await (const { data } of pages) {
    const found = data.find(({ body }) => body?.includes(sign))
    if (found !== undefined) return found.number
    looked += data.length
    if (looked >= maxLooked) return undefined
  }
  return undefined
}
