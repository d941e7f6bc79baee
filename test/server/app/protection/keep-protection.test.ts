import { beforeEach, describe, expect, test } from '@jest/globals'
import { parsePolicy } from '../../../../src/core/policy/file/parse.ts'
import type { LoadedPolicy } from '../../../../src/core/policy/in-force.ts'
import { resolvePolicy } from '../../../../src/core/policy/resolve.ts'
import { maxReverts, truceMs } from '../../../../src/core/protection/edit-war.ts'
import { keepProtection } from '../../../../src/server/app/protection/keep-protection.ts'
import { type FakeScope, fakeScope, inForce } from '../../../support/app/fake-scope.ts'
import { type ForgeRulesets, forgeRulesets } from '../../../support/app/forge-rulesets.ts'
import { memoryChanges } from '../../../support/app/memory-services.ts'
import { testOctokit } from '../../../support/github/test-octokit.ts'
import { useNock } from '../../../support/nock.ts'

useNock()

const history = 'cursor-guard: history main'
const changes = 'cursor-guard: changes main'
const mallory = { id: 666, login: 'mallory', type: 'User' }

const policyText = (more = '', enforcement = 'enforce') => `version: 1
enforcement: ${enforcement}
branches:
  - match: [main]
    pull_request: { approvals: 2 }
${more}`

let forge: ForgeRulesets
let scope: FakeScope

beforeEach(() => {
  forge = forgeRulesets()
  scope = fakeScope({ policy: policyText() })
})

const names = () => forge.rulesets.map(({ name }) => name).toSorted()
const lastCheck = () =>
  forge.checks.at(-1) as { conclusion: string; output: { title: string; summary: string } }
const record = () => scope.services.protection.get(42)

