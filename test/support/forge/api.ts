import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Fields } from './fields.ts'
import { type ForgeRepository, type Identity, identify, may, type World } from './world.ts'

export interface ApiEnv {
  Variables: { who: Identity; repository: ForgeRepository; json: Fields }
}
export type ApiContext = Context<ApiEnv>
export type Api = Hono<ApiEnv>

/** An answer that is not the one wished for. */
export const refuse = (
  c: ApiContext,
  status: number,
  message: string,
  more: Fields = {},
): Response =>
  c.json(
    { message, documentation_url: 'https://docs.github.com/rest', status: String(status), ...more },
    status as ContentfulStatusCode,
  )

/** Routes of one repository, each for those who have a permission. */
export function repositoryRoutes(world: World): {
  api: Api
  /** @param needs such as `contents:write`; a read of what is public is everybody's */
  on(
    method: string,
    path: string,
    needs: string,
    answer: (c: ApiContext) => Response | Promise<Response>,
  ): void
} {
  const api: Api = new Hono()
  return {
    api,
    on(method, path, needs, answer) {
      const [permission = '', level] = needs.split(':')
      api.on(method, `/repos/:owner/:repo${path}`, async (c) => {
        const { owner, repo } = c.req.param() as { owner: string; repo: string }
        const repository = world.repositories.get(`${owner}/${repo}`)
        if (repository === undefined) return refuse(c, 404, 'Not Found')
        const who = identify(world, c.req.header('authorization'))
        if (who.kind === 'nobody' || who.kind === 'app') return refuse(c, 401, 'Bad credentials')
        const allowed = may(
          world,
          who,
          repository,
          permission,
          level === 'write' ? 'write' : 'read',
        )
        if (!allowed) return refuse(c, 403, 'Resource not accessible by integration')
        c.set('who', who)
        c.set('repository', repository)
        const isWrite = method !== 'GET' && method !== 'DELETE'
        c.set('json', isWrite ? await c.req.json<Fields>().catch(() => ({})) : {})
        return answer(c)
      })
    },
  }
}

/** One page of a list, with the `Link` header of the others. */
export function page<T>(
  c: ApiContext,
  world: World,
  all: readonly T[],
): { items: T[]; size: number } {
  const size = Math.min(100, Number(c.req.query('per_page') ?? 30))
  const number = Math.max(1, Number(c.req.query('page') ?? 1))
  if (number * size < all.length) {
    const url = new URL(c.req.url)
    url.searchParams.set('page', String(number + 1))
    c.header('link', `<${world.api}${url.pathname}${url.search}>; rel="next"`)
  }
  return { items: all.slice((number - 1) * size, number * size), size }
}
