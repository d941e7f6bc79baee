import { Buffer } from 'node:buffer'
import { describe, expect, test } from '@jest/globals'
import { createSecretEngine } from '../../../src/core/secrets/create-engine.ts'
import type { Detector } from '../../../src/core/secrets/detector.ts'
import { detectors } from '../../../src/core/secrets/detectors/index.ts'

const pseudonymKey = new Uint8Array(16).fill(7)

/** The secrets that one rule, alone in the engine, finds in a text. */
function secretsOf(detector: Detector, text: string): string[] {
  const bytes = Buffer.from(text)
  const engine = createSecretEngine({ detectors: [detector], pseudonymKey })
  return engine
    .scan(bytes, { decodeDepth: 0 })
    .map(({ start, end }) => bytes.toString('latin1', start, end))
}

test('every rule has its own name', () => {
  const ids = detectors.map((detector) => detector.id)
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
})

test('at least 250 rules know an issuer by name', () => {
  expect(detectors.filter((detector) => detector.provider !== 'Any').length).toBeGreaterThan(250)
})

describe.each(detectors.map((detector) => ({ detector, id: detector.id })))(
  '$id',
  ({ detector }) => {
    test('finds each of its hits exactly once', () => {
      expect(detector.hits.length).toBeGreaterThan(0)
      for (const hit of detector.hits) {
        const secrets = secretsOf(detector, hit)
        expect([secrets.length, hit]).toEqual([1, hit])
        expect(secrets[0]?.length).toBeLessThanOrEqual(detector.maxLength)
        const lower = hit.toLowerCase()
        expect(detector.keywords.some((keyword) => lower.includes(keyword))).toBe(true)
      }
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
      expect(detector.pattern.source).not.toMatch(/^(?:\.|\\[wsS]|\[[^\]]*\])[*+{][^}]*\}?\?/)
      expect(detector.revoke).toMatch(/^[A-Z].*\.$/)
      expect(detector.provider).not.toBe('')
    })
  },
)