describe('a policy', () => {
  test('is written once, read back, and told on the head of the default branch', async () => {
    await keepProtection(scope)
    expect(forge.writes()).toEqual(['POST rulesets', 'POST rulesets'])
    expect(names()).toEqual([changes, history])
    expect(forge.rulesets[0]).toMatchObject({
      bypass_actors: [{ actor_id: 1_000, actor_type: 'Integration', bypass_mode: 'always' }],
    })
    expect(forge.rulesets[1]).toMatchObject({ bypass_actors: [] })
    expect(forge.checks).toMatchObject([
      {
        name: 'cursor-guard / protection',
        head_sha: forge.headSha,
        conclusion: 'success',
        output: { title: '2 rulesets in place' },
      },
    ])
    expect(forge.issues).toEqual([])
  })

  test('puts refs back between the ruleset that lets it and the one that lets nobody', async () => {
    const seen: string[] = []
    const readTips = async () => {
      seen.push(...names())
      return new Map<string, string>()
    }
    scope = fakeScope({
      policy: policyText(),
      services: { changes: { ...memoryChanges(), readTips } },
    })
    await keepProtection(scope)
    expect(seen).toEqual([history])
  })

  test('that is in place already costs no write, whatever the order and defaults of the answer', async () => {
    await keepProtection(scope)
    forge.writes()
    forge.calls.length = 0
    await keepProtection(scope.again())
    expect(forge.calls.filter((call) => !call.startsWith('GET '))).toEqual([])
    // The repository, the list, two rulesets, the branch and its classic protection.
    expect(forge.calls).toHaveLength(6)
  })

  test('that changes is written where it changed', async () => {
    await keepProtection(scope)
    forge.writes()
    await keepProtection(scope.again(policyText().replace('approvals: 2', 'approvals: 1')))
    expect(forge.writes()).toEqual(['PUT rulesets/2'])
    expect(forge.issues).toEqual([])
    await keepProtection(scope.again('version: 1\nbranches: []'))
    expect(forge.writes()).toEqual(['DELETE rulesets/1', 'DELETE rulesets/2'])
    expect(forge.rulesets).toEqual([])
    expect(lastCheck().output.title).toBe('The policy asks for no protection of branches')
  })

  test('that only audits writes no ruleset, takes earlier ones away, and says what there would be', async () => {
    await keepProtection(scope)
    const audit = scope.again(policyText('', 'audit'))
    await keepProtection(audit)
    await keepProtection(audit.again())
    expect(forge.rulesets).toEqual([])
    expect(lastCheck()).toMatchObject({
      conclusion: 'neutral',
      output: { title: 'Audit: 2 rulesets would be kept, none is written' },
    })
    expect(lastCheck().output.summary).toContain('| cursor-guard: history main |')
    expect(await scope.services.audit.counts(42, 0)).toMatchObject([
      { subject: 'ruleset', would: 'created', count: 2 },
    ])
  })

  test('that only audits still carries out the floor', async () => {
    const read = (text: string, organisation: boolean) =>
      parsePolicy(Buffer.from(text), 'policy.yml', { organisation })
    const { policy } = resolvePolicy({
      repository: read(policyText('', 'audit'), false),
      organisation: read('version: 1\nfloor: { branches: [{ match: next }] }', true),
    })
    const loaded = { ...inForce(policyText()), policy, digest: 'with a floor' }
    await keepProtection(scope.again(loaded as LoadedPolicy))
    expect(names()).toEqual(['cursor-guard: history next'])
    expect(lastCheck().output.summary).toContain('### Would be kept, were the policy enforced')
  })

  test('that is removed takes its own rulesets away once, and nothing of others', async () => {
    await keepProtection(scope)
    forge.add({ name: 'cursor-guard: mine' })
    forge.add({ name: 'other' })
    forge.writes()
    forge.calls.length = 0
    const gone = scope.again({ state: 'absent', wasPresent: true })
    await keepProtection(gone)
    expect(names()).toEqual(['cursor-guard: mine', 'other'])
    expect(record()).toBeUndefined()
    expect(forge.calls.filter((call) => /check-runs|issues/.test(call))).toEqual([])
    forge.calls.length = 0
    await keepProtection(gone.again())
    expect(forge.calls).toEqual([])
  })

  test('that never was costs nothing at all', async () => {
    await keepProtection(fakeScope())
    expect(forge.calls).toEqual([])
  })

  test('is not written to an archived repository, nor to another one that took its name', async () => {
    forge.repository.archived = true
    await keepProtection(scope)
    Object.assign(forge.repository, { archived: false, id: 43 })
    await keepProtection(scope.again())
    expect(forge.calls).toEqual(['GET /repos/acme/shop', 'GET /repos/acme/shop'])
  })

  test.each([404, 451])('of a repository out of reach (%d) is nobody’s error', async (status) => {
    forge.fault = () => [status, { message: 'no' }]
    scope = fakeScope({ policy: policyText(), octokit: testOctokit({ answers: 'unchecked' }) })
    await keepProtection(scope)
    expect(forge.calls).toEqual(['GET /repos/acme/shop'])
  })

  test('goes by what the forge says, not by an old webhook', async () => {
    forge.repository.default_branch = 'trunk'
    await keepProtection(
      scope.again('version: 1\nbranches: [{ match: ["v*", "!~DEFAULT_BRANCH"] }]'),
    )
    expect(forge.rulesets[0]?.conditions.ref_name.exclude).toEqual(['refs/heads/trunk'])
    expect(forge.calls).toContain('GET /repos/acme/shop/branches/trunk')
  })

  test('of an empty repository is written, though there is no commit to say so on', async () => {
    forge.fault = (_, path) =>
      path.endsWith('/branches/main') ? [404, { message: 'Branch not found' }] : undefined
    await keepProtection(scope)
    expect(forge.rulesets).toHaveLength(2)
    expect(forge.checks).toEqual([])
  })
})

