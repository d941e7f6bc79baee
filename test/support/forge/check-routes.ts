import { type Api, type ApiContext, page, refuse, repositoryRoutes } from './api.ts'
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts'
import { type ForgeRepository, type Identity, tell, type World } from './world.ts'

export interface CheckRun {
  id: number
  name: string
  head_sha: string
  status: string
  conclusion: string | null
  external_id: string
  details_url: string | null
  started_at: string | null
  completed_at: string | null
  output: { title: string | null; summary: string | null; text: string | null }
  annotations: Fields[]
  /** Buttons, of which a run shows none while it is not completed. */
  actions: Fields[]
  appId: number
}

/** Check runs, which the emulator keeps without their App and buttons. */
export function checkRoutes(world: World): Api {
  const { api, on } = repositoryRoutes(world)
  const find = (c: ApiContext) => c.get('repository').checks.get(Number(c.req.param('id')))

  on('POST', '/check-runs', 'checks:write', async (c) => {
    const repository = c.get('repository')
    const head = textOf(c.get('json').head_sha)
    if ((await repository.git.resolve(`${head}^{commit}`)) === undefined) {
      return refuse(c, 422, `No commit found for SHA: ${head}`)
    }
    const run = change(emptyRun(world, head), c.get('json'))
    repository.checks.set(run.id, run)
    await tellOfCheck(world, repository, run, 'created', c.get('who'))
    return c.json(checkFields(world, repository, run), 201)
  })
  on('PATCH', '/check-runs/:id', 'checks:write', async (c) => {
    const run = find(c)
    if (run === undefined) return refuse(c, 404, 'Not Found')
    change(run, c.get('json'))
    if (run.status === 'completed') {
      await tellOfCheck(world, c.get('repository'), run, 'completed', c.get('who'))
    }
    return c.json(checkFields(world, c.get('repository'), run))
  })
  on('GET', '/check-runs/:id', 'checks:read', (c) => {
    const run = find(c)
    if (run === undefined) return refuse(c, 404, 'Not Found')
    return c.json(checkFields(world, c.get('repository'), run))
  })
  on('GET', '/check-runs/:id/annotations', 'checks:read', (c) => {
    const run = find(c)
    if (run === undefined) return refuse(c, 404, 'Not Found')
    return c.json(page(c, world, run.annotations).items.map((one) => annotationFields(one)))
  })
  on('GET', '/commits/:ref{.+}/check-runs', 'checks:read', async (c) => {
    const repository = c.get('repository')
    const head = await repository.git.resolve(`${c.req.param('ref')}^{commit}`)
    const { check_name: name, app_id: app, filter = 'latest' } = c.req.query()
    const all = [...repository.checks.values()]
      .filter((run) => run.head_sha === head && (name === undefined || run.name === name))
      .filter((run) => app === undefined || run.appId === Number(app))
    const latest = [...new Map(all.map((run) => [run.name, run])).values()]
    const wanted = filter === 'all' ? all : latest
    const { items } = page(c, world, wanted)
    const check_runs = items.map((run) => checkFields(world, repository, run))
    return c.json({ total_count: wanted.length, check_runs })
  })
  return api
}

const emptyRun = (world: World, head: string): CheckRun => ({
  id: world.nextId(),
  name: '',
  head_sha: head,
  status: 'queued',
  conclusion: null,
  external_id: '',
  details_url: null,
  started_at: new Date().toISOString(),
  completed_at: null,
  output: { title: null, summary: null, text: null },
  annotations: [],
  actions: [],
  appId: world.github.app.id,
})

/** Applies a request's body; annotations are added to those there are. */
function change(run: CheckRun, body: Fields): CheckRun {
  const { output, annotations, actions, ...plain } = body
  void annotations
  Object.assign(run, plain)
  if (body.conclusion !== undefined) {
    run.status = 'completed'
    run.completed_at = new Date().toISOString()
  }
  if (actions !== undefined) run.actions = listOf(actions).map(fieldsOf)
  const { annotations: added, images, ...said } = fieldsOf(output)
  void images
  Object.assign(run.output, said)
  run.annotations.push(...listOf(added).map(fieldsOf))
  return run
}

export function checkFields(world: World, { fullName }: ForgeRepository, run: CheckRun): Fields {
  const { annotations, actions, appId, output, ...shown } = run
  void actions
  const url = `${world.api}/repos/${fullName}/check-runs/${run.id}`
  return {
    ...shown,
    node_id: `CR_${run.id}`,
    url,
    html_url: `${world.origin}/${fullName}/runs/${run.id}`,
    output: {
      ...output,
      annotations_count: annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: 1 },
    app: appFields(world, appId),
    pull_requests: [],
  }
}

export const appFields = (world: World, id = world.github.app.id): Fields => ({
  id,
  slug: id === world.github.app.id ? world.github.app.slug : `app-${id}`,
  node_id: `A_${id}`,
  client_id: `Iv1.${id}`,
  owner: { login: world.organization, id: 1, node_id: 'O_1', type: 'Organization' },
  name: world.github.app.name,
  description: null,
  external_url: 'https://example.com',
  html_url: `${world.origin}/apps/${world.github.app.slug}`,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  permissions: world.github.app.permissions,
  events: [],
})

const annotationFields = (given: Fields): Fields => ({
  start_column: null,
  end_column: null,
  title: null,
  raw_details: null,
  blob_href: '',
  ...given,
})

export const tellOfCheck = (
  world: World,
  repository: ForgeRepository,
  run: CheckRun,
  action: string,
  by: Identity | string,
  more: Fields = {},
): Promise<void> =>
  tell(world, repository, 'check_run', by, {
    action,
    check_run: checkFields(world, repository, run),
    ...more,
  })
