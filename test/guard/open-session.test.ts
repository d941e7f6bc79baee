import { expect, test } from '@jest/globals'
import { GuardError } from '../../src/core/errors.ts'
import { builtInPolicy } from '../../src/core/policy/built-in.ts'
import { parsePolicy } from '../../src/core/policy/file/parse.ts'
import type { GitRepositories, PushJournal } from '../../src/guard/git-ports.ts'
import { handlerOf } from '../../src/guard/lane.ts'
import { type GitParts, openSession } from '../../src/guard/open-session.ts'
import { exchange } from '../support/fake-exchange.ts'
import { bearer, fakeParts } from '../support/session-parts.ts'

const models = { headers: bearer() }
const rename = (text: string) => ({
  method: 'POST',
  headers: { ...bearer(), 'content-type': 'application/json' },
  body: JSON.stringify({ text }),
})

/** A git lane's parts; `closed` is told when its repositories are closed. */
function fakeGit(closed: string[], token: () => Promise<string | undefined>): GitParts {
  const repositories: Partial<GitRepositories> = {
    close: async () => void closed.push('repositories'),
  }
  const journal: PushJournal = { begin: async () => {}, end: async () => {}, open: async () => [] }
  return {
    base: new URL('https://forge.example'),
    credential: { token },
    gitRepositories: repositories as GitRepositories,
    journal,
    repositories: ['acme/site'],
  }
}

test('a session is opened without a port: its first line, its lanes', async () => {
  const { parts, lines, closed } = fakeParts({ mode: 'gateway', level: 'L1', caveats: ['why'] })
  const git = fakeGit(closed, async () => undefined)
  const opened = await openSession({ ...parts, git, identity: { repository: 'acme/site' } })
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      seq: 0,
      kind: 'session',
      format: 1,
      session: 'session-1',
      startedAt: '2026-05-01T10:00:00.000Z',
      mode: 'gateway',
      level: 'L1',
      identity: { repository: 'acme/site' },
      policy: { source: 'built-in', enforcement: builtInPolicy.enforcement },
      facts: { actor: 'ann', defaultBranch: 'main', runner: { event: 'push' } },
    },
  ])
  expect(opened.lanes.map(({ name }) => name)).toEqual(['git', 'cursor'])
  expect(opened.session.coverage()).toEqual({ level: 'L1', state: 'complete', reasons: ['why'] })
  expect(opened.head().seq).toBe(0)
  await opened.seal({})
})

test('the credential is known before the first line is written', async () => {
  const { parts, lines } = fakeParts({ command: ['agent', '--key=key_of-the-service-1'] })
  const opened = await openSession(parts)
  expect(lines[0]).not.toContain('key_of-the-service-1')
  expect(JSON.parse(String(lines[0])).command[1]).toMatch(/^--key=\*\*\*/)
  await opened.seal({})
})

test('without the credential nothing is opened and nothing is written', async () => {
  const { parts, lines } = fakeParts()
  const key = async () => {
    throw new GuardError('UPSTREAM_FAILED', 'the store is away')
  }
  const opening = openSession({ ...parts, cursor: { ...parts.cursor, credential: { key } } })
  await expect(opening).rejects.toThrow('the store is away')
  expect(lines).toEqual([])
})

test.each([
  { lane: 'cursor', url: '/v1/models' },
  { lane: 'git', url: '/git/acme/site/info/refs?service=git-upload-pack' },
])('the $lane lane serves nobody without a token of the session', async ({ url }) => {
  const { parts, calls, closed } = fakeParts()
  const opened = await openSession({ ...parts, git: fakeGit(closed, async () => 'ghs_forge') })
  const handler = handlerOf(opened.lanes)
  for (const headers of [{}, bearer('cgs_another'), bearer('key_of-the-service-1')]) {
    expect((await exchange(handler, url, { headers })).status).toBe(401)
  }
  expect(calls).toEqual([])
  expect(opened.lanes.map((lane) => lane.calls)).toEqual([0, 0])
  await opened.seal({})
})

