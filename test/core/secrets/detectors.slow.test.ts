import { Buffer } from 'node:buffer'
import { expect, test } from '@jest/globals'
import { createSecretEngine } from '../../../src/core/secrets/create-engine.ts'
import type { Detector } from '../../../src/core/secrets/detector.ts'
import { detectors } from '../../../src/core/secrets/detectors/index.ts'

const pseudonymKey = new Uint8Array(16).fill(7)
const probeBytes = 20_000
/** Below this the clock measures the machine and not the rule. */
const noticeable = 25
/** Twice the text may cost twice the time, and something for a busy machine; four times is a square. */
const maxRatio = 3
/** Milliseconds a 20 KB probe may take at all: 1 MB in about a second. */
const maxMilliseconds = 40

const repeatTo = (text: string, bytes: number) =>
  text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes)

/** Texts made to keep one rule busy: its keywords alone, almost-hits in a row, starts without an end. */
function probesOf(detector: Detector, bytes: number): string[] {
  const [keyword = ''] = detector.keywords
  const [hit = ''] = detector.hits
  const almost = hit.slice(0, -1)
  const filler = ['a', 'A1b2', ' ', '\n', '-', '"', '/']
  return [
    ...detector.keywords.slice(0, 3).map((word) => repeatTo(word, bytes)),
    repeatTo(`${keyword} `, bytes),
    repeatTo(`${keyword}="`, bytes),
    repeatTo(`${almost} `, bytes),
    repeatTo(almost, bytes),
    ...filler.map((text) => keyword + repeatTo(text, bytes)),
    ...filler.slice(0, 4).map((text) => repeatTo(keyword + text.repeat(60), bytes)),
  ]
}

/** Time of the processor and not of the clock: other tests run beside this one. */
function millisecondsFor(detector: Detector, text: string): number {
  const engine = createSecretEngine({ detectors: [detector], pseudonymKey })
  const bytes = Buffer.from(text)
  const start = process.cpuUsage()
  engine.scan(bytes, { decodeDepth: 0 })
  return process.cpuUsage(start).user / 1_000
}

const quickest = (detector: Detector, text: string) =>
  Math.min(...[1, 2, 3].map(() => millisecondsFor(detector, text)))

test('no rule takes more than linear time on text made against it', () => {
  const slow: string[] = []
  for (const detector of detectors) {
    const doubled = probesOf(detector, 2 * probeBytes)
    probesOf(detector, probeBytes).forEach((probe, at) => {
      if (millisecondsFor(detector, probe) < noticeable) return
      const once = quickest(detector, probe)
      const twice = quickest(detector, doubled[at] ?? '')
      if (once > maxMilliseconds || twice > Math.max(noticeable, once) * maxRatio) {
        slow.push(`${detector.id}, probe ${at}: ${once.toFixed(0)} ms, then ${twice.toFixed(0)} ms`)
      }
    })
  }
  expect(slow).toEqual([])
})
