import { allTexts, messageAt, smallNumber } from './fields.ts'
import { readFields } from './protobuf.ts'
import { lengthDelimited, setField, stringField, varintField } from './protobuf-write.ts'

/**
 * Which protocol the client is told to use for streams: 3 keeps both halves of a run on HTTP/1.1,
 * 4 asks for one HTTP/2 stream (h2c on a plain address), `keep` leaves the service's choice.
 */
export type Http2Config = 3 | 4 | 'keep'

/** `http2_config` and `agent_url_config` of `GetServerConfigResponse`. */
const http2Field = 7
const agentUrlField = 27

/**
 * A `GetServerConfigResponse` that keeps the client's streams where `agentUrl` is. The command line
 * client takes the host of its agent from here, so both addresses in it are exchanged, and set even
 * when the service named none. Everything else stays byte for byte.
 *
 * @returns the new body, the addresses the service had named, and the protocol it had asked for
 * @throws {GuardError} `FRAME_MALFORMED` when `body` is no message
 */
export function rewriteServerConfig(
  body: Uint8Array,
  { http2 = 'keep', agentUrl }: { http2?: Http2Config; agentUrl: string },
): { body: Uint8Array; upstreamAgentUrls: string[]; http2Config: number } {
  const fields = readFields(body)
  const named = messageAt(fields, agentUrlField) ?? []
  const urls = lengthDelimited(agentUrlField, stringField(1, agentUrl), stringField(2, agentUrl))
  const withUrls = setField(body, agentUrlField, urls)
  return {
    body:
      http2 === 'keep' ? withUrls : setField(withUrls, http2Field, varintField(http2Field, http2)),
    upstreamAgentUrls: [...new Set([...allTexts(named, 1), ...allTexts(named, 2)])].filter(
      (url) => url !== '',
    ),
    http2Config: smallNumber(fields, http2Field),
  }
}
