import { describe, expect, test } from '@jest/globals'
import { readCheckRun } from '../../../src/adapters/github/check-run.ts'
import {
  keepComment,
  listComments,
  maxComments,
  neverEdited,
  readComment,
} from '../../../src/adapters/github/comments.ts'
import { readCommitPeople } from '../../../src/adapters/github/commit-people.ts'
import { readMergeQueue } from '../../../src/adapters/github/merge-queue.ts'
import { isInTeam, listPeople, listTeam, readAccess } from '../../../src/adapters/github/people.ts'
import {
  openPullsWithHead,
  readPull,
  requestReviewers,
} from '../../../src/adapters/github/pull-requests.ts'
import { listReviews } from '../../../src/adapters/github/reviews.ts'
import { acmeShop } from '../../support/app/fake-scope.ts'
import { testOctokit } from '../../support/github/test-octokit.ts'
import { useNock } from '../../support/nock.ts'

const nock = useNock()
const octokit = testOctokit()
const api = () => nock('https://api.github.com')
const shop = '/repos/acme/shop'
const head = 'a'.repeat(40)
const ben = { id: 2, login: 'ben', type: 'User' }
const forbidden = { message: 'Resource not accessible by integration' }

const comment = (id: number) => ({
  id,
  node_id: `IC_${id}`,
  user: ben,
  body: 'x',
  created_at: '2026-11-22T12:00:00Z',
  updated_at: '2026-11-22T12:00:00Z',
  issue_url: 'https://api.github.com/repos/acme/shop/issues/7',
})
const review = (id: number, but: object = {}) => ({
  id,
  user: ben,
  state: 'APPROVED',
  commit_id: head,
  submitted_at: '2026-11-22T12:00:00Z',
  ...but,
})

describe('what is missing is missing, what is broken is an error', () => {
  const calls: [string, string, () => Promise<unknown>, unknown][] = [
    ['a pull request', `${shop}/pulls/7`, () => readPull(octokit, acmeShop, 7), undefined],
    ['a check run', `${shop}/check-runs/7`, () => readCheckRun(octokit, acmeShop, 7), undefined],
    ['a comment', `${shop}/issues/comments/7`, () => readComment(octokit, acmeShop, 7), undefined],
    [
      'an account',
      `${shop}/collaborators/ben/permission`,
      () => readAccess(octokit, acmeShop, 'ben'),
      undefined,
    ],
    [
      'a member',
      '/orgs/acme/teams/leads/memberships/ben',
      () => isInTeam(octokit, 'acme', 'leads', 'ben'),
      false,
    ],
    [
      'a team',
      '/orgs/acme/teams/leads/members?per_page=100',
      () => listTeam(octokit, 'acme', 'leads'),
      'no such team',
    ],
    [
      'a commit',
      `${shop}/commits/${head}/pulls?per_page=100`,
      () => openPullsWithHead(octokit, acmeShop, head),
      [],
    ],
  ]
  test.each(calls)('%s', async (_, path, ask, none) => {
    api().get(path).reply(404, { message: 'Not Found' })
    expect(await ask()).toEqual(none)
    api().get(path).reply(502, { message: 'bad gateway' })
    await expect(ask()).rejects.toThrow()
    api().get(path).reply(403, { message: 'API rate limit exceeded' })
    await expect(ask()).rejects.toThrow('rate limit')
  })
})

test('teams and people that the App may not read are unknown', async () => {
  api().get('/orgs/acme/teams/leads/memberships/ben').reply(403, forbidden)
  expect(await isInTeam(octokit, 'acme', 'leads', 'ben')).toBe('unknown')
  api().get('/orgs/acme/teams/leads/members?per_page=100').reply(403, forbidden)
  expect(await listTeam(octokit, 'acme', 'leads')).toBe('unknown')
  api().get(`${shop}/collaborators?affiliation=all&per_page=100`).reply(403, forbidden)
  expect(await listPeople(octokit, acmeShop)).toBe('unknown')
})

