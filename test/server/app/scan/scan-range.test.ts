import { describe, expect, test } from '@jest/globals'
import { zeroId } from '../../../../src/core/git/ref-update.ts'
import { scanPush, sweepScans } from '../../../../src/server/app/handlers/scan-events.ts'
import { secretText } from '../../../adapters/repository/support/workbench.ts'
import { pushEvent, startScanBench } from '../../../support/app/scan-bench.ts'

const main = 'refs/heads/main'
const wip = 'refs/heads/wip'
const policyText = (more = '') => `version: 1
enforcement: enforce
secrets:
  pushed: block
${more}`
const leak = (seed = 'Lea1') => `token = "${secretText(seed)}"\n`

/** A repository whose main branch was there long before the App. */
async function start() {
  const bench = await startScanBench({ policy: policyText() })
  const root = await bench.save({ 'a.txt': 'one' })
  await bench.publish(main, root)
  // Longer ago than a webhook can be late.
  bench.scope.clock.now += 4 * 86_400_000
  await sweepScans(bench.scope.again())
  return { ...bench, root }
}

describe('a repository nobody looked at yet', () => {
  const branch = (name: string) => `refs/heads/${name}`

  /** A clean branch, one with a token, and one on top of that, all pushed before any webhook came. */
  async function pushedAtOnce(bench: Awaited<ReturnType<typeof startScanBench>>) {
    const { save, publish } = bench
    const root = await save({ 'a.txt': 'one' })
    await publish(main, root)
    const clean = await save({ 'a.txt': 'two' }, [root])
    const bad = await save({ 'k.env': leak() }, [root])
    const above = await save({ 'a.txt': 'three' }, [bad])
    await publish(branch('p/a'), clean)
    await publish(branch('p/b'), bad)
    await publish(branch('p/c'), above)
    return { root, heads: { 'p/a': clean, 'p/b': bad, 'p/c': above } as Record<string, string> }
  }
  const expected = { 'p/a': 'success', 'p/b': 'failure', 'p/c': 'failure' }

  test.each([
    { order: ['p/a', 'p/b', 'p/c'], first: 'a webhook' },
    { order: ['p/c', 'p/b', 'p/a'], first: 'a webhook' },
    { order: ['p/b', 'p/a', 'p/c'], first: 'a webhook' },
    { order: ['p/c', 'p/b', 'p/a'], first: 'a sweep' },
  ])(
    'calls none of three pushes clean that has a secret: $order, after $first',
    async ({ order, first }) => {
      await using bench = await startScanBench({ policy: policyText() })
      const { scope, check } = bench
      const { heads } = await pushedAtOnce(bench)
      if (first === 'a sweep') await sweepScans(scope.again())
      for (const name of order) {
        await scanPush(pushEvent(branch(name), zeroId, heads[name] ?? ''), scope.again())
      }
      const told = Object.entries(heads).map(([name, head]) => [name, check(head)?.conclusion])
      expect(Object.fromEntries(told)).toEqual(expected)
    },
  )

  test('whose forge keeps no list of what happened is searched whole', async () => {
    await using bench = await startScanBench({ policy: policyText() })
    bench.activity.steps = undefined
    const { scope, check } = bench
    const { root, heads } = await pushedAtOnce(bench)
    await sweepScans(scope.again())
    for (const name of ['p/c', 'p/a']) {
      await scanPush(pushEvent(branch(name), zeroId, heads[name] ?? ''), scope.again())
    }
    await scanPush(pushEvent(main, zeroId, root), scope.again())
    expect(check(heads['p/c'] ?? '')?.conclusion).toBe('failure')
    expect(check(heads['p/a'] ?? '')?.conclusion).toBe('success')
    expect(check(root)?.conclusion).toBe('success')
  })

  test('whose list of what happened lags behind believes the webhook', async () => {
    await using bench = await startScanBench({ policy: policyText() })
    const { save, publish, scope, check } = bench
    const root = await save({ 'a.txt': 'one' })
    await publish(main, root)
    const bad = await save({ 'k.env': leak() }, [root])
    await publish(wip, bad)
    const home = await save({ 'h.env': leak('Hom1') }, [root])
    await publish(main, home)
    bench.activity.steps = []
    await sweepScans(scope.again())
    await scanPush(pushEvent(wip, zeroId, bad), scope.again())
    expect(check(bad)?.conclusion).toBe('failure')
    await scanPush(pushEvent(main, root, home), scope.again())
    expect(check(home)?.conclusion).toBe('failure')
  })

  test('has what stood in it for long left alone, and what comes on top of that searched', async () => {
    await using bench = await startScanBench({ policy: policyText() })
    const { save, publish, push, scope, check, written } = bench
    const root = await save({ 'a.txt': 'one' })
    await publish(main, root)
    const old = await save({ 'k.env': leak('Old1') }, [root])
    await publish('refs/heads/develop', old)
    await publish('refs/tags/v1', old)
    scope.clock.now += 4 * 86_400_000
    await sweepScans(scope.again())
    expect(written.count).toBe(0)
    const next = await save({ 'k.env': leak('Old1'), b: '1' }, [old])
    await push('refs/heads/topic', next)
    expect(check(next)?.conclusion).toBe('success')
    const bad = await save({ 'k.env': leak('Old1'), b: leak('New2') }, [next])
    await push('refs/heads/develop', bad)
    expect(check(bad)?.output.title).toBe('1 secret found')
  })
})

