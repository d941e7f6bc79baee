import { emptyBandPacket, flushPacket, writeBand } from '../../core/git/pkt-line.ts'
import { type PushCapabilities, type PushReport, writeReport } from '../../core/git/receive-pack.ts'
import { plain } from '../../core/policy/render/plain-text.ts'
import type { Response } from '../../http/listen.ts'
import { whenClosed, write } from '../../http/respond.ts'
import { noCache } from './refuse-text.ts'

/**
 * Empty packets sent at once, 1.5 kB: enough every second for clients and proxies that give up on
 * slow answers, and nothing that is printed.
 */
const signOfLife = Buffer.concat(Array.from({ length: 300 }, () => emptyBandPacket))

/** The answer to a push. Nothing is sent before the request was read to its end. */
export interface PushReply {
  /** Whether lines for people can be sent before the end, and so whether a client can be kept. */
  readonly canTalk: boolean
  /** Lines for people; `quiet` clients get them as well, since they say why. */
  say(lines: readonly string[]): void
  /** Keeps the connection alive from now on, until the end. */
  keepAlive(): void
  /** What became of each ref, and the end of the answer. */
  finish(report: PushReport): void
  /** Ends without a report, for a head that could not be read. */
  fail(line: string): void
}

/** @param mask makes a text fit for terminals and logs: no secret in it */
export function createPushReply(options: {
  response: Response
  capabilities: PushCapabilities
  keepAliveMs: number
  mask(text: string): string
}): PushReply {
  const { response, capabilities, keepAliveMs, mask } = options
  let timer: NodeJS.Timeout | undefined

  const send = (bytes: Uint8Array): void => {
    if (response.destroyed || response.writableEnded) return
    if (!response.headersSent) {
      const headers = { ...noCache, 'content-type': 'application/x-git-receive-pack-result' }
      write(response).writeHead(200, headers)
    }
    if (bytes.length > 0) write(response).write(bytes)
  }
  const end = (bytes: Uint8Array): void => {
    clearInterval(timer)
    send(bytes)
    if (!response.destroyed && !response.writableEnded) write(response).end()
  }
  const safe = (text: string): string => plain(mask(text))
  whenClosed(response, () => clearInterval(timer))

  return {
    canTalk: capabilities.sideBand,
    say(lines) {
      if (!capabilities.sideBand || lines.length === 0) return
      send(writeBand(2, Buffer.from(lines.map((line) => `${safe(line)}\n`).join(''))))
    },
    keepAlive() {
      if (!capabilities.sideBand || response.destroyed) return
      timer ??= setInterval(() => {
        if (!response.writableNeedDrain) send(signOfLife)
      }, keepAliveMs)
    },
    finish({ unpack, refs }) {
      const report = writeReport({
        unpack: safe(unpack),
        refs: refs.map((one) =>
          one.reason === undefined ? one : { ...one, reason: safe(one.reason) },
        ),
      })
      end(capabilities.sideBand ? Buffer.concat([writeBand(1, report), flushPacket]) : report)
    },
    fail(line) {
      end(Buffer.concat([writeBand(3, Buffer.from(`${safe(line)}\n`)), flushPacket]))
    },
  }
}
