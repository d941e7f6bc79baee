import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { findSystemProgram } from '../../../src/adapters/machine/system-programs.ts'
import {
  type ChangeReaderOptions,
  createChangeReader,
} from '../../../src/adapters/repository/change-reader.ts'
import { zeroId } from '../../../src/core/git/ref-update.ts'
import {
  type Files,
  newEngine,
  repository,
  secretText,
  startWorkbench,
} from './support/workbench.ts'

async function startReading(options: Partial<ChangeReaderOptions> = {}) {
  const bench = await startWorkbench()
  const directory = await mkdtemp(join(tmpdir(), 'changes-'))
  const open = (more: Partial<ChangeReaderOptions> = {}) =>
    createChangeReader({
      directory,
      upstream: new URL(bench.upstream.url),
      environment: process.env,
      findProgram: findSystemProgram,
      ...options,
      ...more,
    })
  const reader = await open()
  return {
    ...bench,
    directory,
    open,
    reader,
    source: { id: 7, name: repository, token: async () => bench.upstream.token },
    save: async (files: Files, parents: string[] = [], message = 'Change') =>
      bench.commit(await bench.tree(files), parents, { message }),
    async [Symbol.asyncDispose]() {
      await reader.close()
      await bench[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

const tagOf = (id: string, type: string, name: string): string =>
  `object ${id}\ntype ${type}\ntag ${name}\ntagger A <a@example.com> 1800000000 +0000\n\nTag\n`

test('ancestry is told for commits that no ref reaches any more, and for those that are gone', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish } = bench
  const first = await save({ a: '1' })
  const second = await save({ a: '2' }, [first])
  const other = await save({ a: '3' }, [first])
  await publish('refs/heads/main', second)
  expect(await reader.isAncestor(source, first, second)).toBe('yes')
  await publish('refs/heads/main', other)
  expect(await reader.isAncestor(source, second, other)).toBe('no')
  expect(await reader.isAncestor(source, first, other)).toBe('yes')
  expect(await reader.isAncestor(source, other, other)).toBe('yes')
  const nowhere = await save({ a: '4' }, [first])
  expect(await reader.isAncestor(source, nowhere, other)).toBe('unknown')
  expect(await reader.isAncestor(source, other, nowhere)).toBe('unknown')
})

test('a forge that cannot be asked is a failure, not an answer', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish, upstream } = bench
  const first = await save({ a: '1' })
  await publish('refs/heads/main', first)
  upstream.fault = () => ({ do: 'answer', status: 503 })
  const failed = { code: 'UPSTREAM_FAILED', message: expect.stringContaining('503') }
  await expect(reader.isAncestor(source, first, zeroId.replaceAll('0', 'a'))).rejects.toMatchObject(
    failed,
  )
  const update = { ref: 'refs/heads/main', before: zeroId, after: first, known: [] }
  await expect(reader.readUpdate(source, update)).rejects.toMatchObject(failed)
  await expect(reader.readTips(source)).rejects.toMatchObject(failed)
})

test('an arrived push is read like one that is on its way', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish } = bench
  const token = `token = "${secretText()}"\n`
  const first = await save({ 'a.txt': 'one', src: { 'x.ts': '1' } })
  const bad = await save(
    { 'a.txt': 'one', src: { 'x.ts': '1', 'k.env': `#\n${token}` } },
    [first],
    'Add\n\nCo-authored-by: Cursor <cursoragent@cursor.com>',
  )
  const after = await save({ 'a.txt': 'two', src: { 'x.ts': '1' } }, [bad])
  await publish('refs/heads/main', after)
  const update = { ref: 'refs/heads/main', before: first, after, known: [] }
  const { facts, secrets, problems } = await reader.readUpdate(source, update, newEngine())
  expect(problems).toEqual([])
  expect(facts).toMatchObject({
    kind: 'fast-forward',
    tip: first,
    differing: [{ path: 'a.txt', mode: '100644', commit: after }],
    commits: [{ id: after }, { id: bad, coAuthors: ['Cursor <cursoragent@cursor.com>'] }],
  })
  expect(facts.paths).toHaveLength(3)
  expect(secrets).toMatchObject([{ path: 'src/k.env', line: 2, commit: bad, where: 'blob' }])
  expect(JSON.stringify({ facts, secrets })).not.toContain(secretText())
})