describe('what somebody changes', () => {
  beforeEach(async () => {
    await keepProtection(scope)
    forge.writes()
  })

  const react = (rulesetId: number, actor = mallory) =>
    keepProtection(scope.again(), { actor, rulesetId })

  test.each<{ what: string; does(): number; writes: string; says: string }>([
    {
      what: 'switching one off',
      does: () => forge.edit(history, { enforcement: 'disabled' }),
      writes: 'PUT rulesets/1',
      says: '- enforcement: active → disabled',
    },
    {
      what: 'taking a rule out',
      does: () => forge.edit(history, { rules: [{ type: 'deletion' }] }),
      writes: 'PUT rulesets/1',
      says: '- rule non\\_fast\\_forward: taken out',
    },
    {
      what: 'adding a rule',
      does: () =>
        forge.edit(history, {
          rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'creation' }],
        }),
      writes: 'PUT rulesets/1',
      says: '- rule creation: added',
    },
    {
      what: 'letting administrators pass',
      does: () =>
        forge.edit(changes, {
          bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
        }),
      writes: 'PUT rulesets/2',
      says: '- bypass RepositoryRole 5 \\(always\\): added',
    },
    {
      what: 'letting the App itself pass what nobody may',
      does: () =>
        forge.edit(changes, {
          bypass_actors: [{ actor_id: 1_000, actor_type: 'Integration', bypass_mode: 'always' }],
        }),
      writes: 'PUT rulesets/2',
      says: '- bypass Integration 1000 \\(always\\): added',
    },
    {
      what: 'renaming one',
      does: () => forge.edit(history, { name: 'harmless' }),
      writes: 'PUT rulesets/1',
      says: '- name: cursor-guard: history main → harmless',
    },
    {
      what: 'excluding a branch',
      does: () =>
        forge.edit(history, {
          conditions: { ref_name: { include: ['refs/heads/main'], exclude: ['refs/heads/main'] } },
        }),
      writes: 'PUT rulesets/1',
      says: '- for.ref\\_name.exclude refs/heads/main: added',
    },
    {
      what: 'removing one',
      does: () => forge.remove(changes),
      writes: 'POST rulesets',
      says: '- the ruleset: taken out (there)',
    },
  ])('by $what is undone at once, and told once', async ({ does, writes, says }) => {
    const before = structuredClone(forge.rulesets.map(({ id: _, ...rest }) => rest))
    const id = does()
    await react(id)
    expect(forge.writes()).toEqual([writes])
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
    const after = forge.rulesets.map(({ id: _, ...rest }) => rest)
    expect(after.toSorted(byName)).toEqual(before.toSorted(byName))
    expect(forge.issues).toHaveLength(1)
    const body = forge.issues[0]?.body.replaceAll('\u200b', '') ?? ''
    expect(body).toContain('mallory (id 666) changed the ruleset')
    expect(body).toContain('It was put back.')
    expect(body).toContain(says)
    expect(lastCheck()).toMatchObject({
      conclusion: 'success',
      output: { title: 'Put back; 2 rulesets in place' },
    })
    // The same webhook again, and the one of our own write.
    const told = structuredClone([forge.issues, forge.checks])
    forge.calls.length = 0
    await react(id)
    await react(id, { id: 99, login: 'cursor-guard[bot]', type: 'Bot' })
    expect(forge.calls.filter((call) => !call.startsWith('GET '))).toEqual([])
    expect([forge.issues, forge.checks]).toEqual(told)
  })

  test('is undone for every bot as well', async () => {
    const id = forge.edit(history, { enforcement: 'disabled' })
    await react(id, { id: 5, login: 'other-app[bot]', type: 'Bot' })
    expect(forge.writes()).toEqual(['PUT rulesets/1'])
    expect(forge.issues[0]?.body).toContain('other-app\\[bot\\] (id 5)')
  })

  test('is found by a sweep too, which cannot say who it was', async () => {
    forge.edit(history, { enforcement: 'disabled' })
    await keepProtection(scope.again())
    expect(forge.writes()).toEqual(['PUT rulesets/1'])
    expect(forge.issues[0]?.body).toContain('Somebody (no webhook named them)')
  })

  test('is not laid at the door of whoever changed another ruleset', async () => {
    forge.edit(history, { enforcement: 'disabled' })
    await react(2)
    expect(forge.issues[0]?.body).not.toContain('mallory')
  })

  test('several times is one issue, edited in place', async () => {
    for (const enforcement of ['disabled', 'evaluate']) {
      await react(forge.edit(history, { enforcement }))
      scope.clock.now += 60_000
    }
    await react(forge.edit(history, { enforcement: 'disabled' }))
    expect(forge.issues).toHaveLength(1)
    expect(forge.issues[0]?.body).toContain('2 times by now')
    scope.clock.now += 25 * 3_600_000
    await react(forge.edit(history, { enforcement: 'disabled' }))
    expect(forge.issues).toHaveLength(2)
  })

  test('in a ruleset of their own is none of our business, even if it looks like ours', async () => {
    forge.add({ name: 'cursor-guard: history of mine', rules: [{ type: 'creation' }] })
    forge.add({ name: 'theirs' })
    forge.add({ name: 'org wide', source_type: 'Organization', source: 'acme' })
    forge.classic = { required_pull_request_reviews: { required_approving_review_count: 3 } }
    const before = structuredClone(forge.rulesets)
    await keepProtection(scope.again())
    expect(forge.rulesets).toEqual(before)
    expect(forge.writes()).toEqual([])
    const { summary } = lastCheck().output
    expect(summary).toContain('left alone\n\n- cursor-guard: history of mine')
    expect(summary).toContain('- the branch ruleset "theirs"')
    expect(summary).toContain('- the branch ruleset "org wide" of acme')
    expect(summary).toContain('- the classic protection of main: 3 approvals')
  })

  test('without anybody having done it, as a new parameter of GitHub’s, makes no noise', async () => {
    const rules = structuredClone(forge.rulesets.find(({ name }) => name === changes)?.rules ?? [])
    for (const { parameters } of rules) {
      if (parameters !== undefined && 'required_reviewers' in parameters) {
        parameters.dismissal_restriction = { enabled: true }
      }
    }
    forge.edit(changes, { rules })
    await keepProtection(scope.again())
    expect(forge.writes()).toEqual(['PUT rulesets/2'])
    expect(forge.issues).toEqual([])
  })
})

