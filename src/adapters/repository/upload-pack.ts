import type { IncomingMessage } from 'node:http'
import { GuardError } from '../../core/errors.ts'
import { createPacketReader, lineOf, type Packet, writePacket } from '../../core/git/pkt-line.ts'
import type { RepositoryName } from '../../core/git/repository-name.ts'
import { visibleLine } from '../../core/recording/visible.ts'
import { gitAuthorization } from '../../http/headers.ts'
import type { UpstreamClient } from '../../http/upstream.ts'
import type { RepositoryLimits } from './repository-limits.ts'

export type ObjectFormat = 'sha1' | 'sha256'

/** What the forge shows of a repository. */
export interface RemoteRefs {
  /** Full name → object id, branches and tags. */
  tips: ReadonlyMap<string, string>
  /** Every commit or object that a tip is or peels to. */
  ids: ReadonlySet<string>
  /** The commit of the default branch; absent in an empty repository. */
  head?: string
  /** The branch `HEAD` names, as `main`; absent where the forge does not say. */
  defaultBranch?: string
  objectFormat: ObjectFormat
}

export interface FetchRequest {
  wants: readonly string[]
  /** Commits whose whole history is here already. */
  haves?: readonly string[]
  filter?: 'tree:0' | 'blob:none'
  /** Commits without their parents. */
  shallow?: boolean
  objectFormat: ObjectFormat
  /** Largest pack accepted, in bytes. */
  maxBytes: number
  signal?: AbortSignal
}

/** The forge's reading side, in protocol version 2: one request for each question. */
export interface UploadPack {
  readRefs(repository: RepositoryName): Promise<RemoteRefs>
  /**
   * The pack with what was asked for.
   *
   * @throws {GuardError} `UPSTREAM_FAILED` while it is read, when the forge has not got an object
   */
  fetch(repository: RepositoryName, request: FetchRequest): AsyncGenerator<Buffer>
}

export interface UploadPackOptions {
  upstream: URL
  client: UpstreamClient
  credential: () => Promise<string | undefined>
  limits: RepositoryLimits
}

const agent = 'agent=cursor-guard'
const idPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * Speaks to the forge itself, so that no git process ever opens a connection or sees a credential.
 *
 * @see https://git-scm.com/docs/protocol-v2
 */
export function createUploadPack(options: UploadPackOptions): UploadPack {
  const formats = new Map<RepositoryName, ObjectFormat>()

  async function* ask(repository: RepositoryName, body: Buffer, signal?: AbortSignal) {
    const response = await call(options, repository, { body, ...(signal ? { signal } : {}) })
    yield* packetsOf(response)
  }

  async function listRefs(repository: RepositoryName, objectFormat: ObjectFormat) {
    const body = request('ls-refs', objectFormat, [
      'peel',
      'symrefs',
      'ref-prefix HEAD',
      'ref-prefix refs/heads/',
      'ref-prefix refs/tags/',
    ])
    const tips = new Map<string, string>()
    const ids = new Set<string>()
    let head: string | undefined
    let defaultBranch: string | undefined
    let isWhole = false
    for await (const packet of ask(repository, body)) {
      if (packet.kind !== 'data') {
        isWhole = packet.kind === 'flush'
        break
      }
      const [id = '', name = '', ...attributes] = lineOf(packet.payload).split(' ')
      if (id === 'ERR') throw refused(lineOf(packet.payload))
      if (id === 'unborn') continue
      if (!idPattern.test(id)) throw malformed('a line names no object')
      const peeled = attributes.find((word) => word.startsWith('peeled:'))?.slice(7)
      if (name === 'HEAD') {
        head = id
        defaultBranch = branchOf(attributes)
      } else tips.set(name, id)
      if (tips.size > options.limits.refs) {
        throw malformed(`more than ${options.limits.refs} refs (limit refs)`)
      }
      ids.add(id)
      if (peeled !== undefined && idPattern.test(peeled)) ids.add(peeled)
    }
    if (!isWhole) throw malformed('it ended too early')
    return {
      tips,
      ids,
      ...(head === undefined ? {} : { head }),
      ...(defaultBranch === undefined ? {} : { defaultBranch }),
      objectFormat,
    }
  }

  return {
    async readRefs(repository) {
      const known = formats.get(repository)
      if (known !== undefined) return listRefs(repository, known)
      try {
        const refs = await listRefs(repository, 'sha1')
        formats.set(repository, 'sha1')
        return refs
      } catch (error) {
        // A server of another object format, or of an older protocol, breaks off without a word.
        if (!(error instanceof GuardError) || !error.message.startsWith(notALedger)) throw error
        const format = await readObjectFormat(options, repository)
        if (format === 'sha1') throw error
        formats.set(repository, format)
        return listRefs(repository, format)
      }
    },
    async *fetch(
      repository,
      { wants, haves = [], filter, shallow, objectFormat, maxBytes, signal },
    ) {
      const body = request('fetch', objectFormat, [
        'ofs-delta',
        'no-progress',
        ...(filter === undefined ? [] : [`filter ${filter}`]),
        ...(shallow ? ['deepen 1'] : []),
        ...wants.map((id) => `want ${checkedId(id)}`),
        ...haves.map((id) => `have ${checkedId(id)}`),
        'done',
      ])
      yield* packOf(ask(repository, body, signal), maxBytes)
    },
  }
}