test('an invitation to a team that is not accepted yet is no membership', async () => {
  const pending = { url: 'https://api.github.com/x', role: 'member', state: 'pending' }
  api().get('/orgs/acme/teams/leads/memberships/ben').reply(200, pending)
  expect(await isInTeam(octokit, 'acme', 'leads', 'ben')).toBe(false)
})

const all = { pull: true, triage: true, push: true, maintain: true, admin: true }
test.each([
  { answer: { permission: 'admin', role_name: 'admin', user: ben }, access: 'admin' },
  { answer: { permission: 'write', role_name: 'maintain', user: ben }, access: 'maintain' },
  { answer: { permission: 'read', role_name: 'triage', user: ben }, access: 'triage' },
  { answer: { permission: 'write', role_name: 'release-managers', user: ben }, access: 'write' },
  {
    answer: {
      permission: 'write',
      role_name: 'release-managers',
      user: { ...ben, permissions: { ...all, admin: false } },
    },
    access: 'maintain',
  },
  { answer: { permission: 'none', role_name: 'none', user: ben }, access: 'none' },
  { answer: { permission: 'something', role_name: 'new', user: ben }, access: 'none' },
])('$answer.permission with role $answer.role_name is $access', async ({ answer, access }) => {
  api().get(`${shop}/collaborators/ben/permission`).reply(200, answer)
  expect(await readAccess(octokit, acmeShop, 'ben')).toEqual({ ...ben, access })
})

test('reviews of all pages are read; those of accounts that are gone and unsent ones are left out', async () => {
  const next = `<https://api.github.com${shop}/pulls/7/reviews?per_page=100&page=2>; rel="next"`
  api()
    .get(`${shop}/pulls/7/reviews?per_page=100`)
    .reply(200, [review(1), review(2, { user: null })], { link: next })
    .get(`${shop}/pulls/7/reviews?per_page=100&page=2`)
    .reply(200, [review(3, { submitted_at: undefined }), review(4, { commit_id: null }), review(5)])
  const reviews = await listReviews(octokit, acmeShop, 7)
  expect(reviews?.map(({ id }) => id)).toEqual([1, 5])
})

test('a page that fails makes the whole list fail', async () => {
  const next = `<https://api.github.com${shop}/pulls/7/reviews?per_page=100&page=2>; rel="next"`
  api()
    .get(`${shop}/pulls/7/reviews?per_page=100`)
    .reply(200, [review(1)], { link: next })
    .get(`${shop}/pulls/7/reviews?per_page=100&page=2`)
    .reply(500, { message: 'down' })
  await expect(listReviews(octokit, acmeShop, 7)).rejects.toThrow('down')
})

test('too many comments are no list', async () => {
  const path = `${shop}/issues/7/comments?since=2026-11-22T12%3A00%3A00Z&per_page=100`
  api()
    .get(path)
    .reply(
      200,
      Array.from({ length: maxComments + 1 }, (_, id) => comment(id)),
    )
  expect(
    await listComments(octokit, acmeShop, 7, Date.parse('2026-11-22T12:00:00Z')),
  ).toBeUndefined()
})

test('a comment that was deleted is written anew; a locked conversation is left alone', async () => {
  api()
    .patch(`${shop}/issues/comments/1`)
    .reply(404, { message: 'Not Found' })
    .post(`${shop}/issues/7/comments`, { body: 'x' })
    .reply(201, { id: 2 })
  expect(await keepComment(octokit, acmeShop, 7, 'x', 1)).toBe(2)
  api()
    .post(`${shop}/issues/7/comments`)
    .reply(403, { message: 'Unable to create comment because issue is locked.' })
  expect(await keepComment(octokit, acmeShop, 7, 'x', undefined)).toBeUndefined()
})

test('reviewers the forge refuses are an answer; other errors are not', async () => {
  const path = `${shop}/pulls/7/requested_reviewers`
  const who = { users: ['ben'], teams: ['leads'] }
  api()
    .post(path, { reviewers: ['ben'], team_reviewers: ['leads'] })
    .reply(422, { message: 'no' })
  expect(await requestReviewers(octokit, acmeShop, 7, who)).toBe(false)
  api().post(path).reply(500, { message: 'down' })
  await expect(requestReviewers(octokit, acmeShop, 7, who)).rejects.toThrow('down')
})

