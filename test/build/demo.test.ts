import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

test('npm run demo tells its story: masked, refused, held, approved, pushed, verified', async () => {
  const { stdout } = await run('npm', ['run', '--silent', 'demo'], { cwd: root })
  const seal = stdout.slice(stdout.lastIndexOf('■ Sealed'))
  for (const [what, count] of Object.entries({ masked: 2, denied: 2, held: 2, approved: 2 })) {
    expect(seal).toMatch(new RegExp(`│ ${what} +${count}\n`))
  }
  expect(seal).toMatch(/intact and sealed: \d+ lines, none removed, changed or reordered/)
  expect(seal).toMatch(/^ {2}pushed +as refs\/heads\/main of acme\/shop: accepted/m)
  expect(await readFile(join(root, 'demo-output', 'replay.html'), 'utf8')).toContain('<html')
})