describe('an edit war', () => {
  async function fight(times: number): Promise<void> {
    for (let at = 0; at < times; at++) {
      scope.clock.now += 30_000
      const rulesetId = forge.edit(history, { enforcement: 'disabled' })
      await keepProtection(scope.again(), { actor: mallory, rulesetId })
    }
  }

  beforeEach(async () => {
    await keepProtection(scope)
    await fight(maxReverts)
    forge.writes()
  })

  test('stops, loudly, and says until when', async () => {
    await fight(1)
    expect(forge.writes()).toEqual([])
    expect(lastCheck()).toMatchObject({
      conclusion: 'failure',
      output: { title: 'Changed again and again: not put back for now' },
    })
    expect(forge.issues).toHaveLength(1)
    expect(forge.issues[0]?.title).toContain('is not put back for now')
    expect(forge.issues[0]?.body).toContain('from 2026-11-22 12:03 UTC to 2026-11-22 13:03 UTC')
    expect(scope.services.jobs.added).toEqual([
      {
        job: {
          kind: 'sweep-repository',
          installation: 7,
          repository: 42,
          why: 'branch protection is resumed',
        },
        at: scope.clock.now + truceMs,
      },
    ])
  })

  test('is not told again by every sweep of the pause', async () => {
    await fight(1)
    const told = structuredClone([forge.issues, forge.checks])
    forge.calls.length = 0
    scope.clock.now += 60_000
    await keepProtection(scope.again())
    expect(forge.calls.filter((call) => !call.startsWith('GET '))).toEqual([])
    expect([forge.issues, forge.checks]).toEqual(told)
  })

  test('ends with the pause', async () => {
    await fight(1)
    scope.clock.now += truceMs
    await keepProtection(scope.again())
    expect(forge.writes()).toEqual(['PUT rulesets/1'])
    expect(lastCheck()).toMatchObject({ conclusion: 'success' })
    expect(forge.issues[0]?.title).toBe('Branch protection was changed and has been put back')
  })

  test('ends with a change of the policy', async () => {
    await fight(1)
    await keepProtection(scope.again(policyText().replace('approvals: 2', 'approvals: 1')))
    expect(forge.writes()).toEqual(['PUT rulesets/1', 'PUT rulesets/2'])
    expect(lastCheck()).toMatchObject({ conclusion: 'success' })
  })
})

