import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { findPolicy } from '../../action/find-policy.ts'

const commit = 'c'.repeat(40)
const token = ['ghs', 'x'.repeat(36)].join('_')
const auditing = 'version: 1\nenforcement: audit\n'

let forge: Server
let workspace: string
let asked: { url: string; authorization: string | undefined }[]
let answers: Record<string, { status: number; body?: string; location?: string }>

let isPublic: boolean

beforeEach(async () => {
  asked = []
  isPublic = false
  answers = {
    '/repos/acme/shop': { status: 200, body: '{"default_branch":"trunk"}' },
    '/repos/acme/shop/git/ref/heads/trunk': {
      status: 200,
      body: JSON.stringify({ object: { type: 'commit', sha: commit } }),
    },
    [`/repos/acme/shop/contents/.github/cursor-guard.yml?ref=${commit}`]: {
      status: 200,
      body: auditing,
    },
  }
  forge = createServer((request, response) => {
    const url = request.url ?? ''
    asked.push({ url, authorization: request.headers.authorization })
    const isSeen = isPublic || request.headers.authorization !== undefined
    const { status, body, location } = (isSeen && answers[url]) || { status: 404 }
    response.writeHead(status, location === undefined ? {} : { location }).end(body)
  })
  await new Promise<void>((resolve) => forge.listen(0, '127.0.0.1', resolve))
  workspace = await mkdtemp(join(tmpdir(), 'policy-'))
})

afterEach(async () => {
  forge.closeAllConnections()
  await new Promise((resolve) => forge.close(resolve))
  await rm(workspace, { recursive: true, force: true })
})

const find = (but: Partial<Parameters<typeof findPolicy>[0]> = {}) =>
  findPolicy({
    file: undefined,
    token,
    defaultBranch: 'trunk',
    workspace,
    ...but,
    env: {
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_API_URL: `http://127.0.0.1:${(forge.address() as AddressInfo).port}`,
      GITHUB_REF: 'refs/heads/feature',
      ...but.env,
    },
  })

async function commitPolicy(text: string): Promise<void> {
  await mkdir(join(workspace, '.github'), { recursive: true })
  await writeFile(join(workspace, '.github/cursor-guard.yml'), text)
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', workspace, ...args], { stdio: 'ignore' })
  git('init', '--quiet')
  git('add', '.')
  git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '-m', 'policy')
}

test('the file of the default branch counts, at the commit the branch has now', async () => {
  await commitPolicy('version: 1\nenforcement: enforce\n')
  const { policy, source, reasons } = await find()
  expect(policy.enforcement).toBe('audit')
  expect(source).toBe('cccccccccccc:.github/cursor-guard.yml')
  expect(reasons).toEqual([])
  expect(asked.map(({ authorization }) => authorization)).toEqual(Array(2).fill(`Bearer ${token}`))
})

test('a default branch that the event does not name is asked for', async () => {
  expect((await find({ defaultBranch: undefined })).policy.enforcement).toBe('audit')
})

test('no file on the default branch means the built-in policy, whatever is checked out', async () => {
  await commitPolicy(auditing)
  answers[`/repos/acme/shop/contents/.github/cursor-guard.yml?ref=${commit}`] = { status: 404 }
  expect(await find()).toMatchObject({ source: 'built-in', policy: { enforcement: 'enforce' } })
})

const contents = `/repos/acme/shop/contents/.github/cursor-guard.yml?ref=${commit}`
test.each([
  {
    when: 'the token may not read',
    at: contents,
    answer: { status: 403 },
    says: /the forge answered 403/,
  },
  { when: 'the forge is down', at: contents, answer: { status: 502 }, says: /answered 502/ },
  {
    when: 'there is no such branch',
    at: '/repos/acme/shop/git/ref/heads/trunk',
    answer: { status: 404 },
    says: /trunk has no commit/,
  },
  {
    when: 'the commit is no commit',
    at: '/repos/acme/shop/git/ref/heads/trunk',
    answer: { status: 200, body: '../x' },
    says: /has no commit/,
  },
  {
    when: 'the answer leads elsewhere',
    at: contents,
    answer: { status: 302, location: 'http://127.0.0.1:1/' },
    says: /answered 302/,
  },
  {
    when: 'the file has six megabytes',
    at: contents,
    answer: { status: 200, body: '#'.repeat(6 << 20) },
    says: /did not answer/,
  },
  {
    when: 'the file is broken',
    at: contents,
    answer: { status: 200, body: 'version: 1\nenforcment: audit\n' },
    says: /cursor-guard\.yml:2:1.*enforcment/,
  },
])('nothing starts when $when', async ({ at, answer, says }) => {
  answers[at] = answer
  await expect(find()).rejects.toThrow(says)
})

test('a forge that cannot be reached is no reason to go on without the policy', async () => {
  await expect(find({ env: { GITHUB_API_URL: 'http://127.0.0.1:1' } })).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
    hint: expect.stringContaining('contents: read'),
  })
})

test('a public repository says its policy without a token', async () => {
  isPublic = true
  await commitPolicy('version: 1\nenforcement: enforce\n')
  const { policy, reasons } = await find({ token: undefined })
  expect(policy.enforcement).toBe('audit')
  expect(reasons).toEqual([])
})

test('a named file wins and nobody is asked', async () => {
  const file = join(workspace, 'mine.yml')
  await writeFile(file, auditing)
  expect(await find({ file })).toMatchObject({ source: file, policy: { enforcement: 'audit' } })
  expect(asked).toEqual([])
  await expect(find({ file: join(workspace, 'none.yml') })).rejects.toThrow(/cannot be read/)
})

test.each([
  {
    on: 'a push to the default branch',
    env: { GITHUB_REF: 'refs/heads/trunk' },
    enforcement: 'audit',
    reason: /checked out commit/,
  },
  {
    on: 'a push to another branch',
    env: { GITHUB_REF: 'refs/heads/wip' },
    enforcement: 'enforce',
    reason: /no github-token/,
  },
  {
    on: 'a pull request',
    env: { GITHUB_REF: 'refs/heads/trunk', GITHUB_EVENT_NAME: 'pull_request_target' },
    enforcement: 'enforce',
    reason: /no github-token/,
  },
])(
  'without a token, on $on, $enforcement holds and the record says why',
  async ({ env, enforcement, reason }) => {
    await commitPolicy(auditing)
    const { policy, reasons } = await find({ token: undefined, env })
    expect(policy.enforcement).toBe(enforcement)
    expect(reasons.join()).toMatch(reason)
  },
)
