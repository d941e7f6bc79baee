import { markerShape } from './marker.ts'

/** Markers that the model has been shown, by which a part of one is known again. */
export interface SeenMarkers {
  add(marker: string): void
  /** Whether `text` has a part of one of them, cut off from the rest, that `file` does not have. */
  hasPart(text: string, file: string): boolean
}

/** Fewer digits of a tag could be anything, and say nothing. */
const beginning = /\*\*\*[a-z0-9-]{1,64}:[0-9a-f]{4,16}\*{0,3}/g
const ending = /[0-9a-f]{8,16}\*\*\*/g
const maxSeen = 100_000

/** None yet; what comes after the first hundred thousand is not remembered. */
export function createSeenMarkers(): SeenMarkers {
  const seen = new Set<string>()
  /** By what the shortest part of it would be, so that a text full of parts costs no more than its length. */
  const byPart = new Map<string, string[]>()

  const isPart = (part: string) =>
    byPart.get(keyOf(part))?.some((marker) => marker.startsWith(part) || marker.endsWith(part)) ??
    false

  return {
    add(marker) {
      if (seen.has(marker) || seen.size >= maxSeen) return
      seen.add(marker)
      for (const part of [marker, marker.slice(-ownEnd)]) {
        const key = keyOf(part)
        byPart.set(key, [...(byPart.get(key) ?? []), marker])
      }
    },
    hasPart(text, file) {
      const parts = partsIn(text)
      if (parts.size === 0) return false
      const there = partsIn(file)
      return [...parts].some((part) => !there.has(part) && isPart(part))
    },
  }
}

/** Eight digits and three stars, or a rule and the first four digits. */
const ownEnd = 11
const keyOf = (part: string) =>
  part.startsWith('***') ? part.slice(0, part.indexOf(':') + 5) : part.slice(-ownEnd)

function partsIn(text: string): Set<string> {
  if (!text.includes('**')) return new Set()
  const rest = text.replaceAll(markerShape, ' ')
  return new Set([...rest.matchAll(beginning), ...rest.matchAll(ending)].map(([part]) => part))
}
