import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { createFileObjectSpool } from '../../../src/adapters/storage/file-object-spool.ts'
import { createWaitingObjects } from '../../../src/guard/git/lfs/waiting-objects.ts'
import {
  type GuardedForge,
  home,
  startGuardedForge,
} from '../../support/git-upstream/guarded-git.ts'
import { type LfsStorage, startLfsStorage } from '../../support/git-upstream/lfs-storage.ts'
import { until } from '../../support/until.ts'

const policy = `version: 1
rules:
  - name: production waits
    when: { push: { paths: ["prod/**"] } }
    then: hold
    reason: Production manifests need a person.
  - name: nobody touches this
    when: { push: { paths: ["never/**"] } }
    then: deny
approval: { wait: 1m }
`

interface World extends AsyncDisposable {
  forge: GuardedForge
  storage: LfsStorage
  /** Files of objects that wait. */
  spooled(): Promise<string[]>
  /** A clone with git-lfs and a commit of these files. */
  commit(files: Record<string, string>): Promise<string>
}

async function start(): Promise<World> {
  await using starting = new AsyncDisposableStack()
  const directory = join(tmpdir(), `spool-${randomBytes(8).toString('hex')}`)
  const spool = createFileObjectSpool(directory)
  const forge = starting.use(await startGuardedForge({ policy, git: { spool } }))
  const storage = starting.use(await startLfsStorage(forge.upstream))
  const started = starting.move()
  return {
    forge,
    storage,
    spooled: () => readdir(directory).catch(() => []),
    async commit(files) {
      const folder = await forge.clone()
      await forge.git(folder, 'lfs', 'install', '--local')
      await forge.git(folder, 'lfs', 'track', '*.bin')
      await forge.commit(folder, files)
      return folder
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

const large = () => randomBytes(60_000).toString('base64')
const outcomes = ({ forge }: World) =>
  forge
    .kinds('note')
    .flatMap((note) => (note.text === 'git lfs upload' && 'outcome' in note ? [note.outcome] : []))

test('objects of a held push wait with it, and go to the forge before it once it is approved', async () => {
  await using world = await start()
  const { forge, storage } = world
  const body = large()
  const folder = await world.commit({ 'prod/site.bin': body })
  const pushing = forge.git(folder, 'push', 'origin', 'main')
  await until(() => forge.heard().includes('Nothing has reached the forge yet'))
  expect(storage.requests.filter(({ to }) => to === 'storage')).toEqual([])
  expect(await world.spooled()).toHaveLength(1)
  await forge.decide(true)
  expect(await pushing).toMatchObject({ code: 0 })
  expect([...storage.objects.values()].map(String)).toEqual([body])
  expect(await world.spooled()).toEqual([])
})

test('objects of a refused push stay here, and go with another push that names them', async () => {
  await using world = await start()
  const { forge, storage } = world
  const body = large()
  const folder = await world.commit({ 'never/a.bin': body })
  const refused = await forge.git(folder, 'push', 'origin', 'main')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('refused by "nobody touches this"')
  expect(storage.objects.size).toBe(0)
  await forge.git(folder, 'mv', 'never/a.bin', 'a.bin')
  await forge.git(folder, 'commit', '--amend', '-m', 'elsewhere')
  expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 0 })
  expect([...storage.objects.values()].map(String)).toEqual([body])
  expect(outcomes(world)).toEqual(['waits for its push', 'accepted'])
})

test('a push takes along what it names, and nothing else', async () => {
  await using world = await start()
  const { forge, storage } = world
  const [first, second] = [large(), large()]
  const held = await world.commit({ 'never/a.bin': first })
  await forge.git(held, 'push', 'origin', 'main')
  const folder = await world.commit({ 'b.bin': second })
  expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 0 })
  expect([...storage.objects.values()].map(String)).toEqual([second])
})

test('two pushes at once that name the same object send it once', async () => {
  await using world = await start()
  const { forge, storage } = world
  const folder = await world.commit({ 'a.bin': large() })
  await forge.git(folder, 'lfs', 'push', '--all', 'origin')
  const pushes = await Promise.all(
    ['one', 'two'].map((name) => forge.git(folder, 'push', 'origin', `main:${name}`)),
  )
  expect(pushes.map(({ code }) => code)).toEqual([0, 0])
  const sent = storage.requests.filter(({ to, call }) => to === 'storage' && call.startsWith('PUT'))
  expect(sent).toHaveLength(1)
})

test('without a push, objects never leave, and are removed and named when the session ends', async () => {
  const world = await start()
  const { forge, storage } = world
  const body = large()
  const folder = await world.commit({ 'a.bin': body })
  expect(await forge.git(folder, 'lfs', 'push', '--all', 'origin')).toMatchObject({ code: 0 })
  expect(await forge.git(folder, 'lfs', 'push', '--all', 'origin')).toMatchObject({ code: 0 })
  expect(outcomes(world)).toEqual(['waits for its push'])
  expect(storage.objects.size).toBe(0)
  await forge.guard.close({})
  expect(await world.spooled()).toEqual([])
  expect(forge.kinds('note').at(-1)).toMatchObject({
    text: 'git lfs objects that no push took along were removed',
    objects: 1,
    bytes: body.length,
  })
  await world[Symbol.asyncDispose]()
})

test('an object that the forge has already is neither sent nor waited for', async () => {
  await using world = await start()
  const { forge, storage } = world
  const body = large()
  const folder = await world.commit({ 'a.bin': body })
  await forge.git(folder, 'push', 'origin', 'main')
  await forge.git(folder, 'checkout', '-b', 'more')
  await forge.commit(folder, { 'b.bin': body })
  const before = storage.requests.filter(({ to }) => to === 'storage').length
  expect(await forge.git(folder, 'push', 'origin', 'more')).toMatchObject({ code: 0 })
  expect(storage.requests.filter(({ to }) => to === 'storage')).toHaveLength(before)
  expect(await forge.upstream.refs(home)).toHaveProperty('refs/heads/more')
})

test('too many objects are refused, and one more of the same is let go', async () => {
  const waiting = createWaitingObjects(1)
  const disposed: string[] = []
  const object = (oid: string) => ({
    repository: home,
    oid,
    size: 1,
    spooled: {
      write: async () => {},
      complete: async () => {},
      read: () => {
        throw new Error('nobody reads here')
      },
      [Symbol.asyncDispose]: async () => void disposed.push(oid),
    },
  })
  await waiting.keep(object('a'))
  await waiting.keep(object('a'))
  expect(disposed).toEqual(['a'])
  await expect(waiting.keep(object('b'))).rejects.toThrow('more than 1 objects wait for a push')
  expect(disposed).toEqual(['a', 'b'])
  expect(await waiting.clear()).toEqual([{ oid: 'a', size: 1 }])
  expect(disposed).toEqual(['a', 'b', 'a'])
})
