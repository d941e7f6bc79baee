import { Webhooks } from '@octokit/webhooks'
import type { Logger } from 'pino'
import { GuardError } from '../../../core/errors.ts'
import type { Request, Response } from '../../../http/listen.ts'
import { within } from '../../work/within.ts'
import { type Delivery, readDelivery } from './delivery.ts'

/** GitHub's own limit of a payload, in bytes. */
export const maxPayloadBytes = 25 * 1024 * 1024
/** Bytes of bodies held at the same time: only a whole body shows by its signature who sent it. */
const maxBytesInFlight = 128 * 1024 * 1024
/** How long storing may take, in milliseconds: the forge waits 10 seconds for an answer. */
const maxStoreMs = 8_000
/**
 * Minimum pause between two log lines about refused webhooks, in milliseconds: anybody can send
 * them.
 */
const refusalsEveryMs = 60_000

export interface WebhookRouteOptions {
  /** What the forge signs with. */
  secret: string
  /** Resolves once the delivery would survive a crash. */
  receive(delivery: Delivery): Promise<'stored' | 'known' | 'revived'>
  /** Called after a delivery was stored. */
  wake(): void
  log: Pick<Logger, 'warn' | 'error' | 'debug'>
  refusalsEveryMs?: number
}

/**
 * What the forge is told; it keeps the answer with the delivery, so that people can read it there.
 */
interface Answer {
  status: number
  body: { outcome: string } | { error: string }
}

/**
 * Takes webhooks in: verified, stored, and answered at once; the work comes later.
 *
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function createWebhookRoute(options: WebhookRouteOptions) {
  const webhooks = new Webhooks({ secret: options.secret })
  const inFlight = { bytes: 0 }
  const { log } = options
  const noteRefusal = createRefusalLog(log, options.refusalsEveryMs ?? refusalsEveryMs)
  return async (request: Request, response: Response): Promise<void> => {
    const answer = await takeIn(request, { ...options, webhooks, inFlight }).catch(
      (error: unknown) => answerTo(error, { log, noteRefusal }),
    )
    respond(request, response, answer)
  }
}

type Route = WebhookRouteOptions & { webhooks: Webhooks; inFlight: { bytes: number } }

async function takeIn(request: Request, route: Route): Promise<Answer> {
  const { id, event, signature, form } = readHeaders(request)
  const body = await readBody(request, route.inFlight)
  // Not parsed before it is known who sent it. Text that is not UTF-8 does not verify.
  if (body === '' || !(await route.webhooks.verify(body, signature))) {
    throw new Refusal(401, 'the signature does not match: is WEBHOOK_SECRET the App’s secret?')
  }
  const delivery = readDelivery(id, event, parseBody(body, form))
  if (delivery === undefined) return { status: 202, body: { outcome: 'ignored' } }
  const outcome = await store(delivery, route)
  if (outcome !== 'known') route.wake()
  return { status: 202, body: { outcome } }
}

/** Refused for what was sent, not for what went wrong here. */
class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

function readHeaders({ method, headers }: Request) {
  if (method !== 'POST') throw new Refusal(405, 'webhooks are sent with POST')
  const header = (name: string, pattern: RegExp): string => {
    const value = headers[name]
    if (value === undefined) throw new Refusal(400, `the header ${name} is missing`)
    if (typeof value === 'string' && pattern.test(value)) return value
    throw new Refusal(400, `the header ${name} is malformed`)
  }
  const signature = header('x-hub-signature-256', /^sha256=[0-9a-f]{64}$/)
  const event = header('x-github-event', /^[a-z0-9_]{1,64}$/)
  const id = header('x-github-delivery', /^[\w-]{1,64}$/)
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  const form = type === 'application/x-www-form-urlencoded'
  if (!form && type !== 'application/json') {
    throw new Refusal(415, 'the content type is neither JSON nor a form')
  }
  return { id, event, signature, form }
}

async function readBody(request: Request, inFlight: { bytes: number }): Promise<string> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > maxPayloadBytes) throw new Refusal(413, 'the payload is larger than 25 MB')
  const chunks: Buffer[] = []
  let size = 0
  try {
    // A body refused half-way leaves the connection open: the answer goes back on it.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      inFlight.bytes += chunk.length
      if (size > maxPayloadBytes) throw new Refusal(413, 'the payload is larger than 25 MB')
      if (inFlight.bytes > maxBytesInFlight) throw new Refusal(503, 'too much is being received')
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(400, 'the body ended early')
  } finally {
    inFlight.bytes -= size
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseBody(body: string, form: boolean): unknown {
  const text = form ? new URLSearchParams(body).get('payload') : body
  if (text === null) throw new Refusal(400, 'the form has no field "payload"')
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'the payload is not JSON')
  }
}

async function store(delivery: Delivery, { receive }: Route) {
  try {
    const outcome = await within(maxStoreMs, receive(delivery))
    if (outcome !== undefined) return outcome
  } catch (cause) {
    throw new Error('the delivery could not be stored', { cause })
  }
  throw new Error(`the delivery was not stored within ${maxStoreMs} ms`)
}

/** Logs each refusal at level debug; at level warn the first, and then how many there were. */
function createRefusalLog(log: WebhookRouteOptions['log'], everyMs: number) {
  let counted = 0
  let newest = ''
  let waiting = false

  function say(): void {
    log.warn({ refused: counted, newest }, 'webhooks were refused')
    counted = 0
    waiting = true
    setTimeout(() => {
      waiting = false
      if (counted > 0) say()
    }, everyMs).unref()
  }

  return ({ status, message }: Refusal): void => {
    log.debug({ status }, `a webhook was refused: ${message}`)
    counted += 1
    newest = message
    if (!waiting) say()
  }
}

interface AnswerLog {
  log: WebhookRouteOptions['log']
  noteRefusal(refusal: Refusal): void
}

function answerTo(error: unknown, { log, noteRefusal }: AnswerLog): Answer {
  if (error instanceof Refusal) {
    noteRefusal(error)
    return { status: error.status, body: { error: error.message } }
  }
  if (error instanceof GuardError) {
    log.warn({ status: 422 }, `a webhook lacks what is needed: ${error.message}`)
    return { status: 422, body: { error: error.message } }
  }
  log.error({ err: error }, 'a webhook could not be stored; the forge is asked for it again')
  return { status: 503, body: { error: 'it could not be stored now; please send it again' } }
}

function respond(request: Request, response: Response, { status, body }: Answer) {
  const text = `${JSON.stringify(body)}\n`
  response.statusCode = status
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.setHeader('content-length', Buffer.byteLength(text))
  if (status === 405) response.setHeader('allow', 'POST')
  if (status === 503) response.setHeader('retry-after', '30')
  // The rest of a refused body is not read: HTTP/1.1 must not take it for the next request.
  if (!request.complete && request.httpVersionMajor === 1) {
    response.setHeader('connection', 'close')
  }
  response.end(text)
}
