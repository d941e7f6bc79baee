import { type AllowEntry, allowedFingerprints } from './allow.ts'
import { fromBytes, toBytes } from './bytes.ts'
import { type CustomRule, createCustomRules } from './custom-rule.ts'
import type { Detector } from './detector.ts'
import { detectors as allDetectors } from './detectors/index.ts'
import type { MaskFinding, SecretEngine, SecretMatch } from './engine.ts'
import { createFingerprints } from './fingerprint.ts'
import { type Needle, needlesOf } from './known.ts'
import { LazyFingerprint, LazyPseudonym } from './lazy-properties.ts'
import { createLearnedValues } from './learned.ts'
import { createMarkers, markerName } from './marker.ts'
import { createMarkerRule } from './marker-rule.ts'
import { createMaskStream, type MaskStreamParts } from './mask-stream.ts'
import { createMatcher, type MatcherOptions } from './matcher.ts'
import { knownRule } from './needle-match.ts'
import { pemRule } from './pem.ts'
import { createRule } from './rule.ts'
import { createScanner, type Scanner } from './scanner.ts'
import { markerRuleId, type Span } from './span.ts'
import { createVocabulary, type Vocabulary } from './vocabulary.ts'

export interface SecretEngineOptions {
  /** The table that ships with the product unless a caller brings its own. */
  detectors?: readonly Detector[]
  /** Rules of the policy file. */
  customRules?: readonly CustomRule[]
  /** Values that are masked wherever they appear, however they are written. */
  known?: readonly { name: string; value: string }[]
  /** At least 16 random bytes, made for this session: markers are keyed with it. */
  pseudonymKey: Uint8Array
  /** Findings that are no secrets. Known values are never among them. */
  allow?: readonly AllowEntry[]
  /** Further findings that are no secrets in files of a certain path; streams have none. */
  allowedAt?: (path: string, found: { readonly fingerprint: string }) => boolean
  /** Milliseconds since the epoch, by which exceptions run out. */
  now?: number
}

/** A match, and the marker of its value: equal for equal values within a session. */
export interface ScanMatch extends SecretMatch {
  pseudonym: string
}

/** Where a secret stood, and where its marker stands. */
export interface MaskedPlace {
  start: number
  end: number
  maskedStart: number
  maskedEnd: number
  marker: string
  /** Whether it is a value that was registered, such as a credential of the job. */
  known: boolean
}

/** What the parts of this folder and `scan` use beyond the contract. */
export interface FullSecretEngine extends SecretEngine {
  addKnown(name: string, value: string): boolean
  isAllowedAt: NonNullable<SecretEngine['isAllowedAt']>
  /** Scans bytes that arrive in pieces, with flat memory. */
  createScanner(options?: { decodeDepth?: number }): Scanner<ScanMatch>
  /** Like `maskText`, and where in both texts it was replaced what, in characters. */
  maskPlaces(text: string): { text: string; findings: MaskFinding[]; places: MaskedPlace[] }
  /** Every marker of this session in `text`, in order. */
  findPseudonyms(text: string): { start: number; end: number; marker: string }[]
}

/** Layers of encoding that are undone in streams and writes, and in scans. */
const inlineDepth = 2
const scanDepth = 3
/**
 * The engine of one session: one set of rules and known values for streams, writes and scans.
 *
 * @throws {GuardError} `POLICY_INVALID` when a custom rule is not a pattern in linear time
 */
