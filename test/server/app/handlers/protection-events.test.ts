import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  onBranchCreated,
  onClassicProtection,
  onPermissions,
  onPolicyPush,
  onRepositoryChanged,
  onRuleset,
} from '../../../../src/server/app/handlers/protection-events.ts'
import { type Payload, repositoryPayloads } from '../../../../src/server/app/payloads.ts'
import { keepProtection } from '../../../../src/server/app/protection/keep-protection.ts'
import { type FakeScope, fakeScope } from '../../../support/app/fake-scope.ts'
import { type ForgeRulesets, forgeRulesets } from '../../../support/app/forge-rulesets.ts'
import { useNock } from '../../../support/nock.ts'

useNock()

const history = 'cursor-guard: history main'
const policy = 'version: 1\nbranches: [{ match: main, pull_request: {} }]'
const mallory = { id: 666, login: 'mallory', type: 'User' }
const ourselves = { id: 99, login: 'cursor-guard[bot]', type: 'Bot' }
const about = {
  installation: { id: 7 },
  repository: {
    id: 42,
    node_id: 'R_42',
    name: 'shop',
    owner: { id: 1, login: 'acme' },
    default_branch: 'main',
    private: true,
  },
}

let forge: ForgeRulesets
let scope: FakeScope

beforeEach(async () => {
  forge = forgeRulesets()
  scope = fakeScope({ policy })
  await keepProtection(scope)
  forge.writes()
  forge.calls.length = 0
})

const rulesetEvent = (id: number, name: string, sender = mallory, action = 'edited') =>
  onRuleset({ ...about, sender, action, repository_ruleset: { id, name } }, scope.again())

describe('repository_ruleset', () => {
  test('about a ruleset of ours undoes what was done', async () => {
    await rulesetEvent(forge.edit(history, { enforcement: 'disabled' }), history)
    expect(forge.writes()).toEqual(['PUT rulesets/1'])
  })

  test('about one of ours goes by its number, whatever it is called now', async () => {
    await rulesetEvent(forge.edit(history, { name: 'harmless' }), 'harmless')
    expect(forge.writes()).toEqual(['PUT rulesets/1'])
  })

  test('about a removed one of ours brings it back', async () => {
    await rulesetEvent(forge.remove(history), history, mallory, 'deleted')
    expect(forge.writes()).toEqual(['POST rulesets'])
    expect(forge.issues[0]?.body).toContain('mallory')
  })

  test('about somebody else’s costs nothing', async () => {
    await rulesetEvent(forge.add({ name: 'theirs' }), 'theirs')
    expect(forge.calls).toEqual([])
  })

  test('about our own write costs one look and nothing else', async () => {
    await rulesetEvent(1, history, ourselves)
    expect(forge.calls).toEqual(['GET /repos/acme/shop/rulesets/1'])
  })

  test('about our own removal costs one look and nothing else', async () => {
    await rulesetEvent(77, 'cursor-guard: history old', ourselves, 'deleted')
    expect(forge.calls).toEqual(['GET /repos/acme/shop/rulesets/77'])
  })

  test('in our name that we did not write is undone as well', async () => {
    await rulesetEvent(forge.edit(history, { enforcement: 'disabled' }), history, ourselves)
    expect(forge.writes()).toEqual(['PUT rulesets/1'])
    expect(forge.issues).toHaveLength(1)
    expect(forge.issues[0]?.body).not.toContain('cursor-guard[bot]')
  })

  test.each([
    { what: 'a change', does: () => forge.edit(history, { enforcement: 'disabled' }) },
    { what: 'a removal', does: () => forge.remove(history) },
  ])(
    'about our own write that meets $what by somebody names them once their own comes',
    async ({ does }) => {
      const id = does()
      await rulesetEvent(id, history, ourselves)
      expect(forge.issues[0]?.body).toContain('Somebody (no webhook named them)')
      await rulesetEvent(id, history, mallory)
      await rulesetEvent(1, history, ourselves)
      expect(forge.issues).toHaveLength(1)
      expect(forge.issues[0]?.body).toContain('mallory (id 666) changed the ruleset')
      expect(forge.issues[0]?.body).not.toContain('no webhook named them')
      expect(forge.issues[0]?.body).not.toContain('times by now')
      expect(forge.writes()).toHaveLength(1)
    },
  )

  test('by a person called like us is not ours', async () => {
    await rulesetEvent(1, history, { ...ourselves, type: 'User' })
    expect(forge.calls.length).toBeGreaterThan(1)
    expect(forge.writes()).toEqual([])
  })

  test('by us tells of an incident that nobody was told of yet', async () => {
    const id = forge.edit(history, { enforcement: 'disabled' })
    forge.fault = (method, path) =>
      method === 'POST' && path.endsWith('/issues') ? [502, { message: 'no' }] : undefined
    await expect(rulesetEvent(id, history)).rejects.toThrow()
    forge.fault = undefined
    await rulesetEvent(id, history, ourselves)
    expect(forge.issues).toHaveLength(1)
  })
})