test('a change tells the size of what it brings, inflated; one that is not read tells none', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish } = bench
  const base = await save({ a: 'x'.repeat(50_000) })
  const head = await save({ a: 'x'.repeat(50_000), b: 'y'.repeat(90_000) }, [base])
  await publish('refs/heads/main', base)
  await publish('refs/heads/wip', head)
  const update = { ref: 'refs/heads/wip', before: base, after: head, known: [] }
  for (const { bytes } of [
    await reader.readUpdate(source, update),
    await reader.readPullRequest(source, { base, head }),
  ]) {
    expect(bytes).toBeGreaterThan(90_000)
    expect(bytes).toBeLessThan(100_000)
  }
  const nowhere = await save({ a: '1' }, [base])
  const { bytes } = await reader.readPullRequest(source, { base, head: nowhere })
  expect(bytes).toBeUndefined()
})

test('a rewrite is told from a fast-forward, and a new branch has only its own commits', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish } = bench
  const first = await save({ a: '1' })
  const main = await save({ a: '2' }, [first])
  const own = await save({ a: '1', b: '1' }, [first])
  await publish('refs/heads/main', main)
  await publish('refs/heads/wip', own)
  const created = { ref: 'refs/heads/wip', before: zeroId, after: own, known: [main] }
  expect((await reader.readUpdate(source, created)).facts).toMatchObject({
    kind: 'create',
    commits: [{ id: own }],
    paths: [{ path: 'b' }],
  })
  const forced = { ref: 'refs/heads/wip', before: main, after: own, known: [] }
  expect((await reader.readUpdate(source, forced)).facts).toMatchObject({
    kind: 'rewrite',
    commits: [{ id: own }],
    differing: [{ path: 'a' }, { path: 'b' }],
  })
  const back = { ref: 'refs/heads/wip', before: main, after: first, known: [main] }
  expect((await reader.readUpdate(source, back)).facts).toMatchObject({
    kind: 'rewrite',
    commits: [],
  })
})

test('a pull request is what differs from its merge base, merges of the base left out', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish } = bench
  const root = await save({ a: '1' })
  const onMain = await save({ a: '1', main: '1' }, [root])
  const base = await save({ a: '1', main: '2' }, [onMain])
  const work = await save({ a: '2', tried: '1' }, [root])
  const merged = await save({ a: '2', tried: '1', main: '1' }, [work, onMain])
  const head = await save({ a: '2', main: '1' }, [merged])
  await publish('refs/heads/main', base)
  await publish('refs/pull/1/head', head)
  const changes = await reader.readPullRequest(source, { base, head })
  expect(changes).toMatchObject({ mergeBase: onMain, problems: [] })
  expect(changes.paths).toMatchObject([{ path: 'a' }])
  const { commits } = changes.facts
  expect(commits === 'unknown' ? commits : commits.map(({ id }) => id)).toEqual([
    head,
    merged,
    work,
  ])
  const apart = await save({ z: '1' })
  await publish('refs/pull/2/head', apart)
  const unrelated = await reader.readPullRequest(source, { base, head: apart })
  expect(unrelated).toMatchObject({ paths: [{ path: 'z' }], problems: [] })
  expect(unrelated.mergeBase).toBeUndefined()
})

test('with two merge bases, what differs from either counts', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish } = bench
  const root = await save({ x: '0', y: '0' })
  const left = await save({ x: '1', y: '0' }, [root])
  const right = await save({ x: '0', y: '1' }, [root])
  const base = await save({ x: '1', y: '1' }, [left, right])
  const head = await save({ x: '1', y: '0' }, [right, left])
  await publish('refs/heads/main', base)
  await publish('refs/pull/1/head', head)
  const { paths } = await reader.readPullRequest(source, { base, head })
  const names = paths === 'unknown' ? paths : paths.map(({ path }) => path).sort()
  expect(names).toEqual(['x', 'y'])
})

