import {
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { replaceFile, writeBelow } from '../../../src/adapters/machine/write-below.ts'

const rights = { mode: 0o640, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
let root: string
let file: string
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'below-')))
  file = join(root, 'work', 'inner', 'config')
  await mkdir(join(root, 'work', 'inner'), { recursive: true })
  await mkdir(join(root, 'elsewhere'))
  await writeFile(file, 'now')
  await writeFile(join(root, 'elsewhere', 'config'), 'untouched')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const untouched = () => readFile(join(root, 'elsewhere', 'config'), 'utf8')

test('a file is put back with its rights, and nothing else stays in the folder', async () => {
  await replaceFile(file, Buffer.from('before'), rights)
  expect(await readFile(file, 'utf8')).toBe('before')
  expect((await lstat(file)).mode & 0o7777).toBe(0o640)
  expect(await readdir(join(root, 'work', 'inner'))).toEqual(['config'])
})

test.each(['work', 'work/inner'])('a link in place of %s is not followed', async (folder) => {
  await rename(join(root, folder), join(root, 'away'))
  await mkdir(join(root, 'elsewhere', 'inner'))
  await writeFile(join(root, 'elsewhere', 'inner', 'config'), 'untouched')
  await symlink(join(root, 'elsewhere'), join(root, folder))
  await expect(replaceFile(file, Buffer.from('before'), rights)).rejects.toMatchObject({
    name: 'NotOurs',
    message: join(root, folder).slice(1),
  })
  expect(await untouched()).toBe('untouched')
  expect(await readFile(join(root, 'elsewhere', 'inner', 'config'), 'utf8')).toBe('untouched')
})

test.each([
  { what: 'a link', put: () => symlink(join(root, 'elsewhere', 'config'), file) },
  { what: 'a second name', put: () => link(join(root, 'elsewhere', 'config'), file) },
])('$what in the file’s own place is replaced, not written through', async ({ put }) => {
  await rm(file)
  await put()
  await replaceFile(file, Buffer.from('before'), rights)
  expect(await readFile(file, 'utf8')).toBe('before')
  expect(await lstat(file)).toMatchObject({ nlink: 1 })
  expect(await untouched()).toBe('untouched')
})

test('what is new is written below the folder alone', async () => {
  await writeBelow(root, 'work/made/new', 'text', { overwrite: false })
  expect(await readFile(join(root, 'work/made/new'), 'utf8')).toBe('text')
  await symlink(join(root, 'elsewhere'), join(root, 'led'))
  for (const path of ['led/config', 'led/made/new']) {
    const written = writeBelow(root, path, 'text', { overwrite: true })
    await expect(written).rejects.toMatchObject({ name: 'NotOurs', message: 'led' })
  }
  expect(await untouched()).toBe('untouched')
})
