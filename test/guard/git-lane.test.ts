import { expect, test } from '@jest/globals'
import { home, startGuardedForge } from '../support/git-upstream/guarded-git.ts'

test('a clone, a commit and a push go through, and the forge has the commit', async () => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  const commit = await forge.commit(folder, { 'a.txt': 'a\n' })
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect(pushed).toMatchObject({ code: 0 })
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': commit })
  expect(forge.kinds('push')).toMatchObject([
    {
      repository: home,
      outcome: 'accepted',
      updates: [
        {
          ref: 'refs/heads/main',
          update: 'fast-forward',
          commits: [commit],
          paths: ['a.txt'],
          result: 'ok',
        },
      ],
    },
  ])
})