test('branch_protection_rule shows the classic rule that is also in force', async () => {
  forge.classic = { required_linear_history: { enabled: true } }
  await onClassicProtection({}, scope.again())
  const { output } = forge.checks.at(-1) as { output: { summary: string } }
  expect(output.summary).toContain('the classic protection of main: linear history')
  expect(forge.writes()).toEqual([])
})

describe('push', () => {
  test('under the policy that is carried out already costs no call', async () => {
    await onPolicyPush({}, scope.again())
    expect(forge.calls).toEqual([])
  })

  test('that brings another policy carries it out', async () => {
    await onPolicyPush({}, scope.again('version: 1\nbranches: []'))
    expect(forge.writes()).toEqual(['DELETE rulesets/1', 'DELETE rulesets/2'])
  })

  test('that removes the policy takes the rulesets away', async () => {
    await onPolicyPush({}, scope.again({ state: 'absent', wasPresent: true }))
    expect(forge.rulesets).toEqual([])
    forge.calls.length = 0
    await onPolicyPush({}, scope.again({ state: 'absent' }))
    expect(forge.calls).toEqual([])
  })

  test('to a repository without a policy costs no call', async () => {
    await onPolicyPush({}, fakeScope())
    expect(forge.calls).toEqual([])
  })

  test('to an archived repository costs no call', async () => {
    await onPolicyPush({}, fakeScope({ policy, repository: { archived: true } }))
    expect(forge.calls).toEqual([])
  })
})

test.each<{ ref: string; ref_type: string; looks: boolean }>([
  { ref: 'main', ref_type: 'branch', looks: true },
  { ref: 'release/1', ref_type: 'branch', looks: false },
  { ref: 'main', ref_type: 'tag', looks: false },
])('create of the $ref_type $ref looks at the rulesets: $looks', async ({ looks, ...created }) => {
  await onBranchCreated({ ...about, ...created, sender: mallory }, scope.again())
  expect(forge.calls.length > 0).toBe(looks)
})

test.each<{ action: string; changes?: object; sweeps: string | undefined }>([
  { action: 'renamed', sweeps: 'the repository was renamed' },
  { action: 'transferred', sweeps: 'the repository was transferred' },
  { action: 'publicized', sweeps: 'the repository was publicized' },
  { action: 'privatized', sweeps: 'the repository was privatized' },
  { action: 'unarchived', sweeps: 'the repository was unarchived' },
  {
    action: 'edited',
    changes: { default_branch: { from: 'master' } },
    sweeps: 'another default branch',
  },
  { action: 'edited', changes: { description: { from: 'x' } }, sweeps: undefined },
  { action: 'archived', sweeps: undefined },
  { action: 'deleted', sweeps: undefined },
])('repository $action $changes sweeps: $sweeps', async ({ action, changes, sweeps }) => {
  const payload = repositoryPayloads.repository.parse({
    ...about,
    action,
    changes,
    sender: mallory,
  })
  await onRepositoryChanged(payload as Payload<'repository'>, scope)
  expect(scope.services.jobs.added.map(({ job }) => job)).toEqual(
    sweeps === undefined
      ? []
      : [{ kind: 'sweep-repository', installation: 7, repository: 42, why: sweeps }],
  )
  expect(forge.calls).toEqual([])
})

test.each([
  { action: 'new_permissions_accepted', sweeps: 1 },
  { action: 'unsuspend', sweeps: 1 },
  { action: 'deleted', sweeps: 0 },
])('installation $action sweeps $sweeps installations', async ({ action, sweeps }) => {
  await onPermissions({ action, installation: { id: 7 }, sender: mallory }, scope)
  expect(scope.services.jobs.added).toHaveLength(sweeps)
})
