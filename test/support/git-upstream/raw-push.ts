import { createHash } from 'node:crypto'
import http from 'node:http'
import { createPacketReader, flushPacket, writePacket } from '../../../src/core/git/pkt-line.ts'
import { type GuardedForge, home } from './guarded-git.ts'

/** A pack without objects: what git sends when a push brings nothing new. */
export const emptyPack = (() => {
  const head = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1')
  return Buffer.concat([head, createHash('sha1').update(head).digest()])
})()

export const usualCapabilities = 'report-status side-band-64k object-format=sha1 agent=raw/1'

/** The head of a push, as bytes that git itself would not write. */
export function rawHead(lines: readonly (string | Buffer)[], end: Buffer = flushPacket): Buffer {
  return Buffer.concat([...lines.map((line) => writePacket(line)), end])
}

export interface RawAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  body: Buffer
  /** Text of the three bands; without side-band the report is in the first. */
  bands: [string, string, string]
}

/** Sends bytes as a push, straight to the guard. */
export function rawPush(
  { guard }: GuardedForge,
  body: Buffer | Buffer[],
  options: {
    repository?: string
    headers?: http.OutgoingHttpHeaders
    path?: string
    url?: string
  } = {},
): Promise<RawAnswer> {
  const { repository = home, path = `/git/${repository}/git-receive-pack` } = options
  const pieces = Array.isArray(body) ? body : [body]
  return new Promise((resolve, reject) => {
    const request = http.request(
      guard.baseUrl,
      {
        method: 'POST',
        path,
        headers: {
          authorization: `Bearer ${guard.sessionToken}`,
          'content-type': 'application/x-git-receive-pack-request',
          'content-length': pieces.reduce((sum, piece) => sum + piece.length, 0),
          ...options.headers,
        },
      },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.once('error', reject)
        response.once('end', () => {
          const all = Buffer.concat(parts)
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: all,
            bands: bandsOf(all),
          })
        })
      },
    )
    request.once('error', reject)
    for (const piece of pieces) request.write(piece)
    request.end()
  })
}

function bandsOf(body: Buffer): [string, string, string] {
  const bands: [string, string, string] = ['', '', '']
  if (!/^[0-9a-f]{4}/.test(body.toString('latin1', 0, 4))) return bands
  for (const packet of createPacketReader().push(body)) {
    if (packet.kind !== 'data') continue
    const band = packet.payload[0] ?? 0
    if (band >= 1 && band <= 3) bands[band - 1] += packet.payload.toString('utf8', 1)
    else bands[0] += packet.payload.toString('utf8')
  }
  return bands
}
