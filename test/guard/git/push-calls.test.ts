import { execFileSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { flushPacket } from '../../../src/core/git/pkt-line.ts'
import {
  type GuardedForge,
  home,
  startGuardedForge,
} from '../../support/git-upstream/guarded-git.ts'
import {
  emptyPack,
  rawHead,
  rawPush,
  usualCapabilities as usual,
} from '../../support/git-upstream/raw-push.ts'

const zero = '0'.repeat(40)
const update = (ref: string, old: string, fresh: string) =>
  rawHead([`${old} ${fresh} ${ref}\0 ${usual}`], flushPacket)

/** Calls that the forge saw while `work` was done, as `GET refs`, `POST upload-pack`, … */
async function callsOf({ upstream }: GuardedForge, work: () => Promise<unknown>) {
  const from = upstream.requests.length
  await work()
  return upstream.requests
    .slice(from)
    .map(({ method, url }) => `${method} ${url.replace(/.*(git-\w+-pack)$/, '$1')}`)
    .sort()
}

const main = async ({ upstream }: GuardedForge) =>
  (await upstream.refs(home))['refs/heads/main'] ?? ''

test('a push on top of one that the forge took reads the refs once, and nothing else', async () => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  const push = async (text: string) => {
    await forge.commit(folder, { 'docs/a.txt': text })
    expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 0 })
  }
  await push('first')
  const calls = await callsOf(forge, () => push('second'))
  expect(calls).toEqual(['GET git-receive-pack', 'POST git-receive-pack', 'POST git-upload-pack'])
  expect(forge.kinds('push').at(-1)).toMatchObject({
    outcome: 'accepted',
    updates: [{ update: 'fast-forward', paths: ['docs/a.txt'] }],
  })
})

test('the first push of a session learns the default branch from the refs it reads anyway', async () => {
  await using forge = await startGuardedForge({
    policy: 'version: 1\nbranches: [{ match: ["~DEFAULT_BRANCH"] }]\n',
  })
  const folder = await forge.clone()
  await forge.git(folder, 'commit', '-q', '--amend', '-m', 'Another')
  let said = ''
  const calls = await callsOf(forge, async () => {
    said = (await forge.git(folder, 'push', '--force', 'origin', 'main', 'main:topic')).stderr
  })
  expect(said).toContain('remote rejected] main -> main (cursor-guard: force push to a protected')
  expect(said).toContain('refused with the others')
  // Refs, the listings of the tip, and the history, since this may be a rewrite.
  expect(calls.filter((call) => call.endsWith('upload-pack')).length).toBeLessThanOrEqual(3)
})

test('a branch that moved after the refs were listed is judged on where it is now', async () => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  const before = await main(forge)
  await forge.call(`/git/${home}/info/refs?service=git-receive-pack`).then((one) => one.text())
  const moved = await forge.commit(folder, { 'a.txt': 'a' })
  await forge.git(folder, 'push', '-q', forge.upstream.path(home), 'main')
  const old = await rawPush(forge, Buffer.concat([update('refs/heads/main', before, zero)]))
  expect(old.bands[0]).toMatch(/ng refs\/heads\/main/)
  const now = await rawPush(forge, update('refs/heads/main', moved, zero))
  expect(now.bands[0] + now.bands[1]).not.toContain('stale info')
})

test('what the session itself has pushed counts at once, without a new listing', async () => {
  await using forge = await startGuardedForge()
  const tip = await main(forge)
  const create = (ref: string) => rawPush(forge, Buffer.concat([update(ref, zero, tip), emptyPack]))
  await forge.call(`/git/${home}/info/refs?service=git-receive-pack`).then((one) => one.text())
  expect((await create('refs/heads/Topic')).bands[0]).toContain('ok refs/heads/Topic')
  expect((await create('refs/heads/topic')).bands[0]).toContain('push.ref-look-alike')
})

test('a commit that was smuggled beside an accepted one is not taken for a judged one later', async () => {
  await using forge = await startGuardedForge({
    policy:
      'version: 1\nrules: [{ name: no CI, when: { push: { paths: ".github/**" } }, then: deny }]\n',
  })
  const folder = await forge.clone()
  const tip = await main(forge)
  const hidden = await forge.commit(folder, { '.github/workflows/ci.yml': 'on: push\n' })
  await forge.git(folder, 'reset', '-q', '--hard', tip)
  const plain = await forge.commit(folder, { 'a.txt': 'a' })
  const pack = execFileSync('git', ['pack-objects', '--revs', '--stdout', '-q'], {
    cwd: folder,
    input: `${hidden}\n${plain}\n^${tip}\n`,
  })
  const first = await rawPush(forge, Buffer.concat([update('refs/heads/main', tip, plain), pack]))
  expect(first.bands[0]).toContain('ok refs/heads/main')
  const second = await rawPush(
    forge,
    Buffer.concat([update('refs/heads/topic', zero, hidden), emptyPack]),
  )
  expect(second.bands[0]).toContain('ng refs/heads/topic cursor-guard')
  expect(forge.kinds('push').at(-1)).toMatchObject({
    outcome: 'refused',
    updates: [{ paths: 'unknown', warnings: ['missing-commit'] }],
  })
  expect(Object.keys(await forge.upstream.refs(home))).toEqual(['refs/heads/main'])
})
