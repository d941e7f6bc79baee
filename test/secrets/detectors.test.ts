import { describe, expect, test } from '@jest/globals'
import type { Detector } from '../../src/secrets/detector.ts'
import { detectors } from '../../src/secrets/detectors/index.ts'
import { entropyOf } from '../../src/secrets/entropy.ts'

/** What one rule finds in a text: the reference that the engine is measured against. */
function secretsOf(detector: Detector, text: string): string[] {
  const lower = text.toLowerCase()
  const starts = detector.keywords.flatMap((keyword) => occurrences(lower, keyword))
  const reach = detector.lead ?? detector.maxLength
  const found: { secret: string; start: number; end: number }[] = []
  for (const match of text.matchAll(detector.pattern)) {
    const near = starts.some((at) => at >= match.index && at - match.index <= reach)
    const secret = match.groups?.secret ?? match[0]
    if (!near || entropyOf(secret) < (detector.minEntropy ?? 0)) continue
    const start = match.index + match[0].lastIndexOf(secret)
    const context = {
      before: text.slice(Math.max(0, start - 128), start),
      after: text.slice(start + secret.length, start + secret.length + 64),
    }
    if (detector.accept?.(secret, context) === false) continue
    found.push({ secret, start, end: start + secret.length })
    expect(match[0].length).toBeLessThanOrEqual(detector.maxLength)
  }
  return found.map((one) => one.secret)
}

function occurrences(text: string, keyword: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) found.push(at)
  return found
}

test('every rule has its own name', () => {
  const ids = detectors.map((detector) => detector.id)
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
})

describe.each(detectors.map((detector) => ({ detector, id: detector.id })))(
  '$id',
  ({ detector }) => {
    test('finds each of its hits exactly once', () => {
      expect(detector.hits.length).toBeGreaterThan(0)
      for (const hit of detector.hits)
        expect([secretsOf(detector, hit).length, hit]).toEqual([1, hit])
    })

    test('stays quiet on each of its misses', () => {
      expect(detector.misses.length).toBeGreaterThan(0)
      for (const miss of detector.misses)
        expect([secretsOf(detector, miss), miss]).toEqual([[], miss])
    })

    test('is written as the engine needs it', () => {
      expect(detector.id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
      expect(detector.keywords.length).toBeGreaterThan(0)
      for (const keyword of detector.keywords) {
        expect(keyword).toBe(keyword.toLowerCase())
        expect(Buffer.byteLength(keyword)).toBeGreaterThanOrEqual(3)
      }
      expect(detector.pattern.flags).toMatch(/^gi?$/)
      expect(detector.pattern.source).not.toMatch(/^(?:\.|\\w|\[[^\]]*\])[*+{][^}]*\}?\?/)
      expect(detector.revoke).toMatch(/^[A-Z].*\.$/)
      expect(detector.provider).not.toBe('')
    })
  },
)
