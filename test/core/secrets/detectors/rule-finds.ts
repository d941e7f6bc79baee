import { Buffer } from 'node:buffer'
import type { Detector } from '../../../../src/core/secrets/detector.ts'
import { createTestEngine } from '../samples.ts'

/** What a rule, or several of one file, find in a text: `rule secret` for each. */
export function findsOf(detectors: readonly Detector[], text: string): string[] {
  const bytes = Buffer.from(text)
  return createTestEngine({ detectors })
    .scan(bytes, { decodeDepth: 0 })
    .map(({ rule, start, end }) => `${rule} ${bytes.toString('latin1', start, end)}`)
}
