import { type Api, type ApiContext, page, refuse, repositoryRoutes } from './api.ts'
import { deleteRuleset, rulesetFields, rulesetsRefused, rulesFor, saveRuleset } from './rulesets.ts'
import type { World } from './world.ts'

/** Rulesets of repositories, in memory; rules of organisations and classic protection: none. */
export function rulesetRoutes(world: World): Api {
  const { api, on } = repositoryRoutes(world)

  /** Asks for the permission itself: a plan without rulesets says so first. */
  const guarded =
    (level: 'read' | 'write', answer: (c: ApiContext) => Response | Promise<Response>) =>
    async (c: ApiContext) => {
      const refused = await rulesetsRefused(world, c.get('repository'), c.get('who'), level)
      return refused === undefined ? answer(c) : refuse(c, refused.status, refused.message)
    }

  on(
    'GET',
    '/rulesets',
    'metadata:read',
    guarded('read', (c) => {
      const repository = c.get('repository')
      const { items } = page(c, world, [...repository.rulesets.values()])
      return c.json(items.map((one) => rulesetFields(world, repository, one, { listed: true })))
    }),
  )
  on(
    'GET',
    '/rulesets/:id',
    'metadata:read',
    guarded('read', (c) => {
      const repository = c.get('repository')
      const ruleset = repository.rulesets.get(Number(c.req.param('id')))
      if (ruleset === undefined) return refuse(c, 404, 'Not Found')
      return c.json(rulesetFields(world, repository, ruleset))
    }),
  )
  const save = async (c: ApiContext, status: 200 | 201) => {
    const repository = c.get('repository')
    const id = c.req.param('id')
    const saved = await saveRuleset(
      world,
      repository,
      c.get('who'),
      c.get('json'),
      id === undefined ? undefined : Number(id),
    )
    if ('status' in saved) return refuse(c, saved.status, saved.message, { errors: saved.errors })
    return c.json(rulesetFields(world, repository, saved), status)
  }
  on(
    'POST',
    '/rulesets',
    'metadata:read',
    guarded('write', (c) => save(c, 201)),
  )
  on(
    'PUT',
    '/rulesets/:id',
    'metadata:read',
    guarded('write', (c) => save(c, 200)),
  )
  on(
    'DELETE',
    '/rulesets/:id',
    'metadata:read',
    guarded('write', async (c) => {
      const id = Number(c.req.param('id'))
      const gone = await deleteRuleset(world, c.get('repository'), c.get('who'), id)
      return gone ? c.body(null, 204) : refuse(c, 404, 'Not Found')
    }),
  )
  on('GET', '/rules/branches/:branch{.+}', 'metadata:read', async (c) => {
    const repository = c.get('repository')
    const rules = await rulesFor(world, repository, `refs/heads/${c.req.param('branch')}`)
    return c.json(
      rules.map(({ ruleset, rule }) => ({
        ...rule,
        ruleset_id: ruleset.id,
        ruleset_source_type: 'Repository',
        ruleset_source: repository.fullName,
      })),
    )
  })
  on('GET', '/branches/:branch{.+}/protection', 'administration:read', (c) =>
    refuse(c, 404, 'Branch not protected'),
  )
  api.get('/orgs/:org/rulesets', (c) => c.json([]))
  return api
}
