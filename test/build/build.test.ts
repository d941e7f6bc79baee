import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readInputs } from '../../action/inputs.ts'
import { buildAction, staleFiles } from '../../scripts/build.ts'

const root = join(import.meta.dirname, '..', '..')
const action = buildAction()

test('the same sources give the same bytes', async () => {
  const [one, two] = await Promise.all([action, buildAction()])
  expect([...one.keys()]).toEqual(
    expect.arrayContaining(['main.js', 'post.js', 'daemon.js', 'package.json']),
  )
  expect([...one]).toEqual([...two])
})

test('a bundle that is not current is named file by file', async () => {
  const present = await readdir(join(root, 'action/dist'))
  const built = new Map(
    await Promise.all(
      present.map(async (name) => [name, await readFile(join(root, 'action/dist', name))] as const),
    ),
  )
  expect(await staleFiles(built, 'action/dist')).toEqual([])
  built.set('main.js', Buffer.from('changed'))
  built.set('new.js', Buffer.from('new'))
  built.delete('post.js')
  expect(await staleFiles(built, 'action/dist')).toEqual([
    'action/dist/main.js',
    'action/dist/new.js',
    'action/dist/post.js',
  ])
})

test('the bundle names no path of the machine that built it', async () => {
  for (const [name, content] of await action) {
    expect([name, content.includes(root)]).toEqual([name, false])
  }
})

test('action.yml and the reader of inputs know the same names', async () => {
  const { inputs, outputs, runs } = parse(await readFile(join(root, 'action/action.yml'), 'utf8'))
  const asked = new Set<string>()
  readInputs((name) => {
    asked.add(name)
    return name === 'cursor-api-key' ? 'key-of-some-length' : ''
  }, {})
  expect([...asked].toSorted()).toEqual(Object.keys(inputs).toSorted())
  expect(Object.keys(outputs)).toEqual(['session-id', 'recording', 'verdict', 'level'])
  expect(runs).toEqual({
    using: 'node24',
    main: 'dist/main.js',
    post: 'dist/post.js',
    'post-if': 'always()',
  })
})
