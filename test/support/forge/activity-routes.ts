import { type Api, repositoryRoutes } from './api.ts'
import { zeros } from './git-repository.ts'
import type { MovedRef } from './refs.ts'
import { accountOf, type ForgeRepository, type Identity, type World } from './world.ts'

/** How far back a period reaches, in days. */
const days: Readonly<Record<string, number>> = {
  day: 1,
  week: 7,
  month: 30,
  quarter: 90,
  year: 365,
}

/** `GET /activity`: what happened to branches, page by page with a cursor. */
export function activityRoutes(world: World): Api {
  const { api, on } = repositoryRoutes(world)
  on('GET', '/activity', 'contents:read', (c) => {
    const { ref, actor, activity_type, time_period, direction, after, ...rest } = c.req.query()
    const size = Math.min(100, Number(rest.per_page ?? 30))
    const since = Date.now() - (days[time_period ?? ''] ?? 100_000) * 86_400_000
    const isWanted = (one: ForgeRepository['activity'][number]) =>
      (ref === undefined || one.ref === ref || one.ref === `refs/heads/${ref}`) &&
      (actor === undefined || one.actor.login === actor) &&
      (activity_type === undefined || one.activity_type === activity_type) &&
      Date.parse(one.timestamp) >= since
    const all = c.get('repository').activity.filter(isWanted)
    if (direction === 'asc') all.reverse()
    const start = after === undefined ? 0 : all.findIndex(({ id }) => String(id) === after) + 1
    const items = all.slice(start, start + size)
    const last = items.at(-1)
    if (last !== undefined && start + size < all.length) {
      const url = new URL(c.req.url)
      url.searchParams.set('after', String(last.id))
      c.header('link', `<${world.api}${url.pathname}${url.search}>; rel="next"`)
    }
    return c.json(items.map(({ id, ...one }) => ({ id, node_id: `ACT_${id}`, ...one })))
  })
  return api
}

/** Remembers what became of a branch; tags stand in no such list. */
export async function noteActivity(
  world: World,
  { git, activity }: ForgeRepository,
  { ref, before, after }: MovedRef,
  by: Identity,
  isMerge: boolean,
): Promise<void> {
  if (!ref.startsWith('refs/heads/')) return
  const kind = async () => {
    if (before === zeros) return 'branch_creation'
    if (after === zeros) return 'branch_deletion'
    if (isMerge) return 'pr_merge'
    return (await git.isAncestor(before, after)) ? 'push' : 'force_push'
  }
  activity.unshift({
    id: world.nextId(),
    ref,
    before,
    after,
    timestamp: new Date().toISOString(),
    activity_type: await kind(),
    actor: await accountOf(world, by),
  })
}
