import { expect, test } from '@jest/globals'
import { keptCommand } from '../../../../src/core/approval/comment-command.ts'
import { parsePolicy } from '../../../../src/core/policy/file/parse.ts'
import { policyTemplate } from '../../../../src/core/policy/file/template.ts'
import { repositoryPayloads } from '../../../../src/server/app/payloads.ts'
import { offerPolicy } from '../../../../src/server/app/policy/offer-policy.ts'
import { fakeScope } from '../../../support/app/fake-scope.ts'
import { useNock } from '../../../support/nock.ts'
import { blobOf, filePath, shop } from './forge.ts'

const nock = useNock()
const api = () => nock('https://api.github.com')
const tip = blobOf('tip')
const octocat = { id: 1, login: 'octocat', type: 'User' }

const comment = (but: object = {}) => ({
  repository: {} as never,
  installation: { id: 7 },
  sender: octocat,
  action: 'created',
  issue: { number: 5 },
  comment: { id: 70, body: '/cursor-guard init', performed_via_github_app: null },
  ...but,
})

const asked = {
  id: 70,
  node_id: 'IC_70',
  user: octocat,
  body: '/cursor-guard init',
  created_at: '2026-11-22T12:00:00Z',
  updated_at: '2026-11-22T12:00:00Z',
  issue_url: 'https://api.github.com/repos/acme/shop/issues/5',
  performed_via_github_app: null,
}

const givesComment = (but: object = {}) =>
  api()
    .get('/repos/acme/shop/issues/comments/70')
    .reply(200, { ...asked, ...but })

const givesAccess = (access: string, id = octocat.id) =>
  api()
    .get('/repos/acme/shop/collaborators/octocat/permission')
    .reply(200, { permission: access, role_name: access, user: { ...octocat, id } })

const givesAnswers = (...bodies: string[]) =>
  api()
    .get('/repos/acme/shop/issues/5/comments')
    .query(true)
    .reply(
      200,
      bodies.map((body, at) => ({
        ...asked,
        id: 80 + at,
        user: { id: 9, login: 'cursor-guard[bot]', type: 'Bot' },
        body,
      })),
    )

const givesOffers = (...numbers: number[]) =>
  api()
    .get('/repos/acme/shop/pulls')
    .query({ head: 'acme:cursor-guard/init', state: 'open', per_page: 1 })
    .reply(
      200,
      numbers.map((number) => ({ number })),
    )

const givesRef = (branch: string, sha?: string) =>
  api()
    .get(`/repos/acme/shop/git/ref/${encodeURIComponent(`heads/${branch}`)}`)
    .reply(
      sha === undefined ? 404 : 200,
      sha === undefined
        ? { message: 'Not Found' }
        : { ref: `refs/heads/${branch}`, object: { sha, type: 'commit' } },
    )

/** Bodies of what was written, by what it was. */
function writes() {
  const written: { what: string; body: Record<string, string> }[] = []
  const takes = (
    what: string,
    method: 'post' | 'put' | 'patch',
    path: string,
    answer: object,
    status = 201,
  ) => {
    let sent: Record<string, string> = {}
    return api()
      [method](path, (body) => {
        if (typeof body === 'object') sent = body
        return true
      })
      .reply(status, () => {
        written.push({ what, body: sent })
        return answer
      })
  }
  return {
    written,
    branch: (status = 201) =>
      takes(
        'branch',
        'post',
        '/repos/acme/shop/git/refs',
        status === 201
          ? { ref: 'refs/heads/cursor-guard/init' }
          : { message: 'Reference already exists' },
        status,
      ),
    file: (status = 201, answer: object = { content: { sha: tip } }) =>
      takes('file', 'put', filePath(), answer, status),
    pull: (status = 201, answer: object = { number: 6 }) =>
      takes('pull', 'post', '/repos/acme/shop/pulls', answer, status),
    answer: () => takes('answer', 'post', '/repos/acme/shop/issues/5/comments', { id: 90 }),
    rewrite: (id: number) =>
      takes('rewrite', 'patch', `/repos/acme/shop/issues/comments/${id}`, { id }, 200),
  }
}

