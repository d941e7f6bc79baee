import type { Entry, EntryBody, Totals } from './entry.ts'
import type { UnknownEntry } from './entry-schema.ts'

/** Runs whose answer has begun; reaching the cap forgets all of them, as docs/recording.md says. */
const maxOpenAnswers = 10_000
const openAnswers = new WeakMap<Totals, Set<string>>()

/** Counts that stand at zero; the writer, the verifier and reports all start here. */
export function emptyTotals(): Totals {
  return {
    prompts: 0,
    responses: 0,
    toolCalls: 0,
    masked: 0,
    reported: 0,
    denied: 0,
    held: 0,
    approved: 0,
    pushes: 0,
    tokens: 0,
  }
}

/** Something was refused, or held and not approved. */
export const isViolated = ({ denied, held, approved }: Totals): boolean =>
  denied > 0 || held > approved

/**
 * Counts the next entry. Totals say nothing but what the entries say, so that a verifier can
 * count again.
 *
 * An answer is recorded in pieces: it is counted at its first piece, and a new one begins after
 * the run's next prompt, tool call or usage. `tokens` is what went in and came out, without what
 * the service read from or wrote to its cache.
 */
export function addToTotals(totals: Totals, entry: EntryBody | Entry | UnknownEntry): void {
  switch (entry.kind) {
    case 'prompt':
      totals.prompts += 1
      endAnswer(totals, entry.run)
      break
    case 'response':
      countAnswer(totals, entry.run)
      break
    case 'tool-call':
      totals.toolCalls += 1
      endAnswer(totals, entry.run)
      break
    case 'usage':
      totals.tokens += entry.input + entry.output
      endAnswer(totals, entry.run)
      break
    case 'finding':
      totals[entry.action] += 1
      break
    case 'verdict':
      if (entry.effective === 'deny') totals.denied += 1
      if (entry.effective === 'hold') totals.held += 1
      break
    case 'approval':
      if (entry.state === 'approved') totals.approved += 1
      break
    case 'push':
      totals.pushes += 1
      break
  }
}

/** The first total that differs, as `denied is 3, the seal says 4`; undefined when all agree. */
export function totalsDifference(counted: Totals, claimed: Totals): string | undefined {
  for (const name of Object.keys(counted) as (keyof Totals)[]) {
    if (counted[name] !== claimed[name]) {
      return `${name} is ${counted[name]}, the seal says ${claimed[name]}`
    }
  }
  return undefined
}

function countAnswer(totals: Totals, run: string): void {
  const open = openAnswers.get(totals) ?? new Set<string>()
  if (open.has(run)) return
  if (open.size >= maxOpenAnswers) open.clear()
  openAnswers.set(totals, open.add(run))
  totals.responses += 1
}

function endAnswer(totals: Totals, run: string): void {
  openAnswers.get(totals)?.delete(run)
}
