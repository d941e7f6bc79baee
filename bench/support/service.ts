import { readAppend, readRequestId } from '../../src/core/cursor/bidi.ts'
import { decodeClientMessage } from '../../src/core/cursor/client-message.ts'
import {
  createEnvelopeReader,
  endStreamFlag,
  writeEnvelope,
} from '../../src/core/cursor/envelope.ts'
import { readBody } from '../../src/http/body.ts'
import { listen, type Request, type Response } from '../../src/http/listen.ts'
import { drained, respond, respondJson, write } from '../../src/http/respond.ts'
import { type Scenario, textDelta, tokenDelta, turnEnded } from './messages.ts'
import { bulkText, piecesOf, word } from './texts.ts'

/** Largest message of a client that is read, in bytes. */
const maxMessageBytes = 8 << 20

export interface BenchService {
  baseUrl: string
  close(): Promise<void>
}

/**
 * A stand-in for Cursor's service which does what a run's prompt says; see `Scenario`.
 *
 * @param onSpoken told about each piece of a `speak` run when it is handed to the kernel
 */
export async function startBenchService(
  onSpoken: (piece: string) => void = () => {},
): Promise<BenchService> {
  const runs = new Map<string, ServiceRun>()
  const runFor = (id: string) => {
    const run = runs.get(id) ?? createServiceRun(onSpoken)
    runs.set(id, run)
    return run
  }
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    handler(request, response) {
      serve(runFor, request, response).catch(() => response.destroy())
    },
  })
  return {
    baseUrl: `http://127.0.0.1:${listener.port}`,
    close: () => listener.close(0),
  }
}

async function serve(
  runFor: (id: string) => ServiceRun,
  request: Request,
  response: Response,
): Promise<void> {
  const { pathname, searchParams } = new URL(String(request.url), 'http://service')
  switch (pathname) {
    case '/auth/exchange_user_api_key':
      request.resume()
      return respondJson(response, 200, { accessToken: accessToken() })
    case '/agent.v1.AgentService/Run':
      return serveRun(createRunOn(runFor, request), request, response)
    case '/agent.v1.AgentService/RunSSE': {
      const [envelope] = createEnvelopeReader().push(await readBody(request, 1 << 16))
      return runFor(readRequestId(envelope?.body ?? new Uint8Array(0))).attach(response)
    }
    case '/aiserver.v1.BidiService/BidiAppend': {
      const append = readAppend(await readBody(request, 2 * maxMessageBytes))
      respond(response, 200, { 'content-type': 'application/proto' })
      return runFor(append.requestId).take(append.message)
    }
    default:
      request.resume()
      return pour(Number(searchParams.get('bytes') ?? 0), response)
  }
}

const createRunOn = (runFor: (id: string) => ServiceRun, request: Request) =>
  runFor(String(request.headers['x-request-id']))

async function serveRun(run: ServiceRun, request: Request, response: Response): Promise<void> {
  run.attach(response)
  const reader = createEnvelopeReader({ maxBytes: maxMessageBytes })
  for await (const chunk of request) {
    for (const { body } of reader.push(chunk as Buffer)) run.take(body)
  }
}

/** `GET /v1/models?bytes=…`: a plain body of that length. */
async function pour(total: number, response: Response): Promise<void> {
  write(response).writeHead(200, { 'content-type': 'text/plain', 'content-length': total })
  const chunk = Buffer.from(bulkText(64 << 10))
  for (let left = total; left > 0 && !response.destroyed; left -= chunk.length) {
    if (!write(response).write(chunk.subarray(0, left))) await drained(response)
  }
  write(response).end()
}

interface ServiceRun {
  attach(response: Response): void
  take(message: Uint8Array): void
}

function createServiceRun(onSpoken: (piece: string) => void): ServiceRun {
  let response: Response | undefined
  let scenario: Scenario | undefined
  let count = 0

  const send = (...messages: Uint8Array[]) =>
    response !== undefined &&
    write(response).write(Buffer.concat(messages.map((message) => writeEnvelope(0, message))))
  const end = () => {
    send(turnEnded())
    if (response === undefined) return
    write(response).write(writeEnvelope(endStreamFlag, Buffer.from('{}')))
    write(response).end()
  }
  const start = () => {
    if (response === undefined || scenario === undefined) return
    if (scenario.do === 'pour') void pourText(response, scenario, send).then(end)
    if (scenario.do === 'speak') void speak(scenario, send, onSpoken).then(end)
  }
  return {
    attach(opened) {
      response = opened
      write(response).writeHead(200, { 'content-type': 'application/connect+proto' })
      write(response).flushHeaders?.()
      start()
    },
    take(message) {
      if (scenario === undefined) {
        scenario = scenarioOf(message)
        return start()
      }
      if (scenario.do === 'echo') {
        send(textDelta(word(count)), tokenDelta())
        count += 1
        if (count === scenario.count) end()
      }
      if (scenario.do === 'take') {
        count += 1
        if (count === scenario.messages) end()
      }
    },
  }
}

function scenarioOf(message: Uint8Array): Scenario {
  const event = decodeClientMessage(message)
  const prompt = event.type === 'run' ? event.prompts[0]?.text : undefined
  return JSON.parse(prompt ?? '') as Scenario
}

async function pourText(
  response: Response,
  scenario: Extract<Scenario, { do: 'pour' }>,
  send: (message: Uint8Array) => boolean,
): Promise<void> {
  const message = textDelta(bulkText(scenario.messageBytes))
  for (let left = scenario.bytes; left > 0; left -= scenario.messageBytes) {
    if (!send(message)) await drained(response)
    if (response.destroyed) return
  }
}

async function speak(
  scenario: Extract<Scenario, { do: 'speak' }>,
  send: (message: Uint8Array) => unknown,
  onSpoken: (piece: string) => void,
): Promise<void> {
  const start = performance.now()
  const pieces = piecesOf(scenario.text, scenario.count)
  for (const [index, piece] of pieces.entries()) {
    const wait = start + index * scenario.everyMs - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    onSpoken(piece)
    send(textDelta(piece))
  }
}

/** Shaped like the service's own: a JWT that runs out in an hour. */
function accessToken(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1_000) + 3_600
  return [part({ alg: 'none' }), part({ sub: 'bench', exp }), 'c2lnbmF0dXJl'].join('.')
}
