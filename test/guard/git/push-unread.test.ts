import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { home, startGuardedForge } from '../../support/git-upstream/guarded-git.ts'
import {
  rawHead,
  rawPush,
  usualCapabilities as usual,
} from '../../support/git-upstream/raw-push.ts'

const noWorkflows = `version: 1
rules: [{ name: no workflows, when: { push: { paths: ".github/**" } }, then: deny }]
`

/** So many empty commits on top of `main`, made at once. */
function commitMany(folder: string, count: number): void {
  const person = 'A <a@example.com> 1700000000 +0000'
  const commits = Array.from(
    { length: count },
    (_, at) =>
      `commit refs/heads/main\ncommitter ${person}\ndata 1\nx\n${at === 0 ? 'from refs/heads/main^0\n' : ''}\n`,
  )
  execFileSync('git', ['fast-import', '--quiet', '--force'], {
    cwd: folder,
    input: commits.join(''),
  })
}

test('more than 5,000 new commits: a rule about paths refuses, and the cap is named', async () => {
  await using forge = await startGuardedForge({ policy: noWorkflows })
  const folder = await forge.clone()
  commitMany(folder, 5_001)
  const refused = await forge.git(folder, 'push', 'origin', 'main')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(
    'remote: cursor-guard: refs/heads/main: not everything was read: new commits (limit commits, 5000)',
  )
  expect(refused.stderr).toContain('is refused by "no workflows"')
  expect(forge.kinds('push').at(-1)).toMatchObject({
    outcome: 'refused',
    updates: [
      { update: 'fast-forward', commits: 'unknown', paths: 'unknown', warnings: ['not-read'] },
    ],
  })
  const half = await forge.git(folder, 'push', 'origin', 'main~2500:refs/heads/main')
  expect(half).toMatchObject({ code: 0 })
  expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 0 })
})

test('more than 5,000 new commits pass where no rule asks for paths, and the terminal says so', async () => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  commitMany(folder, 5_001)
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect(pushed).toMatchObject({ code: 0, stderr: expect.stringContaining('limit commits, 5000') })
})

/** A commit whose folder listing is nowhere: the bytes of its push. */
async function missingTree(policy: string) {
  const forge = await startGuardedForge({ policy })
  const folder = await forge.clone()
  const { 'refs/heads/main': tip = '' } = await forge.upstream.refs(home)
  const id = await forge.commit(folder, { 'dir/a.txt': 'a' })
  const pack = execFileSync('git', ['pack-objects', '--stdout', '-q'], {
    cwd: join(folder),
    input: `${id}\n`,
  })
  const head = rawHead([`${tip} ${id} refs/heads/main\0 ${usual}`])
  return { forge, tip, answer: await rawPush(forge, Buffer.concat([head, pack])) }
}

test('a commit without its folder listing is refused by a rule about paths', async () => {
  const { forge, answer } = await missingTree(noWorkflows)
  await using _ = forge
  expect(answer.bands[0]).toContain('ng refs/heads/main cursor-guard: refused by "no workflows"')
  expect(answer.bands[1]).toContain('cursor-guard: refs/heads/main: ')
  expect(forge.kinds('push').at(-1)).toMatchObject({
    updates: [{ paths: 'unknown', warnings: ['not-read'] }],
  })
})

test('and where no rule asks, the forge itself does not take it', async () => {
  const { forge, tip, answer } = await missingTree('version: 1\n')
  await using _ = forge
  expect(answer.bands[0]).toContain('ng refs/heads/main')
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': tip })
  expect(forge.kinds('push').at(-1)).toMatchObject({ outcome: 'rejected by the forge' })
})
