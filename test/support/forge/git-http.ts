import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { zeros } from './git-repository.ts'
import { announce } from './refs.ts'
import { type ForgeRepository, identify, may, repositoryFields, type World } from './world.ts'

/** `/owner/name.git/…`: real git, with the tokens of the API as passwords. */
export async function serveGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', world.origin)
  const [, name = ''] = /^\/([^/]+\/[^/]+)\.git\//.exec(url.pathname) ?? []
  const repository = world.repositories.get(name)
  const who = identify(world, request.headers.authorization)
  const writes = `${url.pathname}${url.search}`.includes('git-receive-pack')
  const isPublic =
    repository !== undefined && (await repositoryFields(world, repository)).private === false
  const allowed =
    repository !== undefined &&
    (may(world, who, repository, 'contents', writes ? 'write' : 'read') || (isPublic && !writes))
  if (!allowed) {
    request.resume()
    const status = who.kind === 'nobody' ? 401 : writes && repository !== undefined ? 403 : 404
    response.writeHead(status, { 'www-authenticate': 'Basic realm="GitHub"' })
    return void response.end('Repository not found.\n')
  }
  const before = await refsOf(repository)
  await relay(world, request, response)
  if (!writes || request.method !== 'POST') return
  const after = await refsOf(repository)
  for (const ref of new Set([...before.keys(), ...after.keys()])) {
    const move = { ref, before: before.get(ref) ?? zeros, after: after.get(ref) ?? zeros }
    if (move.before !== move.after) await announce(world, repository, move, who)
  }
}

async function refsOf({ git }: ForgeRepository): Promise<Map<string, string>> {
  return new Map((await git.refs()).map(({ ref, oid }) => [ref, oid]))
}

function relay(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { host: _, ...headers } = request.headers
  const password = Buffer.from(`x-access-token:${world.upstream.token}`).toString('base64')
  return new Promise((resolve) => {
    // Whoever asked may have been killed meanwhile, and then nothing closes any more.
    if (response.destroyed) return resolve()
    const upstream = httpRequest(
      world.upstream.url + (request.url ?? ''),
      { method: request.method, headers: { ...headers, authorization: `Basic ${password}` } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
        answer.once('error', () => response.destroy())
      },
    )
    upstream.once('error', () => response.destroy())
    response.once('close', () => {
      upstream.destroy()
      resolve()
    })
    request.pipe(upstream)
  })
}
