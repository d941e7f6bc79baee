import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..')

test('the git bench runs in a tiny size, with a real forge, and prints ratios', async () => {
  const script = ['--disable-warning=ExperimentalWarning', join(root, 'bench', 'run.ts')]
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [...script, 'git', '--smoke'],
    { cwd: root },
  )
  expect(stderr).toBe('')
  for (const title of ['one commit, one file', 'in one file', 'forced push of main, refused']) {
    expect(stdout).toMatch(new RegExp(`${title} +[\\d,.]+`))
  }
  expect(stdout).toMatch(/source code, 20 kB a file +[\d.]+/)
})
