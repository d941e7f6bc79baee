import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { fileResult, runRequest } from '../../../../bench/support/messages.ts'
import { writeAppend } from '../../../../src/core/cursor/bidi.ts'
import { writeEnvelope } from '../../../../src/core/cursor/envelope.ts'
import { stringField } from '../../../../src/core/cursor/protobuf-write.ts'
import { builtInPolicy } from '../../../../src/core/policy/built-in.ts'
import { readBody } from '../../../../src/http/body.ts'
import { type Listener, listen, type Response } from '../../../../src/http/listen.ts'
import { respond, respondJson, write } from '../../../../src/http/respond.ts'
import { type Standalone, startStandalone } from '../../../../src/runner/start-standalone.ts'
import { until } from '../../../support/until.ts'

const megabyte = 'x'.repeat(1 << 20)
const requestId = 'run-1'
let scratch: string
let service: Listener
let session: Standalone
/** Appends that reached the service and wait for its answer. */
let unanswered: Response[]

beforeEach(async () => {
  unanswered = []
  scratch = await mkdtemp(join(tmpdir(), 'run-sse-'))
  service = await listen({
    host: '127.0.0.1',
    port: 0,
    async handler(request, response) {
      if (request.url === '/auth/exchange_user_api_key') {
        request.resume()
        return respondJson(response, 200, { accessToken: 'access-token-of-the-service' })
      }
      await readBody(request, 8 << 20)
      if (request.url?.endsWith('/BidiAppend')) return unanswered.push(response)
      write(response).writeHead(200, { 'content-type': 'application/connect+proto' })
      write(response).flushHeaders?.()
    },
  })
  session = await startStandalone({
    policy: builtInPolicy,
    policySource: 'built-in',
    policyReasons: [],
    workspace: scratch,
    out: join(scratch, 'recording'),
    cursorUpstream: `http://127.0.0.1:${service.port}`,
    environment: {
      CURSOR_API_KEY: `key_${randomBytes(32).toString('hex')}`,
      XDG_STATE_HOME: join(scratch, 'state'),
    },
    levelReasons: [],
    now: Date.now,
  })
})
afterEach(async () => {
  await session.close({})
  await service.close(0)
  await rm(scratch, { recursive: true })
})

function post(path: string, type: string, body: Uint8Array): Promise<globalThis.Response> {
  const { baseUrl, sessionToken } = session.guard
  return fetch(baseUrl + path, {
    method: 'POST',
    body: Buffer.from(body),
    headers: {
      authorization: `Bearer ${sessionToken}`,
      'content-type': type,
      'x-request-id': requestId,
    },
  })
}

const append = (seqno: number, message: Uint8Array) =>
  post(
    '/aiserver.v1.BidiService/BidiAppend',
    'application/proto',
    writeAppend({ requestId, seqno, message, binary: false, rest: new Uint8Array(0) }),
  )

test('a client that is faster than the service waits, instead of filling the memory', async () => {
  const stream = post(
    '/agent.v1.AgentService/RunSSE',
    'application/connect+proto',
    writeEnvelope(0, stringField(1, requestId)),
  )
  await append(0, runRequest('read the files'))
  let answered = 0
  // One after another, so that none waits for an earlier one instead.
  const sent = (async () => {
    for (let at = 1; at <= 40; at++) {
      const { status } = await append(at, fileResult(at, megabyte))
      if (status === 200) answered += 1
    }
  })()
  await until(() => answered >= 10)
  for (let before = -1; before !== answered; before = answered, await sleep(1_500));
  // 16 MiB may wait; the rest stays with the client.
  expect(answered).toBeGreaterThanOrEqual(10)
  expect(answered).toBeLessThanOrEqual(16)

  const timer = setInterval(() => {
    for (const response of unanswered.splice(0)) respond(response, 200, {})
  }, 10)
  await sent
  clearInterval(timer)
  expect(answered).toBe(40)
  await (await stream).body?.cancel()
})
