import { spawnSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { build } from 'esbuild'
import { checkOwnFiles } from '../../src/runner/own-files.ts'
import { loadedPackages, preloadsIn, programFilesIn } from '../../src/runner/own-program.ts'

const root = join(import.meta.dirname, '..', '..')

let at: string
beforeEach(async () => {
  at = await realpath(await mkdtemp(join(tmpdir(), 'own-files-')))
  await mkdir(join(at, 'guard/lib/deep'), { recursive: true })
  await mkdir(join(at, 'work/node_modules/.bin'), { recursive: true })
  await writeFile(join(at, 'guard/cli.js'), '')
  await writeFile(join(at, 'guard/lib/deep/file.js'), '')
})
afterEach(() => rm(at, { recursive: true }))

const path = (name: string) => join(at, name)
const check = (
  program: { files?: string[]; folders?: string[]; looseOptions?: readonly string[] } = {},
  earlier = 'nowhere',
) =>
  checkOwnFiles(
    {
      files: (program.files ?? ['guard/cli.js']).map(path),
      folders: (program.folders ?? ['guard/lib']).map(path),
      looseOptions: program.looseOptions ?? [],
    },
    {
      folders: [path('work')],
      wasHandedOver: async (folder) => folder === path(earlier),
    },
  )

const runSetfacl = (...args: string[]) =>
  spawnSync('sh', ['-c', 'exec setfacl "$@"', 'sh', ...args]).status
const setfacl = (entry: string, name: string) => expect(runSetfacl('-m', entry, path(name))).toBe(0)
const hasLists = runSetfacl('--version') === 0
const listed = hasLists ? test : test.skip
const whyNoLists = hasLists ? '' : ' (not run: not installed: setfacl)'
const isRoot = process.getuid?.() === 0
const asRoot = isRoot ? test : test.skip
const whyNotRoot = isRoot ? '' : ' (not run: not root)'

test('what its owner alone writes is in order, and every step to it is named', async () => {
  const { problem, steps } = await check()
  expect(problem).toBeUndefined()
  expect(steps).toEqual(
    expect.arrayContaining(['/', at, path('guard'), path('guard/cli.js'), path('guard/lib')]),
  )
})

test.each([
  { what: 'a file deep inside', name: 'guard/lib/deep/file.js', mode: 0o666 },
  { what: 'a folder deep inside', name: 'guard/lib/deep', mode: 0o777 },
  { what: 'a folder inside with the sticky bit', name: 'guard/lib/deep', mode: 0o1777 },
  { what: 'the folder itself, sticky', name: 'guard/lib', mode: 0o1777 },
  { what: 'the folder around it', name: 'guard', mode: 0o777 },
  { what: 'the file', name: 'guard/cli.js', mode: 0o757 },
])('$what that everybody can write is found', async ({ name, mode }) => {
  await chmod(path(name), mode)
  expect((await check()).problem).toContain(`${path(name)}, which everybody can write`)
})

test('a folder around it in which names of others stay, such as /tmp, is in order', async () => {
  await chmod(path('guard'), 0o1777)
  expect((await check()).problem).toBeUndefined()
})

test.each(['work/node_modules/.bin/guard', 'work/guard'])(
  'a link in the workspace, %s, is found, wherever it leads',
  async (link) => {
    await symlink(path('guard/cli.js'), path(link))
    const { problem } = await check({ files: [link] })
    expect(problem).toBe(
      `${path(link)} lies in ${path('work')}, which is handed over to the command`,
    )
  },
)

test('a link that leads through the workspace is found, and one that does not is in order', async () => {
  await mkdir(path('work/lib'))
  await symlink(path('work/lib'), path('guard/through'))
  await symlink(path('guard/lib/deep'), path('guard/beside'))
  expect((await check({ folders: ['guard/beside'] })).problem).toBeUndefined()
  const { problem } = await check({ folders: ['guard/through'] })
  expect(problem).toContain(`${path('guard/through')}, by way of ${path('work')}, lies in`)
})

test('links among the packages are followed, and lead somewhere', async () => {
  await symlink(path('guard/cli.js'), path('guard/lib/link'))
  expect((await check()).problem).toBeUndefined()
  await symlink(path('work'), path('guard/lib/to-work'))
  expect((await check()).problem).toContain('handed over')
  await rm(path('guard/lib/to-work'))
  await symlink('nowhere', path('guard/lib/dangling'))
  expect((await check()).problem).toBe(`${path('guard/lib/dangling')} cannot be looked at`)
})

test('where an earlier command worked nothing counts as ours', async () => {
  expect((await check({}, 'guard')).problem).toContain('where an earlier guarded command worked')
  expect((await check({}, 'guard/other')).problem).toBeUndefined()
})

listed(
  `an access list for a user of commands is found, another one is not${whyNoLists}`,
  async () => {
    setfacl('u:2001:rwx', 'guard/lib/deep/file.js')
    setfacl('u:60701:r-x', 'guard/lib/deep')
    setfacl('g:2001:rwx', 'guard/lib/deep')
    expect((await check()).problem).toBeUndefined()
    setfacl('u:60701:rw-', 'guard/lib/deep/file.js')
    expect((await check()).problem).toBe(
      `${path('guard/lib/deep/file.js')}, which a user of commands can write by its access list`,
    )
  },
)

asRoot.each([
  { what: 'a user', uid: 60_701, gid: 0, mode: 0o400 },
  { what: 'a group', uid: 0, gid: 60_701, mode: 0o460 },
])(`what belongs to $what of commands is found${whyNotRoot}`, async ({ uid, gid, mode }) => {
  const file = path('guard/lib/deep/file.js')
  await chown(file, 2001, 2001)
  await chmod(file, 0o664)
  expect((await check()).problem).toBeUndefined()
  await chown(file, uid, gid)
  await chmod(file, mode)
  expect((await check()).problem).toContain(file)
})

test('what is not there counts as written', async () => {
  expect((await check({ files: ['guard/gone'] })).problem).toBe(
    `${path('guard/gone')} cannot be looked at`,
  )
})

test('what node loads first counts, from wherever it is looked for', async () => {
  expect(preloadsIn('--max-old-space-size=4 -r /a/b.js "--import" file:///c%20d.mjs')).toEqual({
    files: ['/a/b.js', '/c d.mjs'],
    looseOptions: [],
  })
  const { looseOptions } = preloadsIn('--require=./hook.cjs --loader some-package')
  expect(looseOptions).toEqual(['--require ./hook.cjs', '--loader some-package'])
  expect((await check({ looseOptions })).problem).toContain('--require ./hook.cjs')
})

test('files with code are read from the list of what is mapped', () => {
  const maps = `555555554000-555555556000 r--p 00000000 08:01 42  /opt/no de/bin/node
555555556000-555555558000 r-xp 00002000 08:01 42                    /opt/no de/bin/node
7ffff7c00000-7ffff7c28000 r-xp 00000000 08:01 43                    /usr/lib/libc.so.6
7ffff7d00000-7ffff7d28000 r-xp 00000000 08:01 44                    /usr/lib/old.so (deleted)
7ffff7fc1000-7ffff7fc3000 r-xp 00000000 00:00 0                     [vdso]
7ffff7fff000-7ffff8000000 rwxp 00000000 00:00 0
`
  expect(programFilesIn(maps)).toEqual(['/opt/no de/bin/node', '/usr/lib/libc.so.6'])
})

test('the packages that count are those a session loads, and they load no others', async () => {
  const { metafile } = await build({
    entryPoints: [join(root, 'src/commands/run.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    outdir: 'unused',
    absWorkingDir: root,
  })
  const names = Object.keys(metafile.inputs).flatMap(
    (input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(input)?.[1] ?? [],
  )
  expect([...new Set(names)].toSorted()).toEqual([...loadedPackages])
})
