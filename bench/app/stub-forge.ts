import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A forge that answers at once: one App, no installation to sweep, repositories without a policy. */
export async function startStubForge() {
  const calls = new Map<string, number>()
  const server = createServer((request, response) => {
    const { kind, status, body } = answerTo(request)
    calls.set(kind, (calls.get(kind) ?? 0) + 1)
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(body))
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    /** How often each kind of call was made since the last time this was asked. */
    takeCalls(): Map<string, number> {
      const taken = new Map(calls)
      calls.clear()
      return taken
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const notFound = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' }

function answerTo({ method, url = '/' }: IncomingMessage) {
  const path = url.split('?')[0]?.replace('/api/v3', '') ?? ''
  if (path === '/app') return { kind: 'app', status: 200, body: { id: 1, slug: 'cursor-guard' } }
  if (path === '/app/installations') return { kind: 'installations', status: 200, body: [] }
  if (path === '/app/hook/deliveries') return { kind: 'deliveries', status: 200, body: [] }
  if (path.endsWith('/access_tokens')) {
    const expires = new Date(Date.now() + 3_600_000).toISOString()
    const permissions = { contents: 'write', checks: 'write', metadata: 'read' }
    const body = { token: 'a-token', expires_at: expires, permissions, repository_selection: 'all' }
    return { kind: 'token', status: 201, body }
  }
  if (path.includes('/contents/')) return { kind: 'policy', status: 404, body: notFound }
  if (/^\/repos\/[^/]+\/[^/]+$/.test(path)) {
    return { kind: 'repository', status: 200, body: { id: Number(/\d+$/.exec(path)?.[0]) } }
  }
  const kind = `${method} ${path.replace(/\d+/g, 'N').replace(/\/repos\/[^/]+\/[^/]+/, '/repos/R')}`
  return { kind, status: 404, body: notFound }
}