describe('GraphQL', () => {
  const answer = (data: unknown, errors?: object[]) =>
    api()
      .post('/graphql')
      .reply(200, { data, ...(errors && { errors }) } as object)

  test.each<{ when: string; node: object | null; pristine: boolean }>([
    {
      when: 'never edited',
      node: { id: 'a', lastEditedAt: null, includesCreatedEdit: false },
      pristine: true,
    },
    {
      when: 'edited',
      node: { id: 'a', lastEditedAt: 'x', includesCreatedEdit: false },
      pristine: false,
    },
    {
      when: 'edited at once',
      node: { id: 'a', lastEditedAt: null, includesCreatedEdit: true },
      pristine: false,
    },
    { when: 'deleted', node: null, pristine: false },
    { when: 'no comment', node: {}, pristine: false },
  ])('a comment that is $when', async ({ node, pristine }) => {
    answer({ nodes: [node] })
    expect([...((await neverEdited(octokit, ['a'])) ?? [])]).toEqual(pristine ? ['a'] : [])
  })

  test('a question that is not understood has no answer; one too many is asked again', async () => {
    answer(null, [{ type: 'undefinedField', message: 'no such field' }])
    expect(await neverEdited(octokit, ['a'])).toBeUndefined()
    answer(null, [{ type: 'RATE_LIMITED', message: 'too many' }])
    await expect(neverEdited(octokit, ['a'])).rejects.toThrow()
  })

  const actor = (id: number | undefined) => ({
    email: 'x@example.org',
    user: id === undefined ? null : { databaseId: id, login: `p${id}` },
  })
  const object = (authors: object[], totalCount = authors.length) => ({
    repository: { object: { authors: { totalCount, nodes: authors }, committer: actor(9) } },
  })

  test('the people of a commit: the first author, co-authors, the committer', async () => {
    answer(object([actor(1), actor(2), actor(undefined)]))
    expect(await readCommitPeople(octokit, acmeShop, head)).toEqual([
      { as: 'author', email: 'x@example.org', account: { id: 1, login: 'p1' } },
      { as: 'co-author', email: 'x@example.org', account: { id: 2, login: 'p2' } },
      { as: 'co-author', email: 'x@example.org' },
      { as: 'committer', email: 'x@example.org', account: { id: 9, login: 'p9' } },
    ])
  })

  test.each([
    { when: 'more authors than are told', data: object([actor(1)], 101) },
    { when: 'no authors', data: object([]) },
    { when: 'no such commit', data: { repository: { object: null } } },
    { when: 'something that is no commit', data: { repository: { object: {} } } },
    { when: 'no such repository', data: { repository: null } },
  ])('$when: nobody knows who made it', async ({ data }) => {
    answer(data)
    expect(await readCommitPeople(octokit, acmeShop, head)).toBe('unknown')
  })

  const page = (nodes: unknown[], endCursor: string | null = null) => ({
    repository: {
      mergeQueue: { entries: { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes } },
    },
  })
  const entry = (number: number) => ({
    baseCommit: null,
    headCommit: { oid: head },
    pullRequest: { number, headRefOid: head },
  })

  test('a merge queue is read to its end', async () => {
    answer(page([entry(1)], 'more'))
    answer(page([entry(2)]))
    const entries = await readMergeQueue(octokit, acmeShop, 'main')
    expect(entries?.map(({ number }) => number)).toEqual([1, 2])
  })

  test.each([
    { when: 'there is none', data: { repository: { mergeQueue: null } } },
    { when: 'an entry has no pull request', data: page([{ ...entry(1), pullRequest: null }]) },
    { when: 'an entry cannot be seen', data: page([null]) },
  ])('where $when, it is not read', async ({ data }) => {
    answer(data)
    expect(await readMergeQueue(octokit, acmeShop, 'main')).toBeUndefined()
  })
})
