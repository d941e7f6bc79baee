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
 * Asks for `count` deltas, `inFlight` of them at a time, and times each until the answer is through:
 * a delta of one word, and the count of tokens that follows it. A guard keeps the last word of a
 * text until the next one shows that no secret begins there; how long people wait for it is what
 * `prose` measures.
 */
export async function measureDeltas(
  target: Target,
  { carrier, count, inFlight }: { carrier: Carrier; count: number; inFlight: number },
): Promise<DeltaFigures> {
  const askedAt = new Float64Array(count)
  const times = new Float64Array(count)
  let asked = 0
  let answered = 0
  let characters = 0
  const ask = () => {
    askedAt[asked++] = performance.now()
    void run.send(ping)
  }
  const run = await startRun(target, carrier, { do: 'echo', count }, (message) => {
    if (message.type === 'text-delta') characters += message.text.length
    if (message.type !== 'token-delta') return
    times[answered] = performance.now() - (askedAt[answered] as number)
    answered += 1
    if (asked < count) ask()
  })
  const start = performance.now()
  for (let index = 0; index < Math.min(inFlight, count); index++) ask()
  await run.ended
  const milliseconds = performance.now() - start
  if (answered !== count || characters !== charactersOf(count)) {
    throw new Error(`${answered} of ${count} deltas arrived, ${characters} characters`)
  }
  return {
    rate: (count / milliseconds) * 1_000,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
  }
}

function charactersOf(words: number): number {
  let sum = 0
  for (let index = 0; index < words; index++) sum += word(index).length
  return sum
}
