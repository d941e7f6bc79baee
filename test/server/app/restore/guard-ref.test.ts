import { beforeEach, describe, expect, test } from '@jest/globals'
import type { Grants } from '../../../../src/adapters/github/grants.ts'
import type { RememberedPull } from '../../../../src/core/approval/remembered-pull.ts'
import type { ChangeReader } from '../../../../src/core/git/change-reader.ts'
import type { PushReport } from '../../../../src/core/git/receive-pack.ts'
import type { RefCommand } from '../../../../src/core/git/ref-update.ts'
import { zeroId } from '../../../../src/core/git/ref-update.ts'
import { guardGoneTag, guardNewTag } from '../../../../src/server/app/handlers/ref-events.ts'
import type { Payload } from '../../../../src/server/app/payloads.ts'
import { guardRef } from '../../../../src/server/app/restore/guard-ref.ts'
import { remakeBackups } from '../../../../src/server/app/restore/restore-refs.ts'
import type { Scope } from '../../../../src/server/app/scope.ts'
import { type FakeScope, fakeScope } from '../../../support/app/fake-scope.ts'
import { type ForgeRefs, forgeRefs } from '../../../support/app/forge-refs.ts'
import { testOctokit } from '../../../support/github/test-octokit.ts'
import { useNock } from '../../../support/nock.ts'

useNock()

// A ─ B ─ C        what was on the branch
//   └ X ─ Y        what somebody pushes over it
const id = (digit: string): string => digit.repeat(40)
//   └ Z
const [A, B, C, X, Y, Z] = [id('a'), id('b'), id('c'), id('d'), id('e'), id('f')]
const parents: Readonly<Record<string, string>> = { [B]: A, [C]: B, [X]: A, [Y]: X, [Z]: A }
const main = 'refs/heads/main'
const mallory = { id: 666, login: 'mallory', type: 'User' }
const backupOf = (oid: string) => `refs/cursor-guard/backup/heads/main/${oid}`

const policyText = (more = '', enforcement = 'enforce') => `version: 1
enforcement: ${enforcement}
branches:
  - match: [main]
    force_push: deny
    delete: deny
${more}`

let forge: ForgeRefs
let scope: Scope
let pushed: RefCommand[][]

beforeEach(() => {
  forge = forgeRefs({ refs: { [main]: B }, parents })
  pushed = []
  scope = scopeWith(policyText())
})

function scopeWith(policy: string, report?: PushReport, grants?: Grants): Scope {
  const changes = { isAncestor: async (_: unknown, a: string, b: string) => forge.isAncestor(a, b) }
  return fakeScope({
    octokit: testOctokit({ answers: 'unchecked' }),
    policy,
    services: {
      ...(grants === undefined ? {} : { grants }),
      changes: changes as unknown as ChangeReader,
      async pushRefs(_repository, _installation, commands) {
        pushed.push([...commands])
        return report ?? forge.push(commands)
      },
    },
  })
}

const rewrite = { ref: main, before: B, after: X }
const happens = (after: string | undefined) => forge.set(main, after)

