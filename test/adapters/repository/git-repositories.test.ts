import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from '@jest/globals'
import { newEngine, repository, secretText, startWorkbench } from './support/workbench.ts'

test('a fast-forward is told from a rewrite, on a cache that knows nothing yet', async () => {
  await using bench = await startWorkbench()
  const { tree, commit, publish, pack } = bench
  const first = await commit(await tree({ 'a.txt': 'one', src: { 'x.ts': '1' } }))
  const tip = await commit(await tree({ 'a.txt': 'two', src: { 'x.ts': '1' } }), [first])
  await publish('refs/heads/main', tip)
  const next = await commit(await tree({ 'a.txt': 'two', src: { 'x.ts': '2' } }), [tip])
  const forward = await bench.examine('refs/heads/main', next, await pack([next], [tip]))
  expect(forward).toMatchObject({
    kind: 'fast-forward',
    tip,
    paths: [{ path: 'src/x.ts', mode: '100644', commit: next }],
    commits: [{ id: next, author: 'Agent <agent@example.com>', subject: 'Change' }],
    warnings: [],
  })
  const other = await commit(await tree({ 'a.txt': 'three' }), [first])
  const rewrite = await bench.examine('refs/heads/main', other, await pack([other], [first]))
  expect(rewrite.kind).toBe('rewrite')
  expect(rewrite.paths).toEqual(
    expect.arrayContaining([{ path: 'src/x.ts', mode: '000000', commit: other }]),
  )
})

test('the received bytes are the ones that are read back, and nothing stays behind', async () => {
  await using bench = await startWorkbench()
  const id = await bench.commit(await bench.tree({ 'a.txt': 'one' }))
  const pack = await bench.pack([id])
  const quarantine = await bench.receive(pack)
  expect(quarantine).toMatchObject({ packBytes: pack.length, objects: 3 })
  expect(await buffer(quarantine.readPack())).toEqual(pack)
  await quarantine[Symbol.asyncDispose]()
  expect(await readdir(join(bench.directory, 'spool'))).toEqual([])
})

test('a new secret is found and located; one that was there before is not blamed', async () => {
  await using bench = await startWorkbench()
  const { tree, commit, publish, pack, repositories } = bench
  const old = `token = "${secretText('Old1')}"\n`
  const tip = await commit(await tree({ 'old.env': old, 'new.env': 'empty\n' }))
  await publish('refs/heads/main', tip)
  const next = await commit(
    await tree({
      'old.env': `# changed\n${old}`,
      'new.env': `empty\ntoken = "${secretText('New2')}"\n`,
    }),
    [tip],
  )
  const tips = await repositories.readTips(repository)
  await using quarantine = await bench.receive(await pack([next], [tip]))
  await quarantine.examine([{ ref: 'refs/heads/main', old: tip, new: next }], tips)
  const secrets = await quarantine.secrets(newEngine())
  expect(secrets).toMatchObject([{ path: 'new.env', line: 2, commit: next, where: 'blob' }])
  expect(JSON.stringify(secrets)).not.toContain(secretText('New2'))
})
