import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..')

test('the App benches run in a tiny size, on a real PostgreSQL, and print ratios', async () => {
  const script = ['--disable-warning=ExperimentalWarning', join(root, 'bench', 'run.ts')]
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [...script, 'app', 'turns', '--smoke'],
    { cwd: root },
  )
  expect(stderr).toBe('')
  expect(stdout).toMatch(/App, answered \(stored\) +[\d,.]+ +[\d.]+/)
  expect(stdout).toMatch(/App, handled +[\d,.]+ +[\d.]+/)
  expect(stdout).toMatch(/resident MB +\d+/)
  expect(stdout).toContain('policy 60')
  expect(stdout).toMatch(/a ref is put back( +[\d.]+){4}/)
  expect(stdout).toMatch(/contentPerHour +[\d.]+ +500/)
})