test('commits between are those of the head alone; what the forge lacks excludes nothing', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish } = bench
  const root = await save({ a: '1' })
  const main = await save({ a: '2' }, [root])
  const wip = await save({ a: '3' }, [root])
  await publish('refs/heads/main', main)
  await publish('refs/heads/wip', wip)
  const lost = await save({ a: '9' })
  expect(await reader.commitsBetween(source, wip, [main, zeroId])).toEqual(new Set([wip]))
  expect(await reader.commitsBetween(source, wip, [lost])).toEqual(new Set([wip, root]))
  expect(await reader.commitsBetween(source, lost, [main])).toBe('unknown')
  expect(await reader.readCommits(source, wip, [main])).toMatchObject([
    { id: wip, author: 'Agent <agent@example.com>', subject: 'Change' },
  ])
  expect(await reader.readCommits(source, lost, [main])).toBe('unknown')
  const tag = await bench.object('tag', tagOf(wip, 'commit', 'one'))
  const outer = await bench.object('tag', tagOf(tag, 'tag', 'two'))
  await publish('refs/tags/two', outer)
  expect(await reader.peel(source, outer)).toBe(wip)
  expect(await reader.peel(source, wip)).toBe(wip)
  expect(await reader.peel(source, lost)).toBe('unknown')
  expect(await reader.commitsBetween(source, outer, [main])).toEqual(new Set([wip]))
})

test('a finding is located in the tree of the head: moved lines, gone files', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish } = bench
  const engine = newEngine()
  const kept = `token = "${secretText('Kep1')}"\n`
  const gone = `token = "${secretText('Gon2')}"\n`
  const first = await save({ a: '1' })
  const bad = await save({ a: '1', deep: { er: { 'kept.env': kept, 'gone.env': gone } } }, [first])
  const head = await save({ a: '1', deep: { er: { 'kept.env': `one\ntwo\n${kept}` } } }, [bad])
  await publish('refs/heads/main', head)
  const update = { ref: 'refs/heads/main', before: first, after: head, known: [] }
  const { secrets } = await reader.readUpdate(source, update, engine)
  if (!Array.isArray(secrets)) throw new Error('findings were expected')
  const sorted = secrets.toSorted((a, b) => String(a.path).localeCompare(String(b.path)))
  expect(sorted.map(({ path }) => path)).toEqual(['deep/er/gone.env', 'deep/er/kept.env'])
  expect(await reader.locate(source, head, sorted, engine)).toEqual(['gone', { line: 3 }])
  await using fresh = await startReading()
  const elsewhere = await fresh.open({ upstream: new URL(bench.upstream.url) })
  expect(await elsewhere.locate(source, head, sorted, engine)).toEqual(['gone', { line: 3 }])
  await elsewhere.close()
})

test('limits give unknown, with the reason', async () => {
  await using bench = await startReading({ limits: { commits: 2 } })
  const { reader, source, save, publish } = bench
  let tip = await save({ a: '0' })
  for (const text of ['1', '2', '3']) tip = await save({ a: text }, [tip])
  await publish('refs/heads/main', tip)
  const update = { ref: 'refs/heads/main', before: zeroId, after: tip, known: [] }
  const many = await reader.readUpdate(source, update)
  expect(many).toMatchObject({ facts: { commits: 'unknown', paths: 'unknown' } })
  expect(many.problems).toEqual([expect.stringContaining('limit commits, 2')])
  const small = await bench.open({ limits: { objects: 2 } })
  const large = await small.readUpdate(source, update, newEngine())
  expect(large).toMatchObject({ secrets: 'unknown', facts: { paths: 'unknown' } })
  expect(large.problems).toEqual([expect.stringContaining('limit objects')])
  await small.close()
})

