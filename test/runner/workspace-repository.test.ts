import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { findSystemProgram } from '../../src/adapters/machine/system-programs.ts'
import { findWorkspaceRepository, repositoryOf } from '../../src/runner/workspace-repository.ts'
import { startGitUpstream } from '../support/git-upstream/upstream.ts'
import { guardedRun } from '../support/guarded-run.ts'

const github = 'https://github.com'

test.each<{ url: string; forge?: string; is: string | undefined }>([
  { url: 'https://github.com/acme/site', is: 'acme/site' },
  { url: 'https://github.com/acme/site.git/', is: 'acme/site' },
  { url: 'https://x-access-token:abc@GitHub.com/Acme/Site.git', is: 'Acme/Site' },
  { url: 'git@github.com:acme/site.git', is: 'acme/site' },
  { url: 'ssh://git@ssh.github.com:443/acme/site.git', is: 'acme/site' },
  { url: 'git://github.com/acme/site', is: 'acme/site' },
  { url: 'https://gitlab.com/acme/site', is: undefined },
  { url: 'https://github.com.evil.example/acme/site', is: undefined },
  { url: 'https://github.com@evil.example/acme/site', is: undefined },
  { url: 'https://github.com:8443/acme/site', is: undefined },
  { url: 'https://github.com/acme/site.wiki.git', is: undefined },
  { url: 'https://github.com/acme/../other/site', is: undefined },
  { url: 'https://github.com/acme%2fsite', is: undefined },
  { url: 'https://github.com/acme', is: undefined },
  { url: '/srv/git/acme/site.git', is: undefined },
  { url: 'ext::sh -c id', is: undefined },
  { url: 'http://127.0.0.1:3000/acme/site', forge: 'http://127.0.0.1:3000', is: 'acme/site' },
  { url: 'http://127.0.0.1:3001/acme/site', forge: 'http://127.0.0.1:3000', is: undefined },
  { url: 'https://ghe.example/git/acme/site', forge: 'https://ghe.example/git/', is: 'acme/site' },
  { url: 'https://ghe.example/acme/site', forge: 'https://ghe.example/git/', is: undefined },
])('$url at ${forge} is $is', ({ url, forge = github, is }) => {
  expect(repositoryOf(url, new URL(forge))).toBe(is)
})

const folder = mkdtempSync(join(tmpdir(), 'origin-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const alone = { PATH: process.env.PATH ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, env: alone, stdio: 'pipe' })

test('the user’s own short names for addresses are followed, and two addresses are none', async () => {
  const find = () => findWorkspaceRepository(folder, new URL(github), alone, findSystemProgram)
  expect(await find()).toBeUndefined()
  git(folder, 'init', '-q')
  expect(await find()).toBeUndefined()
  git(folder, 'config', '--global', 'url.https://github.com/.insteadOf', 'gh:')
  git(folder, 'remote', 'add', 'origin', 'gh:acme/site')
  expect(await find()).toBe('acme/site')
  git(folder, 'remote', 'set-url', '--add', 'origin', 'gh:acme/other')
  expect(await find()).toBeUndefined()
})

/** A run without `GITHUB_REPOSITORY` in a workspace whose origin is `origin`. */
async function pushFrom(origin: (forge: string) => string) {
  await using forge = await startGitUpstream()
  await forge.create('acme/shop')
  const run = await guardedRun({
    script: async () => {},
    command: ({ workspace }) => {
      git(workspace, 'init', '-q', '-b', 'main')
      git(workspace, 'remote', 'add', 'origin', origin(forge.url))
      const identity = '-c user.name=A -c user.email=a@example.com'
      const commit = `git ${identity} commit -q --allow-empty -m First`
      return ['sh', '-c', `${commit}; git push ${forge.url}/acme/shop HEAD:refs/heads/main 2>&1`]
    },
    options: ['--git-upstream', forge.url, '--same-user'],
    env: { GITHUB_TOKEN: forge.token, GITHUB_REPOSITORY: undefined },
  })
  try {
    return { run, refs: Object.keys(await forge.refs('acme/shop')) }
  } finally {
    await run.remove()
  }
}

test('a session without GITHUB_REPOSITORY pushes to what origin means, and the record says so', async () => {
  const { run, refs } = await pushFrom((forge) => `${forge}/acme/shop.git`)
  expect(refs).toEqual(['refs/heads/main'])
  expect(run.kinds('session')).toMatchObject([
    {
      identity: {
        repository: 'acme/shop',
        repositoryFrom: 'origin of the workspace, not verified',
      },
    },
  ])
})

test('an origin elsewhere names nothing, and the push is refused with what to set', async () => {
  const { run, refs } = await pushFrom(() => 'https://gitlab.com/acme/shop.git')
  expect(refs).toEqual([])
  expect(run.stdout).toContain('set GITHUB_REPOSITORY')
  expect(run.kinds('session')).toMatchObject([{ identity: {} }])
  expect(JSON.stringify(run.kinds('session'))).not.toContain('acme/shop"')
})
