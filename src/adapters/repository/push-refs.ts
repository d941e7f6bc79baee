import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { GuardError } from '../../core/errors.ts'
import { createPacketReader } from '../../core/git/pkt-line.ts'
import { type PushReport, readReport, writePushHead } from '../../core/git/receive-pack.ts'
import { isZero, type RefCommand } from '../../core/git/ref-update.ts'
import type { UpstreamClient } from '../../http/upstream.ts'

/** Largest answer that is read, in bytes, and longest wait for it, in milliseconds. */
const maxReportBytes = 1 << 20
const reportMs = 30_000

/**
 * Moves refs the way a push does, all or none, each only from its `old`. What they point at must be
 * at the forge already: the pack is empty.
 *
 * @param authorization value of the header, for this call alone
 * @throws {GuardError} `UPSTREAM_FAILED` when the forge did not say what it has done
 * @see https://git-scm.com/docs/gitprotocol-pack#_reference_update_request_and_packfile_transfer
 */
export async function pushRefs(
  commands: readonly RefCommand[],
  options: { client: UpstreamClient; forge: URL; repository: string; authorization: string },
): Promise<PushReport> {
  const { client, forge, repository, authorization } = options
  const head = writePushHead({
    commands: [...commands],
    shallow: [],
    options: [],
    capabilities: {
      reportStatus: 'v1',
      sideBand: true,
      atomic: true,
      quiet: true,
      pushOptions: false,
      objectFormat: (commands[0]?.new.length ?? 40) === 64 ? 'sha256' : 'sha1',
    },
  })
  const needsPack = commands.some((command) => !isZero(command.new))
  const body = needsPack ? Buffer.concat([head, emptyPack(commands[0]?.new.length ?? 40)]) : head
  const response = await client.http1({
    base: forge,
    method: 'POST',
    path: `/${repository}.git/git-receive-pack`,
    headers: {
      authorization,
      'content-type': 'application/x-git-receive-pack-request',
      accept: 'application/x-git-receive-pack-result',
      'content-length': body.length,
    },
    body,
    signal: AbortSignal.timeout(reportMs),
  })
  if (response.statusCode !== 200) {
    response.destroy()
    throw new GuardError('UPSTREAM_FAILED', `the forge answered ${response.statusCode} to a push`)
  }
  const report = readReport(await bandOne(response))
  if (report !== undefined) return report
  throw new GuardError('UPSTREAM_FAILED', 'the forge did not say what became of a push')
}

/** A pack without objects: its header, and the hash of that. */
function emptyPack(idLength: number): Buffer {
  const header = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1')
  const hash = createHash(idLength === 64 ? 'sha256' : 'sha1')
    .update(header)
    .digest()
  return Buffer.concat([header, hash])
}

/** The bytes of the report; progress and errors travel beside it. */
async function bandOne(response: IncomingMessage): Promise<Buffer> {
  const reader = createPacketReader()
  const parts: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += (chunk as Buffer).length
    if (size > maxReportBytes) {
      response.destroy()
      throw new GuardError('UPSTREAM_FAILED', `the forge said more than ${maxReportBytes} bytes`)
    }
    for (const packet of reader.push(chunk as Buffer)) {
      if (packet.kind === 'data' && packet.payload[0] === 1) parts.push(packet.payload.subarray(1))
    }
  }
  return Buffer.concat(parts)
}