describe('a forge that fails half-way', () => {
  /** Once: before anything was done, or after it was done and before the answer came. */
  const failOnce = (done: boolean, method: string, pattern: RegExp) => {
    let armed = true
    const hits = (given: string, path: string) => {
      if (!armed || given !== method || !pattern.test(path)) return false
      armed = false
      return true
    }
    if (done) forge.dropsAnswer = hits
    else forge.fault = (...call) => (hits(call[0], call[1]) ? [502, { message: 'no' }] : undefined)
  }

  const sides = [
    { side: 'before', done: false },
    { side: 'after', done: true },
  ]
  const alongside = <Row extends object>(rows: readonly Row[]) =>
    rows.flatMap((row) => sides.map((side) => ({ ...row, ...side })))

  test.each(
    alongside([
      { at: 'the list', method: 'GET', path: /rulesets$/ },
      { at: 'the first write', method: 'POST', path: /rulesets$/ },
      { at: 'reading back the first', method: 'GET', path: /rulesets\/1$/ },
      { at: 'reading back the second', method: 'GET', path: /rulesets\/2$/ },
      { at: 'the branch', method: 'GET', path: /branches\/main$/ },
    ]),
  )('$side $at was done is made good by the next delivery', async ({ done, method, path }) => {
    failOnce(done, method, path)
    await expect(keepProtection(scope)).rejects.toThrow()
    await keepProtection(scope.again())
    expect(names()).toEqual([changes, history])
    expect(forge.checks).toHaveLength(1)
    expect(forge.issues).toEqual([])
    expect(record()?.reverts).toEqual([])
  })

  test.each(
    alongside([
      { at: 'the write', method: 'PUT', path: /rulesets\/1$/ },
      { at: 'the branch', method: 'GET', path: /branches\/main$/ },
      { at: 'the issue', method: 'POST', path: /issues$/ },
      { at: 'the check run', method: 'PATCH', path: /check-runs/ },
    ]),
  )('$side $at was done while drift is undone: it is told, once', async (row) => {
    await keepProtection(scope)
    const rulesetId = forge.edit(history, { enforcement: 'disabled' })
    failOnce(row.done, row.method, row.path)
    const told = { actor: mallory, rulesetId }
    await expect(keepProtection(scope.again(), told)).rejects.toThrow()
    await keepProtection(scope.again(), told)
    expect(forge.rulesets.find(({ id }) => id === rulesetId)?.enforcement).toBe('active')
    expect(forge.issues).toHaveLength(1)
    expect(forge.issues[0]?.body).toContain('mallory')
    expect(forge.issues[0]?.body).toContain('It was put back.')
    expect(forge.issues[0]?.body).not.toContain('times by now')
    expect(lastCheck().output.title).toBe('Put back; 2 rulesets in place')
    expect(record()?.reverts).toHaveLength(1)
  })

  test('whose ruleset this server did not live to remember makes no second one', async () => {
    const store = scope.services.protection
    const write = store.write.bind(store)
    let broken = true
    store.write = async (id, given) => {
      if (broken && Object.keys(given.applied).length > 0) throw new Error('the database is gone')
      await write(id, given)
    }
    await expect(keepProtection(scope)).rejects.toThrow('the database is gone')
    broken = false
    await keepProtection(scope.again())
    expect(names()).toEqual([changes, history])
  })
})

