import { Hono } from 'hono'
import { type Api, type ApiEnv, page, refuse } from './api.ts'
import { appFields } from './check-routes.ts'
import type { Delivery } from './deliveries.ts'
import { type Fields, fieldsOf, listOf } from './fields.ts'
import { type ForgeRepository, identify, repositoryFields, type World } from './world.ts'

/** What the App asks about itself and its installation, as far as the emulator does not know it. */
export function appRoutes(world: World): Api {
  const api: Api = new Hono<ApiEnv>()
  const isApp = (header: string | undefined) => identify(world, header).kind === 'app'

  api.get('/app/hook/deliveries', (c) => {
    if (!isApp(c.req.header('authorization'))) return refuse(c, 401, 'A JSON web token is needed')
    const { cursor, per_page: size = '30', status } = c.req.query()
    const newestFirst = world.deliveries.all.toReversed()
    const wanted = newestFirst
      .filter(({ id }) => cursor === undefined || id <= Number(cursor))
      .filter((one) => status === undefined || (status === 'success') === isSuccess(one))
    const items = wanted.slice(0, Number(size))
    const next = wanted[items.length]
    if (next !== undefined) {
      const url = new URL(`${world.api}/app/hook/deliveries`)
      url.searchParams.set('per_page', size)
      url.searchParams.set('cursor', String(next.id))
      c.header('link', `<${url}>; rel="next"`)
    }
    return c.json(items.map(deliveryFields))
  })
  api.get('/app/hook/deliveries/:id', (c) => {
    if (!isApp(c.req.header('authorization'))) return refuse(c, 401, 'A JSON web token is needed')
    const found = world.deliveries.all.find(({ id }) => id === Number(c.req.param('id')))
    if (found === undefined) return refuse(c, 404, 'Not Found')
    return c.json({
      ...deliveryFields(found),
      url: world.deliveries.to ?? '',
      request: { headers: { 'x-github-delivery': found.guid }, payload: found.payload },
      response: { headers: null, payload: null },
    })
  })
  api.post('/app/hook/deliveries/:id/attempts', (c) => {
    if (!isApp(c.req.header('authorization'))) return refuse(c, 401, 'A JSON web token is needed')
    const known = world.deliveries.redeliver(Number(c.req.param('id')))
    return known ? c.json({}, 202) : refuse(c, 404, 'Not Found')
  })
  api.get('/app/hook/config', (c) =>
    c.json({
      content_type: 'json',
      insecure_ssl: '0',
      secret: '********',
      url: world.deliveries.to ?? '',
    }),
  )
  api.post('/app/installations/:id/access_tokens', async (c) => {
    const { status, headers, body } = await world.github.pass({
      method: 'POST',
      path: `/app/installations/${c.req.param('id')}/access_tokens`,
      authorization: c.req.header('authorization'),
      body: Buffer.from(await c.req.arrayBuffer()),
    })
    if (status === 201) noteToken(world, JSON.parse(body.toString('utf8')))
    return new Response(new Uint8Array(body), {
      status,
      headers: { 'content-type': headers.get('content-type') ?? 'application/json' },
    })
  })
  api.get('/installation/repositories', async (c) => {
    const who = identify(world, c.req.header('authorization'))
    if (who.kind !== 'installation') return refuse(c, 401, 'Bad credentials')
    const seen = ({ id, fullName }: ForgeRepository) =>
      fullName.startsWith(`${world.organization}/`) && (who.repositoryIds ?? [id]).includes(id)
    const all = [...world.repositories.values()].filter(seen)
    const { items } = page(c, world, all)
    const repositories = await Promise.all(items.map((one) => repositoryFields(world, one)))
    return c.json({ total_count: all.length, repositories, repository_selection: 'all' })
  })
  api.get('/apps/:slug', (c) =>
    c.req.param('slug') === world.github.app.slug
      ? c.json(appFields(world))
      : refuse(c, 404, 'Not Found'),
  )
  api.post('/app-manifests/:code/conversions', (c) =>
    c.req.param('code') === 'manifest-code'
      ? c.json(
          {
            ...appFields(world),
            client_id: 'Iv1.4711',
            client_secret: 'client-secret',
            webhook_secret: 'webhook-secret',
            pem: world.github.app.privateKey,
          },
          201,
        )
      : refuse(c, 404, 'Not Found'),
  )
  return api
}

function noteToken(world: World, given: unknown): void {
  const { token, permissions, repositories, repository_selection } = fieldsOf(given)
  const isSelected = repository_selection === 'selected'
  world.tokens.set(String(token), {
    permissions: fieldsOf(permissions) as Record<string, string>,
    ...(isSelected
      ? { repositoryIds: listOf(repositories).map((one) => Number(fieldsOf(one).id)) }
      : {}),
  })
}

const isSuccess = ({ status }: Delivery): boolean => status >= 200 && status < 400

const deliveryFields = (one: Delivery): Fields => ({
  id: one.id,
  guid: one.guid,
  delivered_at: one.deliveredAt,
  redelivery: one.redelivery,
  duration: one.durationMs / 1_000,
  status: isSuccess(one) ? 'OK' : one.status === 0 ? 'failed to connect' : 'Invalid HTTP Response',
  status_code: one.status,
  event: one.event,
  action: one.action,
  installation_id: Number(fieldsOf(one.payload.installation).id) || null,
  repository_id: Number(fieldsOf(one.payload.repository).id) || null,
  throttled_at: null,
})
