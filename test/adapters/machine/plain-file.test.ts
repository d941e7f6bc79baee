import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readPlainFile } from '../../../src/adapters/machine/plain-file.ts'

let root: string
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'plain-')))
  await mkdir(join(root, 'folder'))
  await writeFile(join(root, 'folder', 'file'), 'twelve bytes')
  await symlink('file', join(root, 'folder', 'link'))
  await symlink('folder', join(root, 'led'))
  execFileSync('mkfifo', [join(root, 'pipe')])
})
afterAll(() => rm(root, { recursive: true, force: true }))

test('a regular file is read up to its limit', async () => {
  expect((await readPlainFile(join(root, 'folder', 'file'), 12)).toString()).toBe('twelve bytes')
  await expect(readPlainFile(join(root, 'folder', 'file'), 11)).rejects.toThrow(
    /more than 11 bytes/,
  )
})

test.each(['folder/link', 'led/file', 'pipe', 'folder'])(
  '%s is no regular file of ours, and nobody waits for it',
  async (path) => {
    await expect(readPlainFile(join(root, path), 100)).rejects.toMatchObject({ name: 'NotOurs' })
  },
)

test('a file without an end is not read to it', async () => {
  await expect(readPlainFile('/dev/zero', 100)).rejects.toMatchObject({ name: 'NotOurs' })
})

test('what is not there is said as such', async () => {
  await expect(readPlainFile(join(root, 'none'), 100)).rejects.toMatchObject({ code: 'ENOENT' })
})
