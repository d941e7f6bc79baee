import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { runCommand } from '../../src/commands/run.ts'

const workspace = mkdtempSync(join(tmpdir(), 'run-arguments-'))
afterAll(() => rmSync(workspace, { recursive: true }))

const run = (argv: string[], env: Record<string, string> = {}) => {
  let stderr = ''
  const io = {
    stdout: { write: () => {} },
    stderr: { write: (text: string) => (stderr += text) },
    stdin: (async function* () {})(),
    env,
    cwd: workspace,
    now: Date.now,
    command: 'cursor-guard',
  }
  return runCommand([...argv, '--', 'true'], io).then((code) => ({ code, stderr }))
}

test.each<{ argv?: string[]; env?: Record<string, string>; says: string }>([
  { argv: ['--policy', ''], says: '--policy: a path was expected, not an empty word' },
  { argv: ['--out='], says: '--out: a path was expected, not an empty word' },
  {
    argv: ['--contain', '--same-user'],
    says: '--contain and --same-user exclude each other',
  },
  {
    argv: ['--git-upstream', 'forge'],
    says: '--git-upstream: an http or https URL was expected, not forge',
  },
  {
    env: { GITHUB_SERVER_URL: 'ghe.example.com' },
    says: 'GITHUB_SERVER_URL: an http or https URL was expected, not ghe.example.com',
  },
  {
    env: { GITHUB_API_URL: 'https://' },
    says: 'GITHUB_API_URL: an http or https URL was expected, not https://',
  },
])('wrong usage starts nothing and is named: $says', async ({ argv = [], env, says }) => {
  await expect(run(argv, env)).rejects.toMatchObject({ code: 'INPUT_INVALID', message: says })
})

test('variables of the forge that are empty count as not set', async () => {
  const { code, stderr } = await run([], { GITHUB_SERVER_URL: '', GITHUB_API_URL: '' })
  expect({ code, stderr }).toMatchObject({
    code: 70,
    stderr: expect.stringContaining('CURSOR_API_KEY is not set'),
  })
})
