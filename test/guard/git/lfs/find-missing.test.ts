import { expect, test } from '@jest/globals'
import type { ForgeCall } from '../../../../src/guard/git/forge.ts'
import { findMissing } from '../../../../src/guard/git/lfs/find-missing.ts'
import { createMemory } from '../../../../src/guard/git/lfs/lfs-context.ts'
import { createWaitingObjects } from '../../../../src/guard/git/lfs/waiting-objects.ts'
import { fakeReply } from '../../../support/fake-exchange.ts'

const repository = 'acme/site'
const oidOf = (index: number) => index.toString(16).padStart(64, '0')
const pointers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ oid: oidOf(index), size: 1 }))
const download = { href: 'https://storage.example.com/' }

/** What is missing of so many pointers, where the forge has the objects of these numbers. */
async function ask({
  count,
  has,
  status = 200,
  known = [],
}: {
  count: number
  has: number[]
  status?: number
  known?: number[]
}) {
  const asked: string[][] = []
  const present = createMemory<true>(1_000)
  for (const index of known) present.set(`${repository} ${oidOf(index)}`, true)
  const forge = {
    async call({ body }: ForgeCall) {
      const { objects } = JSON.parse(String(body)) as { objects: { oid: string; size: number }[] }
      asked.push(objects.map(({ oid }) => oid))
      const answered = objects.map(({ oid, size }) => ({
        oid,
        size,
        ...(has.some((index) => oidOf(index) === oid) ? { actions: { download } } : {}),
      }))
      return fakeReply(status, { objects: answered })
    },
  }
  const signal = new AbortController().signal
  const context = { forge, present, waiting: createWaitingObjects() }
  const missing = await findMissing(context, repository, pointers(count), signal)
  const numbers = missing === 'unknown' ? missing : missing.map(({ oid }) => Number(`0x${oid}`))
  const again = await findMissing(context, repository, pointers(count), signal)
  return { missing: numbers, again, asked: asked.map(({ length }) => length) }
}

test.each<{ when: string; given: Parameters<typeof ask>[0]; missing: unknown; asked: number[] }>([
  {
    when: 'what the forge has is asked about once',
    given: { count: 3, has: [0, 2] },
    missing: [1],
    asked: [3, 1],
  },
  {
    when: 'what this session uploaded is not asked about',
    given: { count: 3, has: [], known: [0, 1, 2] },
    missing: [],
    asked: [],
  },
  {
    when: 'many are asked about in several calls',
    given: { count: 150, has: [...Array(149).keys()] },
    missing: [149],
    asked: [100, 50, 1],
  },
  {
    when: 'a forge without LFS has none of them',
    given: { count: 2, has: [], status: 404 },
    missing: [0, 1],
    asked: [2, 2],
  },
  {
    when: 'a forge that fails leaves it unknown',
    given: { count: 2, has: [], status: 503 },
    missing: 'unknown',
    asked: [2, 2],
  },
])('$when', async ({ given, missing, asked }) => {
  const found = await ask(given)
  expect(found.missing).toEqual(missing)
  expect(found.asked).toEqual(asked)
})