test('what git would refuse today but the forge took years ago is read all the same', async () => {
  await using bench = await startReading()
  const { reader, source, tree, object, publish, upstream } = bench
  const odd = [
    `tree ${await tree({ a: secretText() })}`,
    'author Nobody 1800000000 +0000',
    'committer <> 1800000000 +0000',
    '',
    'Odd',
  ]
  const id = await object('commit', odd.join('\n'))
  await publish('refs/heads/main', id)
  expect((await upstream.refs(repository))['refs/heads/main']).toBe(id)
  const update = { ref: 'refs/heads/main', before: zeroId, after: id, known: [] }
  const { secrets, problems } = await reader.readUpdate(source, update, newEngine())
  expect(problems).toEqual([])
  expect(secrets).toMatchObject([{ path: 'a', line: 1 }])
})

test('what was fetched is there after a restart, and two workers share it', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish, upstream } = bench
  let tip = await save({ a: '0' })
  const first = tip
  for (const text of ['1', '2', '3']) tip = await save({ a: text }, [tip])
  await publish('refs/heads/main', tip)
  expect(await reader.isAncestor(source, first, tip)).toBe('yes')
  await reader.close()
  const asked = upstream.requests.length
  const [one, two] = await Promise.all([bench.open(), bench.open()])
  expect(await one.isAncestor(source, first, tip)).toBe('yes')
  expect(upstream.requests.length).toBe(asked)
  const next = await save({ a: '4' }, [tip])
  await publish('refs/heads/main', next)
  const update = { ref: 'refs/heads/main', before: tip, after: next, known: [] }
  const both = [one, two].flatMap((worker) => [
    worker.readUpdate(source, update),
    worker.isAncestor(source, tip, next),
  ])
  const answers = await Promise.all(both)
  expect(answers[1]).toBe('yes')
  expect(answers[3]).toBe('yes')
  expect(answers[0]).toMatchObject({ facts: { kind: 'fast-forward', commits: [{ id: next }] } })
  expect(answers[2]).toEqual(answers[0])
  await Promise.all([one.close(), two.close()])
  await expect(one.isAncestor(source, tip, next)).rejects.toThrow('closing')
})

test('many small fetches become one pack, and every commit is still there', async () => {
  await using bench = await startReading()
  const { reader, source, save, publish, directory } = bench
  const first = await save({ a: '0' })
  let tip = first
  for (let index = 1; index <= 53; index += 1) {
    tip = await save({ a: '0' }, [tip], `Change ${index}`)
    await publish('refs/heads/main', tip)
    expect(await reader.isAncestor(source, first, tip)).toBe('yes')
  }
  const packs = await readdir(join(directory, 'repositories', '7-sha1', 'history', 'pack'))
  expect(packs.filter((name) => name.endsWith('.pack')).length).toBeLessThan(10)
  const all = await reader.commitsBetween(source, tip, [])
  expect(all === 'unknown' ? all : all.size).toBe(54)
})

test('what was not used for longest goes when there is too much; what is in use stays', async () => {
  await using bench = await startReading()
  const { source, save, publish } = bench
  const tip = await save({ a: '0' })
  const next = await save({ a: '1' }, [tip])
  await publish('refs/heads/main', next)
  const fill = await bench.open()
  for (const id of [1, 2, 3]) await fill.isAncestor({ ...source, id }, tip, next)
  await fill.close()
  const folder = (id: number) => join(bench.directory, 'repositories', `${id}-sha1`)
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  await utimes(join(folder(1), 'ready'), hoursAgo(2), hoursAgo(2))
  await utimes(join(folder(2), 'ready'), hoursAgo(3), hoursAgo(3))
  const spool = join(bench.directory, 'spool')
  expect(await readdir(spool)).toEqual([])
  const small = await bench.open({ folders: { bytes: 1 } })
  await small.isAncestor({ ...source, id: 3 }, tip, next)
  await small.close()
  expect(await readdir(join(bench.directory, 'repositories'))).toEqual(['3-sha1'])
  expect(await readdir(join(bench.directory, 'trash'))).toEqual([])
})
