import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { makeFolder } from '../../../src/adapters/machine/make-folder.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'make-folder-'))
})
afterEach(() => rm(root, { recursive: true }))

test('a folder is made with its parents, for its owner alone, and may be there already', async () => {
  const folder = join(root, 'a', 'b', 'c')
  await makeFolder(folder)
  await makeFolder(folder)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect((await stat(join(root, 'a'))).mode & 0o777).toBe(0o700)
})

test.each([
  ['the system makes none there', '/proc/nope/a/b', 'ENOENT'],
  ['a part of the path is a file', 'file/a', 'ENOTDIR'],
  ['it is a file', 'file', 'EEXIST'],
])('where %s it ends, and says why', async (_, path, code) => {
  await writeFile(join(root, 'file'), '')
  const making = makeFolder(path.startsWith('/') ? path : join(root, path))
  await expect(making).rejects.toMatchObject({ code })
})
