import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long the forge takes for each answer, in milliseconds. */
const answerMs = 20
const zero = '0'.repeat(40)

/** A forge that has everything it is asked for, takes its time, and states a quota as GitHub does. */
export async function startTurnsForge() {
  let asked = 0
  const resetAt = Math.ceil(Date.now() / 1_000) + 3_600
  const server = createServer(async (request, response) => {
    asked += 1
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-ratelimit-limit': '15000',
      'x-ratelimit-remaining': String(15_000 - asked),
      'x-ratelimit-reset': String(resetAt),
    }
    request.resume()
    await sleep(answerMs)
    response.writeHead(200, headers)
    response.end(JSON.stringify(answerTo(request.url ?? '')))
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function answerTo(path: string): object {
  if (path.endsWith('/access_tokens')) {
    return { token: 'a-token', expires_at: new Date(Date.now() + 3_600_000).toISOString() }
  }
  if (path.endsWith('/graphql')) return { data: { updateRefs: { clientMutationId: null } } }
  if (path.includes('/git/ref/')) return { ref: 'refs/heads/main', object: { sha: zero } }
  if (path.includes('/rulesets/')) {
    const source = { source_type: 'Repository', source: 'acme/shop' }
    return { id: 1, name: 'a', target: 'branch', enforcement: 'active', rules: [], ...source }
  }
  return { id: 1, slug: 'cursor-guard' }
}
