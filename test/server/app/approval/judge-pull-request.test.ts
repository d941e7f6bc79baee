import { beforeEach, describe, expect, test } from '@jest/globals'
import { judgePullRequest } from '../../../../src/server/app/approval/judge-pull-request.ts'
import { useNock } from '../../../support/nock.ts'
import {
  ann,
  base,
  ben,
  bot,
  carol,
  dave,
  head,
  idOn,
  keyOn,
  later,
  oid,
  type PullWorld,
  person,
  policyText,
  pullWorld,
} from './pull-world.ts'

const nock = useNock()

let world: PullWorld
beforeEach(() => {
  world = pullWorld()
})

const judge = (policy?: string, wish = {}) => judgePullRequest(world.again(policy), 7, wish)
const check = (sha = head) => world.forge.checkOn(sha)
const idOf = (sha = head) => idOn(world, sha)
const keyOf = (sha = head) => keyOn(world, sha)
const approvals = () => world.scope.services.approvals(42)
const ours = () => world.forge.comments.filter(({ app }) => app === 1_000)

describe('what the check says at first', () => {
  test('a change that a rule holds waits, with buttons', async () => {
    await judge()
    expect(check()).toMatchObject({
      name: 'cursor-guard / approval',
      status: 'completed',
      conclusion: 'action_required',
      actions: [{ label: 'Approve' }, { label: 'Deny' }],
    })
    expect(check()?.output.title).toBe(
      'Waiting for approval: 0 of 1 by anyone with write permission ("manifests")',
    )
    expect(check()?.output.summary).toContain('Somebody senior looks at these.')
    expect(check()?.output.summary).toContain('1 file changed in 1 commit\n')
  })

  test('a change that nothing holds is free, without comment and without asking who made it', async () => {
    world.changes.set(head, { paths: [{ path: 'src/a.ts', mode: '100644', commit: head }] })
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
    expect(world.forge.calls).toEqual([
      'GET /repos/acme/shop/pulls/7',
      `GET /repos/acme/shop/commits/${head}/pulls`,
      'POST /repos/acme/shop/check-runs',
    ])
  })

  test('the same again costs one call, and git is not read again', async () => {
    world.changes.set(head, { paths: [] })
    await judge()
    world.forge.calls.length = 0
    await judge()
    expect(world.forge.calls).toEqual(['GET /repos/acme/shop/pulls/7'])
    expect(world.reads.count).toBe(1)
  })

  test('a change that a rule refuses fails, and nobody is asked', async () => {
    await judge(
      policyText()
        .replace('then: hold', 'then: deny')
        .replace(/ {4}approve.*\n/, ''),
    )
    expect(check()).toMatchObject({ conclusion: 'failure' })
    expect(check()?.actions).toEqual([])
    expect(ours()).toHaveLength(0)
  })

  test('a change that could not be read counts as the worse case', async () => {
    world.changes.set(head, { paths: 'unknown' })
    await judge()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test.each([
    { when: 'larger than the rule says', bytes: 20_000_000, conclusion: 'action_required' },
    { when: 'smaller', bytes: 2_000, conclusion: 'success' },
    { when: 'of unknown size', bytes: undefined, conclusion: 'action_required' },
  ])('a change that is $when is $conclusion', async ({ bytes, conclusion }) => {
    world.changes.set(head, bytes === undefined ? {} : { bytes })
    await judge(
      'version: 1\nrules: [{ name: big, when: { push: { larger_than: 10M } }, then: hold }]\n',
    )
    expect(check()).toMatchObject({ conclusion })
  })

  test('rules about runs are asked about the run of a known session, and hold an unknown one', async () => {
    const nightly = `version: 1
rules: [{ name: nightly only, when: { push: {}, runner: { workflow: "!nightly.yml" } }, then: hold }]
agents: { identities: [helper@acme.example] }
`
    const by = 'Helper <helper@acme.example>'
    const commit = { id: head, author: by, committer: by, subject: 'x' }
    const facts = {
      command: { ref: 'x', old: base, new: head },
      tip: base,
      kind: 'fast-forward' as const,
      paths: [],
      commits: [commit],
      warnings: [],
    }
    await judge(nightly)
    expect(check()).toMatchObject({ conclusion: 'success' })
    world.changes.set(head, { facts })
    await judge(nightly, { fresh: true })
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    expect(check()?.output.summary).toContain('Made with an agent: helper')
    const runner = {
      workflow: 'nightly.yml',
      workflowRef: 'x',
      environment: '',
      event: 'x',
      kind: 'x',
    }
    const session = { session: 's', recording: 'complete' as const, run: { people: [], runner } }
    await world.scope.services.sessions.note(42, [head], session)
    await judge(nightly)
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test('a draft is judged as well', async () => {
    world.pull({ draft: true })
    await judge()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('an audited policy lets pass, says so, and notes what it would have done, once', async () => {
    const audit = policyText('enforcement: audit')
    await judge(audit)
    await judge(audit)
    expect(check()).toMatchObject({ conclusion: 'success' })
    expect(check()?.output.title).toBe('Audit only: would be held by "manifests"')
    expect(world.scope.services.audit.notes).toMatchObject([
      { subject: 'pull request', would: 'held', rule: 'manifests' },
    ])
  })

  test('without a policy nothing is read and nothing is written', async () => {
    const bare = pullWorld({ policy: { state: 'absent' } })
    await judgePullRequest(bare.scope, 7)
    expect(bare.forge.calls).toEqual([])
  })

  test('nothing is written to an archived repository', async () => {
    const archived = pullWorld({ repository: { archived: true } })
    await judgePullRequest(archived.scope, 7)
    expect(archived.forge.calls).toEqual([])
  })
})

describe('votes', () => {
  test('a review by somebody who may approves these commits', async () => {
    await judge()
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
    expect(check()?.output.title).toBe('Approved by ben')
    expect(check()?.actions).toEqual([])
  })

  test('a review given before anybody asked counts as well: it is about these commits', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test.each<{ when: string; say: () => void; conclusion: string }>([
    {
      when: 'the author approves',
      say: () => void world.forge.review(ann, 'APPROVED'),
      conclusion: 'action_required',
    },
    {
      when: 'a bot approves',
      say: () => void world.forge.review(bot, 'APPROVED'),
      conclusion: 'action_required',
    },
    {
      when: 'a stranger approves',
      say: () => void world.forge.review(dave, 'APPROVED'),
      conclusion: 'action_required',
    },
    {
      when: 'somebody approves other commits',
      say: () => void world.forge.review(ben, 'APPROVED', { commit: later }),
      conclusion: 'action_required',
    },
    {
      when: 'somebody only comments',
      say: () => void world.forge.review(ben, 'COMMENTED'),
      conclusion: 'action_required',
    },
    {
      when: 'an approval was dismissed',
      say: () => void world.forge.review(ben, 'DISMISSED'),
      conclusion: 'action_required',
    },
    {
      when: 'somebody wants changes',
      say: () => void world.forge.review(ben, 'CHANGES_REQUESTED'),
      conclusion: 'failure',
    },
    {
      when: 'somebody approves and another wants changes',
      say: () => {
        world.forge.review(ben, 'APPROVED')
        world.forge.review(carol, 'CHANGES_REQUESTED')
      },
      conclusion: 'failure',
    },
    {
      when: 'a look-alike of an approver approves',
      say: () => void world.forge.review(person(77, 'ben'), 'APPROVED'),
      conclusion: 'action_required',
    },
    {
      when: 'somebody with the right to read alone approves',
      say: () => {
        world.forge.access.set('carol', { account: carol, permission: 'read' })
        world.forge.review(carol, 'APPROVED')
      },
      conclusion: 'action_required',
    },
  ])('when $when, it is $conclusion', async ({ say, conclusion }) => {
    await judge()
    say()
    await judge()
    expect(check()).toMatchObject({ conclusion })
  })

  test('who lost the permission takes their approval along', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
    world.forge.access.delete('ben')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('an approver with a new login is the same person', async () => {
    await judge()
    world.forge.review(person(2, 'old-ben'), 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test('two are needed and two say yes', async () => {
    const two = policyText('', 'count: 2')
    world.forge.review(ben, 'APPROVED')
    await judge(two)
    expect(check()?.output.title).toContain('1 of 2')
    world.forge.review(carol, 'APPROVED')
    await judge(two)
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test('whoever pushed the head may not approve it', async () => {
    await world.scope.services.rememberedPulls.notePusher(42, head, ben, 0)
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('whoever started the run that made it may not approve it, unless approval.self says so', async () => {
    await judge()
    const run = {
      people: [{ id: 2, login: 'ben', as: 'triggering actor' as const }],
      runner: { workflow: 'a.yml', workflowRef: 'x', environment: '', event: 'push', kind: 'x' },
    }
    const session = { session: 's', recording: 'complete' as const, run }
    await world.scope.services.sessions.note(42, [head], session)
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    expect(check()?.output.text).toContain('ben: triggering actor')
    await judge(policyText('approval: { self: true }'))
    world.forge.review(ben, 'APPROVED')
    await judge(policyText('approval: { self: true }'))
    expect(check()?.output.summary).toContain('ben by review, self-approved')
  })

  test('a co-author may not approve, and an address without an account excludes nobody and is shown', async () => {
    world.forge.commits.set(head, [
      { as: 'author', email: 'ann@acme.example', account: ann },
      { as: 'author', email: 'ben@acme.example', account: ben },
      { as: 'author', email: 'nobody@example.org' },
    ])
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    expect(check()?.output.text).toContain('ben: co-author')
    expect(check()?.output.text).toContain('co-author nobody')
  })

  test('where nobody can say who made it, nobody can be trusted not to have', async () => {
    world.changes.set(head, {
      facts: {
        command: { ref: 'x', old: base, new: head },
        tip: base,
        kind: 'fast-forward',
        paths: [],
        commits: 'unknown',
        warnings: [],
      },
    })
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'failure' })
    expect(check()?.output.summary).toContain('nobody can say who made them')
  })

  test('team members decide where a team is named; former ones do not', async () => {
    const teams = policyText('', 'by: { teams: [leads] }')
    world.forge.teams.set('leads', ['carol'])
    world.forge.review(ben, 'APPROVED')
    await judge(teams)
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    world.forge.review(carol, 'APPROVED')
    await judge(teams)
    expect(check()).toMatchObject({ conclusion: 'success' })
    world.forge.teams.set('leads', [])
    await judge(teams)
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('approval.self lets whoever opened it approve by comment, and says so', async () => {
    const self = policyText('approval: { self: true }')
    await judge(self)
    world.forge.comment(ann, `/cursor-guard approve ${idOf()}`)
    await judge(self)
    expect(check()).toMatchObject({ conclusion: 'success' })
    expect(check()?.output.summary).toContain('self-approved')
  })
})

describe('comments', () => {
  test.each<{
    when: string
    body: () => string
    by?: typeof ann
    but?: object
    conclusion: string
  }>([
    {
      when: 'a command names the request',
      body: () => `/cursor-guard approve ${idOf()}`,
      conclusion: 'success',
    },
    {
      when: 'more lines follow',
      body: () => `/cursor-guard approve ${idOf()}\r\nlooks fine`,
      conclusion: 'success',
    },
    {
      when: 'it names more of the key than is shown',
      body: () => `/cursor-guard approve ${keyOf().slice(0, 12).toUpperCase()}`,
      conclusion: 'success',
    },
    {
      when: 'it names the whole key',
      body: () => `/cursor-guard approve ${keyOf()}`,
      conclusion: 'success',
    },
    {
      when: 'it names less than is shown',
      body: () => `/cursor-guard approve ${idOf().slice(0, 9)}`,
      conclusion: 'action_required',
    },
    {
      when: 'it names no request',
      body: () => '/cursor-guard approve',
      conclusion: 'action_required',
    },
    {
      when: 'it names another request',
      body: () => '/cursor-guard approve ffffffffff',
      conclusion: 'action_required',
    },
    {
      when: 'it is quoted',
      body: () => `> /cursor-guard approve ${idOf()}`,
      conclusion: 'action_required',
    },
    {
      when: 'it is on the second line',
      body: () => `yes\n/cursor-guard approve ${idOf()}`,
      conclusion: 'action_required',
    },
    {
      when: 'it is indented',
      body: () => `  /cursor-guard approve ${idOf()}`,
      conclusion: 'action_required',
    },
    {
      when: 'words follow',
      body: () => `/cursor-guard approve ${idOf()} not`,
      conclusion: 'action_required',
    },
    {
      when: 'the author says it',
      body: () => `/cursor-guard approve ${idOf()}`,
      by: ann,
      conclusion: 'action_required',
    },
    {
      when: 'a bot says it',
      body: () => `/cursor-guard approve ${idOf()}`,
      by: bot,
      conclusion: 'action_required',
    },
    {
      when: 'an app says it in a person’s name',
      body: () => `/cursor-guard approve ${idOf()}`,
      but: { app: 555 },
      conclusion: 'action_required',
    },
    {
      when: 'it was edited',
      body: () => `/cursor-guard approve ${idOf()}`,
      but: { updated_at: '2026-11-22T23:00:00Z' },
      conclusion: 'action_required',
    },
    {
      when: 'it was edited within the second it was made',
      body: () => `/cursor-guard approve ${idOf()}`,
      but: { quietlyEdited: true },
      conclusion: 'action_required',
    },
    { when: 'a refusal names nothing', body: () => '/cursor-guard deny', conclusion: 'failure' },
    {
      when: 'a refusal has a reason',
      body: () => '/cursor-guard deny too risky',
      conclusion: 'failure',
    },
    {
      when: 'a refusal has a colon',
      body: () => '/cursor-guard deny: risky',
      conclusion: 'failure',
    },
    { when: 'a refusal ends in a dot', body: () => '/cursor-guard deny.', conclusion: 'failure' },
    {
      when: 'a refusal is written large',
      body: () => '/Cursor-Guard Deny',
      conclusion: 'failure',
    },
    {
      when: 'a refusal names the request and has a reason',
      body: () => `/cursor-guard deny ${idOf()} too risky`,
      conclusion: 'failure',
    },
    {
      when: 'the reason of a refusal begins with a word that could be an id',
      body: () => '/cursor-guard deny defaced pages',
      conclusion: 'failure',
    },
    {
      when: 'the author refuses',
      body: () => '/cursor-guard deny',
      by: ann,
      conclusion: 'action_required',
    },
  ])('when $when, it is $conclusion', async ({ body, by = ben, but, conclusion }) => {
    await judge()
    world.forge.comment(by, body(), but)
    await judge()
    expect(check()).toMatchObject({ conclusion })
  })

  test('a comment that was approved with and is edited later has no voice any more', async () => {
    await judge()
    const comment = world.forge.comment(ben, `/cursor-guard approve ${idOf()}`)
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
    comment.updated_at = '2026-11-22T23:00:00Z'
    await judge()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('a refusal stands although its comment is deleted, until its giver approves', async () => {
    await judge()
    world.forge.comment(ben, '/cursor-guard deny')
    await judge()
    world.forge.comments.splice(0)
    world.forge.review(carol, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'failure' })
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test('where the forge cannot say whether a comment was edited, comments approve nothing', async () => {
    await judge()
    world.forge.comment(ben, `/cursor-guard approve ${idOf()}`)
    world.forge.faults.set('POST /graphql', [
      200,
      { data: null, errors: [{ type: 'undefinedField', message: 'no such field' }] } as object,
    ])
    await judge()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    expect(ours().at(-1)?.body).toContain('does not say whether the comment was edited')
  })

  test('what was not understood is answered in the one comment, which is edited in place', async () => {
    await judge()
    world.forge.comment(ben, '/cursor-guard approve')
    await judge()
    world.forge.comment(ben, '/cursor-guard approve 123')
    await judge()
    expect(ours()).toHaveLength(1)
    expect(ours()[0]?.body).toContain(`write approve ${idOf()}`)
    expect(ours()[0]?.body).toContain('at least 10 characters')
  })

  test('a command nobody can read is said to do nothing, without its words', async () => {
    await judge()
    world.forge.comment(ben, '/cursor-guard frobnicate hunter2')
    world.forge.comment(carol, `/cursor-guard approve ${idOf()} hunter2`)
    world.forge.comment(bot, '/cursor-guard frobnicate')
    await judge()
    const [text = ''] = ours().map(({ body }) => body)
    expect(text).toContain('Commands that do nothing:')
    expect(text).toContain('- ben wrote a command that cannot be read: write approve ')
    expect(text).toContain('- carol wrote a command that cannot be read: write approve ')
    expect(text).not.toMatch(/hunter2|helper/)
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('the reason of a refusal is repeated nowhere', async () => {
    await judge()
    world.forge.comment(ben, '/cursor-guard deny hunter2 is in there')
    await judge()
    expect(check()?.output.title).toBe('Denied by ben')
    expect(JSON.stringify([check(), ours()])).not.toContain('hunter2')
  })

  test('a refusal of a request of before, with a reason, is none of the open one', async () => {
    await judge()
    const before = idOf()
    world.moveTo(later)
    await judge()
    world.forge.comment(ben, `/cursor-guard deny ${before} too risky`)
    await judge()
    expect(check(later)).toMatchObject({ conclusion: 'action_required' })
    expect(ours()[0]?.body).toContain(`request ${before} is no longer open`)
  })

  test('our comment is found again when the server died before it could remember it', async () => {
    await judge()
    const row = await world.scope.services.rememberedPulls.get(42, 7)
    if (row === undefined) throw new Error('not judged')
    const { comment: _, ...forgotten } = row
    await world.scope.services.rememberedPulls.save(forgotten)
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(ours()).toHaveLength(1)
    expect(ours()[0]?.body).toContain('Approved by ben')
  })
})

describe('what ends a request', () => {
  test('new commits: what was said about the old ones is void, and the old check says so', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge()
    const first = keyOf()
    world.moveTo(later)
    await judge()
    expect(check(later)).toMatchObject({ conclusion: 'action_required' })
    expect(keyOf(later)).not.toBe(first)
    expect(check(head)).toMatchObject({ conclusion: 'failure' })
    expect(check(head)?.output.title).toContain('No longer asked')
    expect(await approvals().get(first)).toMatchObject({
      state: 'withdrawn',
      why: 'the pull request has other commits now',
    })
  })

  test('the old head is put right although the server died right after the new one', async () => {
    await judge()
    world.moveTo(later)
    world.forge.faults.set('PATCH /repos/acme/shop/check-runs', [500, { message: 'down' }])
    await expect(judge()).rejects.toThrow('down')
    world.forge.faults.clear()
    await judge()
    expect(check(head)).toMatchObject({ conclusion: 'failure' })
    expect(check(later)).toMatchObject({ conclusion: 'action_required' })
  })

  test('an approval of the head of before is not replayed when that head comes back', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge()
    world.moveTo(later)
    await judge()
    world.moveTo(head)
    await judge()
    expect(check(head)).toMatchObject({ conclusion: 'action_required' })
    world.forge.review(carol, 'APPROVED')
    await judge()
    expect(check(head)).toMatchObject({ conclusion: 'success' })
  })

  test('another policy asks anew; what was approved under the old one does not count', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge()
    const other = policyText('limits: { pushes: 3 }')
    await judge(other)
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    world.forge.review(ben, 'APPROVED')
    await judge(other)
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test('another base asks anew', async () => {
    const both = policyText().replace('branch: main', 'branch: [main, "release/**"]')
    world.forge.review(ben, 'APPROVED')
    await judge(both)
    const pull = world.forge.pulls.get(7)
    if (pull !== undefined) pull.base = 'release/1'
    await judge(both)
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('a base that moves on while the change stays the same keeps the approval', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge()
    const pull = world.forge.pulls.get(7)
    if (pull !== undefined) pull.baseSha = oid('e')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
    expect(world.reads.count).toBe(2)
  })

  test('its deadline, which is a job; asking again starts from nothing', async () => {
    await judge()
    const { added } = world.scope.services.jobs
    const deadline = Date.parse('2026-11-23T12:00:00Z')
    expect(added).toContainEqual({
      job: { kind: 'judge-pull-request', installation: 7, repository: 42, number: 7 },
      at: deadline,
    })
    world.forge.review(ben, 'APPROVED')
    world.scope.clock.now = deadline
    await judge()
    expect(check()).toMatchObject({ conclusion: 'failure' })
    expect(check()?.output.title).toContain('run out')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'failure' })
    await judge(undefined, { askAgain: true })
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    await judge()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    world.forge.review(carol, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test('merged as approved: it was used', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge()
    const key = keyOf()
    world.pull({ state: 'closed', merged_at: '2026-11-22T13:00:00Z' })
    await judge()
    expect(await approvals().get(key)).toMatchObject({
      state: 'used',
      decidedBy: [{ id: 2, login: 'ben', surface: 'review', self: false }],
    })
    expect(check()).toMatchObject({ conclusion: 'success' })
    await judge()
    expect(world.forge.checks).toHaveLength(1)
  })

  test('merged without it: the check says so', async () => {
    await judge()
    world.pull({ state: 'closed', merged_at: '2026-11-22T13:00:00Z' })
    await judge()
    expect(check()?.output.title).toBe('Merged without the approval it needed')
    expect(check()).toMatchObject({ conclusion: 'failure' })
  })

  test('an approval after the merge does not make it good', async () => {
    await judge()
    world.pull({ state: 'closed', merged_at: '2026-11-22T12:00:05Z' })
    world.scope.clock.now += 3_600_000
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(check()).toMatchObject({ conclusion: 'failure' })
  })

  test('closed: withdrawn; opened again: asked anew', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge()
    world.pull({ state: 'closed' })
    await judge()
    expect(check()).toMatchObject({ conclusion: 'failure' })
    world.pull({ state: 'open' })
    await judge()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('a rule that holds it no more: the comment says so', async () => {
    await judge()
    await judge('version: 1\n')
    expect(check()).toMatchObject({ conclusion: 'success' })
    expect(ours()).toHaveLength(1)
    expect(ours()[0]?.body).toContain('No approval needed')
  })
})

describe('who is asked', () => {
  const users = (list: string, count = 1) =>
    policyText('', `by: { users: [${list}] }, count: ${count}`)

  test('people who are named, as few as are needed, not the author, and once', async () => {
    const policy = users('ann, ben, carol')
    await judge(policy)
    await judge(policy)
    expect(world.forge.requested).toEqual([{ reviewers: ['ben'], team_reviewers: [] }])
  })

  test('as many as are missing', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge(users('ben, carol', 2))
    expect(world.forge.requested).toEqual([{ reviewers: ['carol'], team_reviewers: [] }])
  })

  test('a team, once, and not when it was asked by somebody else', async () => {
    world.forge.teams.set('leads', ['ben', 'carol'])
    const policy = policyText('', 'by: { teams: [leads] }, count: 2')
    await judge(policy)
    await judge(policy)
    expect(world.forge.requested).toEqual([{ reviewers: [], team_reviewers: ['leads'] }])
    world.moveTo(later)
    world.pull({ head: later, requestedTeams: ['leads'] })
    await judge(policy)
    expect(world.forge.requested).toHaveLength(1)
  })

  test('somebody who has the permission, for a rule that names nothing else: as few as are needed, once', async () => {
    world.forge.access.set('dave', { account: dave, permission: 'read' })
    world.forge.access.set('helper[bot]', { account: bot, permission: 'admin' })
    await judge()
    await judge()
    expect(world.forge.requested).toHaveLength(1)
    const [{ reviewers = [], team_reviewers = [] } = {}] = world.forge.requested
    expect(team_reviewers).toEqual([])
    expect([['ben'], ['carol']]).toContainEqual(reviewers)
  })

  test('of those with the permission as many as are missing, and nobody who has said yes', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge(policyText('', 'by: { permission: write }, count: 2'))
    expect(world.forge.requested).toEqual([{ reviewers: ['carol'], team_reviewers: [] }])
  })

  test('nobody more where enough were asked by others', async () => {
    world.pull({ requestedUsers: [3] })
    await judge()
    expect(world.forge.requested).toEqual([])
  })

  test('nobody where nobody can tell who has access', async () => {
    const forbidden = { message: 'Resource not accessible by integration' }
    world.forge.faults.set('GET /repos/acme/shop/collaborators', [403, forbidden])
    await judge()
    expect(world.forge.requested).toEqual([])
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('nobody for a draft', async () => {
    world.pull({ draft: true })
    await judge(users('ben'))
    await judge()
    expect(world.forge.requested).toEqual([])
  })

  test('a reviewer whom the forge refuses does not keep the check from being there', async () => {
    world.forge.faults.set('POST /repos/acme/shop/pulls/7/requested_reviewers', [
      422,
      { message: 'not a collaborator' },
    ])
    await judge(users('ben'))
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })
})

describe('nobody is left', () => {
  test('everybody who may took part: refused at once, with the key to set', async () => {
    await judge(policyText('', 'by: { users: [ann] }'))
    expect(check()).toMatchObject({ conclusion: 'failure' })
    expect(check()?.actions).toEqual([])
    expect(check()?.output.title).toBe('Nobody is left who may approve this')
    expect(check()?.output.summary).toContain('ann took part in the change')
    expect(check()?.output.summary).toContain('approval.self: true')
  })

  test('a team that is not there', async () => {
    await judge(policyText('', 'by: { teams: [gone] }'))
    expect(check()).toMatchObject({ conclusion: 'failure' })
  })

  test('after access was given, "Re-run" finds somebody', async () => {
    const policy = policyText('', 'by: { teams: [leads] }')
    world.forge.teams.set('leads', ['ann'])
    await judge(policy)
    expect(check()).toMatchObject({ conclusion: 'failure' })
    world.forge.teams.set('leads', ['ann', 'carol'])
    await judge(policy, { askAgain: true, fresh: true })
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('where teams cannot be read, nobody is said to be missing, and nobody counts', async () => {
    world.forge.faults.set('GET /orgs/acme/teams', [
      403,
      { message: 'Resource not accessible by integration' },
    ])
    world.forge.review(ben, 'APPROVED')
    await judge(policyText('', 'by: { teams: [leads] }'))
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    expect(check()?.output.text).toContain('the team could not be read')
  })
})

describe('one commit, two pull requests', () => {
  const second = { number: 8, base: 'dev' }

  test('the one that is free does not make the other one good', async () => {
    world.pull(second)
    await judgePullRequest(world.again(), 8)
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    expect(check()?.output.summary).toContain('#7')
    expect(check()?.output.summary).toContain('#8')
  })

  test('an approval of the one is none of the other', async () => {
    const both = policyText().replace('branch: main', 'branch: [main, dev]')
    world.pull(second)
    await judge(both)
    await judgePullRequest(world.again(both), 8)
    world.forge.review(ben, 'APPROVED', { pull: 7 })
    await judge(both)
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    world.forge.review(ben, 'APPROVED', { pull: 8 })
    await judgePullRequest(world.again(both), 8)
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test('one of them is closed: the other one stands alone', async () => {
    world.pull(second)
    await judge()
    await judgePullRequest(world.again(), 8)
    world.pull({ state: 'closed' })
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
  })
})

describe('faults', () => {
  const calls = [
    'GET /repos/acme/shop/pulls/7',
    'GET /repos/acme/shop/pulls/7/reviews',
    'GET /repos/acme/shop/issues/7/comments',
    'GET /repos/acme/shop/collaborators',
    'POST /graphql',
    'POST /repos/acme/shop/check-runs',
    'POST /repos/acme/shop/issues/7/comments',
  ]
  test.each(calls)('%s fails once: tried again, everything is there once', async (call) => {
    world.forge.faults.set(call, [502, { message: 'bad gateway' }])
    world.forge.review(carol, 'COMMENTED')
    await expect(judge()).rejects.toThrow()
    world.forge.faults.clear()
    await judge()
    await judge()
    expect(world.forge.checks).toHaveLength(1)
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    expect(ours()).toHaveLength(1)
  })

  test('wherever it is cut off after a call was made, the next time puts everything right', async () => {
    const policy = policyText('', 'by: { users: [ben, carol] }')
    const asked = async (lost: number | undefined) => {
      nock.cleanAll()
      world = pullWorld()
      world.forge.loseAnswer = lost
      const isWhole = await judge(policy).then(
        () => true,
        () => false,
      )
      world.forge.loseAnswer = undefined
      await judge(policy)
      world.forge.review(carol, 'APPROVED')
      await judge(policy)
      expect(check()).toMatchObject({ conclusion: 'success', actions: [] })
      expect(ours()).toHaveLength(1)
      expect(ours()[0]?.body).toContain('Approved by carol')
      expect(world.scope.services.approvals.all.size).toBe(1)
      return isWhole
    }
    expect(await asked(undefined)).toBe(true)
    let lost = 1
    while (!(await asked(lost))) lost += 1
    // Where the answer to a check run is lost, nobody knows its number, and a new one is made.
    expect(lost).toBeGreaterThan(10)
  })

  test('the permission to write checks is missing: named in the log, not tried for ever', async () => {
    world.forge.faults.set('POST /repos/acme/shop/check-runs', [
      403,
      { message: 'Resource not accessible by integration' },
    ])
    await judge()
    expect(world.scope.logged.some(({ permission }) => permission === 'checks: write')).toBe(true)
  })

  test('a permission to read that is missing is named; what was good before is not called good', async () => {
    world.forge.review(ben, 'APPROVED')
    await judge()
    world.forge.faults.set('GET /repos/acme/shop/pulls/7/reviews', [
      403,
      { message: 'Resource not accessible by integration' },
    ])
    await judge()
    expect(check()).toMatchObject({ conclusion: 'failure' })
    expect(check()?.output.summary).toContain('GET /repos/acme/shop/pulls/7/reviews')
    expect(world.scope.logged.find(({ call }) => call)?.call).toContain('/pulls/7/reviews')
    world.forge.faults.clear()
    await judge()
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test('a pull request that is gone is closed', async () => {
    await judge()
    world.forge.pulls.delete(7)
    await judge()
    expect(await world.scope.services.rememberedPulls.get(42, 7)).toMatchObject({ isOpen: false })
  })

  test('a request that somebody else changes meanwhile is tried again, not overwritten', async () => {
    await judge()
    world.forge.comment(ben, '/cursor-guard deny')
    const store = approvals()
    const { replace } = store
    store.replace = async () => false
    await expect(judge()).rejects.toThrow('changed by somebody else')
    store.replace = replace
    await judge()
    expect(check()).toMatchObject({ conclusion: 'failure' })
  })
})
