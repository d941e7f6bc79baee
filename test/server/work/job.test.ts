import { expect, test } from '@jest/globals'
import { z } from 'zod'
import type { Work } from '../../../src/adapters/storage/work.ts'
import { createJobs, defineJob } from '../../../src/server/work/job.ts'
import { createPerform, withContext } from '../../../src/server/work/perform.ts'

const greet = defineJob({
  kind: 'greet',
  schema: z.object({ person: z.number().int(), why: z.string() }),
  key: ({ person }) => `person:${person}`,
  name: ({ person }) => String(person),
  async perform(data, said: object[]) {
    said.push(data)
  },
})

const { signal } = new AbortController()

function world() {
  const works: { work: Work; at: number | undefined }[] = []
  const said: object[] = []
  const received: object[] = []
  let woken = 0
  const jobs = createJobs({ putOnce: async (work, at) => void works.push({ work, at }) }, () => {
    woken += 1
  })
  const perform = createPerform({
    receive: async (event) => void received.push(event),
    jobs: withContext([greet], said),
  })
  return { works, said, received, jobs, perform, woken: () => woken }
}

test('a job comes back from the queue as it was put there', async () => {
  const { works, said, jobs, perform, woken } = world()
  await jobs.add(greet, { person: 7, why: 'morning' })
  const [{ work, at }] = works as [(typeof works)[number]]
  expect(work).toEqual({
    id: 'greet 7',
    key: 'person:7',
    // As earlier versions wrote it: what waits outlives an update.
    body: '{"kind":"job","job":{"kind":"greet","person":7,"why":"morning"}}',
  })
  expect(at).toBeUndefined()
  expect(woken()).toBe(1)
  await perform(work.body, signal)
  expect(said).toEqual([{ person: 7, why: 'morning' }])
})

test('a job with a time wakes nobody', async () => {
  const { works, jobs, woken } = world()
  await jobs.add(greet, { person: 7, why: 'evening' }, 1_000)
  expect(works.map(({ at }) => at)).toEqual([1_000])
  expect(woken()).toBe(0)
})

test('a webhook is handed on', async () => {
  const { received, perform } = world()
  const payload = { ref: 'refs/heads/main' }
  await perform(JSON.stringify({ kind: 'delivery', id: 'd', event: 'push', payload }), signal)
  expect(received).toEqual([{ id: 'd', name: 'push', payload }])
})

test.each([
  { what: 'a job of another shape', body: '{"kind":"job","job":{"kind":"greet","person":"x"}}' },
  { what: 'a job nobody knows', body: '{"kind":"job","job":{"kind":"wave"}}' },
  { what: 'neither webhook nor job', body: '{"kind":"song"}' },
  { what: 'no JSON', body: '{' },
])('$what is a failure', async ({ body }) => {
  const { said, perform } = world()
  await expect(perform(body, signal)).rejects.toThrow()
  expect(said).toEqual([])
})