export function createSecretEngine(options: SecretEngineOptions): FullSecretEngine {
  const detectors = options.detectors ?? allDetectors
  const markers = createMarkers(options.pseudonymKey)
  const rules = [
    createMarkerRule(markers),
    ...detectors.map(createRule),
    ...(detectors.some(({ keywords }) => keywords.includes('-----begin')) ? [pemRule] : []),
    ...createCustomRules(options.customRules ?? []),
  ]
  const fingerprintOf = createFingerprints()
  const allowed = allowedFingerprints(options.allow ?? [], options.now)
  const needles: Needle[] = []
  const learned = createLearnedValues()
  let current: Vocabulary | undefined
  const vocabulary = () => {
    current ??= createVocabulary(rules, needles)
    return current
  }

  const accepts = (span: Span): boolean =>
    span.known !== undefined ||
    span.rule === markerRuleId ||
    (!markers.isOnlyMarkers(span.value) &&
      (allowed.size === 0 || !allowed.has(fingerprintOf(span.value))))
  const matcherOptions = (decodeDepth: number): MatcherOptions => ({ accepts, decodeDepth })
  const markerFor = ({ rule, known, value }: Span) =>
    markers.markerFor(known === undefined ? rule : `known-${markerName(known)}`, value)
  const findingFor = (
    { rule, tier, confidence, value }: Span,
    pseudonym: string | undefined,
  ): MaskFinding =>
    Object.assign(new LazyFingerprint(() => fingerprintOf(value)), {
      rule,
      tier,
      confidence,
      ...(pseudonym === undefined ? {} : { pseudonym }),
    })

  function createStream(onReplace?: MaskStreamParts['onReplace']) {
    let seen = vocabulary()
    const matcher = createMatcher(seen, { ...matcherOptions(inlineDepth), learned })
    return createMaskStream({
      matcher,
      markerFor,
      findingFor,
      ...(onReplace === undefined ? {} : { onReplace }),
      refresh() {
        if (seen === vocabulary()) return
        seen = vocabulary()
        matcher.adopt(seen)
      },
    })
  }

  const newScanner = <Match>(decodeDepth: number, describe: (span: Span) => Match) =>
    createScanner(
      vocabulary(),
      { ...matcherOptions(decodeDepth), learned: createLearnedValues() },
      describe,
    )

  function addKnown(name: string, value: string): boolean {
    const more = needlesOf(name, value)
    needles.push(...more)
    current = undefined
    return more.length > 0
  }
  for (const { name, value } of options.known ?? []) addKnown(name, value)

  return {
    addKnown,
    scan(bytes, { decodeDepth = scanDepth } = {}) {
      const scanner = newScanner(decodeDepth, (span) =>
        Object.assign(new LazyFingerprint(() => fingerprintOf(span.value)), placeOf(span)),
      )
      return [...scanner.push(bytes), ...scanner.finish()]
    },
    maskText(text) {
      const stream = createStream()
      const masked = stream.write(text) + stream.end()
      return { text: masked, findings: stream.takeFindings() }
    },
    maskPlaces(text) {
      const replaced: { start: number; end: number; marker: string; known: boolean }[] = []
      const stream = createStream((place) => replaced.push(place))
      const masked = stream.write(text) + stream.end()
      return { text: masked, findings: stream.takeFindings(), places: placesOf(text, replaced) }
    },
    createMaskStream: () => createStream(),
    createScanner({ decodeDepth = scanDepth } = {}) {
      return newScanner(decodeDepth, (span) => {
        const match = new LazyPseudonym(
          () => fingerprintOf(span.value),
          () => markerFor(span),
        )
        return Object.assign(match, placeOf(span))
      })
    },
    isAllowedAt: (path, found) =>
      found.rule !== knownRule && (options.allowedAt?.(path, found) ?? false),
    hasPseudonym: markers.hasMarker,
    findPseudonyms: markers.find,
  }
}

/** The same places in characters, in the text and in the masked text. */
function placesOf(
  text: string,
  replaced: readonly { start: number; end: number; marker: string; known: boolean }[],
): MaskedPlace[] {
  const bytes = toBytes(text)
  let from = 0
  let at = 0
  let maskedAt = 0
  return replaced.map(({ start, end, marker, known }) => {
    const plain = fromBytes(bytes.slice(from, start)).length
    const length = fromBytes(bytes.slice(start, end)).length
    from = end
    const place = {
      start: at + plain,
      end: at + plain + length,
      maskedStart: maskedAt + plain,
      maskedEnd: maskedAt + plain + marker.length,
      marker,
      known,
    }
    at = place.end
    maskedAt = place.maskedEnd
    return place
  })
}

function placeOf({ start, end, rule, tier, confidence, known }: Span) {
  return { start, end, rule, tier, confidence, ...(known === undefined ? {} : { known }) }
}
