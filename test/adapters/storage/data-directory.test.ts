import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { prepareDataDirectory, unusable } from '../../../src/adapters/storage/data-directory.ts'
import { GuardError } from '../../../src/core/errors.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const node = join(root, 'node_modules', '.bin', 'node')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'data-directory-'))
})
afterEach(async () => {
  await chmod(folder, 0o700)
  await rm(folder, { recursive: true, force: true })
})

test('a folder that is missing is made, for its owner alone', async () => {
  const path = join(folder, 'a', 'b')
  await prepareDataDirectory(path)
  expect((await stat(path)).mode & 0o777).toBe(0o700)
})

test.each([
  { what: 'a file', path: () => join(folder, 'file'), says: /it is a file$/ },
  { what: 'below a file', path: () => join(folder, 'file', 'x'), says: /a part of the path/ },
  { what: 'where none can be made', path: () => '/proc/none', says: /it cannot be made there$/ },
])('$what is refused by the name of the variable', async ({ path, says }) => {
  await writeFile(join(folder, 'file'), '')
  const preparing = prepareDataDirectory(path())
  await expect(preparing).rejects.toThrow(GuardError)
  await expect(preparing).rejects.toThrow(`DATA_DIR: ${path()} cannot be used`)
  await expect(preparing).rejects.toThrow(says)
})

test('a folder of somebody else is refused', async () => {
  await chmod(folder, 0o555)
  const script = `
    const { prepareDataDirectory } = await import('./src/adapters/storage/data-directory.ts')
    await prepareDataDirectory(process.env.FOLDER).catch((error) => console.log(error.message))`
  const { stdout } = await promisify(execFile)(node, ['--input-type=module', '--eval', script], {
    cwd: root,
    env: { ...process.env, FOLDER: folder },
    // The superuser may do everything.
    ...(process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}),
  })
  expect(stdout.trim()).toBe(`DATA_DIR: ${folder} cannot be used: it may not be read and written`)
})

test('what is wrong inside of it is one line', () => {
  expect(unusable('/data', new Error('first\nsecond')).message).toBe(
    'DATA_DIR: /data cannot be used: first',
  )
})