describe('a rewrite', () => {
  test('is put back in one mutation, and both tips are kept', async () => {
    happens(X)
    await guardRef(scope, rewrite, mallory)
    expect(forge.refs).toEqual({ [main]: B, [backupOf(B)]: B, [backupOf(X)]: X })
    expect(forge.mutations).toEqual([
      [
        { name: backupOf(B), afterOid: B },
        { name: backupOf(X), afterOid: X },
        { name: main, beforeOid: X, afterOid: B, force: true },
      ],
    ])
  })

  test('has pull requests into that branch judged again, whatever they were judged by meanwhile', async () => {
    const judged = (number: number, baseRef: string, isOpen = true): RememberedPull => ({
      repository: 42,
      number,
      headSha: C,
      baseRef,
      isOpen,
      basis: '',
      policy: '',
      change: '',
      report: { conclusion: 'success', title: '', summary: '', text: '' },
      at: 0,
    })
    const { rememberedPulls, jobs } = (scope as FakeScope).services
    await rememberedPulls.save(judged(7, main))
    await rememberedPulls.save(judged(8, 'refs/heads/other'))
    await rememberedPulls.save(judged(9, main, false))
    await guardRef(scope, { ref: main, before: A, after: B }, mallory)
    expect(jobs.added).toEqual([])
    happens(X)
    await guardRef(scope, rewrite, mallory)
    expect(jobs.added.map(({ job }) => job)).toEqual([
      { kind: 'judge-pull-request', installation: 7, repository: 42, number: 7 },
    ])
  })

  test('is told on the commit and in one issue: who, what was lost, how to get it back', async () => {
    happens(X)
    await guardRef(scope, rewrite, mallory)
    expect(forge.checks).toMatchObject([
      {
        name: 'cursor-guard / protection',
        head_sha: X,
        conclusion: 'failure',
        output: { title: 'main was rewritten and has been put back' },
      },
    ])
    const [issue] = forge.issues
    expect(issue?.title).toBe('cursor-guard: main was rewritten and has been put back')
    for (const text of ['mallory', 'id 666', B, X, backupOf(B), 'git fetch origin']) {
      expect(issue?.body).toContain(text)
    }
  })

  test('that cannot be undone is told once, and left when others build on it', async () => {
    scope = scopeWith(policyText(), { unpack: 'not permitted', refs: [] })
    forge.refuse = 'Resource not accessible by integration'
    happens(X)
    await guardRef(scope, rewrite, mallory)
    expect(forge.refs).toEqual({ [main]: X })
    expect(forge.issues.map(({ title }) => title)).toEqual([
      'cursor-guard: main was rewritten and could not be put back',
    ])
    expect(forge.issues[0]?.body).toContain(`git fetch origin ${B}`)
    expect(forge.issues[0]?.body).not.toContain('kept at')
    happens(Y)
    await guardRef(scope, { ref: main, before: X, after: Y }, { ...mallory, id: 7, login: 'bob' })
    expect(forge.issues.map(({ title }) => title)).toEqual([
      'cursor-guard: main was rewritten; later commits stand on top, so it was left',
    ])
    expect(await scope.services.refs.accepted(scope.repository.id, main)).toEqual({ oid: Y })
  })

  test('is only told of by an App that may not write contents, which moves and asks for nothing', async () => {
    const grants = { mayWrite: async () => false, renew: async () => {} }
    scope = scopeWith(policyText(), undefined, grants)
    happens(X)
    await guardRef(scope, rewrite, mallory)
    await remakeBackups(scope)
    expect(forge.refs).toEqual({ [main]: X })
    expect(forge.calls.filter((call) => /graphql|\/git\/(?!ref\/)/.test(call))).toEqual([])
    expect(pushed).toEqual([])
    expect(forge.issues[0]?.title).toMatch(/could not be put back/)
    expect(forge.issues[0]?.body).toContain('Contents: write')
  })

  test('told twice is answered once', async () => {
    happens(X)
    await guardRef(scope, rewrite, mallory)
    const before = structuredClone({ ...forge.written() })
    await guardRef(scope, rewrite, mallory)
    await guardRef(scope, { ref: main, before: X, after: B }, mallory)
    expect(forge.written()).toEqual(before)
  })

  test('done twice is undone twice, in the same issue', async () => {
    for (const _ of [1, 2]) {
      happens(X)
      await guardRef(scope, rewrite, mallory)
    }
    expect(forge.refs[main]).toBe(B)
    expect(forge.issues).toHaveLength(1)
    expect(forge.issues[0]?.body).toContain('2 times')
  })

  test('with later commits on top is left, kept and told: they are nobody’s to drop', async () => {
    happens(Y)
    await guardRef(scope, rewrite, mallory)
    await guardRef(scope, { ref: main, before: X, after: Y }, mallory)
    expect(forge.refs).toEqual({ [main]: Y, [backupOf(B)]: B })
    expect(forge.issues.map(({ title }) => title)).toEqual([
      'cursor-guard: main was rewritten; later commits stand on top, so it was left',
    ])
    await guardRef(scope, rewrite, mallory)
    expect(forge.issues).toHaveLength(1)
  })

  test('that somebody overtakes during the mutation is not clobbered', async () => {
    happens(X)
    forge.beforeMutation = () => happens(Y)
    await guardRef(scope, rewrite, mallory)
    expect(forge.refs[main]).toBe(Y)
    expect(forge.issues[0]?.title).toMatch(/later commits stand on top/)
  })

  test('is put back by a push where the forge has no such mutation', async () => {
    forge.withoutMutation = true
    happens(X)
    await guardRef(scope, rewrite, mallory)
    expect(forge.refs[main]).toBe(B)
    expect(pushed).toEqual([
      [
        { ref: backupOf(B), old: zeroId, new: B },
        { ref: backupOf(X), old: zeroId, new: X },
        { ref: main, old: X, new: B },
      ],
    ])
  })

  test('that cannot be put back says why, and how a person can', async () => {
    const why = 'protected branch hook declined'
    scope = scopeWith(policyText(), { unpack: 'ok', refs: [{ ref: main, ok: false, reason: why }] })
    forge.refuse = 'Repository rule violations found'
    happens(X)
    await guardRef(scope, rewrite, mallory)
    expect(forge.refs).toEqual({ [main]: X })
    expect(forge.issues[0]?.title).toMatch(/could not be put back/)
    expect(forge.issues[0]?.body).toContain(why)
    expect(forge.issues[0]?.body).toContain(`--force-with-lease=${main}:${X}`)
  })

  test('seen by nobody’s webhook is found by the tip that was last accepted', async () => {
    await guardRef(scope, { ref: main, before: A, after: B }, mallory)
    happens(X)
    forge.activity = [{ ref: main, before: B, after: X, by: mallory }]
    await guardRef(scope, { ref: main, before: zeroId, after: X }, undefined)
    expect(forge.refs[main]).toBe(B)
    expect(forge.issues[0]?.body).toContain('By mallory')
  })

  test('that a sweep saw before its webhook came is put back all the same', async () => {
    await guardRef(scope, { ref: main, before: zeroId, after: A }, undefined)
    happens(X)
    await guardRef(scope, { ref: main, before: zeroId, after: X }, undefined)
    await guardRef(scope, { ref: main, before: A, after: B }, mallory)
    await guardRef(scope, rewrite, mallory)
    expect(forge.refs[main]).toBe(B)
  })

  test('whose undoing died before it was told is told the next time', async () => {
    happens(X)
    forge.failChecks = 503
    await expect(guardRef(scope, rewrite, mallory)).rejects.toThrow()
    expect(forge.issues).toHaveLength(0)
    forge.failChecks = undefined
    await guardRef(scope, rewrite, mallory)
    expect(forge.refs[main]).toBe(B)
    expect(forge.mutations).toHaveLength(1)
    expect(forge.issues).toHaveLength(1)
  })
})

