import type { IncomingHttpHeaders } from 'node:http'
import type { ConnectCode } from '../../../core/cursor/connect-error.ts'
import {
  type ContentCoding,
  contentCoding,
  createEnvelopeReader,
  endStreamFlag,
  inflateEnvelope,
} from '../../../core/cursor/envelope.ts'
import { GuardError } from '../../../core/errors.ts'
import { readBody } from '../../../http/body.ts'
import type { AgentRun } from '../run/agent-run.ts'
import type { ClientWire } from './client-wire.ts'
import type { ServiceReply } from './upstream-wire.ts'

/** Largest answer passed on that is no stream, in bytes. */
const maxPlainBytes = 1 << 20

/**
 * Reads the service's stream to its end, through the run, to the client.
 *
 * Whatever goes wrong, the client gets an end: the service's own, or an error that says what was
 * expected.
 */
export async function relayServerStream(
  reply: ServiceReply,
  { run, client }: { run: AgentRun; client: ClientWire },
): Promise<void> {
  const { source, status, headers } = reply
  const type = String(headers['content-type'] ?? '')
  if (status !== 200) return passOn(reply, run, client)
  if (!type.startsWith('application/connect+proto')) {
    source.destroy()
    run.broke('the service answered with something else than a stream')
    return client.fail(
      'internal',
      `cursor-guard: the service answered with ${type || 'no content type'}, a Connect stream was expected`,
    )
  }
  client.open()
  const reader = createEnvelopeReader()
  try {
    const coding = codingOf(headers)
    for await (const chunk of source) {
      for (const envelope of reader.push(chunk as Buffer)) {
        const body = inflateEnvelope(envelope, coding)
        if ((envelope.flags & endStreamFlag) !== 0) {
          run.serverEnded()
          return client.end(run.maskedTrailer(body))
        }
        run.serverMessage(body)
      }
      client.flush()
      if (client.over) return
      if (client.full) await client.drained()
    }
    run.serverEnded()
    run.broke('the service closed its stream before the end')
    client.fail('unavailable', 'cursor-guard: the service closed its stream before the end')
  } catch (error) {
    run.serverEnded()
    const [code, message] = streamFailure(error)
    // A client that left has ended its run itself.
    if (!client.over) run.broke(message)
    client.fail(code, message)
  } finally {
    source.destroy()
  }
}

/**
 * The coding of a stream's compressed envelopes.
 *
 * @throws {GuardError} `FRAME_MALFORMED` for one that cannot be undone here
 */
export function codingOf(headers: IncomingHttpHeaders): ContentCoding {
  const named = headers['connect-content-encoding']
  const coding = contentCoding(named === undefined ? undefined : String(named))
  if (coding === undefined) {
    throw new GuardError(
      'FRAME_MALFORMED',
      `a stream in the unknown coding ${String(named).slice(0, 40)}`,
    )
  }
  return coding
}

/** What the client is told when a stream broke: a Connect code it does not retry for garbage. */
export function streamFailure(error: unknown): [code: ConnectCode, message: string] {
  if (error instanceof GuardError && error.code === 'FRAME_MALFORMED') {
    return [
      'invalid_argument',
      `cursor-guard: the service sent what cannot be read: ${error.message}`,
    ]
  }
  if (error instanceof GuardError && error.code === 'RECORDING_FAILED') {
    return ['permission_denied', `cursor-guard: ${error.message}`]
  }
  if (error instanceof GuardError) return ['unavailable', `cursor-guard: ${error.message}`]
  const code = (error as NodeJS.ErrnoException).code ?? 'broken'
  return ['unavailable', `cursor-guard: the connection to the service broke (${code})`]
}

/** An answer that is no stream goes on as it came, or as an error once the stream was opened. */
async function passOn(
  { source, status, headers }: ServiceReply,
  run: AgentRun,
  client: ClientWire,
): Promise<void> {
  // The status says what is wrong even when its text is cut short or too long.
  const body = await readBody(source, maxPlainBytes).catch(() => Buffer.alloc(0))
  run.broke(`the service answered a run with HTTP ${status}`)
  if (client.opened)
    return client.fail(codeOf(status), `cursor-guard: the service answered HTTP ${status}`)
  const kept: Record<string, string> = {}
  for (const name of ['content-type', 'content-encoding', 'retry-after']) {
    const value = headers[name]
    if (typeof value === 'string') kept[name] = value
  }
  client.answer(status, kept, body)
}

/** @see https://connectrpc.com/docs/protocol/#http-to-error-code */
function codeOf(status: number): ConnectCode {
  const codes: Record<number, ConnectCode> = {
    400: 'internal',
    401: 'unauthenticated',
    403: 'permission_denied',
    404: 'unimplemented',
    429: 'unavailable',
    502: 'unavailable',
    503: 'unavailable',
    504: 'unavailable',
  }
  return codes[status] ?? 'unknown'
}
