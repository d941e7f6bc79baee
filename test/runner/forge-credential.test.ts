import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@jest/globals'
import type { UpdateFacts } from '../../src/core/git/ref-update.ts'
import { gitAuthorization } from '../../src/http/headers.ts'
import { createUpstreamClient } from '../../src/http/upstream.ts'
import { createForgeCredential } from '../../src/runner/forge-credential.ts'

const a = 'a'.repeat(40)
const b = 'b'.repeat(40)

const update = (but: Partial<UpdateFacts> = {}): UpdateFacts => ({
  command: { ref: 'refs/heads/main', old: a, new: b },
  tip: a,
  kind: 'fast-forward',
  paths: [],
  commits: [],
  warnings: [],
  ...but,
})
const workflow = [{ path: '.github/workflows/ci.yml', mode: '100644', commit: b }]

/** An API that answers what the row says, and 404 to everything else. */
async function startApi(answers: Record<string, unknown>, headers: Record<string, string> = {}) {
  const seen: { url: string; authorization: string | undefined }[] = []
  const server = createServer((request: IncomingMessage, response) => {
    const url = request.url ?? ''
    seen.push({ url, authorization: request.headers.authorization })
    request.resume()
    const known = Object.hasOwn(answers, url)
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(known ? answers[url] : { message: 'Not Found' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const branch = '/repos/acme/site/rules/branches/main'
const ruleset = '/repos/acme/site/rulesets/7'
const rule = (type: string) => [{ type, ruleset_id: 7 }]
const bypass = (current_user_can_bypass: string) => ({ current_user_can_bypass })
const viewer = (login: string) => ({ '/graphql': { data: { viewer: { login } } } })

interface Row {
  when: string
  token?: string
  updates?: UpdateFacts[]
  answers: Record<string, unknown>
  headers?: Record<string, string>
  said: RegExp | undefined
}

test.each<Row>([
  {
    when: 'the token of a run and a workflow file',
    updates: [update({ paths: workflow })],
    answers: viewer('github-actions[bot]'),
    said: /token of a workflow run may not/,
  },
  {
    when: 'the token of another app and a workflow file',
    updates: [update({ paths: workflow })],
    answers: viewer('our-app[bot]'),
    said: undefined,
  },
  {
    when: 'a classic token without the scope',
    token: 'ghp_x',
    updates: [update({ paths: workflow })],
    answers: { '/rate_limit': {} },
    headers: { 'x-oauth-scopes': 'repo, gist' },
    said: /lacks the scope `workflow`/,
  },
  {
    when: 'a classic token with the scope',
    token: 'ghp_x',
    updates: [update({ paths: workflow })],
    answers: { '/rate_limit': {} },
    headers: { 'x-oauth-scopes': 'repo, workflow' },
    said: undefined,
  },
  {
    when: 'a branch that takes pull requests alone',
    answers: { [branch]: rule('pull_request'), [ruleset]: bypass('never') },
    said: /main takes changes by pull request alone/,
  },
  {
    when: 'the same with leave to go past it',
    answers: { [branch]: rule('pull_request'), [ruleset]: bypass('always') },
    said: undefined,
  },
  {
    when: 'a rule that is not about this update',
    answers: { [branch]: rule('deletion'), [ruleset]: bypass('never') },
    said: undefined,
  },
  {
    when: 'a deletion that the rules refuse',
    updates: [update({ kind: 'delete' })],
    answers: { [branch]: rule('deletion'), [ruleset]: bypass('never') },
    said: /may be deleted by few/,
  },
  {
    when: 'a ruleset that nobody shows',
    answers: { [branch]: rule('pull_request') },
    said: undefined,
  },
  {
    when: 'an API that answers nothing',
    updates: [update({ paths: workflow })],
    answers: {},
    said: undefined,
  },
  {
    when: 'an answer of another shape',
    answers: { [branch]: 'nonsense', '/graphql': 5 },
    said: undefined,
  },
])('$when', async ({ token = 'ghs_x', updates = [update()], answers, headers = {}, said }) => {
  await using api = await startApi(answers, headers)
  const client = createUpstreamClient({})
  const credential = createForgeCredential({ token, api: api.url, client })
  const signal = AbortSignal.timeout(5_000)
  const obstacle = await credential.obstacle?.({ repository: 'acme/site', updates, signal })
  client.close()
  if (said === undefined) expect(obstacle).toBeUndefined()
  else expect(obstacle).toMatch(said)
  expect(api.seen.length).toBeGreaterThan(0)
  expect(api.seen.every(({ authorization }) => authorization === `Bearer ${token}`)).toBe(true)
})

test('git gets the token the way the forge takes it; without one there is none', async () => {
  const client = createUpstreamClient({})
  const withToken = createForgeCredential({ token: 'ghs_x', api: undefined, client })
  const header = gitAuthorization(String(await withToken.token('acme/site')))
  expect(Buffer.from(header.replace('Basic ', ''), 'base64').toString()).toBe(
    'x-access-token:ghs_x',
  )
  const without = createForgeCredential({ token: undefined, api: undefined, client })
  expect(await without.token('acme/site')).toBeUndefined()
  client.close()
})
