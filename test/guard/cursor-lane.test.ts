import http from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { decideHere } from '../../src/core/approval/operator.ts'
import { asHeldAction } from '../../src/core/approval/request.ts'
import { writeEnvelope } from '../../src/core/cursor/envelope.ts'
import { messageAlong, shownText, smallNumber } from '../../src/core/cursor/fields.ts'
import { readFields } from '../../src/core/cursor/protobuf.ts'
import { lengthDelimited, stringField } from '../../src/core/cursor/protobuf-write.ts'
import { maxCallBytes } from '../../src/guard/cursor/outgoing.ts'
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

const deniesEverything = `version: 1
agents: { cloud: deny }
rules:
  - { name: a, when: { tool: {} }, then: deny }
  - { name: b, when: { prompt: {} }, then: deny }
  - { name: c, when: { cloud-agent: {} }, then: deny }
`

test.each(['version: 1\n', 'version: 1\nenforcement: audit\n', deniesEverything])(
  'calls that an agent does not need are refused and go nowhere under %j',
  async (policy) => {
    await live[Symbol.asyncDispose]()
    live = await startLiveGuard({ policy })
    for (const [method, path, type] of [
      ['POST', '/aiserver.v1.ChatService/StreamUnifiedChatWithTools', 'application/connect+proto'],
      ['POST', '/aiserver.v1.AiService/StreamChat', 'application/connect+proto'],
      ['POST', '/aiserver.v1.DashboardService/DeleteAccount', 'application/proto'],
      ['POST', '/aiserver.v1.AnalyticsService/TrackEvents', 'application/proto'],
      ['POST', '/agent.v1.AgentService/RunPoll', 'application/proto'],
      ['DELETE', '/v1/repositories', 'application/json'],
      ['PATCH', '/v1/agents/bc-1', 'application/json'],
      ['POST', '/v1/teams/members', 'application/json'],
      ['POST', '/', 'text/plain'],
    ] as const) {
      const body = method === 'POST' ? { body: '{}' } : {}
      const answer = await live.call(path, { method, headers: { 'content-type': type }, ...body })
      expect([path, answer.status]).toEqual([path, 403])
      expect(await answer.text()).toContain('(policy: cursor.unknown_calls)')
    }
    expect(live.service.record.calls).toEqual([])
    expect(live.kinds('note')).toContainEqual({
      kind: 'note',
      text: 'a call that an agent does not need was refused',
      verb: 'POST',
      path: '/v1/teams/members',
    })
    expect(live.guard.session.coverage().state).toBe('complete')
  },
)

test('what an agent needs beside its runs goes through', async () => {
  for (const path of [
    '/aiserver.v1.DashboardService/GetTeamHooks',
    '/aiserver.v1.AnalyticsService/BootstrapStatsig',
    '/agent.v1.AgentService/GetUsableModels',
  ]) {
    expect((await live.call(path, post('', 'application/proto'))).status).toBe(200)
  }
  expect((await live.call('/v1/models')).status).toBe(200)
  expect(live.guard.session.coverage().state).toBe('complete')
})