describe('commits on top of a rewrite', () => {
  const alice = { id: 3, login: 'alice', type: 'User' }
  const steps = [
    { ref: main, before: X, after: Y, by: alice },
    { ref: main, before: B, after: X, by: mallory },
    { ref: main, before: A, after: B, by: alice },
  ]
  const onTop = { ref: main, before: X, after: Y }
  const sweep = { ref: main, before: zeroId, after: Y }
  const wasLeft = 'cursor-guard: main was rewritten; later commits stand on top, so it was left'

  beforeEach(async () => {
    await guardRef(scope, { ref: main, before: A, after: B }, alice)
    happens(Y)
  })

  test.each([
    { first: 'the later webhook', tells: [onTop, rewrite] },
    { first: 'the earlier webhook', tells: [rewrite, onTop] },
    { first: 'a sweep', tells: [sweep, onTop, rewrite] },
    { first: 'the later webhook, then a sweep', tells: [onTop, sweep, rewrite] },
  ])('stay, and it is said who rewrote and who pushed on top: $first', async ({ tells }) => {
    forge.activity = steps
    for (const push of tells) {
      const actor = push === onTop ? alice : push === rewrite ? mallory : undefined
      await guardRef(scope, push, actor)
    }
    expect(forge.refs).toEqual({ [main]: Y, [backupOf(B)]: B })
    expect(forge.issues.map(({ title }) => title)).toEqual([wasLeft])
    expect(forge.issues[0]?.body).toContain('By mallory')
    expect(forge.issues[0]?.body).not.toContain('By alice')
    expect(forge.issues[0]?.body).toContain('alice pushed on top of it meanwhile')
  })

  test('stay where the forge has no list of steps, and their author is blamed for nothing', async () => {
    await guardRef(scope, onTop, alice)
    await guardRef(scope, rewrite, mallory)
    expect(forge.refs).toEqual({ [main]: Y, [backupOf(B)]: B })
    expect(forge.issues.map(({ title }) => title)).toEqual([wasLeft])
    expect(forge.issues[0]?.body).not.toContain('By alice')
  })

  test('that nobody can tell of are left to a person, with the command to put the branch back', async () => {
    await guardRef(scope, sweep, undefined)
    expect(forge.refs).toEqual({ [main]: Y, [backupOf(B)]: B })
    expect(forge.issues.map(({ title }) => title)).toEqual([
      'cursor-guard: main was rewritten; nobody can tell what stands on top, so a person must decide',
    ])
    expect(forge.issues[0]?.body).toContain(`--force-with-lease=${main}:${Y}`)
  })

  test('that were pushed before the rewrite come back too, though nobody had told of them', async () => {
    happens(X)
    forge.activity = [
      { ref: main, before: C, after: X, by: mallory },
      { ref: main, before: B, after: C, by: alice },
      { ref: main, before: A, after: B, by: alice },
    ]
    await guardRef(scope, { ref: main, before: zeroId, after: X }, undefined)
    expect(forge.refs[main]).toBe(C)
    expect(forge.issues[0]?.body).toContain('By mallory')
  })

  test('that a second rewrite dropped are kept, and the first tip comes back', async () => {
    happens(Z)
    forge.activity = [{ ref: main, before: Y, after: Z, by: mallory }, ...steps]
    await guardRef(scope, { ref: main, before: Y, after: Z }, mallory)
    expect(forge.refs).toEqual({
      [main]: B,
      [backupOf(B)]: B,
      [backupOf(Y)]: Y,
      [backupOf(Z)]: Z,
    })
  })

  test('of somebody whom the policy lets rewrite are accepted with the rewrite', async () => {
    scope = scopeWith(policyText('    bypass: [{ actor: mallory, reason: cuts releases }]\n'))
    await guardRef(scope, { ref: main, before: A, after: B }, alice)
    forge.activity = steps
    await guardRef(scope, onTop, alice)
    await guardRef(scope, rewrite, mallory)
    expect(forge.refs).toEqual({ [main]: Y })
    expect(forge.issues).toEqual([])
    expect(forge.checks).toMatchObject([{ head_sha: X, conclusion: 'neutral' }])
  })
})