const scopeOf = (policy?: string) =>
  fakeScope({ repository: shop, ...(policy === undefined ? {} : { policy }) })
const allAnswered = () => expect(nock.pendingMocks()).toEqual([])

test('a person who may write gets one pull request and one answer', async () => {
  const { written, branch, file, pull, answer } = writes()
  givesComment()
  givesAccess('write')
  givesAnswers()
  givesOffers()
  givesRef('main', tip)
  givesRef('cursor-guard/init')
  branch()
  file()
  pull()
  answer()
  await offerPolicy(comment(), scopeOf())
  allAnswered()
  expect(written.map(({ what }) => what)).toEqual(['branch', 'file', 'pull', 'answer'])
  const [made, put, opened, told] = written.map(({ body }) => body)
  expect(made).toEqual({ ref: 'refs/heads/cursor-guard/init', sha: tip })
  expect(put).toMatchObject({ branch: 'cursor-guard/init' })
  expect(Buffer.from(put?.content ?? '', 'base64').toString()).toBe(policyTemplate)
  expect(opened).toMatchObject({ head: 'cursor-guard/init', base: 'main' })
  expect(told?.body).toMatch(/^#6 adds a policy .*<!-- cursor-guard:init 70 -->$/s)
})

test('what is offered is valid, audits, and is no workflow', () => {
  const policy = parsePolicy(Buffer.from(policyTemplate), 'cursor-guard.yml')
  expect(policy.enforcement).toBe('audit')
})

test('the same comment delivered twice is answered once', async () => {
  givesComment()
  givesAccess('admin')
  givesAnswers('#6 adds a policy\n\n<!-- cursor-guard:init 70 -->')
  await offerPolicy(comment(), scopeOf())
  allAnswered()
})

test('asked again, the answer of before is written anew and names the open pull request', async () => {
  const { written, rewrite } = writes()
  givesComment()
  givesAccess('maintain')
  givesAnswers('something else', '#6 adds a policy\n\n<!-- cursor-guard:init 12 -->')
  givesOffers(6)
  rewrite(81)
  await offerPolicy(comment(), scopeOf())
  allAnswered()
  expect(written[0]?.body.body).toContain('Whoever asks again on this page is answered here')
  expect(written[0]?.body.body).toMatch(/^The pull request is there already: #6 /)
})

test.each(['/cursor-guard init please', '/Cursor-Guard Init', '/cursor-guard init!\r\nThank you.'])(
  '%j is asked as well',
  async (body) => {
    const { written, answer } = writes()
    givesComment({ body })
    givesAccess('write')
    givesAnswers()
    givesOffers(6)
    answer()
    const kept = repositoryPayloads.issue_comment.shape.comment.parse({ id: 70, body })
    await offerPolicy(comment({ comment: kept }), scopeOf())
    allAnswered()
    expect(written.map(({ what }) => what)).toEqual(['answer'])
  },
)

test('an attempt that broke off goes on where it was', async () => {
  const { written, file, pull, answer } = writes()
  givesComment()
  givesAccess('write')
  givesAnswers()
  givesOffers()
  givesRef('main', tip)
  givesRef('cursor-guard/init', tip)
  file(422, { message: '"sha" wasn\'t supplied.' })
  pull(422, { message: 'A pull request already exists for acme:cursor-guard/init.' })
  givesOffers(6)
  answer()
  await offerPolicy(comment(), scopeOf())
  allAnswered()
  expect(written.at(-1)?.body.body).toMatch(/^The pull request is there already: #6 /)
})

test('two replicas that make the branch at once both go on', async () => {
  const { branch, file, pull, answer } = writes()
  givesComment()
  givesAccess('write')
  givesAnswers()
  givesOffers()
  givesRef('main', tip)
  givesRef('cursor-guard/init')
  branch(422)
  givesRef('cursor-guard/init', tip)
  file()
  pull()
  answer()
  await offerPolicy(comment(), scopeOf())
  allAnswered()
})

test('a repository that has a policy is told so', async () => {
  const { written, answer } = writes()
  givesComment()
  givesAccess('write')
  givesAnswers()
  answer()
  await offerPolicy(comment(), scopeOf('version: 1\n'))
  expect(written[0]?.body.body).toMatch(/^This repository has a policy already/)
})

test('an empty repository is told what to do first', async () => {
  const { written, answer } = writes()
  givesComment()
  givesAccess('write')
  givesAnswers()
  givesOffers()
  givesRef('main')
  answer()
  await offerPolicy(comment(), scopeOf())
  expect(written[0]?.body.body).toMatch(/no commit yet/)
})

test('without the permission to make a branch, the answer has the file and names the permissions', async () => {
  const { written, answer } = writes()
  givesComment()
  givesAccess('write')
  givesAnswers()
  givesOffers()
  givesRef('main', tip)
  givesRef('cursor-guard/init')
  api()
    .post('/repos/acme/shop/git/refs')
    .reply(403, { message: 'Resource not accessible by integration' })
  answer()
  await offerPolicy(comment(), scopeOf())
  expect(written[0]?.body.body).toContain('"Contents: write"')
  expect(written[0]?.body.body).toContain('enforcement: audit')
})

test('without the permission to comment the log says so', async () => {
  const scope = scopeOf()
  givesComment()
  givesAccess('write')
  givesAnswers()
  givesOffers(6)
  api()
    .post('/repos/acme/shop/issues/5/comments')
    .reply(403, { message: 'Resource not accessible by integration' })
  await offerPolicy(comment(), scope)
  expect(scope.logged).toMatchObject([{ missing: 'issues: write' }])
})

test.each([500, 502])('a %i on the way is thrown, for the next attempt', async (status) => {
  givesComment()
  givesAccess('write')
  givesAnswers()
  api().get('/repos/acme/shop/pulls').query(true).reply(status, { message: 'no' })
  await expect(offerPolicy(comment(), scopeOf())).rejects.toMatchObject({ status })
})

/** Nobody is answered who could not have written the file themselves. */
test.each<{ who: string; answers(): void }>([
  {
    who: 'somebody who may only read',
    answers() {
      givesComment()
      givesAccess('read')
    },
  },
  {
    who: 'somebody with triage',
    answers() {
      givesComment()
      givesAccess('triage')
    },
  },
  {
    who: 'another account that has taken the login',
    answers() {
      givesComment()
      givesAccess('admin', 2)
    },
  },
  { who: 'a bot', answers: () => void givesComment({ user: { ...octocat, type: 'Bot' } }) },
  {
    who: 'an app in a name of a person',
    answers: () => void givesComment({ performed_via_github_app: { id: 3 } }),
  },
  {
    who: 'somebody who has changed the comment',
    answers: () => void givesComment({ updated_at: '2026-11-22T12:05:00Z' }),
  },
  {
    who: 'a comment of somebody else',
    answers: () => void givesComment({ user: { ...octocat, id: 3 } }),
  },
  {
    who: 'a comment of another issue',
    answers: () =>
      void givesComment({ issue_url: 'https://api.github.com/repos/acme/shop/issues/6' }),
  },
  { who: 'a quotation', answers: () => void givesComment({ body: '> /cursor-guard init' }) },
  {
    who: 'a comment that is gone',
    answers: () =>
      void api().get('/repos/acme/shop/issues/comments/70').reply(404, { message: 'Not Found' }),
  },
])('$who is not answered', async ({ answers }) => {
  answers()
  await offerPolicy(comment(), scopeOf())
  allAnswered()
})

test.each([
  ['an edited comment', comment({ action: 'edited' })],
  ['another command', comment({ comment: { id: 70, body: '/cursor-guard status' } })],
  [
    'a longer word',
    comment({ comment: { id: 70, body: keptCommand('/cursor-guard initialise') } }),
  ],
  ['no command', comment({ comment: { id: 70, body: undefined } })],
])('%s is not even looked at', async (_what, payload) => {
  await offerPolicy(payload as ReturnType<typeof comment>, scopeOf())
})
