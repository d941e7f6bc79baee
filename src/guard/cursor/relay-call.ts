import type { Readable } from 'node:stream'
import { contentCoding, inflate } from '../../core/cursor/envelope.ts'
import { maskMessage } from '../../core/cursor/mask-message.ts'
import { GuardError } from '../../core/errors.ts'
import type { MaskFinding } from '../../core/secrets/engine.ts'
import { readStart } from '../../http/body.ts'
import type { Request, Response } from '../../http/listen.ts'
import { whenClosed } from '../../http/respond.ts'
import type { CursorCalls } from './calls.ts'
import { sendReply } from './send-reply.ts'

/** Largest unary request that is looked into, in bytes; a longer one is noted as a gap. */
export const maxUnaryBytes = 8 << 20

/**
 * Passes one call through with the real credential in place of the session's.
 *
 * The body of a unary call is masked like everything else that leaves the machine (a conversation is
 * named after its first prompt, events quote what was typed); without a secret in it, it travels on
 * byte for byte. The answer is not touched.
 */
export async function relayCall(
  calls: CursorCalls,
  target: 'rpc' | 'rest',
  request: Request,
  response: Response,
): Promise<void> {
  const aborted = new AbortController()
  whenClosed(response, () => aborted.abort())
  const accepts = request.headers['accept-encoding']
  const { body, headers } = await outgoing(calls, request)
  const reply = await calls.forward(request, {
    path: String(request.url),
    target,
    // The client reads the answer itself: its own codings are fine.
    headers: { ...headers, ...(accepts === undefined ? {} : { 'accept-encoding': accepts }) },
    signal: aborted.signal,
    ...(body === undefined ? {} : { body }),
  })
  await sendReply(reply, response)
}

interface Outgoing {
  body?: Readable | Uint8Array
  headers?: { 'content-encoding': undefined }
}

async function outgoing(calls: CursorCalls, request: Request): Promise<Outgoing> {
  if (request.method === 'GET' || request.method === 'HEAD') return {}
  const isUnary = /^application\/(proto|json)\b/.test(request.headers['content-type'] ?? '')
  if (!isUnary) return { body: request as Readable }
  const { body, rest } = await readStart(request, maxUnaryBytes)
  if (rest !== undefined) {
    calls.session.addCaveat('gap: a call too long to look into')
    return { body: rest }
  }
  const plain = plainBody(request, body)
  const masked = maskUnary(calls, request, plain)
  return masked === plain ? { body } : { body: masked, headers: { 'content-encoding': undefined } }
}

/**
 * A unary body without its coding.
 *
 * @throws {GuardError} `FRAME_MALFORMED` when it cannot be undone here
 */
export function plainBody(request: Request, body: Buffer): Uint8Array {
  const coding = contentCoding(request.headers['content-encoding'])
  if (coding === undefined) throw new GuardError('FRAME_MALFORMED', 'a call in an unknown coding')
  return coding === 'identity' || body.length === 0 ? body : inflate(body, coding, maxUnaryBytes)
}

/** The same bytes when nothing was found. */
export function maskUnary(calls: CursorCalls, request: Request, plain: Uint8Array): Uint8Array {
  const { session } = calls
  const findings: MaskFinding[] = []
  const mask = (text: string) => {
    const safe = session.outward.maskText(text)
    findings.push(...safe.findings)
    return safe.text
  }
  const isJson = String(request.headers['content-type']).startsWith('application/json')
  // A marker is harmless inside a JSON string: the text needs no parsing.
  const masked = isJson
    ? Buffer.from(mask(Buffer.from(plain).toString('utf8')))
    : maskedProto(calls, plain, mask)
  session.recordFindings(findings, 'call', {}, true)
  const changed = findings.some(({ pseudonym }) => pseudonym !== undefined)
  return changed ? masked : plain
}

/** What is no message after all is passed on only if no secret shows in it. */
function maskedProto(
  { session }: CursorCalls,
  plain: Uint8Array,
  mask: (text: string) => string,
): Uint8Array {
  try {
    return maskMessage(plain, mask)
  } catch (cause) {
    session.addCaveat('gap: a call that is no message')
    if (session.secrets.scan(plain).every(({ tier }) => tier === 'report')) return plain
    throw new GuardError('REQUEST_REFUSED', 'a call that cannot be masked holds a secret', {
      cause,
    })
  }
}