describe('where policy permits unknown calls', () => {
  const known = `deploy-${'Zx81qLm5'}-${'tTr0vE77'}`
  const path = '/aiserver.v1.NewThingService/DoIt'
  const start = async (rules = '') => {
    await live[Symbol.asyncDispose]()
    live = await startLiveGuard({
      policy: `version: 1\ncursor: { unknown_calls: allow }\n${rules}`,
      known: [{ name: 'deploy', value: known }],
    })
  }
  const sent = () => live.service.record.calls.find((call) => call.path.startsWith(path))

  test('one passes byte for byte, and the record is partial', async () => {
    await start()
    const body = lengthDelimited(9, stringField(77, 'what ever'))
    expect((await live.call(path, post(body, 'application/proto'))).status).toBe(200)
    expect(sent()?.body.equals(body)).toBe(true)
    expect(live.guard.session.coverage()).toMatchObject({
      state: 'partial',
      reasons: [`gap: unknown call POST ${path}`],
    })
  })

  test('it is judged as the worst tool', async () => {
    await start('rules:\n  - { name: r, when: { tool: shell, command: [x] }, then: deny }\n')
    expect((await live.call(path, post('', 'application/proto'))).status).toBe(403)
    expect(live.service.record.calls).toEqual([])
    expect(live.guard.session.coverage().state).toBe('partial')
  })

  test('one that would hand out a credential is refused all the same', async () => {
    await start()
    const keys = '/aiserver.v1.DashboardService/CreateUserApiKey'
    expect((await live.call(keys, post('', 'application/proto'))).status).toBe(403)
    expect(live.service.record.calls).toEqual([])
  })

  const multipart = `--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n${known}\r\n--b--\r\n`
  test.each([
    { type: 'text/plain', body: `use ${known} now` },
    { type: 'application/x-www-form-urlencoded', body: `a=1&token=${encodeURIComponent(known)}` },
    { type: 'multipart/form-data; boundary=b', body: multipart },
    { type: 'application/octet-stream', body: Buffer.from(`\xff\xfe${known}\xff`, 'latin1') },
    { type: 'application/octet-stream', body: Buffer.from(known).toString('base64') },
    { type: 'application/json', body: JSON.stringify({ [known]: known }) },
    { type: 'application/proto', body: Buffer.from(`\xff no message ${known}`, 'latin1') },
    {
      type: 'application/connect+json',
      body: Buffer.from(writeEnvelope(0, Buffer.from(JSON.stringify({ known })))),
    },
    {
      type: 'application/connect+proto',
      body: Buffer.from(writeEnvelope(1, gzipSync(stringField(1, known)))),
      headers: { 'connect-content-encoding': 'gzip' },
    },
    { type: 'text/plain', body: gzipSync(known), headers: { 'content-encoding': 'gzip' } },
    { type: '', body: known },
  ])('a known value in a body of "$type" is masked', async ({ type, body, headers }) => {
    await start()
    const init = {
      method: 'POST',
      body: Buffer.from(body),
      headers: { ...headers, 'content-type': type },
    }
    expect((await live.call(path, init)).status).toBe(200)
    const received = sent()?.body.toString('latin1') ?? ''
    expect(received).toContain('***known-deploy:')
    expect(received).not.toContain(known)
    expect(received).not.toContain(Buffer.from(known).toString('base64').slice(0, 16))
  })

  test.each([
    { what: 'an unknown coding', headers: { 'content-encoding': 'zstd' }, body: 'x' },
    {
      what: 'two codings',
      headers: { 'content-encoding': 'gzip, gzip' },
      body: gzipSync(gzipSync(known)),
    },
    { what: 'gzip that nobody named', headers: {}, body: gzipSync(known) },
    {
      what: 'gzip in a message',
      headers: { 'content-type': 'application/proto' },
      body: gzipSync(known),
    },
    { what: 'letters of two bytes', headers: {}, body: Buffer.from(known, 'utf16le') },
    {
      what: 'another alphabet',
      headers: { 'content-type': 'text/plain; charset=UTF-16LE' },
      body: Buffer.from('x'),
    },
    { what: 'gRPC', headers: { 'content-type': 'application/grpc' }, body: 'x' },
  ])('a body in $what is refused, since it cannot be searched', async ({ headers, body }) => {
    await start()
    const all = { 'content-type': 'application/octet-stream', ...headers }
    const answer = await live.call(path, { method: 'POST', body: Buffer.from(body), headers: all })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('cannot be searched for secrets')
    expect(live.service.record.calls).toEqual([])
  })

  test('a body too long to be searched is refused', async () => {
    await start()
    const body = Buffer.alloc(maxCallBytes + 1, 'a')
    expect((await live.call(path, post(body, 'text/plain'))).status).toBe(403)
    expect(live.service.record.calls).toEqual([])
  })

  test('a known value in a header is masked, one in a path or a query is refused', async () => {
    await start()
    const headers = { 'x-note': `to ${known}`, 'x-other': 'stays' }
    expect((await live.call(`${path}?a=b`, { method: 'POST', headers })).status).toBe(200)
    expect(sent()?.headers['x-note']).toMatch(/^to \*\*\*known-deploy:[0-9a-f]+\*\*\*$/)
    expect(sent()?.headers['x-other']).toBe('stays')
    const calls = live.service.record.calls.length
    for (const target of [`${path}?key=${known}`, `/v1/me?q=${encodeURIComponent(known)}`]) {
      expect((await live.call(target, { method: 'POST' })).status).toBe(403)
    }
    expect((await live.call(`/v1/models?q=${known}`)).status).toBe(403)
    expect((await live.call(`/v1/agents/${known}`)).status).toBe(403)
    expect(live.service.record.calls).toHaveLength(calls)
    const recorded = JSON.stringify(live.entries)
    expect(recorded).toContain('***known-deploy:')
    expect(recorded).not.toContain(known)
  })

  test('the name of a header that holds one is refused', async () => {
    await live[Symbol.asyncDispose]()
    live = await startLiveGuard({ known: [{ name: 'deploy', value: known.toLowerCase() }] })
    const answer = await live.call('/v1/models', { headers: { [known.toLowerCase()]: '1' } })
    expect(answer.status).toBe(403)
    expect(live.service.record.calls).toEqual([])
  })

  test('the two calls of a run carry none besides their messages', async () => {
    await start()
    const stray = stringField(9, known)
    const sse = '/agent.v1.AgentService/RunSSE'
    const open = live.call(
      sse,
      post(
        writeEnvelope(0, Buffer.concat([stringField(1, 'run-1'), stray])),
        'application/connect+proto',
      ),
    )
    const append = Buffer.concat([
      lengthDelimited(2, stringField(1, 'run-1')),
      stray,
      stringField(1, '3a00'),
    ])
    await live.call('/aiserver.v1.BidiService/BidiAppend', post(append, 'application/proto'))
    const bodies = await until(() => {
      const seen = live.service.record.calls.filter((call) => /RunSSE|BidiAppend/.test(call.path))
      return seen.length === 2 && seen.every(({ body }) => body.length > 0) ? seen : undefined
    })
    for (const { body } of bodies) {
      expect(body.toString('latin1')).toContain('***known-deploy:')
      expect(body.toString('latin1')).not.toContain(known)
    }
    const named = stringField(1, known)
    expect(
      (await live.call(sse, post(writeEnvelope(0, named), 'application/connect+proto'))).status,
    ).toBe(403)
    await live[Symbol.asyncDispose]()
    await open.catch(() => {})
    live = await startLiveGuard()
  })
})