test.each([
  { order: 'in order', late: false },
  { order: 'the later one first', late: true },
])('two pushes to main are both searched: $order', async ({ late }) => {
  await using bench = await start()
  const { root, save, publish, scope, check } = bench
  const bad = await save({ 'k.env': leak() }, [root])
  const above = await save({ 'a.txt': 'two' }, [bad])
  await publish(main, bad)
  await publish(main, above)
  const events = [pushEvent(main, root, bad), pushEvent(main, bad, above)]
  for (const event of late ? events.toReversed() : events) await scanPush(event, scope.again())
  expect(check(bad)?.conclusion).toBe('failure')
  const own = await save({ b: '1' }, [above])
  await bench.push(wip, own)
  expect(check(own)?.conclusion).toBe('success')
})

test('a branch that was merged before its own webhook came is judged by what it brought', async () => {
  await using bench = await start()
  const { root, save, publish, push, scope, check } = bench
  const bad = await save({ 'k.env': leak() }, [root])
  await publish(wip, bad)
  const merge = await save({ 'k.env': leak(), 'a.txt': 'two' }, [root, bad])
  await push(main, merge)
  await push(main, await save({ 'a.txt': 'three' }, [merge]))
  await scanPush(pushEvent(wip, zeroId, bad), scope.again())
  expect(check(bad)?.conclusion).toBe('failure')
  await push('refs/heads/new', root)
  expect(check(root)?.conclusion).toBe('success')
})

describe('rules that change', () => {
  const acmeRule = `  rules: [{ id: acme-key, pattern: "acme_[a-z0-9]{16}", keywords: [acme_] }]\n`
  const newPolicy = policyText(acmeRule)
  const key = 'acme_abcdef0123456789\n'

  test('between a push and its webhook search the push by the new ones', async () => {
    await using bench = await start()
    const { root, save, publish, push, check, scope } = bench
    await push(wip, await save({ b: '1' }, [root]))
    const bad = await save({ 'k.txt': key }, [root])
    const above = await save({ 'a.txt': 'two' }, [bad])
    await publish('refs/heads/p/b', bad)
    await publish('refs/heads/p/c', above)
    await sweepScans(scope.again(newPolicy))
    await scanPush(pushEvent('refs/heads/p/c', zeroId, above), scope.again(newPolicy))
    await scanPush(pushEvent('refs/heads/p/b', zeroId, bad), scope.again(newPolicy))
    expect([check(bad), check(above)].map((one) => one?.conclusion)).toEqual(['failure', 'failure'])
  })

  test.each([{ ref: wip }, { ref: main }, { ref: 'refs/tags/v1' }])(
    'have a sweep say anew what the old ones said of $ref',
    async ({ ref }) => {
      await using bench = await start()
      const { root, save, push, check, scope, written } = bench
      const bad = await save({ 'k.txt': key }, [root])
      await push(ref, bad)
      expect(check(bad)?.conclusion).toBe('success')
      await sweepScans(scope.again(newPolicy))
      expect(check(bad)?.conclusion).toBe('failure')
      const { count } = written
      await sweepScans(scope.again(newPolicy))
      expect(written.count).toBe(count)
    },
  )

  test('search all of a branch with the next push to it', async () => {
    await using bench = await start()
    const { root, save, push, check, publish, scope } = bench
    const bad = await save({ 'k.txt': key }, [root])
    await push(wip, bad)
    const above = await save({ 'a.txt': 'two' }, [bad])
    await publish(wip, above)
    await scanPush(pushEvent(wip, bad, above), scope.again(newPolicy))
    expect(check(above)?.conclusion).toBe('failure')
  })

  test('ask for a sweep with the push to main that brings them', async () => {
    await using bench = await start()
    const { root, save, push, publish, scope } = bench
    const first = await save({ b: '1' }, [root])
    await push(main, first)
    expect(scope.services.jobs.added).toEqual([])
    const next = await save({ b: '2' }, [first])
    await publish(main, next)
    const event = pushEvent(main, first, next)
    await scanPush(event, scope.again(newPolicy))
    await scanPush(event, scope.again(newPolicy))
    expect(scope.services.jobs.added).toMatchObject([{ job: { kind: 'sweep-repository' } }])
  })
})
