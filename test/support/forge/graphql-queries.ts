import { accountByMail } from './commits.ts'
import { type Fields, listOf, textOf } from './fields.ts'
import type { World } from './world.ts'

/** What the App reads through GraphQL, by the name of its query. */
export const queries: Record<string, (world: World, variables: Fields) => Promise<Fields>> = {
  async commitPeople(world, { owner, name, commit }) {
    const repository = world.repositories.get(`${owner}/${name}`)
    const oid = await repository?.git.resolve(`${commit}^{commit}`)
    if (repository === undefined || oid === undefined) return { repository: { object: null } }
    const trailers = '%(trailers:key=Co-authored-by,valueonly,separator=%x1f)'
    const shown = await repository.git.git('show', '-s', `--format=%ae%x1f%ce%x1f${trailers}`, oid)
    const [author = '', committer = '', ...others] = shown.split('\x1f')
    const mails = others.flatMap((one) => /<([^>]*)>/.exec(one)?.[1] ?? [])
    const nodes = await Promise.all([author, ...mails].map((email) => actorOf(world, email)))
    return {
      repository: {
        object: {
          authors: { totalCount: nodes.length, nodes },
          committer: await actorOf(world, committer),
        },
      },
    }
  },

  async commentHistory(world, { ids }) {
    const nodes = listOf(ids).map((id) => {
      const lastEditedAt = world.editedComments.get(textOf(id)) ?? null
      return { id, lastEditedAt, includesCreatedEdit: lastEditedAt !== null }
    })
    return { nodes }
  },

  async mergeQueue(world, { owner, name, branch }) {
    const queue = world.repositories.get(`${owner}/${name}`)?.queues.get(textOf(branch))
    if (queue === undefined) return { repository: { mergeQueue: null } }
    const nodes = queue.map(({ base, head, number, pullHead }) => ({
      baseCommit: { oid: base },
      headCommit: { oid: head },
      pullRequest: { number, headRefOid: pullHead },
    }))
    const pageInfo = { hasNextPage: false, endCursor: null }
    return { repository: { mergeQueue: { entries: { pageInfo, nodes } } } }
  },
}

async function actorOf(world: World, email: string): Promise<Fields> {
  const account = await accountByMail(world, email)
  const user = account === null ? null : { databaseId: account.id, login: account.login }
  return { email, user }
}
