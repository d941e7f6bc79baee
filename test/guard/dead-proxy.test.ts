import { expect, test } from '@jest/globals'
import { startGitUpstream } from '../support/git-upstream/upstream.ts'
import { guardedRun } from '../support/guarded-run.ts'

/** Nobody listens at this port, and the password is nobody's business. */
const password = ['pass', 'word'].join('-')
const deadProxy = `http://user:${password}@127.0.0.1:9`
const proxies = { HTTP_PROXY: deadProxy, HTTPS_PROXY: deadProxy, NO_PROXY: '', no_proxy: '' }

test('a dead forward proxy is named to the client, its password is not', async () => {
  const run = await guardedRun({
    script: async () => {},
    env: proxies,
    options: ['--same-user'],
    agentOptions: ['--no-retries'],
  })
  try {
    expect(run.code).not.toBe(0)
    expect(run.stdout).toContain('through the proxy 127.0.0.1:9')
    expect(run.stderr).toContain('through the proxy 127.0.0.1:9')
    expect(run.stdout + run.stderr + (await run.recorded())).not.toContain(password)
  } finally {
    await run.remove()
  }
})

test('a dead forward proxy is named to git', async () => {
  await using upstream = await startGitUpstream()
  await upstream.create('acme/site')
  const run = await guardedRun({
    script: async () => {},
    env: { ...proxies, GITHUB_TOKEN: upstream.token, GITHUB_REPOSITORY: 'acme/site' },
    options: ['--git-upstream', upstream.url, '--same-user'],
    command: () => ['bash', '-c', 'git ls-remote https://github.com/acme/site 2>&1'],
  })
  try {
    expect(run.stdout).toContain('through the proxy 127.0.0.1:9')
    expect(run.stdout + run.stderr + (await run.recorded())).not.toContain(password)
  } finally {
    await run.remove()
  }
})
