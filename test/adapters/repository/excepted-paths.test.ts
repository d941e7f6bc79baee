import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { secretPaths } from '../../../src/core/policy/judge/secret-paths.ts'
import { createSecretEngine } from '../../../src/core/secrets/create-engine.ts'
import { repository, secretText, startWorkbench } from './support/workbench.ts'

const pseudonymKey = randomBytes(32)
const value = secretText('Exc1')
const text = `token = "${value}"\n`

type Bench = Awaited<ReturnType<typeof startWorkbench>>
type Files = Parameters<Bench['tree']>[0]

/** What a push of `files` is blamed for when secrets in `test/**` are excepted. */
async function blamed(files: Files, known: string[] = []) {
  await using bench = await startWorkbench()
  const tip = await bench.commit(await bench.tree({ 'a.txt': 'one' }))
  await bench.publish('refs/heads/main', tip)
  const next = await bench.commit(await bench.tree(files), [tip])
  const tips = await bench.repositories.readTips(repository)
  await using quarantine = await bench.receive(await bench.pack([next], [tip]))
  await quarantine.examine([{ ref: 'refs/heads/main', old: tip, new: next }], tips)
  const engine = createSecretEngine({
    pseudonymKey,
    known: known.map((value) => ({ name: 'job', value })),
    allowedAt: secretPaths([{ path: 'test/**', reason: 'made up by the tests' }], 0),
  })
  const secrets = await quarantine.secrets(engine)
  if (secrets === 'unknown') throw new Error('the push was not searched to its end')
  return secrets.map(({ path, rule }) => `${path} ${rule}`)
}

test('a secret in a file that the policy excepts does not stop a push', async () => {
  expect(await blamed({ 'a.txt': 'one', test: { 'key.env': text } })).toEqual([])
})

test('the same one in another file does, though one of its paths is excepted', async () => {
  const files = { 'a.txt': 'one', 'key.env': text, test: { 'key.env': text } }
  expect(await blamed(files)).toEqual(['key.env github-token'])
})

test('a known value does, wherever it is', async () => {
  expect(await blamed({ 'a.txt': 'one', test: { 'key.env': text } }, [value])).toEqual([
    'test/key.env known-value',
  ])
})
