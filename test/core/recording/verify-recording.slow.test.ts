import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from '@jest/globals'
import { verifyRecording } from '../../../src/core/recording/read.ts'
import { recorder, session } from './sample-session.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test('memory stays flat over 200,000 entries, written and verified', async () => {
  const used: number[] = []
  async function* many() {
    const { writer, written } = recorder()
    writer.append(session)
    for (let index = 0; index < 200_000; index += 1) {
      writer.append({ kind: 'response', run: `run ${index % 9}`, text: `piece ${index}` })
      yield* written.lines.splice(0)
      if (index % 50_000 !== 49_999) continue
      collectGarbage()
      used.push(process.memoryUsage().heapUsed)
    }
    writer.seal({ coverage: { level: 'L0', state: 'complete', reasons: [] } })
    yield* written.lines
  }
  expect(await verifyRecording(many())).toMatchObject({ state: 'sealed', count: 200_002 })
  expect(used).toHaveLength(4)
  expect(Math.max(...used) - Math.min(...used)).toBeLessThan(4 << 20)
})
