import { Buffer } from 'node:buffer'
import type { Detector } from './detector.ts'
import { detectors } from './detectors/index.ts'
import type { MaskFinding, SecretEngine, SecretMatch } from './engine.ts'
import { createFingerprints } from './fingerprint.ts'
import { type Needle, needlesOf } from './known.ts'
import { createMarkers, markerName } from './marker.ts'
import { createMaskStream } from './mask-stream.ts'
import { createMatcher } from './matcher.ts'
import { createRule } from './rule.ts'
import { mergeSpans, type Span } from './span.ts'
import { createVocabulary, type Vocabulary } from './vocabulary.ts'

export interface SecretEngineOptions {
  /** The table that ships with the product unless a caller brings its own. */
  detectors?: readonly Detector[]
  /** Values that are masked wherever they appear, however they are written. */
  known?: readonly { name: string; value: string }[]
  /** At least 16 random bytes, made for this session: markers are keyed with it. */
  pseudonymKey: Uint8Array
}

/** Bytes handed to the matcher at once. */
const blockBytes = 65_536

/** Layers of encoding that are undone in streams and writes. */
const inlineDepth = 2

/** The engine of one session: one set of rules and known values for streams, writes and scans. */
export function createSecretEngine(options: SecretEngineOptions): SecretEngine {
  const rules = (options.detectors ?? detectors).map(createRule)
  const markers = createMarkers(options.pseudonymKey)
  const fingerprintOf = createFingerprints()
  const needles: Needle[] = []
  let current: Vocabulary | undefined
  const vocabulary = () => {
    current ??= createVocabulary(rules, needles)
    return current
  }

  const isMarker = (span: Span) => {
    if (!span.value.includes('***')) return false
    const rest = markers
      .find(span.value)
      .reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), span.value)
    return rest.length < span.value.length && rest.length < 8
  }
  const newMatcher = (decodeDepth = inlineDepth) =>
    createMatcher(vocabulary(), { accepts: (span) => !isMarker(span), decodeDepth })
  const labelOf = (span: Span) =>
    span.known === undefined ? span.rule : `known-${markerName(span.known)}`
  const markerFor = (span: Span) => markers.markerFor(labelOf(span), span.value)
  const findingFor = (span: Span, pseudonym: string | undefined): MaskFinding => ({
    rule: span.rule,
    tier: span.tier,
    confidence: span.confidence,
    get fingerprint() {
      return fingerprintOf(span.value)
    },
    ...(pseudonym === undefined ? {} : { pseudonym }),
  })

  function createStream() {
    let seen = vocabulary()
    const matcher = newMatcher()
    return createMaskStream({
      matcher,
      markerFor,
      findingFor,
      refresh() {
        if (seen === vocabulary()) return
        seen = vocabulary()
        matcher.adopt(seen)
      },
    })
  }

  function addKnown(name: string, value: string): void {
    needles.push(...needlesOf(name, value))
    current = undefined
  }
  for (const { name, value } of options.known ?? []) addKnown(name, value)

  return {
    addKnown,
    scan(bytes, { decodeDepth } = {}) {
      const matcher = newMatcher(decodeDepth)
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const spans: Span[] = []
      for (let at = 0; at < buffer.length; at += blockBytes) {
        matcher.push(buffer.toString('latin1', at, Math.min(buffer.length, at + blockBytes)))
        spans.push(...matcher.take())
        matcher.forget(matcher.settled)
      }
      matcher.finish()
      spans.push(...matcher.take())
      return mergeSpans(spans).map((span) => matchOf(span, fingerprintOf))
    },
    maskText(text) {
      const stream = createStream()
      const masked = stream.write(text) + stream.end()
      return { text: masked, findings: stream.takeFindings() }
    },
    createMaskStream: createStream,
    hasPseudonym: markers.hasMarker,
  }
}

function matchOf(span: Span, fingerprintOf: (value: string) => string): SecretMatch {
  const { start, end, rule, tier, confidence, known, value } = span
  return {
    start,
    end,
    rule,
    tier,
    confidence,
    get fingerprint() {
      return fingerprintOf(value)
    },
    ...(known === undefined ? {} : { known }),
  }
}
