import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { type GitUpstream, startGitUpstream } from '../../support/git-upstream/upstream.ts'
import { guardedRun } from '../../support/guarded-run.ts'

const policy = `version: 1
branches:
  - match: [main]
    force_push: deny
    delete: deny
`

/** A command that talks to Cursor once, so that the guard counts as used, and then pushes. */
const script = (pushes: string) => [
  'bash',
  '-c',
  [
    'set -u',
    'curl -s -o /dev/null -H "Authorization: Bearer $CURSOR_API_KEY" "$CURSOR_BACKEND_URL/v1/me"',
    'git config --global user.name Agent; git config --global user.email agent@example.com',
    'git clone -q https://github.com/acme/site work && cd work',
    pushes,
  ].join('\n'),
]

/** One commit on `main` of `acme/site`, made at the forge itself. */
async function seed(upstream: GitUpstream): Promise<void> {
  await upstream.create('acme/site')
  const folder = mkdtempSync(join(tmpdir(), 'seed-'))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=S', '-c', 'user.email=s@example.com', ...args], {
      cwd: folder,
    })
  git('init', '-q', '-b', 'main')
  git('commit', '-q', '--allow-empty', '-m', 'First')
  git('push', '-q', upstream.path('acme/site'), 'main')
  rmSync(folder, { recursive: true })
}

test('a command that pushes to the forge’s own address goes through the guard, without a credential', async () => {
  await using upstream = await startGitUpstream({ private: ['acme/site'] })
  await seed(upstream)
  const run = await guardedRun({
    script: async () => {},
    policy,
    env: {
      GITHUB_TOKEN: upstream.token,
      GITHUB_REPOSITORY: 'acme/site',
      GITHUB_SERVER_URL: undefined,
    },
    options: ['--git-upstream', upstream.url, '--same-user'],
    command: () =>
      script(
        [
          'echo hi > a.txt && git add -A && git commit -q -m Second && git push origin main 2>&1',
          'git commit -q --amend -m Rewritten && git push --force origin main 2>&1',
        ].join('\n'),
      ),
  })
  try {
    expect(run.stdout).toContain('main -> main')
    expect(run.stdout).toContain(
      '! [remote rejected] main -> main (cursor-guard: force push to a protected branch)',
    )
    expect(run.kinds('push')).toMatchObject([{ outcome: 'accepted' }, { outcome: 'refused' }])
    const refs = await upstream.refs('acme/site')
    expect(run.kinds('push')[0]).toMatchObject({ updates: [{ new: refs['refs/heads/main'] }] })
    expect(run.stdout + run.stderr + (await run.recorded())).not.toContain(upstream.token)
  } finally {
    await run.remove()
  }
})

test.each([
  { what: 'only pushes', does: 'git -C work push -q origin HEAD:topic; exit 7', code: 7 },
  { what: 'pushes what is there already', does: 'git -C work push -q origin main', code: 0 },
  { what: 'only reads', does: 'git -C work fetch -q', code: 70 },
])('a command that $what and never calls Cursor ends with $code', async ({ does, code }) => {
  await using upstream = await startGitUpstream({ private: ['acme/site'] })
  await seed(upstream)
  const run = await guardedRun({
    script: async () => {},
    policy,
    env: {
      GITHUB_TOKEN: upstream.token,
      GITHUB_REPOSITORY: 'acme/site',
      GITHUB_SERVER_URL: undefined,
    },
    options: ['--git-upstream', upstream.url, '--same-user'],
    command: () => ['bash', '-c', `git clone -q https://github.com/acme/site work; ${does}`],
  })
  try {
    expect(run).toMatchObject({ code })
    expect(run.stderr.includes('did not use the guard')).toBe(code === 70)
  } finally {
    await run.remove()
  }
})

test('a guard that is killed while the forge works: the next one finds out what happened', async () => {
  await using upstream = await startGitUpstream()
  await seed(upstream)
  const state = mkdtempSync(join(tmpdir(), 'guard-state-'))
  const env = {
    GITHUB_TOKEN: upstream.token,
    GITHUB_REPOSITORY: 'acme/site',
    GITHUB_SERVER_URL: undefined,
    XDG_STATE_HOME: state,
  }
  const options = ['--git-upstream', upstream.url, '--same-user']
  const push = (name: string) =>
    `echo ${name} > ${name} && git add -A && git commit -q -m ${name} && git push origin HEAD:${name} 2>&1`
  const shared = { script: async () => {}, policy, env, options }
  try {
    const killed = await guardedRun({
      ...shared,
      command: () => script(push('first')),
      onReady({ guard }) {
        upstream.fault = ({ url, method }) => {
          if (method !== 'POST' || !url.endsWith('/git-receive-pack')) return undefined
          upstream.fault = undefined
          return {
            do: 'run',
            work: async () => {
              await sleep(300)
              guard.kill('SIGKILL')
            },
          }
        }
      },
    })
    expect(killed.signal).toBe('SIGKILL')
    expect(killed.kinds('push')).toEqual([])
    await killed.remove()
    const next = await guardedRun({ ...shared, command: () => script(push('second')) })
    const note = next.entries.find(
      (entry) => entry.kind === 'note' && entry.text.startsWith('an earlier guard ended'),
    )
    const { 'refs/heads/first': first } = await upstream.refs('acme/site')
    const fate = first === undefined ? 'not applied' : 'applied'
    expect(note).toMatchObject({
      repository: 'acme/site',
      updates: [expect.stringMatching(new RegExp(`^refs/heads/first .*: ${fate}$`))],
    })
    expect(next.kinds('push')).toMatchObject([{ outcome: 'accepted' }])
    await next.remove()
  } finally {
    rmSync(state, { recursive: true, force: true })
  }
})
