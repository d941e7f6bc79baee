import { chmod, chown, mkdir, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { makeOwnFolder } from '../src/own-folder.ts'

let at: string
const made: string[] = []
beforeEach(async () => {
  at = await realpath(await mkdtemp('/tmp/own-folder-'))
  await mkdir(join(at, 'temporary'))
  await mkdir(join(at, 'work/tmp'), { recursive: true })
})
afterEach(async () => {
  for (const folder of [at, ...made.splice(0)]) await rm(folder, { recursive: true, force: true })
})

async function make(temporary: string, workplaces = ['work']): Promise<string> {
  const folder = await makeOwnFolder(
    'mine-',
    workplaces.map((name) => join(at, name)),
    join(at, temporary),
  )
  made.push(folder)
  return folder
}

test('it is made in TMPDIR, for this user alone', async () => {
  const folder = await make('temporary')
  expect(folder.startsWith(join(at, 'temporary/mine-'))).toBe(true)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('a folder with the sticky bit will do', async () => {
  await chmod(join(at, 'temporary'), 0o1777)
  expect(await make('temporary')).toContain(join(at, 'temporary/mine-'))
})

test.each<{ why: string; temporary?: string; set?: () => Promise<void> }>([
  { why: 'lies in a workspace', temporary: 'work/tmp' },
  { why: 'is one', temporary: 'work' },
  {
    why: 'leads into one',
    temporary: 'link',
    set: () => symlink(join(at, 'work/tmp'), join(at, 'link')),
  },
  { why: 'can be written by everybody', set: () => chmod(join(at, 'temporary'), 0o777) },
  { why: 'lies in a folder that everybody can write', set: () => chmod(at, 0o777) },
  { why: 'is not there', temporary: 'nowhere' },
])('a TMPDIR that $why is passed over', async ({ temporary = 'temporary', set }) => {
  await set?.()
  expect(await make(temporary)).toMatch(/^\/(private\/)?(var\/)?tmp\/mine-/)
})

const asRoot = process.getuid?.() === 0 ? test : test.skip
const title = process.getuid?.() === 0 ? '' : ' (not run: not root)'
asRoot(`so is one that belongs to somebody else${title}`, async () => {
  await chown(join(at, 'temporary'), 60_701, 60_701)
  expect(await make('temporary')).toMatch(/^\/tmp\/mine-/)
})

test('where none of the three will do, that is said', async () => {
  await expect(make('work', ['', '../', '../../var/tmp'])).rejects.toMatchObject({
    code: 'MACHINE_UNSUITABLE',
    hint: expect.stringContaining('TMPDIR'),
  })
})
