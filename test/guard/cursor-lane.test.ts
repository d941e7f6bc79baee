import http from 'node:http'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { decideHere } from '../../src/core/approval/operator.ts'
import { messageAlong, shownText, smallNumber } from '../../src/core/cursor/fields.ts'
import { readFields } from '../../src/core/cursor/protobuf.ts'
import { lengthDelimited, stringField } from '../../src/core/cursor/protobuf-write.ts'
import { type LiveGuard, startLiveGuard } from '../support/live-guard.ts'
import { until } from '../support/until.ts'

const awsKey = `AKIA${'Q3EGRPXTWN5LZVYB'}`
let live: LiveGuard
beforeEach(async () => {
  live = await startLiveGuard({
    http2Config: 2,
    agentUrl: 'http://127.0.0.1:1/',
    policy: 'version: 1\nagents: { cloud: allow }\n',
  })
})
afterEach(async () => live[Symbol.asyncDispose]())

const post = (body: string | Uint8Array, type: string) => ({
  method: 'POST',
  body: typeof body === 'string' ? body : Uint8Array.from(body),
  headers: { 'content-type': type },
})
const exchange = () => live.call('/auth/exchange_user_api_key', post('{}', 'application/json'))

test('the address given to clients is not one for which they switch TLS checks off', () => {
  expect(live.guard.baseUrl).toMatch(/^http:\/\/(127\.0\.0\.2|\[::1\]):\d+$/)
})

test.each([
  { who: 'no token', authorization: '' },
  { who: 'another token', authorization: 'Bearer cgs_somebody' },
  { who: 'the real key', authorization: 'real' },
])('whoever brings $who is not served', async ({ authorization }) => {
  const value = authorization === 'real' ? `Bearer ${live.service.apiKey}` : authorization
  const answer = await live.call('/v1/models', { headers: { authorization: value } })
  expect(answer.status).toBe(401)
  expect(await answer.json()).toEqual({
    code: 'unauthenticated',
    message: 'cursor-guard: the session token was expected',
  })
  expect(live.service.record.calls).toEqual([])
  expect(live.guard.calls()).toBe(0)
})

test('a request that names another host is not served', async () => {
  const status = await new Promise((resolve) => {
    const { hostname, port } = new URL(live.guard.baseUrl)
    const headers = { host: 'evil.example', authorization: `Bearer ${live.guard.sessionToken}` }
    http.get({ hostname, port, path: '/v1/models', headers }, (answer) =>
      resolve(answer.statusCode),
    )
  })
  expect(status).toBe(421)
  expect(live.service.record.calls).toEqual([])
})

test('the exchange gives the client a token of the guard’s own, with an end', async () => {
  const { accessToken, ...rest } = (await (await exchange()).json()) as { accessToken: string }
  expect(rest).toEqual({})
  expect(live.service.accessTokens).toHaveLength(1)
  expect(live.service.accessTokens).not.toContain(accessToken)
  const { exp } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())
  expect(exp).toBeGreaterThan(Date.now() / 1_000)
  const answer = await live.call('/aiserver.v1.DashboardService/GetUserPrivacyMode', {
    ...post('', 'application/proto'),
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/proto' },
  })
  expect(answer.status).toBe(200)
})

test('many exchanges of the client are one upstream', async () => {
  await Promise.all(Array.from({ length: 7 }, exchange))
  expect(live.service.record.callsTo('/auth/exchange_user_api_key')).toHaveLength(1)
})

test('the server’s configuration keeps the client here', async () => {
  const answer = await live.call(
    '/aiserver.v1.ServerConfigService/GetServerConfig',
    post('', 'application/proto'),
  )
  const fields = readFields(new Uint8Array(await answer.arrayBuffer()))
  expect(smallNumber(fields, 7)).toBe(3)
  const urls = messageAlong(fields, [27]) ?? []
  expect([shownText(urls, 1), shownText(urls, 2)]).toEqual([live.guard.baseUrl, live.guard.baseUrl])
  expect(shownText(fields, 6)).toBe('stand-in')
})

test.each([
  '//v1/models',
  '/v1/../auth/exchange_user_api_key',
  '/AGENT.v1.AgentService/Run',
  '/agent.v1.AgentService%2fRun',
  '/auth/login_with_something',
])('%s is refused and goes nowhere', async (path) => {
  const status = await new Promise((resolve) => {
    const { hostname, port, host } = new URL(live.guard.baseUrl)
    const headers = { host, authorization: `Bearer ${live.guard.sessionToken}` }
    const request = http.request({ hostname, port, path, headers, method: 'POST' }, (answer) => {
      resolve(answer.statusCode)
    })
    request.end()
  })
  expect(status).toBe(403)
  expect(live.service.record.calls).toEqual([])
})

