import { expect, test } from '@jest/globals'
import { createGitTokens } from '../../../src/adapters/github/git-token.ts'
import { testOctokit } from '../../support/github/test-octokit.ts'
import { useNock } from '../../support/nock.ts'

const nock = useNock()
const start = Date.parse('2026-11-22T12:00:00Z')

function answerWith(tokens: string[]) {
  const asked: unknown[] = []
  for (const token of tokens) {
    nock('https://api.github.com')
      .post('/app/installations/7/access_tokens', (body: unknown) => asked.push(body) > 0)
      .reply(201, { token, expires_at: '2026-11-22T13:00:00Z', permissions: {} })
  }
  return asked
}

test('a token is for one repository and one permission, and is kept until shortly before it ends', async () => {
  const clock = { now: start }
  const tokens = createGitTokens(
    async () => testOctokit(),
    () => clock.now,
  )
  const asked = answerWith(['one', 'two', 'three', 'four'])
  expect(await tokens.read(7, 42)).toBe('one')
  expect(await tokens.read(7, 42)).toBe('one')
  expect(await tokens.write(7, 42)).toBe('two')
  expect(await tokens.read(7, 43)).toBe('three')
  expect(asked).toEqual([
    { repository_ids: [42], permissions: { contents: 'read' } },
    { repository_ids: [42], permissions: { contents: 'write' } },
    { repository_ids: [43], permissions: { contents: 'read' } },
  ])
  clock.now = start + 49 * 60_000
  expect(await tokens.read(7, 42)).toBe('one')
  clock.now = start + 50 * 60_000
  expect(await tokens.read(7, 42)).toBe('four')
})

test('asked twice at once it is fetched once', async () => {
  const asked = answerWith(['one'])
  const tokens = createGitTokens(
    async () => testOctokit(),
    () => start,
  )
  expect(await Promise.all([tokens.read(7, 42), tokens.read(7, 42)])).toEqual(['one', 'one'])
  expect(asked).toHaveLength(1)
})

test.each([
  [422, 'no', 'REQUEST_REFUSED', 'will give no token'],
  [403, 'no', 'REQUEST_REFUSED', 'will give no token'],
  [403, 'API rate limit exceeded', 'UPSTREAM_FAILED', 'could not be asked for a token'],
  [500, 'no', 'UPSTREAM_FAILED', 'could not be asked for a token'],
])(
  'a refusal with %s %s is one clear error, not remembered',
  async (status, message, code, text) => {
    nock('https://api.github.com')
      .post('/app/installations/7/access_tokens')
      .reply(status, { message })
    const tokens = createGitTokens(
      async () => testOctokit({ answers: 'unchecked' }),
      () => start,
    )
    const error = await tokens.read(7, 42).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, message: expect.stringContaining(text) })
    expect(JSON.stringify(error)).not.toContain('api.github.com')
    answerWith(['one'])
    expect(await tokens.read(7, 42)).toBe('one')
  },
)
