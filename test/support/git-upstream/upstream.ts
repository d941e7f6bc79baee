import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { relayCgi } from './cgi.ts'

/** What goes wrong with one request. */
export type Fault =
  /** An answer of its own, before the request is read. */
  | { do: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** The connection is lost: before the body, after some bytes of it, after all of it (the work is
   * done, the answer lost), or after some bytes of the answer. */
  | { do: 'cut'; when: 'before-body' | 'in-body' | 'before-answer' | 'in-answer'; after?: number }
  /** Waits before the request is served, in milliseconds. */
  | { do: 'wait'; ms: number }
  /** Something happens at the forge first. */
  | { do: 'run'; work: () => Promise<void> }

/** One request as the forge saw it. */
export interface SeenRequest {
  method: string
  /** Path and query. */
  url: string
  headers: IncomingMessage['headers']
  bodyBytes: number
}

export interface GitUpstreamOptions {
  /** What a call must bear to write, and to read what is private. */
  token?: string
  /** `owner/name` of repositories that only the token reads. */
  private?: readonly string[]
  /** Added to every request, in milliseconds. */
  delayMs?: number
}

/** A forge on this machine: `git http-backend` over bare repositories, with faults on demand. */
export interface GitUpstream extends AsyncDisposable {
  readonly url: string
  readonly token: string
  readonly requests: SeenRequest[]
  /** Asked for each request; what it gives happens to that request. */
  fault: ((request: SeenRequest) => Fault | undefined) | undefined
  /** Serves what is not git's own, such as LFS; whether it did. */
  beside: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  delayMs: number
  /** Makes an empty bare repository whose default branch is `main`. */
  create(repository: string, options?: { objectFormat?: 'sha1' | 'sha256' }): Promise<string>
  /** Folder of a bare repository. */
  path(repository: string): string
  /** Runs git in a repository of the forge. */
  git(repository: string, ...args: string[]): Promise<string>
  /** Every ref and where it points. */
  refs(repository: string): Promise<Record<string, string>>
  close(): Promise<void>
}

const run = promisify(execFile)

/** Settings of the machine must not reach the forge. */
const environment = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
}

export async function startGitUpstream(options: GitUpstreamOptions = {}): Promise<GitUpstream> {
  const root = await mkdtemp(join(tmpdir(), 'git-upstream-'))
  const token = options.token ?? `upstream-${Math.random().toString(36).slice(2)}`
  const secluded = new Set(options.private)
  const requests: SeenRequest[] = []

  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    serve(request, response).catch(() => response.destroy())
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen: SeenRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      bodyBytes: 0,
    }
    requests.push(seen)
    const fault = upstream.fault?.(seen)
    if (upstream.delayMs > 0) await sleep(upstream.delayMs)
    if (fault?.do === 'wait') await sleep(fault.ms)
    if (fault?.do === 'run') await fault.work()
    if (fault?.do === 'answer') {
      request.resume()
      response.writeHead(fault.status, { 'content-type': 'text/plain', ...fault.headers })
      return void response.end(fault.body ?? '')
    }
    const cut = fault?.do === 'cut' ? fault : undefined
    if (cut?.when === 'before-body') return void request.socket.destroy()
    if (upstream.beside?.(request, response)) return
    const url = new URL(seen.url, 'http://forge')
    if (!isAllowed(request, url)) {
      request.resume()
      response.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' })
      return void response.end('Authentication required\n')
    }
    request.on('data', (chunk: Buffer) => {
      seen.bodyBytes += chunk.length
      if (cut?.when === 'in-body' && seen.bodyBytes > (cut.after ?? 0)) request.socket.destroy()
    })
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...environment,
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: seen.method,
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REMOTE_USER: 'guard',
        REMOTE_ADDR: '127.0.0.1',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
    })
    await relayCgi({
      request,
      response,
      backend,
      cutAnswerAfter:
        cut?.when === 'before-answer'
          ? -1
          : cut?.when === 'in-answer'
            ? (cut.after ?? 0)
            : undefined,
    })
  }

  /** Anybody reads what is public; the rest asks for the token, as the forge takes it from git. */
  function isAllowed(request: IncomingMessage, url: URL): boolean {
    const name = url.pathname.replace(/^\//, '').replace(/\.git\/.*$/, '')
    const writes = url.pathname.endsWith('/git-receive-pack') || url.search.includes('receive-pack')
    const expected = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
    if (request.headers.authorization !== undefined)
      return request.headers.authorization === expected
    return !writes && !secluded.has(name)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const path = (repository: string) => join(root, `${repository}.git`)
  const git = async (repository: string, ...args: string[]) => {
    const { stdout } = await run('git', args, { cwd: path(repository), env: environment })
    return stdout.trim()
  }
  const upstream: GitUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    requests,
    fault: undefined,
    beside: undefined,
    delayMs: options.delayMs ?? 0,
    async create(repository, { objectFormat = 'sha1' } = {}) {
      await mkdir(path(repository), { recursive: true })
      const format = `--object-format=${objectFormat}`
      await git(repository, 'init', '-q', '--bare', '--initial-branch=main', format)
      await git(repository, 'config', 'http.receivepack', 'true')
      await git(repository, 'config', 'uploadpack.allowFilter', 'true')
      await git(repository, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
      return path(repository)
    },
    path,
    git,
    async refs(repository) {
      const listed = await git(repository, 'for-each-ref', '--format=%(refname) %(objectname)')
      return Object.fromEntries(
        listed
          .split('\n')
          .filter(Boolean)
          .map((line) => line.split(' ')),
      )
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await rm(root, { recursive: true, force: true })
    },
    [Symbol.asyncDispose]: () => upstream.close(),
  }
  return upstream
}
