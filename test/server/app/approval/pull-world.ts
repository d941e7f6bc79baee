import type { PullChanges } from '../../../../src/core/git/change-reader.ts'
import type { Scope } from '../../../../src/server/app/scope.ts'
import {
  type FakeScope,
  type FakeScopeOptions,
  fakeScope,
} from '../../../support/app/fake-scope.ts'
import {
  type Account,
  type FakePull,
  type ForgePulls,
  forgePulls,
} from '../../../support/app/forge-pulls.ts'
import { testOctokit } from '../../../support/github/test-octokit.ts'

export const oid = (digit: string): string => digit.repeat(40)
export const [head, later, base] = [oid('a'), oid('b'), oid('c')]
export const person = (id: number, login: string, type = 'User'): Account => ({ id, login, type })
export const [ann, ben, carol, dave] = [
  person(1, 'ann'),
  person(2, 'ben'),
  person(3, 'carol'),
  person(4, 'dave'),
]
export const bot = person(90, 'helper[bot]', 'Bot')
export const appId = 1_000

export const policyText = (more = '', approve = 'count: 1') => `version: 1
rules:
  - name: manifests
    when: { push: { paths: "deploy/**" }, branch: main }
    then: hold
    reason: Somebody senior looks at these.
    approve: { ${approve} }
${more}`

export interface PullWorld {
  forge: ForgePulls
  scope: FakeScope
  /** What the change reader says of a head; by default one manifest by ann. */
  changes: Map<string, Partial<PullChanges>>
  /** How often git was read. */
  reads: { count: number }
  pull(but?: Partial<FakePull>): FakePull
  /** Another delivery, under the same policy or another. */
  again(policy?: string): Scope
  moveTo(sha: string, number?: number): void
}

const commit = (id: string) => ({
  id,
  author: 'Ann <ann@acme.example>',
  committer: 'Ann <ann@acme.example>',
  subject: 'Change',
})

/** One repository with one pull request by ann, number 7, that changes a production manifest. */
export function pullWorld(options: FakeScopeOptions = {}): PullWorld {
  const changes: PullWorld['changes'] = new Map()
  const reads = { count: 0 }
  const changesOf = (to: string): PullChanges => ({
    facts: {
      command: { ref: 'x', old: base, new: to },
      tip: base,
      kind: 'fast-forward',
      paths: [],
      commits: [commit(to)],
      warnings: [],
    },
    problems: [],
    mergeBase: base,
    paths: [{ path: 'deploy/app.yml', mode: '100644', commit: to }],
    ...changes.get(to),
  })
  const reader = {
    readTips: async () => new Map([['refs/heads/main', base]]),
    async readPullRequest(_source: unknown, range: { base: string; head: string }) {
      reads.count += 1
      return changesOf(range.head)
    },
  }
  const scope = fakeScope({
    octokit: testOctokit(),
    policy: policyText(),
    ...options,
    services: { changes: reader as never, ...options.services },
  })
  const forge = forgePulls(appId, scope.clock)
  for (const account of [ann, ben, carol]) {
    forge.access.set(account.login, { account, permission: 'write' })
  }
  const world: PullWorld = {
    forge,
    scope,
    changes,
    reads,
    pull(but = {}) {
      const pull: FakePull = {
        number: 7,
        state: 'open',
        draft: false,
        merged_at: null,
        head,
        base: 'main',
        baseSha: base,
        user: ann,
        requestedUsers: [],
        requestedTeams: [],
        ...but,
      }
      forge.pulls.set(pull.number, pull)
      forge.commits.set(pull.head, [{ as: 'author', email: 'ann@acme.example', account: ann }])
      return pull
    },
    again: (policy) => scope.again(policy),
    moveTo(sha, number = 7) {
      const pull = forge.pulls.get(number)
      if (pull !== undefined) pull.head = sha
      forge.commits.set(sha, [{ as: 'author', email: 'ann@acme.example', account: ann }])
    },
  }
  world.pull()
  return world
}

/** What people read on a commit's check and type for its request. */
export const idOn = ({ forge }: PullWorld, sha = head): string =>
  /Request: `([0-9a-f]+)`/.exec(forge.checkOn(sha)?.output.summary ?? '')?.[1] ?? ''

/** The whole key of the request behind a commit's buttons. */
export const keyOn = ({ forge }: PullWorld, sha = head): string =>
  forge.checkOn(sha)?.external_id ?? ''

/** What every event carries. */
export const event = (sender: Account) => ({
  repository: {
    id: 42,
    node_id: 'R_42',
    name: 'shop',
    owner: { id: 1, login: 'acme' },
    default_branch: 'main',
    private: true,
  },
  installation: { id: 7 },
  sender,
})

/** The payload of a pressed button, as GitHub sends it for a run that stands there. */
export function pressed(world: PullWorld, sender: Account, word: 'Approve' | 'Deny', sha = head) {
  const check = world.forge.checkOn(sha)
  const action = check?.actions?.find(({ label }) => label === word)
  if (check === undefined || action === undefined) throw new Error(`no button ${word} on ${sha}`)
  return {
    ...event(sender),
    action: 'requested_action',
    check_run: {
      id: check.id,
      name: check.name,
      head_sha: sha,
      external_id: check.external_id,
      app: { id: check.app },
    },
    requested_action: { identifier: action.identifier },
  }
}
