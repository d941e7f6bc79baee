import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..', '..')
/** The account every azurite knows; its key is public and stands in its documentation. */
const account = 'devstoreaccount1'
const accountKey = [
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsu',
  'Fq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
].join('')
const prefix = '/twirp/github.actions.results.api.v1.ArtifactService/'

export interface ArtifactService {
  /** What the runner puts into the environment of an action. */
  readonly env: Record<string, string>
  /** Artifacts whose upload was finished, by name. */
  readonly finished: Map<string, { size: string; hash: string; expiresAt: string | undefined }>
  /** The archive as it lies in the blob store. */
  download(name: string): Promise<Buffer>
  /** From now on every call is answered with this status, until it is taken back. */
  failWith(status: number | undefined): void
  close(): Promise<void>
}

/** GitHub's artifact service as far as an upload needs it, in front of a real blob store. */
export async function startArtifactService(): Promise<ArtifactService> {
  const store = await startBlobStore()
  const finished: ArtifactService['finished'] = new Map()
  const created = new Map<string, string | undefined>()
  let failure: number | undefined
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await bodyOf(request)) || '{}') as Record<string, unknown>
    const answer = (status: number, content: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(content))
    if (failure !== undefined) return answer(failure, { code: 'internal', msg: 'out of order' })
    const name = String(body.name)
    switch (request.url?.slice(prefix.length)) {
      case 'CreateArtifact': {
        if (created.has(name)) return answer(409, { code: 'already_exists', msg: 'it exists' })
        const expires = body.expires_at
        created.set(name, typeof expires === 'string' ? expires : undefined)
        await store.createContainer()
        return answer(200, { ok: true, signed_upload_url: store.signedUrl(name, 'cw') })
      }
      case 'FinalizeArtifact':
        finished.set(name, {
          size: String(body.size),
          hash: String(body.hash),
          expiresAt: created.get(name),
        })
        return answer(200, { ok: true, artifact_id: `${4000 + finished.size}` })
      default:
        return answer(404, { code: 'bad_route', msg: request.url })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    env: {
      ACTIONS_RUNTIME_TOKEN: runtimeToken(),
      ACTIONS_RESULTS_URL: `http://127.0.0.1:${port}/`,
      GITHUB_SERVER_URL: 'https://github.com',
    },
    finished,
    async download(name) {
      const response = await fetch(store.signedUrl(name, 'r'))
      if (!response.ok) throw new Error(`the blob store answered ${response.status}`)
      return Buffer.from(await response.arrayBuffer())
    },
    failWith(status) {
      failure = status
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await store.close()
    },
  }
}

/** The client reads the run and job from it and does not check the signature. */
function runtimeToken(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const scope =
    'Actions.Results:11111111-1111-4111-8111-111111111111:22222222-2222-4222-8222-222222222222'
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ scp: scope })}.${part('unsigned')}`
}

async function startBlobStore() {
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/azurite/dist/src/blob/main.js'),
      ...[
        '--blobPort',
        '0',
        '--inMemoryPersistence',
        '--skipApiVersionCheck',
        '--silent',
        '--disableTelemetry',
      ],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const base = `${await addressOf(child)}/${account}/artifacts`
  const signedUrl = (name: string, permissions: string) =>
    `${base}/${encodeURIComponent(name)}?${sign(name, permissions)}`
  return {
    signedUrl,
    async createContainer() {
      const date = new Date().toUTCString()
      const version = '2024-08-04'
      const headers = { 'x-ms-date': date, 'x-ms-version': version }
      const toSign = `PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:${date}\nx-ms-version:${version}\n/${account}/${account}/artifacts\nrestype:container`
      const authorization = `SharedKey ${account}:${hmac(toSign)}`
      const response = await fetch(`${base}?restype=container`, {
        method: 'PUT',
        headers: { ...headers, authorization },
      })
      if (!response.ok && response.status !== 409) {
        throw new Error(`the blob store answered ${response.status}: ${await response.text()}`)
      }
    },
    async close() {
      child.kill('SIGTERM')
      await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}

/** A signature for one blob. @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas */
function sign(name: string, permissions: string): string {
  const expires = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z/, 'Z')
  const version = '2020-12-06'
  const fields = [
    permissions,
    '',
    expires,
    `/blob/${account}/artifacts/${name}`,
    ...['', '', 'https,http', version, 'b', '', '', '', '', '', '', ''],
  ]
  return new URLSearchParams({
    sv: version,
    se: expires,
    sr: 'b',
    sp: permissions,
    spr: 'https,http',
    sig: hmac(fields.join('\n')),
  }).toString()
}

const hmac = (text: string): string =>
  createHmac('sha256', Buffer.from(accountKey, 'base64')).update(text).digest('base64')

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.once('exit', (code) => reject(new Error(`the blob store ended with ${code}: ${text}`)))
    child.stdout?.on('data', (chunk) => {
      text += chunk
      const address = /successfully listens? on (http:\/\/\S+)/.exec(text)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