test('a call nobody can name passes byte for byte, and the record says so', async () => {
  const body = lengthDelimited(9, stringField(77, 'what ever'))
  const path = '/aiserver.v1.NewThingService/DoIt'
  expect((await live.call(path, post(body, 'application/proto'))).status).toBe(200)
  expect(live.service.record.callsTo(path)[0]?.body.equals(body)).toBe(true)
})

test('an agent call nobody can name is judged as the worst tool', async () => {
  await live[Symbol.asyncDispose]()
  live = await startLiveGuard({
    policy:
      'version: 1\nrules:\n  - { name: r, when: { tool: shell, command: [x] }, then: deny }\n',
  })
  const path = '/agent.v1.AgentService/RunPoll'
  expect((await live.call(path, post('', 'application/proto'))).status).toBe(403)
  expect(live.service.record.callsTo(path)).toEqual([])
  expect(live.guard.session.coverage().state).toBe('partial')
})

test.each([
  {
    body: 'a message',
    type: 'application/proto',
    bytes: lengthDelimited(1, stringField(2, `use ${awsKey} now`)),
  },
  {
    body: 'JSON',
    type: 'application/json',
    bytes: Buffer.from(JSON.stringify({ prompt: awsKey })),
  },
])('a secret in $body of any other call is masked', async ({ type, bytes }) => {
  const path = '/agent.v1.AgentService/NameAgent'
  expect((await live.call(path, post(bytes, type))).status).toBe(200)
  const received = live.service.record.callsTo(path)[0]?.body.toString('latin1') ?? ''
  expect(received).not.toContain(awsKey)
  expect(received).toContain('***aws-access-key-id:')
  expect(live.kinds('finding')).toMatchObject([{ rule: 'aws-access-key-id', where: 'call' }])
})

const createAgent = (text: string) =>
  live.call('/v1/agents', post(JSON.stringify({ prompt: { text } }), 'application/json'))

test('starting a cloud agent is recorded and masked when policy allows it', async () => {
  expect((await createAgent(`Fix it with ${awsKey}`)).ok).toBe(true)
  const sent = live.service.record.callsTo('/v1/agents')[0]
  expect(sent?.headers.authorization).toBe(`Bearer ${live.service.apiKey}`)
  expect(sent?.body.toString()).not.toContain(awsKey)
  expect(live.kinds('prompt')).toMatchObject([{ run: 'cloud-agent' }])
})

test('starting a cloud agent is refused when policy denies it', async () => {
  await live[Symbol.asyncDispose]()
  live = await startLiveGuard({ policy: 'version: 1\nagents: { cloud: deny }\n' })
  const answer = await createAgent('Fix it')
  expect(answer.status).toBe(403)
  expect(await answer.text()).toContain('cursor-guard: ')
  expect(live.service.record.callsTo('/v1/agents')).toEqual([])
})

test('starting a cloud agent waits for a person when policy holds it', async () => {
  await live[Symbol.asyncDispose]()
  live = await startLiveGuard({ policy: 'version: 1\nagents: { cloud: hold }\n' })
  const answer = createAgent('Fix it')
  const waiting = await until(async () => (await live.approvals.list(1))[0])
  const said = { by: { id: 1, login: 'ann' }, approve: true, at: Date.now() }
  await live.approvals.replace(waiting, decideHere(waiting, said, waiting.key))
  expect((await answer).ok).toBe(true)
  expect(live.service.record.callsTo('/v1/agents')).toHaveLength(1)
})

test('what a cloud agent says is recorded and masked as it passes', async () => {
  await live[Symbol.asyncDispose]()
  const event = (text: string) => `event: assistant\ndata: ${JSON.stringify({ text })}\n\n`
  live = await startLiveGuard({
    fault: (path) =>
      path.endsWith('/stream')
        ? {
            status: 200,
            headers: { 'content-type': 'text/event-stream' },
            body: event('Hello') + event(`the key is ${awsKey}`) + event('Bye'),
          }
        : undefined,
  })
  const text = await (await live.call('/v1/agents/bc-1/runs/run-1/stream')).text()
  expect(text).toContain(event('Hello'))
  expect(text).toContain(event('Bye'))
  expect(text).toMatch(/the key is \*\*\*aws-access-key-id:[0-9a-f]+\*\*\*"/)
  const said = live.kinds('response').map((entry) => ('text' in entry ? entry.text : ''))
  expect(said.join('')).toBe(text)
})

test('a session that has ended serves nothing more', async () => {
  live.guard.session.end('enough', 'policy')
  const answer = await live.call('/v1/models')
  expect(answer.status).toBe(403)
  expect(await answer.text()).toContain('the session has ended: enough')
})