test('a key that was replaced is used at the next call, and masked from then on', async () => {
  const keys = ['key_of-the-service-1', 'key_of-the-service-2']
  const { parts, calls, lines } = fakeParts()
  let current = keys[0] ?? ''
  const credential = { key: async () => current }
  const opened = await openSession({ ...parts, cursor: { ...parts.cursor, credential } })
  const handler = handlerOf(opened.lanes)
  await exchange(handler, '/v1/models', models)
  current = keys[1] ?? ''
  await exchange(handler, '/v1/models', models)
  expect(calls.map(({ headers }) => headers.authorization)).toEqual(
    keys.map((key) => `Bearer ${key}`),
  )
  await exchange(handler, '/agent.v1.AgentService/NameAgent', rename(keys.join(' ')))
  const sent = Buffer.from(calls.at(-1)?.body as Uint8Array).toString('utf8')
  await opened.seal({})
  for (const key of keys) {
    expect(sent).not.toContain(key)
    expect(lines.join('')).not.toContain(key)
  }
})

test('a token of the forge is masked once it was asked for', async () => {
  const forgeToken = 'a-token-of-the-forge-1'
  const { parts, calls, closed } = fakeParts()
  const opened = await openSession({ ...parts, git: fakeGit(closed, async () => forgeToken) })
  const handler = handlerOf(opened.lanes)
  const url = '/git/acme/site/info/refs?service=git-upload-pack'
  await exchange(handler, url, { headers: bearer() })
  expect(calls[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from(`x-access-token:${forgeToken}`).toString('base64')}`,
  )
  expect(opened.session.secrets.maskText(`use ${forgeToken} now`).text).not.toContain(forgeToken)
  await opened.seal({})
})

test('sealing closes the lanes and the requests first, writes the last line, and is done once', async () => {
  const { parts, lines, closed } = fakeParts()
  const opened = await openSession({ ...parts, git: fakeGit(closed, async () => undefined) })
  await exchange(handlerOf(opened.lanes), '/v1/models', models)
  const [first, second] = await Promise.all([opened.seal({ exitCode: 3 }), opened.seal({})])
  expect(second).toBe(first)
  expect(closed).toEqual(['repositories', 'approvals'])
  expect(first).toMatchObject({
    sessionId: 'session-1',
    level: 'L0',
    verdict: 'clean',
    calls: 1,
    sealed: true,
    head: { seq: lines.length - 1 },
  })
  expect(JSON.parse(String(lines.at(-1)))).toMatchObject({ kind: 'seal', exitCode: 3 })
})

test('a recording that fails is not sealed, and ends a session that must have one', async () => {
  const policy = parsePolicy(Buffer.from('version: 1\nrecording: { require: true }\n'), 'p.yml')
  const { parts } = fakeParts({ policy })
  let room = 1
  const sink = {
    write() {
      if (room-- <= 0) throw new Error('no space')
    },
  }
  const opened = await openSession({ ...parts, recording: { ...parts.recording, sink } })
  opened.session.recorder.append({ kind: 'note', text: 'more' })
  expect(opened.session.ended).toContain('no space')
  const answer = await exchange(handlerOf(opened.lanes), '/v1/models', models)
  expect(answer.status).toBe(403)
  expect(await opened.seal({})).toMatchObject({
    sealed: false,
    verdict: 'violations',
    ended: { by: 'guard' },
    coverage: { state: 'partial' },
  })
})

test('two sessions in one process know nothing of each other', async () => {
  const one = fakeParts({ known: [{ name: 'ONE', value: 'value-of-the-first-session' }] })
  const two = fakeParts()
  const [first, second] = await Promise.all([openSession(one.parts), openSession(two.parts)])
  first.session.end('enough', 'policy')
  const text = 'value-of-the-first-session'
  expect(first.session.secrets.maskText(text).text).not.toBe(text)
  expect(second.session.secrets.maskText(text).text).toBe(text)
  expect((await exchange(handlerOf(first.lanes), '/v1/models', models)).status).toBe(403)
  expect((await exchange(handlerOf(second.lanes), '/v1/models', models)).status).toBe(200)
  await Promise.all([first.seal({}), second.seal({})])
})
