import { type Carrier, startRun } from '../support/client.ts'
import { startGuardProcess } from '../support/rig.ts'
import { startBenchService } from '../support/service.ts'
import { percentile } from '../support/statistics.ts'
import { printAims, printTable, shown } from '../support/table.ts'
import type { BenchOptions } from './cursor.bench.ts'

/** Time between two pieces, in milliseconds: 50 a second, as a fast model writes. */
const everyMs = 20

/** What a person feels: how long characters of an answer stay in the guard, and how many. */
export async function benchProse({ sizes, profile }: BenchOptions): Promise<void> {
  const cases = (['prose', 'code'] as const).flatMap((text) =>
    (['h2', 'HTTP/1.1'] as const).map((carrier) => ({ text, carrier })),
  )
  // All at once, each with a guard of its own: together they hardly use the machine.
  const found = await Promise.all(
    cases.map((one) => measureSpeech({ ...one, count: sizes.pieces, profile })),
  )
  const rows = cases.map(({ text, carrier }, index) => {
    const { p50, p99, longest, held99, heldMost } = found[index] as SpeechFigures
    return [`${text}, ${carrier}`, ...[p50, p99, longest, held99, heldMost].map((n) => shown(n))]
  })
  printTable(
    `${shown(sizes.pieces)} pieces of an answer, one every ${everyMs} ms`,
    ['', 'delay p50 ms', 'p99 ms', 'longest ms', 'held back p99 B', 'most B'],
    rows,
  )
  const p99 = Math.max(...found.map((one) => one.p99))
  const held = Math.max(...found.map((one) => one.heldMost))
  printAims([
    {
      text: 'each character leaves within 100 ms of its arrival, at p99',
      reached: `p99 ${shown(p99, 'ms')}`,
      met: p99 <= 100,
    },
    { text: 'at most 256 B held back', reached: `most ${shown(held, 'B')}`, met: held <= 256 },
  ])
}

interface SpeechFigures {
  /** From arrival at the guard to arrival at the client, of each character, in milliseconds. */
  p50: number
  p99: number
  longest: number
  /** Bytes that had arrived and not left, just before each next piece. */
  held99: number
  heldMost: number
}

/** The service lives in this process, so that one clock times both ends. */
async function measureSpeech(options: {
  text: 'prose' | 'code'
  carrier: Carrier
  count: number
  profile: string | undefined
}): Promise<SpeechFigures> {
  const { text, carrier, count } = options
  const arrivals: number[] = []
  const delays: number[] = []
  const held: number[] = []
  const service = await startBenchService((piece) => {
    held.push(arrivals.length - delays.length)
    const now = performance.now()
    for (let index = 0; index < piece.length; index++) arrivals.push(now)
  })
  const guard = await startGuardProcess(service.baseUrl, options.profile)
  try {
    const run = await startRun(guard, carrier, { do: 'speak', text, count, everyMs }, (message) => {
      if (message.type !== 'text-delta') return
      const now = performance.now()
      for (let index = 0; index < message.text.length; index++) {
        delays.push(now - (arrivals[delays.length] as number))
      }
    })
    await run.ended
  } finally {
    await guard.stop()
    await service.close()
  }
  if (delays.length !== arrivals.length) {
    throw new Error(`${delays.length} of ${arrivals.length} characters arrived`)
  }
  return {
    p50: percentile(delays, 0.5),
    p99: percentile(delays, 0.99),
    longest: Math.max(...delays),
    held99: percentile(held, 0.99),
    heldMost: Math.max(...held),
  }
}