const branchOf = (attributes: readonly string[]): string | undefined =>
  attributes.find((word) => word.startsWith(headPrefix))?.slice(headPrefix.length)
const headPrefix = 'symref-target:refs/heads/'

/** The pack in an answer to `fetch`; other sections are passed over. */
async function* packOf(packets: AsyncGenerator<Packet>, maxBytes: number): AsyncGenerator<Buffer> {
  let inPack = false
  let size = 0
  for await (const packet of packets) {
    if (packet.kind !== 'data') {
      if (packet.kind === 'delimiter') continue
      if (inPack) return
      throw malformed('it holds no pack')
    }
    const { payload } = packet
    if (!inPack) {
      const line = lineOf(payload)
      if (line.startsWith('ERR ')) throw refused(line)
      inPack = line === 'packfile'
      continue
    }
    const band = payload[0]
    if (band === 3) throw refused(payload.toString('utf8', 1))
    if (band !== 1) continue
    size += payload.length - 1
    if (size > maxBytes) throw new TooMuch(maxBytes)
    yield payload.subarray(1)
  }
  throw malformed('it ended too early')
}

/** The forge sent more than was accepted. */
export class TooMuch extends GuardError {
  constructor(maxBytes: number) {
    super('UPSTREAM_FAILED', `the forge sent more than the ${maxBytes} bytes that are accepted`)
  }
}

/** The forge has not got, or does not give out, an object that was asked for. */
export class NotThere extends GuardError {
  /** Which one, where the forge says it. */
  readonly id: string | undefined

  constructor(id: string | undefined) {
    super('UPSTREAM_FAILED', `the forge does not have ${id ?? 'an object that was asked for'}`)
    this.id = id
  }
}

async function* packetsOf(response: IncomingMessage): AsyncGenerator<Packet> {
  const reader = createPacketReader()
  try {
    for await (const chunk of response) yield* reader.push(chunk as Buffer)
  } catch (cause) {
    if (cause instanceof GuardError && cause.code !== 'FRAME_MALFORMED') throw cause
    throw new GuardError('UPSTREAM_FAILED', 'the connection to the forge broke off', { cause })
  } finally {
    response.destroy()
  }
}

async function call(
  { upstream, client, credential, limits }: UploadPackOptions,
  repository: RepositoryName,
  { body, signal }: { body?: Buffer; signal?: AbortSignal },
): Promise<IncomingMessage> {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new GuardError('INPUT_INVALID', 'a repository is named owner/name')
  }
  const token = await credential()
  const timeout = AbortSignal.timeout(limits.upstreamMs)
  const response = await client.http1({
    base: upstream,
    method: body === undefined ? 'GET' : 'POST',
    path: `/${repository}.git/${body === undefined ? 'info/refs?service=git-upload-pack' : 'git-upload-pack'}`,
    headers: {
      'user-agent': 'git/cursor-guard',
      'git-protocol': 'version=2',
      'accept-encoding': 'identity',
      ...(token === undefined ? {} : { authorization: gitAuthorization(token) }),
      ...(body === undefined
        ? {}
        : {
            'content-type': 'application/x-git-upload-pack-request',
            accept: 'application/x-git-upload-pack-result',
            'content-length': body.length,
          }),
    },
    ...(body === undefined ? {} : { body }),
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  })
  const status = response.statusCode ?? 0
  if (status !== 200) {
    response.destroy()
    throw new GuardError('UPSTREAM_FAILED', `${upstream.host} answered ${status} for ${repository}`)
  }
  return response
}

async function readObjectFormat(
  options: UploadPackOptions,
  repository: RepositoryName,
): Promise<ObjectFormat> {
  const lines: string[] = []
  const response = await call(options, repository, {})
  for await (const packet of packetsOf(response)) {
    if (packet.kind === 'data') lines.push(lineOf(packet.payload))
    if (lines.length > 100) break
  }
  if (!lines.includes('version 2')) {
    throw new GuardError('UPSTREAM_FAILED', 'the forge does not speak version 2 of git’s protocol')
  }
  return lines.includes('object-format=sha256') ? 'sha256' : 'sha1'
}

function request(command: string, format: ObjectFormat, lines: readonly string[]): Buffer {
  return Buffer.concat([
    writePacket(`command=${command}\n`),
    writePacket(`${agent}\n`),
    writePacket(`object-format=${format}\n`),
    Buffer.from('0001'),
    ...lines.map((line) => writePacket(`${line}\n`)),
    Buffer.from('0000'),
  ])
}

function checkedId(id: string): string {
  if (!idPattern.test(id)) throw new GuardError('INPUT_INVALID', 'an object id was expected')
  return id
}

const notALedger = 'the forge’s answer was not understood'
const malformed = (what: string) => new GuardError('UPSTREAM_FAILED', `${notALedger}: ${what}`)
const refused = (line: string): GuardError =>
  /\bnot our ref\b/.test(line)
    ? new NotThere(/\b[0-9a-f]{40,64}\b/.exec(line)?.[0])
    : new GuardError(
        'UPSTREAM_FAILED',
        `the forge refused: ${visibleLine(line.replace(/^ERR /, ''))}`,
      )
