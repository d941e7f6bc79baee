import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { home, startGuardedForge } from '../../support/git-upstream/guarded-git.ts'
import type { Fault } from '../../support/git-upstream/upstream.ts'

const isPush = ({ url, method }: { url: string; method: string }) =>
  method === 'POST' && url.endsWith('/git-receive-pack')

interface Row {
  when: string
  fault: Fault
  /** Whether the forge has the commit afterwards. */
  applied: boolean
  code: number
  outcome: string
  said: string
}

test.each<Row>([
  {
    when: 'it answers 401',
    fault: { do: 'answer', status: 401 },
    applied: false,
    code: 1,
    outcome: 'rejected by the forge',
    said: 'the forge does not accept the credential of the guard (401)',
  },
  {
    when: 'it answers 403 with a text',
    fault: { do: 'answer', status: 403, body: 'Write access is not granted.\n' },
    applied: false,
    code: 1,
    outcome: 'rejected by the forge',
    said: 'forge: Write access is not granted.',
  },
  {
    when: 'it answers with a redirect',
    fault: { do: 'answer', status: 301, headers: { location: 'https://elsewhere.example/' } },
    applied: false,
    code: 1,
    outcome: 'rejected by the forge',
    said: 'the repository has moved (301)',
  },
  {
    when: 'it answers 502',
    fault: { do: 'answer', status: 502 },
    applied: false,
    code: 1,
    outcome: 'rejected by the forge',
    said: 'not applied when the forge was last read',
  },
  {
    when: 'it answers 200 with something else',
    fault: { do: 'answer', status: 200, body: '<html>' },
    applied: false,
    code: 1,
    outcome: 'rejected by the forge',
    said: 'not applied when the forge was last read',
  },
  {
    when: 'the connection is lost before the body',
    fault: { do: 'cut', when: 'before-body' },
    applied: false,
    code: 1,
    outcome: 'rejected by the forge',
    said: 'looking up what the forge has done',
  },
  {
    when: 'the connection is lost in the body',
    fault: { do: 'cut', when: 'in-body', after: 100_000 },
    applied: false,
    code: 1,
    outcome: 'rejected by the forge',
    said: 'looking up what the forge has done',
  },
  {
    when: 'the connection is lost after the body, with the work done',
    fault: { do: 'cut', when: 'before-answer' },
    applied: true,
    code: 0,
    outcome: 'accepted',
    said: 'looking up what the forge has done',
  },
  {
    when: 'the connection is lost in the answer, with the work done',
    fault: { do: 'cut', when: 'in-answer', after: 5 },
    applied: true,
    code: 0,
    outcome: 'accepted',
    said: 'looking up what the forge has done',
  },
  {
    when: 'it takes its time',
    fault: { do: 'wait', ms: 1_500 },
    applied: true,
    code: 0,
    outcome: 'accepted',
    said: 'main -> main',
  },
])('the forge: $when', async ({ fault, applied, code, outcome, said }) => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  await writeFile(
    join(folder, 'noise.bin'),
    Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))),
  )
  for (let n = 0; n < 10; n += 1) {
    await writeFile(join(folder, `noise-${n}.bin`), crypto.getRandomValues(new Uint8Array(60_000)))
  }
  const commit = await forge.commit(folder, {})
  let armed = true
  forge.upstream.fault = (request) => {
    if (!armed || !isPush(request)) return undefined
    armed = false
    return fault
  }
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  const refs = await forge.upstream.refs(home)
  expect({ applied: refs['refs/heads/main'] === commit, code: pushed.code }).toEqual({
    applied,
    code,
  })
  expect(pushed.stderr).toContain(said)
  expect(forge.kinds('push')).toMatchObject([{ outcome }])
  expect(armed).toBe(false)
  expect(await readdir(join(forge.state, 'journal'))).toEqual([])
})

test('a forge that cannot be read before the verdict: refused, with that reason', async () => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  await forge.commit(folder, { a: 'a' })
  forge.upstream.fault = ({ url, method }) =>
    method === 'POST' && url.endsWith('upload-pack') ? { do: 'answer', status: 500 } : undefined
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect(pushed).toMatchObject({ code: 1, stderr: expect.stringContaining('answered 500') })
  expect(forge.kinds('push')).toMatchObject([{ outcome: 'refused' }])
  expect(forge.upstream.requests.filter(isPush)).toEqual([])
})

test('an outcome that nobody can read is unknown, stays in the journal, and the record says so', async () => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  await forge.commit(folder, { a: 'a' })
  forge.upstream.fault = (request) => {
    if (isPush(request)) {
      forge.upstream.fault = () => ({ do: 'cut', when: 'before-body' })
      return { do: 'cut', when: 'before-answer' }
    }
    return undefined
  }
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect(pushed).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('the outcome is unknown'),
  })
  expect(forge.kinds('push')).toMatchObject([{ outcome: 'unknown' }])
  expect(forge.guard.session.coverage().reasons).toContain(
    'gap: what became of a push is not known',
  )
  expect(await readdir(join(forge.state, 'journal'))).toHaveLength(1)
})

test('what a guard that died had begun is looked up by the next one', async () => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  const { 'refs/heads/main': tip = '' } = await forge.upstream.refs(home)
  const record = {
    id: crypto.randomUUID(),
    session: 'an earlier one',
    repository: home,
    at: Date.now(),
    updates: [{ ref: 'refs/heads/main', old: 'a'.repeat(40), new: tip }],
    process: { pid: 7, start: '1', boot: 'of another day' },
  }
  await writeFile(join(forge.state, 'journal', `${record.id}.json`), JSON.stringify(record))
  expect(await forge.git(folder, 'push', 'origin', 'main:topic')).toMatchObject({ code: 0 })
  const note = forge.kinds('note').find(({ text }) => text.startsWith('an earlier guard'))
  expect(note).toMatchObject({
    repository: home,
    updates: [`refs/heads/main ${'a'.repeat(40)} ${tip}: applied`],
  })
  expect(await readdir(join(forge.state, 'journal'))).toEqual([])
})

test('the tip moves between the verdict and the forge: its compare-and-swap holds', async () => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  const other = await forge.clone()
  await forge.commit(folder, { a: 'a' })
  const theirs = await forge.commit(other, { b: 'b' })
  forge.upstream.fault = (request) =>
    isPush(request)
      ? {
          do: 'run',
          work: async () =>
            void (await forge.git(other, 'push', '-q', forge.upstream.path(home), 'main')),
        }
      : undefined
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect(pushed).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('[remote rejected] main -> main'),
  })
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': theirs })
  expect(forge.kinds('push')).toMatchObject([{ outcome: 'rejected by the forge' }])
})

test('two pushes at once: one is taken, the other is told to fetch', async () => {
  await using forge = await startGuardedForge()
  const [one, two] = [await forge.clone(), await forge.clone()]
  await forge.commit(one, { a: 'a' })
  await forge.commit(two, { b: 'b' })
  const both = await Promise.all(
    [one, two].map((folder) => forge.git(folder, 'push', 'origin', 'main')),
  )
  expect(both.map(({ code }) => code).sort()).toEqual([0, 1])
})
