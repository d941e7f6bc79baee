import { type Markers, markerShape } from './marker.ts'
import type { MatcherRule } from './rule.ts'
import { markerRuleId } from './span.ts'

const wholeMarker = new RegExp(markerShape.source, 'y')
const begunMarker = /\*{3}(?:[a-z0-9-]{1,64}(?::(?:[0-9a-f]{0,16}|[0-9a-f]{16}\*{1,2}))?)?$/y
const longestMarker = 90

/** Finds the session's own markers, so that no other rule takes a part of one for a secret. */
export function createMarkerRule(markers: Markers): MatcherRule {
  return {
    id: markerRuleId,
    tier: 'rewrite',
    confidence: 'high',
    keywords: ['***'],
    maxLength: longestMarker,
    beforeKeyword: { min: 0, max: 0 },
    look(text, first, _last, complete) {
      const window = text.slice(first, first + longestMarker)
      wholeMarker.lastIndex = 0
      const [marker] = wholeMarker.exec(window) ?? []
      if (marker !== undefined && markers.hasMarker(marker)) {
        const end = first + marker.length
        return { start: first, end, matchEnd: end }
      }
      begunMarker.lastIndex = 0
      return !complete && begunMarker.test(window) ? 'begun' : 'no'
    },
  }
}
