import type { Carrier, Target } from '../support/client.ts'
import { mitmdumpVersion } from '../support/mitmdump.ts'
import { type Rig, withRig } from '../support/rig.ts'
import type { Sizes } from '../support/sizes.ts'
import { median } from '../support/statistics.ts'
import { type Aim, printAims, printTable, shown } from '../support/table.ts'
import { type BulkRun, filesUp, restDown, textDown } from './bulk.ts'
import { type DeltaFigures, measureDeltas } from './deltas.ts'

export interface BenchOptions {
  sizes: Sizes
  /** Folder for CPU profiles of the guard. */
  profile?: string
}

/** Rates and round trips of guarded runs, beside a relay that looks at nothing, and mitmdump once. */
export async function benchCursor(options: BenchOptions): Promise<void> {
  console.log(`mitmdump: ${mitmdumpVersion() ?? 'not installed'}`)
  const { deltas, http1Deltas } = options.sizes
  const cases: { carrier: Carrier; inFlight: number; count: number }[] = [
    { carrier: 'h2', inFlight: 1, count: deltas },
    { carrier: 'h2', inFlight: 16, count: deltas },
    { carrier: 'HTTP/1.1', inFlight: 1, count: http1Deltas },
    { carrier: 'HTTP/1.1', inFlight: 16, count: http1Deltas },
  ]
  for (const one of cases) await benchDeltas(one, options)
  const { bulkBytes, readBytes } = options.sizes
  const bulk: BulkCase[] = [
    { name: 'REST body down (passed through)', run: restDown, bytes: bulkBytes, http1: true },
    { name: 'answer text down, h2', run: textDown('h2'), bytes: readBytes },
    {
      name: 'answer text down, HTTP/1.1',
      run: textDown('HTTP/1.1'),
      bytes: readBytes,
      http1: true,
    },
    { name: 'file contents up, h2', run: filesUp('h2'), bytes: readBytes },
    { name: 'file contents up, HTTP/1.1', run: filesUp('HTTP/1.1'), bytes: readBytes, http1: true },
  ]
  for (const one of bulk) await benchBulk(one, options)
}

async function benchDeltas(
  { carrier, inFlight, count }: { carrier: Carrier; inFlight: number; count: number },
  { sizes, profile }: BenchOptions,
): Promise<void> {
  const measure = (target: Target) => measureDeltas(target, { carrier, inFlight, count })
  // mitmdump speaks h2 only over TLS.
  const mitmdump = carrier === 'HTTP/1.1'
  const found = await withRig({ mitmdump, profile }, async (rig) => ({
    ...(await interleaved(rig, sizes.runs, measure)),
    mitmdump: rig.mitmdump && (await measure(rig.mitmdump)),
  }))
  const [relay, guarded] = [mediansOf(found.relay), mediansOf(found.guarded)]
  const added = (of: (figures: DeltaFigures) => number) =>
    median(found.guarded.map((one, index) => of(one) - of(found.relay[index] as DeltaFigures)))
  const [added50, added99] = [added(({ p50 }) => p50), added(({ p99 }) => p99)]
  const row = (name: string, one: DeltaFigures, ...more: string[]) => [
    name,
    shown(one.rate),
    ...[one.p50, one.p95, one.p99].map((time) => shown(time)),
    ...more,
  ]
  printTable(
    `${shown(count)} text deltas, ${carrier}, ${inFlight} in flight (median of ${sizes.runs})`,
    ['', 'deltas/s', 'p50 ms', 'p95 ms', 'p99 ms', 'added p50', 'added p99'],
    [
      row('relay', relay),
      row('guarded', guarded, shown(added50), shown(added99)),
      ...(found.mitmdump ? [row('mitmdump', found.mitmdump)] : []),
    ],
  )
  printAims([
    ...rateAims(guarded.rate, relay.rate, found.mitmdump?.rate),
    {
      text: 'added p50 of at most 0.1 ms',
      reached: `added p50 ${shown(added50, 'ms')}`,
      met: added50 <= 0.1,
    },
    {
      text: "added p99 of at most 3 times the relay's own p99",
      reached: `added p99 ${shown(added99, 'ms')}, ratio ${shown(added99 / relay.p99)}`,
      met: added99 <= 3 * relay.p99,
    },
  ])
}

interface BulkCase {
  name: string
  run: BulkRun
  bytes: number
  /** mitmdump takes part. */
  http1?: true
}

async function benchBulk(
  { name, run, bytes, http1 }: BulkCase,
  { sizes: { runs }, profile }: BenchOptions,
): Promise<void> {
  const measure = (target: Target) => run(target, bytes)
  const relay: number[] = []
  const guarded: number[] = []
  let other: number | undefined
  for (let round = 0; round < runs; round++) {
    // A recording has a cap: each round gets a session of its own.
    await withRig({ mitmdump: http1 === true && round === 0, profile }, async (rig) => {
      const once = await interleaved(rig, 1, measure)
      relay.push(...once.relay)
      guarded.push(...once.guarded)
      if (rig.mitmdump) other = await measure(rig.mitmdump)
    })
  }
  const [relayRate, guardedRate] = [median(relay), median(guarded)]
  printTable(
    `${shown(bytes / 1e6)} MB, ${name} (median of ${runs})`,
    ['', 'MB/s'],
    [
      ['relay', shown(relayRate)],
      ['guarded', shown(guardedRate)],
      ...(other === undefined ? [] : [['mitmdump', shown(other)]]),
    ],
  )
  printAims(rateAims(guardedRate, relayRate, other))
}

/** The same work for relay and guard in turn, so that a slow moment of the machine meets both. */
async function interleaved<T>(
  rig: Rig,
  runs: number,
  measure: (target: Target) => Promise<T>,
): Promise<{ relay: T[]; guarded: T[] }> {
  const found: { relay: T[]; guarded: T[] } = { relay: [], guarded: [] }
  for (let run = 0; run < runs; run++) {
    found.relay.push(await measure(rig.relay))
    found.guarded.push(await measure(rig.guarded))
  }
  return found
}

function mediansOf(figures: readonly DeltaFigures[]): DeltaFigures {
  const of = (name: keyof DeltaFigures) => median(figures.map((one) => one[name]))
  return { rate: of('rate'), p50: of('p50'), p95: of('p95'), p99: of('p99') }
}

function rateAims(guarded: number, relay: number, mitmdump: number | undefined): Aim[] {
  const ratio = guarded / relay
  const aims = [
    {
      text: "at least half of the relay's rate",
      reached: `ratio to relay ${shown(ratio)}`,
      met: ratio >= 0.5,
    },
  ]
  if (mitmdump === undefined) return aims
  const times = guarded / mitmdump
  return [
    ...aims,
    {
      text: "at least 3 times mitmdump's rate",
      reached: `ratio to mitmdump ${shown(times)}`,
      met: times >= 3,
    },
  ]
}