describe('a deletion', () => {
  const deletion = { ref: main, before: B, after: zeroId }

  test('is taken back', async () => {
    happens(undefined)
    await guardRef(scope, deletion, mallory)
    expect(forge.refs).toEqual({ [main]: B, [backupOf(B)]: B })
    expect(forge.issues[0]?.title).toBe('cursor-guard: main was deleted and has been put back')
    expect(forge.issues[0]?.body).toContain('Nothing is left to do.')
    expect(forge.issues[0]?.body).not.toContain('were pushed instead')
  })

  test('of a branch whose last push nobody told of yet is taken back to that', async () => {
    await guardRef(scope, { ref: main, before: A, after: B }, mallory)
    happens(undefined)
    await guardRef(scope, { ref: main, before: C, after: zeroId }, mallory)
    expect(forge.refs[main]).toBe(C)
  })

  test('followed by a creation elsewhere is a rewrite', async () => {
    happens(X)
    await guardRef(scope, deletion, mallory)
    await guardRef(scope, { ref: main, before: zeroId, after: X }, mallory)
    expect(forge.refs[main]).toBe(B)
  })
})

test.each([
  { what: 'an audited policy', text: policyText('', 'audit'), says: 'only audits' },
  {
    what: 'somebody on the bypass list',
    text: policyText('    bypass: [{ actor: mallory, reason: cuts releases }]\n'),
    says: 'cuts releases',
  },
])('$what leaves the ref and says so on the commit', async ({ text, says }) => {
  scope = scopeWith(text)
  happens(X)
  await guardRef(scope, rewrite, mallory)
  expect(forge.refs).toEqual({ [main]: X })
  expect(forge.issues).toHaveLength(0)
  expect(forge.checks).toMatchObject([{ head_sha: X, conclusion: 'neutral' }])
  expect(JSON.stringify(forge.checks)).toContain(says)
  await guardRef(scope, { ref: main, before: X, after: Y }, mallory)
  expect(forge.mutations).toHaveLength(0)
})

describe('a protected tag', () => {
  const tag = 'refs/tags/v1'
  const tags = policyText().replace('[main]', '["refs/tags/v*"]')
  const made = { repository: {}, installation: { id: 7 }, ref: 'v1', ref_type: 'tag' }

  test('moved to a commit on top is put back: it is another tag', async () => {
    scope = scopeWith(tags)
    forge.set(tag, C)
    await guardRef(scope, { ref: tag, before: B, after: C }, mallory)
    expect(forge.refs[tag]).toBe(B)
    expect(forge.issues[0]?.title).toBe('cursor-guard: tag v1 was rewritten and has been put back')
  })

  test('that is gone is laid to nobody who only made it', async () => {
    scope = scopeWith(tags)
    await guardRef(scope, { ref: tag, before: zeroId, after: B }, mallory)
    const alice = { id: 3, login: 'alice', type: 'User' }
    await guardNewTag({ ...made, sender: alice } as Payload<'create'>, scope)
    expect(forge.issues).toEqual([])
    await guardGoneTag({ ...made, sender: mallory } as Payload<'delete'>, scope)
    expect(forge.refs[tag]).toBe(B)
    expect(forge.issues[0]?.body).toContain('mallory')
    expect(forge.issues[0]?.body).not.toContain('alice')
  })
})

test('history nobody can read undoes nothing and is tried again', async () => {
  happens(X)
  forge.isAncestor = () => 'unknown'
  forge.failCompare = 404
  await expect(guardRef(scope, rewrite, mallory)).rejects.toThrow(/history of refs\/heads\/main/)
  expect(forge.refs).toEqual({ [main]: X })
})

test('an ordinary push to a protected branch asks the forge nothing', async () => {
  happens(C)
  await guardRef(scope, { ref: main, before: B, after: C }, mallory)
  expect(forge.calls).toEqual([])
})

test('a backup ref that somebody deleted is made anew', async () => {
  happens(X)
  await guardRef(scope, rewrite, mallory)
  forge.set(backupOf(X), undefined)
  await remakeBackups(scope)
  expect(forge.refs[backupOf(X)]).toBe(X)
})
