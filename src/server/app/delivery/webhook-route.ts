import { timingSafeEqual } from 'node:crypto'
import type { Logger } from 'pino'
import { GuardError } from '../../../core/errors.ts'
import type { Request, Response } from '../../../http/listen.ts'
import { within } from '../../work/within.ts'
import { type Delivery, readDelivery } from './delivery.ts'
import { type BodyIntake, takeBody } from './take-body.ts'
import {
  createUnfinishedBodies,
  type UnfinishedLimits,
  unfinishedLimits,
} from './unfinished-bodies.ts'
import { WebhookRefusal } from './webhook-refusal.ts'

/** How long storing may take, in milliseconds: the forge waits 10 seconds for an answer. */
const maxStoreMs = 8_000
/**
 * Minimum pause between two log lines about refused webhooks, in milliseconds: anybody can send
 * them.
 */
const refusalsEveryMs = 60_000

export interface WebhookRouteOptions extends Omit<BodyIntake, 'unfinished'> {
  /** Resolves once the delivery would survive a crash. */
  receive(delivery: Delivery): Promise<'stored' | 'known' | 'revived'>
  /** Called after a delivery was stored. */
  wake(): void
  log: Pick<Logger, 'warn' | 'error' | 'debug'>
  refusalsEveryMs?: number
  /** What bodies may take that are not whole yet; `unfinishedLimits` where nothing else is said. */
  limits?: UnfinishedLimits
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
  const unfinished = createUnfinishedBodies(options.limits ?? unfinishedLimits, () =>
    performance.now(),
  )
  const { log } = options
  const noteRefusal = createRefusalLog(log, options.refusalsEveryMs ?? refusalsEveryMs)
  return async (request: Request, response: Response): Promise<void> => {
    const answer = await takeIn(request, { ...options, unfinished }).catch((error: unknown) =>
      answerTo(error, { log, noteRefusal }),
    )
    respond(request, response, answer)
  }
}

type Route = WebhookRouteOptions & BodyIntake

async function takeIn(request: Request, route: Route): Promise<Answer> {
  const { id, event, signature, form } = readHeaders(request)
  const body = await takeSigned(request, signature, route)
  const delivery = readDelivery(id, event, parseBody(body, form))
  if (delivery === undefined) return { status: 202, body: { outcome: 'ignored' } }
  const outcome = await store(delivery, route)
  if (outcome !== 'known') route.wake()
  return { status: 202, body: { outcome } }
}

/** The body, which is not read before it is known who sent it. */
async function takeSigned(request: Request, signature: string, route: Route): Promise<string> {
  await using body = await takeBody(request, route)
  const given = Buffer.from(signature.slice('sha256='.length), 'hex')
  if (body.size === 0 || !timingSafeEqual(body.digest, given)) {
    throw new WebhookRefusal(
      401,
      'the signature does not match: is WEBHOOK_SECRET the App’s secret?',
    )
  }
  return decode(await body.read())
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new WebhookRefusal(400, 'the body is not UTF-8')
  }
}

function readHeaders({ method, headers }: Request) {
  if (method !== 'POST') throw new WebhookRefusal(405, 'webhooks are sent with POST')
  const header = (name: string, pattern: RegExp): string => {
    const value = headers[name]
    if (value === undefined) throw new WebhookRefusal(400, `the header ${name} is missing`)
    if (typeof value === 'string' && pattern.test(value)) return value
    throw new WebhookRefusal(400, `the header ${name} is malformed`)
  }
  const signature = header('x-hub-signature-256', /^sha256=[0-9a-f]{64}$/)
  const event = header('x-github-event', /^[a-z0-9_]{1,64}$/)
  const id = header('x-github-delivery', /^[\w-]{1,64}$/)
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  const form = type === 'application/x-www-form-urlencoded'
  if (!form && type !== 'application/json') {
    throw new WebhookRefusal(415, 'the content type is neither JSON nor a form')
  }
  return { id, event, signature, form }
}

function parseBody(body: string, form: boolean): unknown {
  const text = form ? new URLSearchParams(body).get('payload') : body
  if (text === null) throw new WebhookRefusal(400, 'the form has no field "payload"')
  try {
    return JSON.parse(text)
  } catch {
    throw new WebhookRefusal(400, 'the payload is not JSON')
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

  return ({ status, message }: WebhookRefusal): void => {
    log.debug({ status }, `a webhook was refused: ${message}`)
    counted += 1
    newest = message
    if (!waiting) say()
  }
}

interface AnswerLog {
  log: WebhookRouteOptions['log']
  noteRefusal(refusal: WebhookRefusal): void
}

function answerTo(error: unknown, { log, noteRefusal }: AnswerLog): Answer {
  if (error instanceof WebhookRefusal) {
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
  const isCut = !request.complete
  if (isCut && request.httpVersionMajor === 1) response.setHeader('connection', 'close')
  response.end(text)
  if (isCut && 'stream' in request) request.stream.close()
}
