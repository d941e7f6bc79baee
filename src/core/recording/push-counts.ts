/** What became of the pushes of a session. */
export interface PushCounts {
  /** Taken by the forge, all of it or some. */
  passed: number
  /** By the guard or by the forge. */
  refused: number
  /** Waited for a person, and was not released. */
  held: number
  /** Given up by its client, or nobody knows. */
  open: number
}

export const noPushes = (): PushCounts => ({ passed: 0, refused: 0, held: 0, open: 0 })

/** Counts one more; `outcome` is that of its entry. */
export function addPush(counts: PushCounts, outcome: string): void {
  counts[kindOf(outcome)] += 1
}

function kindOf(outcome: string): keyof PushCounts {
  if (outcome === 'accepted' || outcome === 'partly accepted') return 'passed'
  if (outcome === 'refused' || outcome === 'rejected by the forge') return 'refused'
  if (outcome === 'held, not released' || outcome === 'abandoned while held') return 'held'
  return 'open'
}

/** `3 pushes (1 passed, 2 refused)`; what there was none of is left out. */
export function pushesText(counts: PushCounts): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name === 'open' ? 'left open' : name}`)
  const detail = parts.length === 0 ? '' : ` (${parts.join(', ')})`
  return `${all} push${all === 1 ? '' : 'es'}${detail}`
}
