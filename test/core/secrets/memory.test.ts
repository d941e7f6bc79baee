import { Buffer } from 'node:buffer'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from '@jest/globals'
import { createTestEngine, githubToken } from './samples.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const engine = createTestEngine()
const half = 'nothing is secret in this line of a long text\n'.repeat(1_000)
const text = `${half}${githubToken}\n${half}`
const bytes = Buffer.from(text)

/** Megabytes that only a full collection gives back. */
const longLived = () =>
  getHeapSpaceStatistics()
    .filter(({ space_name: name }) => /^(?:old|large_object)_space$/.test(name))
    .reduce((sum, space) => sum + space.space_used_size / 1e6, 0)

test.each([
  { what: 'a text is masked', run: () => engine.maskText(text).findings.length },
  { what: 'bytes are scanned', run: () => engine.scan(bytes).length },
])('when $what nothing of it outlives the next small collection', ({ run }) => {
  for (let turn = 0; turn < 50; turn++) run()
  collect()
  const before = longLived()
  for (let turn = 0; turn < 400; turn++) expect(run()).toBe(1)
  expect(longLived() - before).toBeLessThan(10)
})

test('findings that are kept do not keep the text around them', () => {
  const stream = engine.createMaskStream()
  const kept = []
  collect()
  const before = process.memoryUsage().heapUsed
  for (let turn = 0; turn < 200; turn++) {
    stream.write(`${half}${githubToken.slice(0, -4)}${1_000 + turn}\n`)
    kept.push(...stream.takeFindings())
  }
  stream.end()
  kept.push(...stream.takeFindings())
  collect()
  expect(kept).toHaveLength(200)
  expect((process.memoryUsage().heapUsed - before) / 1e6).toBeLessThan(3)
})
