import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startGitUpstream } from '../support/git-upstream/upstream.ts'
import { guardedRun } from '../support/guarded-run.ts'

const repository = 'acme/shop'

/** What the agent's shell does; each push makes a branch of its own. */
const script = `
push() { name=$1; shift; "$@" git push -q origin "HEAD:refs/heads/$name" && echo "pushed $name"; }
git init -q -b main .
git -c user.name=A -c user.email=a@example.com commit -q --allow-empty -m First
git remote add origin git@github.com:acme/shop.git
push plain
push no-system env GIT_CONFIG_NOSYSTEM=1
push no-global env GIT_CONFIG_GLOBAL=/dev/null HOME=/nonexistent
push no-count env -u GIT_CONFIG_COUNT
git remote set-url origin https://GitHub.com/acme/shop
push spelt
git remote set-url --push origin ssh://git@github.com/acme/shop
push explicit
git config url.https://github.com/.pushInsteadOf https://github.com/
push tie
printenv GITHUB_TOKEN || echo "no token"
git remote add elsewhere https://gitlab.com/acme/shop
`

const unchanged = () =>
  [join(homedir(), '.gitconfig'), '/etc/gitconfig'].map((path) => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  })

test('whatever the forge is called, pushes of a guarded command go through the guard', async () => {
  const before = unchanged()
  await using forge = await startGitUpstream()
  await forge.create(repository)
  const run = await guardedRun({
    script: async () => {},
    command: () => ['sh', '-c', script],
    options: ['--git-upstream', forge.url],
    env: {
      GITHUB_TOKEN: forge.token,
      GITHUB_REPOSITORY: repository,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'user.signingKey',
      GIT_CONFIG_VALUE_0: 'none',
    },
  })
  try {
    const branches = ['plain', 'no-system', 'no-global', 'no-count', 'spelt', 'explicit', 'tie']
    expect(run.stdout.match(/(?<=^pushed ).*/gm)).toEqual(branches)
    expect(run.stdout).toContain('no token')
    const refs = Object.keys(await forge.refs(repository))
    expect(refs.toSorted()).toEqual(branches.map((name) => `refs/heads/${name}`).toSorted())
    expect(run.kinds('push').map((entry) => 'outcome' in entry && entry.outcome)).toEqual(
      branches.map(() => 'accepted'),
    )
    const [seal] = run.kinds('seal')
    expect(seal).toMatchObject({
      coverage: { reasons: expect.arrayContaining(['git-escapes: elsewhere (gitlab.com)']) },
    })
    expect(run.kinds('note')).toContainEqual(
      expect.objectContaining({
        text: expect.stringContaining('steer git'),
        names: ['GIT_CONFIG_KEY_0', 'GIT_CONFIG_VALUE_0'],
      }),
    )
    expect(await run.recorded()).not.toContain(forge.token)
    expect(unchanged()).toEqual(before)
  } finally {
    await run.remove()
  }
})

test('a git with an emptied environment is led as well, where the command has a home of its own', async () => {
  await using forge = await startGitUpstream()
  await forge.create(repository)
  const run = await guardedRun({
    script: async () => {},
    command: () => [
      'sh',
      '-c',
      'env -i PATH="$PATH" HOME="$HOME" git ls-remote --get-url https://github.com/acme/shop',
    ],
    options: ['--git-upstream', forge.url],
    env: { GITHUB_TOKEN: forge.token, GITHUB_REPOSITORY: repository },
  })
  try {
    const [seal] = run.kinds('seal')
    const isShared = /same-uid/.test(JSON.stringify(seal))
    const expected = isShared ? 'https://github.com/acme/shop' : /^http:\/\/127\.0\.0\.2:\d+\/git\//
    expect(run.stdout).toMatch(expected)
  } finally {
    await run.remove()
  }
})

test('git of this machine knows what the rules rely on', () => {
  const version = execFileSync('git', ['--version'], { encoding: 'utf8' })
  expect(version).toMatch(/git version (2\.(3[2-9]|[4-9]\d)|[3-9])/)
})
