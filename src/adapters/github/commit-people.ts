import type { Octokit } from './octokit.ts'
import type { Repository } from './repository.ts'

/** Somebody named in a commit, and the account the forge knows them by, if any. */
export interface CommitPerson {
  as: 'author' | 'committer' | 'co-author'
  email: string
  account?: { id: number; login: string }
}

/** Authors, with co-authors, of one commit; with more nobody can say who made it. */
const maxAuthors = 100

/** Who made a commit. Of a commit's `authors` the first is its author, the others are co-authors. */
export const commitPeopleQuery = `query commitPeople($owner: String!, $name: String!, $commit: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      ... on Commit {
        authors(first: ${maxAuthors}) { totalCount nodes { email user { databaseId login } } }
        committer { email user { databaseId login } }
      }
    }
  }
}`

interface Actor {
  email: string | null
  user: { databaseId: number | null; login: string } | null
}

interface Answer {
  repository: {
    object: {
      authors?: { totalCount: number; nodes: (Actor | null)[] | null }
      committer?: Actor | null
    } | null
  } | null
}

/**
 * The people of one commit as the forge resolves them: author, co-authors, committer. Only its
 * GraphQL knows the accounts of co-authors.
 *
 * @returns `unknown` for a commit it does not know, or with too many authors
 */
export async function readCommitPeople(
  octokit: Octokit,
  { owner, name }: Repository,
  commit: string,
): Promise<CommitPerson[] | 'unknown'> {
  const answer = await octokit.graphql<Answer>(commitPeopleQuery, { owner, name, commit })
  const { authors, committer } = answer.repository?.object ?? {}
  const nodes = authors?.nodes ?? []
  if (authors === undefined || authors.totalCount > nodes.length || nodes.length === 0) {
    return 'unknown'
  }
  return [
    ...nodes.flatMap((actor, index) => toPerson(actor, index === 0 ? 'author' : 'co-author')),
    ...toPerson(committer ?? null, 'committer'),
  ]
}

function toPerson(actor: Actor | null, as: CommitPerson['as']): CommitPerson[] {
  if (actor === null) return []
  const { email, user } = actor
  const id = user?.databaseId ?? undefined
  const account = id === undefined || user === null ? {} : { account: { id, login: user.login } }
  return [{ as, email: email ?? '', ...account }]
}
