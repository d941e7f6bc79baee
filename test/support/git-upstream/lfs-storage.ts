import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GitUpstream } from './upstream.ts'

/** One call as forge or storage saw it. */
export interface LfsRequest {
  to: 'forge' | 'storage'
  call: string
  authorization: string | undefined
  body: Buffer
}

export interface LfsStorage extends AsyncDisposable {
  /** Objects that arrived whole, by their SHA-256. */
  readonly objects: Map<string, Buffer>
  readonly requests: LfsRequest[]
  readonly url: string
  /** Changes the action which the forge names. */
  action?: ((action: { href: string; header: Record<string, string> }) => unknown) | undefined
  /** The forge wants to be told when an upload is done. */
  verifies: boolean
  /** Status with which the storage answers instead of working. */
  status?: number | undefined
}

/** The header which the forge tells the client to send to the storage. */
export const storageToken = 'RemoteAuth storage-alone-may-see-this'

/** LFS of a forge on this machine: the API beside git, objects on a server of their own. */
export async function startLfsStorage(upstream: GitUpstream): Promise<LfsStorage> {
  const objects = new Map<string, Buffer>()
  const requests: LfsRequest[] = []
  const note = async (to: 'forge' | 'storage', request: IncomingMessage) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const call = `${request.method} ${request.url?.split('?')[0]}`
    requests.push({ to, call, authorization: request.headers.authorization, body })
    return body
  }

  const server = createServer(async (request, response) => {
    const body = await note('storage', request)
    const oid = request.url?.split('?')[0]?.slice(1) ?? ''
    if (storage.status !== undefined) {
      const location = storage.status < 400 ? { location: 'http://127.0.0.1:1/' } : {}
      return response.writeHead(storage.status, location).end()
    }
    if (request.headers.authorization !== storageToken) return response.writeHead(403).end()
    if (request.method === 'GET') {
      const object = objects.get(oid)
      return response.writeHead(object === undefined ? 404 : 200).end(object)
    }
    if (createHash('sha256').update(body).digest('hex') !== oid)
      return response.writeHead(400).end()
    objects.set(oid, body)
    response.writeHead(200).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const actionFor = (oid: string) => {
    const action = { href: `${url}/${oid}?sig=abc%2Fdef`, header: { Authorization: storageToken } }
    return storage.action?.(action) ?? { ...action, expires_in: 3600 }
  }
  const answerBatch = (question: {
    operation: string
    objects: { oid: string; size: number }[]
  }) => ({
    transfer: 'basic',
    objects: question.objects.map(({ oid, size }) => {
      const known = objects.has(oid)
      if (question.operation === 'download') {
        return known
          ? { oid, size, actions: { download: actionFor(oid) } }
          : { oid, size, error: { code: 404, message: 'Object does not exist' } }
      }
      if (known) return { oid, size }
      const verify = { href: `${upstream.url}/lfs-verify`, header: {} }
      return {
        oid,
        size,
        actions: { upload: actionFor(oid), ...(storage.verifies ? { verify } : {}) },
      }
    }),
  })
  const serveForge = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await note('forge', request)
    const path = request.url?.split('?')[0] ?? ''
    const send = (status: number, value: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/vnd.git-lfs+json' })
        .end(JSON.stringify(value))
    const isAllowed = request.headers.authorization !== undefined
    const asked = JSON.parse(body.toString() || '{}')
    if (path.endsWith('/objects/batch')) {
      if (asked.operation === 'upload' && !isAllowed) return send(401, { message: 'no' })
      return send(200, answerBatch(asked))
    }
    if (path.endsWith('/locks/verify')) return send(200, { ours: [], theirs: [] })
    if (path.endsWith('/locks') && request.method === 'POST') {
      return send(201, { lock: { id: 'l1', path: asked.path, locked_at: '2026-01-01T00:00:00Z' } })
    }
    if (path.endsWith('/locks')) return send(200, { locks: [] })
    if (path.endsWith('/unlock')) return send(200, { lock: { id: 'l1', path: 'a' } })
    return send(200, {})
  }
  upstream.beside = (request, response) => {
    if (!/\/info\/lfs\/|^\/lfs-verify$/.test(request.url ?? '')) return false
    serveForge(request, response).catch(() => response.destroy())
    return true
  }
  const storage: LfsStorage = {
    objects,
    requests,
    url,
    verifies: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((closed) => server.close(() => closed()))
    },
  }
  return storage
}
