import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { maskBytes } from '../../core/cursor/mask-bytes.ts'
import { GuardError } from '../../core/errors.ts'
import type { CloudAgentAction } from '../../core/policy/subject.ts'
import { cloudAgentNote } from '../../core/recording/entry.ts'
import { endToEnd } from '../../http/headers.ts'
import type { Request, Response } from '../../http/listen.ts'
import { whenClosed, write } from '../../http/respond.ts'
import { openAgentBody } from '../agent-body.ts'
import { createMaskedText } from '../masked-text.ts'
import { keptOrRefused, type Session } from '../session.ts'
import type { CursorCalls } from './calls.ts'
import { isUnary, maskedBody, masking } from './outgoing.ts'
import { refusalText } from './run/refusal-text.ts'
import { sendReply } from './send-reply.ts'

/** Largest request body of a cloud-agent call, in bytes; images travel in it. */
const maxBodyBytes = 32 << 20
/** Depth to which a JSON body is walked. */
const maxDepth = 64

/**
 * Calls about Cursor's cloud agents, which work on Cursor's machines and not behind this guard:
 * judged as subjects of their own, their prompts recorded and masked.
 */
export async function serveCloudAgent(
  calls: CursorCalls,
  { action, upstream }: { action: CloudAgentAction; upstream: 'rpc' | 'rest' },
  request: Request,
  response: Response,
): Promise<void> {
  const { session } = calls
  const path = String(request.url)
  const place = { run: 'cloud-agent' }
  const held = openAgentBody(session.memory, request, response)
  let body: Buffer | undefined
  try {
    if (action !== 'read') body = await held.read(maxBodyBytes)
  } finally {
    // Right before its verdict, so that calls side by side are told apart; a call that could not be
    // read is in the record as well.
    session.recorder.append({
      kind: 'note',
      text: cloudAgentNote,
      verb: String(request.method),
      path: session.secrets.maskText(path).text,
      action,
    })
  }
  const subject = { kind: 'cloud-agent', action, path } as const
  const decision = session.judge(subject, place)
  if (decision.effective === 'deny')
    throw new GuardError('REQUEST_REFUSED', decision.reason ?? 'denied')
  if (decision.effective === 'hold') {
    const gone = new AbortController()
    whenClosed(response, () => gone.abort())
    const waitMs = session.policy.approval.wait * 1_000
    const detail = `${request.method} ${path}\n${body?.toString('utf8').slice(0, 4_000) ?? ''}`
    const exact = { ...subject, verb: String(request.method), body: body?.toString('base64') }
    const question = { subject: exact, decision, title: `cloud agent: ${action}`, detail }
    const answer = await session.hold(question, place, waitMs, gone.signal)
    if (answer.outcome !== 'approved') {
      throw new GuardError(
        'REQUEST_REFUSED',
        refusalText(answer, decision, { policy: session.policy, waitMs }),
      )
    }
  }
  if (body === undefined) return readCloudAgent(calls, request, response)
  if (body.length > 0 && !isUnary(request)) {
    throw new GuardError('REQUEST_REFUSED', 'a body of type application/json was expected')
  }
  const masked =
    upstream === 'rest' ? maskedJson(session, body) : maskedBody(session, request, body)
  await keptOrRefused(session)
  const reply = await calls.forward(request, {
    path,
    target: upstream,
    body: masked,
    headers: { 'accept-encoding': 'identity', 'content-encoding': undefined },
  })
  await sendReply(reply, response)
}

/** What a cloud agent says comes as server-sent events: recorded and masked as they pass. */
async function readCloudAgent(
  calls: CursorCalls,
  request: Request,
  response: Response,
): Promise<void> {
  const gone = new AbortController()
  whenClosed(response, () => gone.abort())
  const reply = await calls.forward(request, {
    path: String(request.url),
    target: 'rest',
    headers: { 'accept-encoding': 'identity' },
    signal: gone.signal,
  })
  const isStream = String(reply.headers['content-type'] ?? '').startsWith('text/event-stream')
  if (!isStream) return sendReply(reply, response)
  write(response).writeHead(reply.statusCode ?? 502, endToEnd(reply.headers, ['content-length']))
  await pipeline(maskedEvents(calls.session, reply), response as Writable)
}

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
async function* maskedEvents(
  session: Session,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const run = 'cloud-agent'
  const decoder = new TextDecoder()
  const text = createMaskedText(session, {
    where: 'response',
    place: { run },
    append: (said) => session.recorder.append({ kind: 'response', run, text: said }),
  })
  try {
    for await (const chunk of source) {
      const piece = decoder.decode(chunk, { stream: true })
      // The blank line that ends an event is never part of a secret: what is whole leaves with it.
      yield Buffer.from(text.write(piece) + (piece.endsWith('\n\n') ? text.release() : ''))
    }
    yield Buffer.from(text.write(decoder.decode()) + text.end())
  } finally {
    // Nothing is left after a whole stream; of a broken one, what came is recorded.
    text.end()
  }
}

/**
 * A JSON body with its prompts recorded and every text and key masked.
 *
 * @throws {GuardError} `REQUEST_REFUSED` when it is none, or its prompt may not go there
 */
function maskedJson(session: Session, body: Buffer): Uint8Array {
  if (body.length === 0) return body
  const value = parsed(body)
  const place = { run: 'cloud-agent' }
  const prompt = (value as { prompt?: { text?: unknown } } | undefined)?.prompt?.text
  if (typeof prompt === 'string') {
    const text = session.masked(prompt, 'prompt', place)
    session.recorder.append({ kind: 'prompt', run: 'cloud-agent', text })
    const decision = session.judge({ kind: 'prompt', text: prompt }, place)
    if (decision.effective === 'deny' || decision.effective === 'hold') {
      throw new GuardError(
        'REQUEST_REFUSED',
        decision.reason ?? 'this prompt may not go to a cloud agent',
      )
    }
  }
  // Once more over what is sent: a number can be a value that is known.
  return masking(session, (mask) =>
    maskBytes(Buffer.from(JSON.stringify(mapTexts(value, mask, 0))), mask),
  )
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new GuardError('REQUEST_REFUSED', 'a JSON body was expected', { cause })
  }
}

function mapTexts(value: unknown, map: (text: string) => string, depth: number): unknown {
  if (depth > maxDepth)
    throw new GuardError('REQUEST_REFUSED', `JSON of at most ${maxDepth} levels was expected`)
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [map(key), mapTexts(item, map, depth + 1)]),
  )
}
