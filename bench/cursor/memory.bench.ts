import { memoryOf, startChild } from '../support/child.ts'
import { startRun } from '../support/client.ts'
import { startGuardProcess } from '../support/rig.ts'
import { printAims, printTable, shown } from '../support/table.ts'
import { deltaBytes } from './bulk.ts'
import type { BenchOptions } from './cursor.bench.ts'

const sampleEveryMs = 100
/** Shares of the stream at which memory is shown. */
const marks = [0, 0.1, 0.5, 1]

/** Memory of the guard while one long answer streams through it, masked and recorded. */
export async function benchMemory({ sizes, profile }: BenchOptions): Promise<void> {
  const { memoryBytes } = sizes
  const service = await startChild<{ baseUrl: string }>('service-process', {})
  const guard = await startGuardProcess(service.ready.baseUrl, profile)
  let received = 0
  const samples: { share: number; now: number; peak: number }[] = []
  const sample = async () => {
    const memory = await memoryOf(guard.pid)
    if (memory) samples.push({ share: received / memoryBytes, ...memory })
  }
  const start = performance.now()
  const timer = setInterval(sample, sampleEveryMs)
  try {
    await sample()
    const scenario = { do: 'pour', bytes: memoryBytes, messageBytes: deltaBytes } as const
    const run = await startRun(guard, 'h2', scenario, (message) => {
      if (message.type === 'text-delta') received += message.text.length
    })
    await run.ended
    await sample()
  } finally {
    clearInterval(timer)
    await Promise.all([guard.stop(), service.stop()])
  }
  const seconds = (performance.now() - start) / 1_000
  const title = `${shown(memoryBytes / 1e6)} MB of answer text in one stream, ${shown(seconds)} s`
  const last = samples.at(-1)
  if (last === undefined)
    return console.log(`\n${title}: this system does not say what memory a process has`)
  const at = marks.map((mark) => samples.find(({ share }) => share >= mark) ?? last)
  printTable(
    title,
    ['', ...marks.map((mark) => `at ${mark * 100} %`), 'peak'],
    [['guarded, resident MB', ...at.map(({ now }) => shown(now)), shown(last.peak)]],
  )
  const grown = (at[3]?.now ?? 0) / (at[1]?.now ?? 1)
  printAims([
    {
      text: 'a peak of at most 200 MB',
      reached: `peak ${shown(last.peak, 'MB')}`,
      met: last.peak <= 200,
    },
    {
      text: 'flat: at the end at most a fifth more than after a tenth',
      reached: `end to tenth, ratio ${shown(grown)}`,
      met: grown <= 1.2,
    },
  ])
}
