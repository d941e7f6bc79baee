import { expect, test } from '@jest/globals'
import { home, startGuardedForge } from '../../support/git-upstream/guarded-git.ts'

test.each([
  { what: 'protocol 0', options: ['-c', 'protocol.version=0'] },
  { what: 'protocol 1', options: ['-c', 'protocol.version=1'] },
  { what: 'protocol 2', options: ['-c', 'protocol.version=2'] },
  { what: 'a shallow clone', options: ['--depth', '1'] },
  { what: 'a partial clone', options: ['--filter=blob:none'] },
])(
  '$what passes through with the credential, and is recorded without its content',
  async ({ options }) => {
    await using forge = await startGuardedForge({ upstream: { private: [home] } })
    const folder = await forge.clone(home, ...options)
    expect((await forge.git(folder, 'log', '--format=%s')).stdout).toBe('First\n')
    const { 'refs/heads/main': tip = '' } = await forge.upstream.refs(home)
    expect((await forge.git(folder, 'rev-parse', 'HEAD')).stdout.trim()).toBe(tip)
    const notes = forge.kinds('note').filter(({ text }) => text === 'git fetches')
    expect(notes.length).toBeGreaterThan(0)
    expect(notes[0]).toMatchObject({ repository: home, as: 'the credential', end: 'complete' })
    expect(notes.reduce((sum, { received }) => sum + Number(received), 0)).toBeGreaterThan(50)
  },
)

test('what others pushed is pulled', async () => {
  await using forge = await startGuardedForge()
  const [one, two] = [await forge.clone(), await forge.clone()]
  const commit = await forge.commit(one, { a: 'a' })
  await forge.git(one, 'push', '-q', 'origin', 'main')
  expect(await forge.git(two, 'pull', '-q')).toMatchObject({ code: 0 })
  expect((await forge.git(two, 'rev-parse', 'HEAD')).stdout.trim()).toBe(commit)
})

test.each([
  { status: 503, said: 'the forge has failed (503)' },
  { status: 429, said: 'too many calls (429)' },
  { status: 404, said: 'knows no such repository' },
])('a forge that answers $status is told of in the terminal', async ({ status, said }) => {
  await using forge = await startGuardedForge()
  forge.upstream.fault = () => ({ do: 'answer', status })
  const listed = await forge.git(forge.state, 'ls-remote', forge.address())
  expect(listed).toMatchObject({ code: 128, stderr: expect.stringContaining(said) })
})

test('an answer that breaks off ends as an error, and the record says that it was cut short', async () => {
  await using forge = await startGuardedForge()
  forge.upstream.fault = ({ method }) =>
    method === 'POST' ? { do: 'cut', when: 'in-answer', after: 10 } : undefined
  expect(await forge.git(forge.state, 'clone', forge.address(), 'broken')).toMatchObject({
    code: 128,
  })
  expect(forge.kinds('note')).toContainEqual(
    expect.objectContaining({ text: 'git fetches', end: 'cut short' }),
  )
})
