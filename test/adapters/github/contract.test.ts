import { expect, test } from '@jest/globals'
import { misfit } from '../../support/github/schemas.ts'
import { exampleAnswer, subset } from '../../support/github/subset.ts'
import { takeViolations, testOctokit } from '../../support/github/test-octokit.ts'
import { useNock } from '../../support/nock.ts'

const nock = useNock()
const shop = { owner: 'acme', repo: 'shop' }
const sha = 'a'.repeat(40)
const github = () => nock('https://api.github.com')

test('a call and an answer that GitHub describes pass', async () => {
  github()
    .post('/repos/acme/shop/check-runs')
    .reply(201, exampleAnswer('checks/create', { id: 7 }))
  const { data } = await testOctokit({ answers: 'whole' }).rest.checks.create({
    ...shop,
    name: 'cursor-guard / policy',
    head_sha: sha,
    status: 'completed',
    conclusion: 'action_required',
    actions: [{ label: 'Approve', description: 'Lets it through', identifier: 'approve' }],
  })
  expect(data.id).toBe(7)
})

test('an answer may leave out what the code does not read', async () => {
  github().get('/repos/acme/shop/git/ref/heads%2Fa%2Fb').reply(200, { ref: 'refs/heads/a/b' })
  const { data } = await testOctokit().rest.git.getRef({ ...shop, ref: 'heads/a/b' })
  expect(data.ref).toBe('refs/heads/a/b')
})

test.each<{
  when: string
  call: Parameters<ReturnType<typeof testOctokit>['request']>
  says: string
}>([
  {
    when: 'a missing field',
    call: ['POST /repos/acme/shop/check-runs', { name: 'x' }],
    says: "checks/create.*must have required property 'head_sha'",
  },
  {
    when: 'an unknown conclusion',
    call: [
      'POST /repos/acme/shop/check-runs',
      { name: 'x', head_sha: sha, status: 'completed', conclusion: 'denied' },
    ],
    says: 'checks/create.*body/conclusion must be equal to one of the allowed values',
  },
  {
    when: 'a misspelt field',
    call: ['POST /repos/acme/shop/git/refs', { ref: 'refs/heads/x', sha, forse: true }],
    says: 'git/create-ref.*unevaluated properties.*forse',
  },
  {
    when: 'a field inside a rule that GitHub does not know',
    call: [
      'POST /repos/acme/shop/rulesets',
      { name: 'x', enforcement: 'active', rules: [{ type: 'deletion', parameter: {} }] },
    ],
    says: 'repos/create-repo-ruleset.*body/rules',
  },
  {
    when: 'a number that is none',
    call: ['GET /repos/acme/shop/pulls/first'],
    says: 'pulls/get.*pull_number must be integer',
  },
  {
    when: 'an unknown query parameter',
    call: ['GET /repos/acme/shop/pulls', { stat: 'open' }],
    says: 'pulls/list.*query stat is not known',
  },
  {
    when: 'a body where none is expected',
    call: ['DELETE /repos/acme/shop/git/refs/heads/x', { data: { sha } }],
    says: 'git/delete-ref.*body is not expected',
  },
  {
    when: 'an operation that is not listed',
    call: ['GET /repos/acme/shop/lattice'],
    says: 'add its operationId',
  },
  {
    when: 'a GraphQL query that is not listed',
    call: ['POST /graphql', { query: '{ viewer { login } }' }],
    says: 'a GraphQL query that .* does not list',
  },
])('$when is refused', async ({ call, says }) => {
  await expect(testOctokit().request(...call)).rejects.toThrow(new RegExp(says))
  expect(takeViolations()).toHaveLength(1)
})

test.each<{ when: string; status: number; body: object | string; says: string }>([
  { when: 'a field of another type', status: 200, body: { id: '7' }, says: '/id must be integer' },
  { when: 'an unknown field', status: 200, body: { sha1: sha }, says: 'unevaluated' },
  { when: 'an unknown field inside', status: 200, body: { app: { ident: 1 } }, says: 'app' },
  { when: 'a status GitHub does not give', status: 201, body: {}, says: 'no answer with status' },
  { when: 'an error without words', status: 404, body: { message: 4 }, says: '/message must be' },
])('an answer with $when is refused', async ({ status, body, says }) => {
  const answer = () => github().get('/repos/acme/shop/check-runs/7').reply(status, body)
  answer()
  const call = () => testOctokit().rest.checks.get({ ...shop, check_run_id: 7 })
  await expect(call()).rejects.toThrow(new RegExp(says))
  expect(takeViolations()).toHaveLength(1)
  answer()
  const unchecked = testOctokit({ answers: 'unchecked' })
  await unchecked.rest.checks.get({ ...shop, check_run_id: 7 }).catch(() => {})
  expect(takeViolations()).toEqual([])
})

test('an answer that must be whole lacks nothing', async () => {
  github().get('/repos/acme/shop/check-runs/7').reply(200, { id: 7 })
  const call = testOctokit({ answers: 'whole' }).rest.checks.get({ ...shop, check_run_id: 7 })
  await expect(call).rejects.toThrow(/required/)
  expect(takeViolations()).toHaveLength(1)
})

test('a failing answer arrives as what it is, at once', async () => {
  github().get('/repos/acme/shop').reply(500, 'oops')
  await expect(testOctokit().rest.repos.get(shop)).rejects.toMatchObject({ status: 500 })
})

/** GitHub's own examples that its own description does not allow. */
const wrongExamples = [
  'apps/create-installation-access-token',
  'apps/list-repos-accessible-to-installation',
  'apps/redeliver-webhook-delivery',
  'issues/get',
  'meta/get',
  'pulls/list',
  'pulls/request-reviewers',
  'repos/get',
  'repos/get-branch-protection',
  'repos/get-org-rulesets',
  'repos/get-repo-rulesets',
  'repos/list-activities',
  'repos/list-pull-requests-associated-with-commit',
]

test('the examples of GitHub itself pass, but for those that are wrong', () => {
  const wrong = subset.operations.filter(({ answers, example }) => {
    const schema = Object.entries(answers).find(([status]) => status.startsWith('2'))?.[1]
    return example !== undefined && schema && misfit(schema, example, 'part') !== undefined
  })
  expect(wrong.map(({ id }) => id).toSorted()).toEqual(wrongExamples)
})