describe('a refusal', () => {
  const forbidden = { message: 'Resource not accessible by integration' }

  test('for want of a permission is a failing check that names it', async () => {
    forge.fault = (method, path) =>
      method === 'POST' && path.endsWith('/rulesets') ? [403, forbidden] : undefined
    await keepProtection(scope)
    expect(lastCheck()).toMatchObject({
      conclusion: 'failure',
      output: { title: 'Branches are not protected as the policy says' },
    })
    expect(lastCheck().output.summary).toContain('"Administration: write"')
    expect(lastCheck().output.summary.match(/Administration: write/g)).toHaveLength(1)
    // Nothing is tried again by an ordinary push; permissions that come later are an event.
    expect(record()?.policy).toBeDefined()
  })

  test('is not asked for where the installation is known to lack the permission', async () => {
    const grants = {
      mayWrite: async (_: number, what: string) => what !== 'administration',
      renew: async () => {},
    }
    scope = fakeScope({ policy: policyText(), services: { grants } })
    await keepProtection(scope)
    expect(forge.writes()).toEqual([])
    expect(lastCheck().conclusion).toBe('failure')
    expect(lastCheck().output.summary.match(/Administration: write/g)).toHaveLength(1)
  })

  test('of one ruleset is told in GitHub’s words, and the others are written', async () => {
    forge.fault = (method, _, body) =>
      method === 'POST' && (body as { name?: string }).name === history
        ? [422, { message: 'Validation Failed', errors: ['Invalid bypass actor <b>x</b>'] }]
        : undefined
    await keepProtection(scope)
    expect(names()).toEqual([changes])
    expect(lastCheck().conclusion).toBe('failure')
    expect(lastCheck().output.summary).toContain(
      'Validation Failed; Invalid bypass actor &lt;b\\>x',
    )
    forge.fault = undefined
    await keepProtection(scope.again())
    expect(names()).toEqual([changes, history])
    expect(lastCheck().conclusion).toBe('success')
    expect(forge.checks).toHaveLength(1)
    expect(forge.issues).toEqual([])
  })

  test('while drift is undone leaves the incident open and says so', async () => {
    await keepProtection(scope)
    const rulesetId = forge.edit(history, { enforcement: 'disabled' })
    forge.fault = (method) => (method === 'PUT' ? [403, forbidden] : undefined)
    await keepProtection(scope.again(), { actor: mallory, rulesetId })
    expect(forge.issues).toMatchObject([
      { title: 'Branch protection was changed and could not be put back' },
    ])
    expect(lastCheck().conclusion).toBe('failure')
  })

  test.each<{ words: string; status: number }>([
    {
      words: 'Upgrade to GitHub Pro or make this repository public to enable this feature.',
      status: 403,
    },
    { words: 'Not Found', status: 404 },
  ])('of the plan ($status) is no failure, but said', async ({ words, status }) => {
    forge.fault = (_, path) =>
      /rulesets|protection$/.test(path) ? [status, { message: words }] : undefined
    await keepProtection(scope)
    expect(forge.writes()).toEqual([])
    expect(lastCheck()).toMatchObject({
      conclusion: 'neutral',
      output: { title: 'Detect and restore only' },
    })
    expect(lastCheck().output.summary).toContain('nothing is refused beforehand')
  })

  test.each([
    { what: 'a rate limit', status: 403, message: 'API rate limit exceeded for installation' },
    { what: 'a secondary limit', status: 429, message: 'slow down' },
    { what: 'an outage', status: 503, message: 'Service Unavailable' },
  ])(
    'that passes, as $what, is thrown, so that the delivery comes again',
    async ({ status, message }) => {
      forge.fault = (method, path) =>
        method === 'GET' && path.endsWith('/rulesets') ? [status, { message }] : undefined
      await expect(keepProtection(scope)).rejects.toThrow()
      expect(forge.checks).toEqual([])
    },
  )

  test('to write check runs goes to the log, with what they would have said', async () => {
    forge.fault = (_, path) => (path.includes('check-runs') ? [403, forbidden] : undefined)
    await keepProtection(scope)
    expect(scope.logged).toMatchObject([
      { title: '2 rulesets in place', msg: expect.stringContaining('"Checks: write"') },
    ])
  })

  test('to show the classic protection is told, and is no failure', async () => {
    forge.fault = (_, path) => (path.endsWith('/protection') ? [403, forbidden] : undefined)
    await keepProtection(scope)
    expect(lastCheck().conclusion).toBe('success')
    expect(lastCheck().output.summary).toContain('"Administration: read"')
  })

  test('where issues are off keeps the incident in the check', async () => {
    await keepProtection(scope)
    const rulesetId = forge.edit(history, { enforcement: 'disabled' })
    forge.fault = (_, path) =>
      path.includes('/issues') ? [410, { message: 'Issues are disabled' }] : undefined
    await keepProtection(scope.again(), { actor: mallory, rulesetId })
    expect(lastCheck().output.summary).toContain('mallory (id 666)')
    expect(forge.rulesets.find(({ id }) => id === rulesetId)?.enforcement).toBe('active')
  })

  test('to take away rulesets of a removed policy is logged, and tried again', async () => {
    await keepProtection(scope)
    const gone = scope.again({ state: 'absent', wasPresent: true })
    forge.fault = (method) => (method === 'DELETE' ? [403, forbidden] : undefined)
    await keepProtection(gone)
    expect(forge.rulesets).toHaveLength(2)
    forge.fault = undefined
    await keepProtection(gone.again())
    expect(forge.rulesets).toEqual([])
    expect(record()).toBeUndefined()
  })
})

