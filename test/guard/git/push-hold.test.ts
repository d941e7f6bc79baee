import { spawn } from 'node:child_process'
import { expect, test } from '@jest/globals'
import {
  type GuardedForge,
  home,
  startGuardedForge,
} from '../../support/git-upstream/guarded-git.ts'
import { until } from '../../support/until.ts'

const policy = (wait: string) => `version: 1
rules:
  - name: production waits
    when: { push: { paths: ["prod/**"] } }
    then: hold
    reason: Production manifests need a person.
approval: { wait: ${wait} }
`

const timing = { keepAliveMs: 100, waitingLineMs: 400, lookUpMs: [0] }

async function pushedFolder(forge: GuardedForge) {
  const folder = await forge.clone()
  const commit = await forge.commit(folder, { 'prod/site.yml': 'replicas: 2\n' })
  return { folder, commit }
}

test('a held push says so, and goes through by itself once it is approved', async () => {
  await using forge = await startGuardedForge({ policy: policy('60s'), git: { timing } })
  const { folder, commit } = await pushedFolder(forge)
  const pushing = forge.git(folder, 'push', 'origin', 'main')
  await until(() => forge.kinds('approval').length > 0)
  expect(
    forge.upstream.requests.filter(
      ({ url, method }) => method === 'POST' && url.endsWith('receive-pack'),
    ),
  ).toEqual([])
  await until(() => forge.heard().includes('still waiting'))
  const request = await forge.decide(true)
  const pushed = await pushing
  expect(pushed.code).toBe(0)
  expect(pushed.stderr).toContain(
    `remote: cursor-guard: this push waits for approval: request ${request}, for at most 60s`,
  )
  expect(pushed.stderr).toContain('Production manifests need a person.')
  expect(pushed.stderr).toMatch(/still waiting for request [0-9a-f]+ \(\d+s of 60s\)/)
  expect(pushed.stderr).toContain('approved by maria')
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': commit })
  expect(forge.kinds('approval').map(({ state }) => state)).toEqual(['asked', 'approved'])
  expect(forge.kinds('push')).toMatchObject([{ outcome: 'accepted' }])
  expect(forge.kinds('verdict')).toMatchObject([{ effective: 'hold', rule: 'production waits' }])
})

test('nobody decides in time: refused with what to do, and the same commits pass once approved', async () => {
  await using forge = await startGuardedForge({ policy: policy('1s'), git: { timing } })
  const { folder, commit } = await pushedFolder(forge)
  const late = await forge.git(folder, 'push', 'origin', 'main')
  expect(late.code).toBe(1)
  expect(late.stderr).toMatch(
    /remote: cursor-guard: nobody decided within 1s; request [0-9a-f]{10} stays open/,
  )
  expect(late.stderr).toContain('the very same commits pass when they are pushed again')
  expect(forge.kinds('push').at(-1)?.why).toMatch(
    /stays open\. {3}Production manifests need a person\. {3}Once it/,
  )
  await forge.decide(true)
  expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 0 })
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': commit })
  // The approval is used up, and says nothing about other commits.
  await forge.commit(folder, { 'prod/site.yml': 'replicas: 3\n' })
  expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 1 })
})

test('a push that a person denies stays denied', async () => {
  await using forge = await startGuardedForge({ policy: policy('1m'), git: { timing } })
  const { folder } = await pushedFolder(forge)
  const pushing = forge.git(folder, 'push', 'origin', 'main')
  await forge.decide(false)
  expect(await pushing).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('maria denied this push'),
  })
  expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 1 })
  expect(forge.kinds('push').map(({ outcome }) => outcome)).toEqual([
    'held, not released',
    'held, not released',
  ])
})

test('a branch that moved while the push waited is not overwritten, and the push is told to fetch', async () => {
  await using forge = await startGuardedForge({ policy: policy('1m'), git: { timing } })
  const { folder } = await pushedFolder(forge)
  const pushing = forge.git(folder, 'push', 'origin', 'main')
  await until(() => forge.kinds('approval').length > 0)
  const other = await forge.clone()
  const theirs = await forge.commit(other, { 'b.txt': 'b' })
  await forge.git(other, 'push', '-q', forge.upstream.path(home), 'main')
  await forge.decide(true)
  expect(await pushing).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('stale info, fetch first'),
  })
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': theirs })
})