test('headers that name another method, path or sender than was judged stay here', async () => {
  const restating = {
    'x-http-method-override': 'DELETE',
    'x-http-method': 'DELETE',
    'x-method-override': 'DELETE',
    'x-original-url': '/v1/teams',
    'x-rewrite-url': '/v1/teams',
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example',
  }
  await live.call('/v1/me', { headers: { ...restating, 'x-request-id': 'r' } })
  const { headers } = live.service.record.calls.at(-1) ?? { headers: {} }
  expect(Object.keys(restating).filter((name) => name in headers)).toEqual([])
  expect(headers).toMatchObject({ 'x-request-id': 'r' })
})

test('a call of the list comes as a message or as JSON, else it is refused', async () => {
  const path = '/agent.v1.AgentService/NameAgent'
  for (const type of ['text/plain', 'application/octet-stream', 'multipart/form-data']) {
    expect((await live.call(path, post('{}', type))).status).toBe(403)
  }
  expect(live.service.record.calls).toEqual([])
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

test('in a CI job it is refused at once, nobody is asked, and the record says why', async () => {
  await live[Symbol.asyncDispose]()
  live = await startLiveGuard({
    policy: 'version: 1\nagents: { cloud: hold }\n',
    environment: { CI: 'true' },
  })
  const answer = await createAgent('Fix it')
  expect(await answer.text()).toContain('nobody sits at this machine to decide, for it is a CI job')
  expect(live.service.record.callsTo('/v1/agents')).toEqual([])
  expect(await live.approvals.list(1)).toEqual([])
  expect(live.kinds('approval')).toMatchObject([
    { state: 'denied', why: expect.stringMatching(/set agents\.cloud to deny or allow in/) },
  ])
})

test('an approval of one call about a cloud agent is none of the same call with another verb', async () => {
  await live[Symbol.asyncDispose]()
  live = await startLiveGuard({
    policy: 'version: 1\ncursor: { unknown_calls: allow }\nagents: { cloud: hold }\n',
  })
  const path = '/v1/agents/bc-1/thing'
  const ask = (method: string) =>
    live.call(path, {
      method,
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
  const answers = Promise.all([ask('PUT'), ask('POST')])
  const asked = await until(async () => {
    const waiting = (await live.approvals.list(9)).flatMap((one) => asHeldAction(one) ?? [])
    return waiting.length === 2 ? waiting : undefined
  })
  expect(new Set(asked.map(({ key }) => key)).size).toBe(2)
  for (const waiting of asked) {
    const approve = waiting.detail.startsWith('PUT')
    const said = { by: { id: 1, login: 'ann' }, approve, at: Date.now() }
    await live.approvals.replace(waiting, decideHere(waiting, said, waiting.key))
  }
  await answers
  expect(live.service.record.callsTo(path).map(({ method }) => method)).toEqual(['PUT'])
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
