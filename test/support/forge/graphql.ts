import { Hono } from 'hono'
import { updateRefsInput } from '../github/graphql.ts'
import type { Api, ApiEnv } from './api.ts'
import { type Fields, fieldsOf, textOf } from './fields.ts'
import { queries } from './graphql-queries.ts'
import { moveRefs } from './refs.ts'
import { identify, may, type World } from './world.ts'

/** Answers one kind of query: the `data` of its answer, or undefined when it is not its kind. */
export type GraphqlAnswer = (query: string, variables: Fields) => Promise<Fields | undefined>

/** The mutation `updateRefs`, by git itself; other queries by what a test gives. */
export function graphqlRoutes(world: World, others: readonly GraphqlAnswer[]): Api {
  const api: Api = new Hono<ApiEnv>()
  api.post('/graphql', async (c) => {
    const { query, variables } = await c.req.json<{ query: string; variables?: Fields }>()
    const failed = (message: string, type = 'UNPROCESSABLE') =>
      c.json({ data: { updateRefs: null }, errors: [{ type, path: ['updateRefs'], message }] })
    for (const answer of others) {
      const data = await answer(query, variables ?? {})
      if (data !== undefined) return c.json({ data })
    }
    const who = identify(world, c.req.header('authorization'))
    if (who.kind === 'nobody') return c.json({ message: 'Bad credentials' }, 401)
    const [, name = ''] = /^\s*(?:query|mutation)\s+(\w+)/.exec(query) ?? []
    const read = queries[name]
    if (read !== undefined) return c.json({ data: await read(world, variables ?? {}) })
    if (!/\bupdateRefs\s*\(/.test(query)) {
      return c.json({ errors: [{ type: 'NOT_EMULATED', message: `no answer to ${name}` }] })
    }

    const parsed = updateRefsInput.safeParse(variables?.input ?? variables)
    if (!parsed.success) return failed(parsed.error.message, 'INVALID')
    const { repositoryId, refUpdates } = parsed.data
    const repository = [...world.repositories.values()].find(
      ({ nodeId }) => nodeId === repositoryId,
    )
    if (repository === undefined) {
      return failed(
        `Could not resolve to a node with the global id of '${repositoryId}'`,
        'NOT_FOUND',
      )
    }
    if (!may(world, who, repository, 'contents', 'write')) {
      return failed('Resource not accessible by integration', 'FORBIDDEN')
    }
    const moves = refUpdates.map(({ name, beforeOid, afterOid, force }) => ({
      ref: name,
      before: beforeOid ?? undefined,
      after: afterOid,
      force: force ?? false,
    }))
    const refused = await moveRefs(world, repository, moves, who, { force: false })
    if (refused !== undefined) return failed(refused)
    const clientMutationId = textOf(fieldsOf(variables?.input).clientMutationId) || null
    return c.json({ data: { updateRefs: { clientMutationId } } })
  })
  return api
}