test('a client that goes away withdraws its question, and nothing is forwarded', async () => {
  await using forge = await startGuardedForge({ policy: policy('1m'), git: { timing } })
  const { folder } = await pushedFolder(forge)
  const before = await forge.upstream.refs(home)
  const header = `http.extraheader=Authorization: Bearer ${forge.guard.sessionToken}`
  const child = spawn('git', ['-c', header, 'push', 'origin', 'main'], {
    cwd: folder,
    detached: true,
  })
  await until(() => forge.kinds('approval').length > 0)
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  await until(() => forge.kinds('push').length > 0)
  expect(forge.kinds('push')).toMatchObject([{ outcome: 'abandoned while held' }])
  expect(forge.kinds('approval').at(-1)).toMatchObject({ state: 'withdrawn' })
  expect(await forge.upstream.refs(home)).toEqual(before)
})

test('the session ends while a push waits: the push is refused with that reason', async () => {
  await using forge = await startGuardedForge({ policy: policy('1m'), git: { timing } })
  const { folder } = await pushedFolder(forge)
  const pushing = forge.git(folder, 'push', 'origin', 'main')
  await until(() => forge.kinds('approval').length > 0)
  forge.guard.session.end('the limit of 1 minutes was reached', 'policy')
  expect(await pushing).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('the session has ended'),
  })
})

test('what nobody here can give is refused at once: who is missing is said, and no hint to approve', async () => {
  await using held = await startGuardedForge({
    policy:
      'version: 1\nrules: [{ name: two, when: { push: {} }, then: hold, approve: { count: 2 } }]\n',
  })
  const work = await held.clone()
  await held.commit(work, { 'a.txt': 'a' })
  const pushed = await held.git(work, 'push', 'origin', 'HEAD:refs/heads/wip')
  expect(pushed.code).not.toBe(0)
  expect(pushed.stderr).toContain(
    'nobody can approve this push here: rule "two" asks for 2 approvals, which nobody can give on this machine',
  )
  expect(pushed.stderr).not.toMatch(/waits for approval|approvals approve/)
  expect(held.kinds('approval')).toMatchObject([
    { state: 'denied', why: expect.stringContaining('rule "two" asks for 2 approvals') },
  ])
  expect(await held.approvals.list(1)).toEqual([])
})

test('what the credential cannot forward is refused at once, and nobody is asked', async () => {
  await using forge = await startGuardedForge({
    policy: policy('1m'),
    obstacle: async ({ repository, updates }) =>
      `the token may not change ${updates[0]?.command.ref} of ${repository}`,
  })
  const { folder } = await pushedFolder(forge)
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect(pushed).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'approval would not help: the token may not change refs/heads/main of acme/site',
    ),
  })
  expect(forge.kinds('approval')).toEqual([])
})

test('an approval of a push that the forge did not take needs no second one', async () => {
  await using forge = await startGuardedForge({ policy: policy('1m'), git: { timing } })
  const { folder, commit } = await pushedFolder(forge)
  forge.upstream.fault = ({ url, method }) =>
    method === 'POST' && url.endsWith('receive-pack') ? { do: 'answer', status: 503 } : undefined
  const pushing = forge.git(folder, 'push', 'origin', 'main')
  await forge.decide(true)
  expect(await pushing).toMatchObject({ code: 1, stderr: expect.stringContaining('(503)') })
  forge.upstream.fault = undefined
  expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 0 })
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': commit })
  expect(forge.kinds('approval').filter(({ state }) => state === 'asked')).toHaveLength(1)
})

test('limits.pushes with reached: hold asks a person, who lifts it', async () => {
  await using forge = await startGuardedForge({
    policy: 'version: 1\nlimits: { pushes: 1, reached: hold }\napproval: { wait: 1m }\n',
    git: { timing },
  })
  const folder = await forge.clone()
  expect(await forge.git(folder, 'push', 'origin', 'main:one')).toMatchObject({ code: 0 })
  const pushing = forge.git(folder, 'push', 'origin', 'main:two')
  await forge.decide(true)
  expect(await pushing).toMatchObject({ code: 0 })
  expect(await forge.git(folder, 'push', 'origin', 'main:three')).toMatchObject({ code: 0 })
})