describe('what is read back', () => {
  test.each<{ what: string; twist: ForgeRulesets['twist']; says: string }>([
    {
      what: 'lacks a rule',
      twist: (ruleset) => {
        ruleset.rules = ruleset.rules.filter(({ type }) => type !== 'non_fast_forward')
      },
      says: 'rule non\\_fast\\_forward: taken out',
    },
    {
      what: 'lets another pass',
      twist: (ruleset) => {
        ruleset.bypass_actors.push({
          actor_id: 1,
          actor_type: 'OrganizationAdmin',
          bypass_mode: 'always',
        })
      },
      says: 'bypass OrganizationAdmin 1',
    },
    {
      what: 'is not active',
      twist: (ruleset) => {
        ruleset.enforcement = 'evaluate'
      },
      says: 'enforcement: active → evaluate',
    },
    {
      what: 'does not let the App pass',
      twist: (ruleset) => {
        ruleset.bypass_actors = []
      },
      says: 'does not let the App pass',
    },
  ])('and $what is a failing check, and is not written for ever', async ({ twist, says }) => {
    forge.twist = twist
    await keepProtection(scope)
    expect(lastCheck().conclusion).toBe('failure')
    expect(lastCheck().output.summary).toContain(says)
    forge.writes()
    await keepProtection(scope.again())
    await keepProtection(scope.again())
    expect(forge.writes()).toEqual([])
    expect(forge.issues).toEqual([])
    expect(lastCheck().conclusion).toBe('failure')
  })

  test('and was changed by somebody faster is undone when their webhook comes', async () => {
    await keepProtection(scope)
    const rulesetId = forge.edit(history, { enforcement: 'disabled' })
    // They do it again between the write and the look.
    forge.twist = (ruleset) => {
      ruleset.enforcement = 'disabled'
      forge.twist = undefined
    }
    const told = { actor: mallory, rulesetId }
    await keepProtection(scope.again(), told)
    expect(lastCheck().conclusion).toBe('failure')
    await keepProtection(scope.again(), told)
    expect(forge.rulesets.find(({ id }) => id === rulesetId)?.enforcement).toBe('active')
    expect(lastCheck().conclusion).toBe('success')
    expect(forge.issues).toHaveLength(1)
  })

  test('without showing who may pass is not taken for good', async () => {
    forge.hidesBypass = true
    await keepProtection(scope)
    expect(lastCheck().conclusion).toBe('failure')
    expect(lastCheck().output.summary).toContain('does not show who may pass')
  })

  test('as nonsense is an error, not an empty list', async () => {
    scope = fakeScope({ policy: policyText(), octokit: testOctokit({ answers: 'unchecked' }) })
    for (const nonsense of [{}, [{ id: 'x' }], [null], { rulesets: 1 }]) {
      forge.fault = (method, path) =>
        method === 'GET' && path.endsWith('/rulesets') ? [200, nonsense] : undefined
      await expect(keepProtection(scope.again())).rejects.toThrow()
      expect(forge.writes()).toEqual([])
    }
  })
})

test('a long list is read to its end', async () => {
  await keepProtection(scope)
  const mine = forge.rulesets.splice(0)
  for (let at = 0; at < 120; at++) forge.add({ name: `other ${at}` })
  forge.rulesets.push(...mine)
  forge.writes()
  await keepProtection(scope.again())
  expect(forge.writes()).toEqual([])
  expect(forge.issues).toEqual([])
})

test('a report of somebody else on the same commit is replaced only when something is wrong', async () => {
  await scope.services.checks.save(42, forge.headSha, 'protection', {
    id: 9,
    digest: 'theirs',
    annotated: false,
  })
  await keepProtection(scope)
  expect(forge.checks).toEqual([])
  forge.fault = (method) => (method === 'PUT' ? [422, { message: 'no' }] : undefined)
  forge.edit(history, { enforcement: 'disabled' })
  await keepProtection(scope.again())
  expect(forge.calls.filter((call) => call.includes('check-runs'))).toHaveLength(1)
})

test('a repository that was renamed keeps its rulesets: they go by its number', async () => {
  await keepProtection(scope)
  forge.writes()
  Object.assign(forge.repository, { name: 'store', full_name: 'acme/store' })
  for (const ruleset of forge.rulesets) ruleset.source = 'acme/store'
  const rulesetId = forge.edit(history, { enforcement: 'disabled' })
  forge.calls.length = 0
  await keepProtection(scope.again(), { actor: mallory, rulesetId })
  expect(forge.calls.slice(0, 2)).toEqual([
    'GET /repos/acme/shop',
    'GET /repos/acme/store/rulesets',
  ])
  expect(forge.calls).toContain(`PUT /repos/acme/store/rulesets/${rulesetId}`)
  expect(names()).toEqual([changes, history])
})
