import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../git-upstream/upstream.ts'
import { ContractViolation, checkRequest } from '../github/contract.ts'
import { checkGraphql } from '../github/graphql.ts'
import type { Answer } from './emulator.ts'

/** One request as the forge saw it. */
export interface ForgeRequest {
  kind: 'rest' | 'graphql' | 'git' | 'event'
  method: string
  /** From the API's root, with the query. */
  path: string
  body: unknown
  authorization: string | undefined
  accept: string | undefined
  /** The webhook that it is made for, as Probot says; undefined for what nobody was told of. */
  delivery: string | undefined
  bytes: Buffer
  /** What it was answered; undefined until then. */
  status?: number
}

export interface ForgeServer {
  origin: string
  readonly requests: ForgeRequest[]
  /** Requests that GitHub would not understand. */
  readonly violations: ContractViolation[]
  /** Answers that GitHub would not give: mistakes of the forge itself. */
  readonly answerViolations: ContractViolation[]
  /** Asked for each request; what it gives happens to that request. */
  fault: ((request: ForgeRequest) => Fault | undefined) | undefined
  close(): Promise<void>
}

export interface ForgeServices {
  answer(request: ForgeRequest): Promise<Answer>
  git(request: IncomingMessage, response: ServerResponse): Promise<void>
  event(name: string, payload: unknown): Promise<void>
}

const maxBodyBytes = 30 * 1_024 * 1_024

/** One port for the API below `/api/v3`, GraphQL at `/api/graphql`, and git. */
export async function startForgeServer(services: () => ForgeServices): Promise<ForgeServer> {
  const http = createServer({ requestTimeout: 0 }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      server.answerViolations.push(new ContractViolation(`the forge failed: ${error}`))
      response.destroy()
    })
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', 'http://forge')
    const method = request.method ?? 'GET'
    const { authorization, accept } = request.headers
    const delivery = request.headers['x-github-delivery']?.toString()
    const about = { method, authorization, accept, delivery }
    const base = { ...about, body: undefined, bytes: Buffer.alloc(0) }
    if (/^\/[^/]+\/[^/]+\.git\//.test(pathname)) {
      const seen: ForgeRequest = { ...base, kind: 'git', path: pathname + search }
      server.requests.push(seen)
      if (await happens(server.fault?.(seen), response)) return request.resume() && undefined
      response.once('finish', () => {
        seen.status = response.statusCode
      })
      return services().git(request, response)
    }
    const bytes = await readBody(request)
    const body: unknown = bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'))
    if (pathname === '/_events') {
      await services().event(String(request.headers['x-github-event']), body)
      return void response.end()
    }
    const kind = pathname === '/api/graphql' ? 'graphql' : 'rest'
    const path = kind === 'graphql' ? '/graphql' : pathname.replace(/^\/api\/v3/, '') + search
    const seen: ForgeRequest = { ...base, kind, path, body, bytes }
    server.requests.push(seen)
    if (kind === 'rest' && !pathname.startsWith('/api/v3/')) {
      response.writeHead(404)
      return void response.end()
    }
    const checkAnswer = check(seen)
    const fault = server.fault?.(seen)
    if (await happens(fault, response)) return
    const answer = await services().answer(seen)
    if (fault?.do === 'cut') return void response.destroy()
    checkAnswer?.(answer)
    seen.status = send(request, response, answer)
  }

  /** Notes what GitHub would not understand, and gives what checks the answer. */
  function check(seen: ForgeRequest): ((answer: Answer) => void) | undefined {
    try {
      if (seen.kind === 'graphql') return void checkGraphql(seen.body)
      const call = checkRequest(seen.method, seen.path, seen.body)
      return ({ status, headers, body, emulated }) => {
        if (emulated === true) return
        if (!headers.get('content-type')?.includes('json')) return
        try {
          call.checkAnswer(status, JSON.parse(body.toString('utf8') || 'null'), 'part')
        } catch (error) {
          if (error instanceof ContractViolation) server.answerViolations.push(error)
        }
      }
    } catch (error) {
      if (!(error instanceof ContractViolation)) throw error
      server.violations.push(error)
      return undefined
    }
  }

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const server: ForgeServer = {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests: [],
    violations: [],
    answerViolations: [],
    fault: undefined,
    async close() {
      http.closeAllConnections()
      await new Promise<void>((resolve) => http.close(() => resolve()))
    },
  }
  return server
}

/** Whether the fault took the request's place. */
async function happens(fault: Fault | undefined, response: ServerResponse): Promise<boolean> {
  if (fault?.do === 'wait') await sleep(fault.ms)
  if (fault?.do === 'run') await fault.work()
  if (fault?.do === 'answer') {
    response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
    response.end(fault.body ?? JSON.stringify({ message: 'a fault' }))
    return true
  }
  if (fault?.do !== 'cut' || fault.when === 'before-answer') return false
  response.destroy()
  return true
}

/** With an `ETag`, by which an unchanged answer is not sent again. @returns the status that was sent */
function send(request: IncomingMessage, response: ServerResponse, answer: Answer): number {
  const { status, body } = answer
  const headers: Record<string, string> = {
    'x-ratelimit-limit': '15000',
    'x-ratelimit-remaining': '14999',
    'x-ratelimit-used': '1',
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + 3_600),
    'x-github-request-id': 'FORGE',
  }
  for (const name of ['content-type', 'link']) {
    const value = answer.headers.get(name)
    if (value !== null) headers[name] = value
  }
  if (request.method === 'GET' && status === 200) {
    headers.etag = `W/"${createHash('sha256').update(body).digest('hex')}"`
    if (request.headers['if-none-match'] === headers.etag) {
      response.writeHead(304, headers)
      response.end()
      return 304
    }
  }
  response.writeHead(status, headers)
  response.end(status === 204 ? undefined : body)
  return status
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > maxBodyBytes) throw new Error('too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
