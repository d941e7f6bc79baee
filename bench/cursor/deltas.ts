import { type Carrier, startRun, type Target } from '../support/client.ts'
import { ping } from '../support/messages.ts'
import { percentile } from '../support/statistics.ts'
import { word } from '../support/texts.ts'

export interface DeltaFigures {
  /** Deltas a second. */
  rate: number
  /** Round trips in milliseconds. */
  p50: number
  p95: number
  p99: number
}

/**
 * Asks for `count` deltas, `inFlight` of them at a time, and times each from the question to the
 * arrival of its first character. (A guard may keep the end of a delta until the next one shows
 * that no secret begins there; `prose` measures how long.)
 */
export async function measureDeltas(
  target: Target,
  { carrier, count, inFlight }: { carrier: Carrier; count: number; inFlight: number },
): Promise<DeltaFigures> {
  const askedAt = new Float64Array(count)
  const times = new Float64Array(count)
  let asked = 0
  let answered = 0
  let received = 0
  /** Characters before the delta that is waited for. */
  let before = 0
  const ask = () => {
    askedAt[asked++] = performance.now()
    run.send(ping)
  }
  const run = await startRun(target, carrier, { do: 'echo', count }, (text) => {
    received += text.length
    const now = performance.now()
    while (answered < asked && received > before) {
      times[answered] = now - (askedAt[answered] as number)
      before += word(answered).length
      answered += 1
      if (asked < count) ask()
    }
  })
  const start = performance.now()
  for (let index = 0; index < Math.min(inFlight, count); index++) ask()
  await run.ended
  if (answered !== count) throw new Error(`${answered} of ${count} deltas arrived`)
  return {
    rate: (count / (performance.now() - start)) * 1_000,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
  }
}
