import { createSign } from 'node:crypto'
import { Hono } from 'hono'
import { startGitUpstream } from '../git-upstream/upstream.ts'
import { activityRoutes } from './activity-routes.ts'
import type { ApiEnv } from './api.ts'
import { appRoutes } from './app-routes.ts'
import { checkRoutes } from './check-routes.ts'
import { contentsRoutes } from './contents-routes.ts'
import { createDeliveries } from './deliveries.ts'
import { passEvent, passToEmulator } from './emulated.ts'
import { type Answer, type Role, startGithubEmulator } from './emulator.ts'
import { type Fields, fieldsOf, numberOf, textOf } from './fields.ts'
import { serveGit } from './git-http.ts'
import { createGitRepository } from './git-repository.ts'
import { gitRoutes } from './git-routes.ts'
import { type GraphqlAnswer, graphqlRoutes } from './graphql.ts'
import { peopleRoutes } from './people-routes.ts'
import { pullRoutes } from './pull-routes.ts'
import { rulesetRoutes } from './ruleset-routes.ts'
import { type ForgeRequest, type ForgeServer, startForgeServer } from './server.ts'
import { type ForgeRepository, repositoryFields, type World } from './world.ts'

export interface WorldOptions {
  organization: string
  repositories: Record<string, { private: boolean; plan: 'free' | 'team' }>
  people: Record<string, Role>
  teams: Record<string, readonly string[]>
  permissions: Record<string, string>
  webhookSecret: string
  /** Answers to GraphQL queries other than `updateRefs`. */
  graphql: readonly GraphqlAnswer[]
}

/** The forge, without anything in its repositories yet. */
export async function startWorld(
  options: WorldOptions,
): Promise<{ world: World; server: ForgeServer; close(): Promise<void> }> {
  let services: Parameters<typeof startForgeServer>[0] | undefined
  const server = await startForgeServer(() => {
    if (services === undefined) throw new Error('not started yet')
    return services()
  })
  const upstream = await startGitUpstream()
  const api = `${server.origin}/api/v3`
  const github = await startGithubEmulator(options, {
    baseUrl: api,
    events: `${server.origin}/_events`,
  })
  let lastId = 9_000
  const world: World = {
    origin: server.origin,
    api,
    github,
    upstream,
    deliveries: createDeliveries(options.webhookSecret, github.app.id, () =>
      github.pass({
        method: 'GET',
        path: '/meta',
        authorization: undefined,
        body: Buffer.alloc(0),
      }),
    ),
    repositories: new Map(),
    people: new Map(Object.entries(options.people)),
    teams: options.teams,
    tokens: new Map(),
    organization: options.organization,
    editedComments: new Map(),
    nextId() {
      lastId += 1
      return lastId
    },
  }
  const routes = ownRoutes(world, options.graphql)
  services = () => ({
    answer: (request) => answer(world, routes, request),
    git: (request, response) => world.deliveries.after(serveGit(world, request, response)),
    event: (name, payload) => passEvent(world, name, fieldsOf(payload)),
  })
  for (const [fullName, { plan }] of Object.entries(options.repositories)) {
    await addRepository(world, fullName, plan)
  }
  await makeBot(world)
  return {
    world,
    server,
    async close() {
      await world.deliveries.settled()
      await server.close()
      await github.close()
      await upstream.close()
    },
  }
}

/** A repository that the emulator has already; its git is empty. */
export async function addRepository(
  world: World,
  fullName: string,
  plan: 'free' | 'team' = 'team',
): Promise<ForgeRepository> {
  const repository: ForgeRepository = {
    fullName,
    id: 0,
    nodeId: '',
    git: createGitRepository(await world.upstream.create(fullName)),
    rulesets: new Map(),
    checks: new Map(),
    pulls: new Map(),
    queues: new Map(),
    activity: [],
    plan,
  }
  const fields = await repositoryFields(world, repository)
  repository.id = numberOf(fields.id)
  repository.nodeId = textOf(fields.node_id)
  world.repositories.set(fullName, repository)
  return repository
}

/** What no route of ours answers. */
const notOurs = 599

/** The more special path comes first: a ref may hold slashes. */
function ownRoutes(world: World, graphql: readonly GraphqlAnswer[]): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const all = [
    activityRoutes,
    rulesetRoutes,
    checkRoutes,
    peopleRoutes,
    pullRoutes,
    contentsRoutes,
    gitRoutes,
    appRoutes,
  ]
  for (const each of all) routes.route('/', each(world))
  routes.route('/', graphqlRoutes(world, graphql))
  routes.notFound(() => new Response(null, { status: notOurs }))
  routes.onError((error) => {
    throw error
  })
  return routes
}

async function answer(world: World, routes: Hono<ApiEnv>, request: ForgeRequest): Promise<Answer> {
  const { method, path, authorization, accept, bytes } = request
  const hasBody = method !== 'GET' && method !== 'HEAD' && bytes.length > 0
  const response = await routes.fetch(
    new Request(world.origin + path, {
      method,
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(accept === undefined ? {} : { accept }),
      },
      ...(hasBody ? { body: new Uint8Array(bytes) } : {}),
    }),
  )
  if (response.status === notOurs) {
    return passToEmulator(world, { method, path, authorization, accept, body: bytes })
  }
  const body = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, body }
}

/** The App's account exists from the start, so that its id never changes. */
async function makeBot(world: World): Promise<void> {
  const [repository] = world.repositories.values()
  if (repository === undefined || world.github.app.permissions.contents !== 'write') return
  const { installation } = world.github.app
  const { body } = await world.github.pass({
    method: 'POST',
    path: `/app/installations/${installation}/access_tokens`,
    authorization: `Bearer ${signAppToken(world)}`,
    body: Buffer.from('{}'),
  })
  const { token } = JSON.parse(body.toString('utf8')) as Fields
  await world.github.pass({
    method: 'POST',
    path: `/repos/${repository.fullName}/git/blobs`,
    authorization: `Bearer ${token}`,
    body: Buffer.from(JSON.stringify({ content: '' })),
  })
}

/** A token with which the App speaks as itself. */
function signAppToken({ github }: World): string {
  const now = Math.floor(Date.now() / 1_000)
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iat: now - 60, exp: now + 300, iss: String(github.app.id) }
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`
  const signature = createSign('RSA-SHA256').update(signed).sign(github.app.privateKey, 'base64url')
  return `${signed}.${signature}`
}
