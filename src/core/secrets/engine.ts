import type { Confidence, Tier } from './detector.ts'

/** One secret found. Never carries the value. */
export interface SecretMatch {
  /** Byte offsets of the secret itself. */
  start: number
  end: number
  rule: string
  tier: Tier
  confidence: Confidence
  /** Stable over runs and machines; safe to show and to put in a policy's allow list. */
  fingerprint: string
  /** The name under which a known value was registered. */
  known?: string
}

/** What a masker changed or saw, for the recording: no value, no offset that outlives the stream. */
export interface MaskFinding {
  rule: string
  tier: Tier
  confidence: Confidence
  fingerprint: string
  /** The marker that stands in its place, when it was rewritten. */
  pseudonym?: string
}

/** Masks one text that arrives in pieces. The result does not depend on where it was cut. */
export interface MaskStream {
  /** Takes the next piece; returns what may leave now. */
  write(text: string): string
  /** Called when the stream idles: returns what is held without being part of an open candidate. */
  release(): string
  /** The text is complete: returns the rest; what is still in doubt is masked. */
  end(): string
  /** Bytes held back now. */
  readonly held: number
  /** Findings since the last call. */
  takeFindings(): MaskFinding[]
}

export interface SecretEngine {
  /**
   * Registers a value that is masked everywhere, together with its encodings. An implementation may
   * tell with `false` that the value has fewer than four bytes and cannot be told from other text.
   */
  addKnown(name: string, value: string): void
  /** Every secret in `bytes`, both tiers, in order, not overlapping. */
  scan(bytes: Uint8Array, options?: { decodeDepth?: number }): SecretMatch[]
  /** A whole text with its rewrite-tier secrets replaced by pseudonyms. */
  maskText(text: string): { text: string; findings: MaskFinding[] }
  createMaskStream(): MaskStream
  /**
   * Whether the policy allows in a file what was found there; `path` is from the repository's root.
   * Known values never are.
   */
  isAllowedAt?(
    path: string,
    found: { readonly rule: string; readonly fingerprint: string },
  ): boolean
  /** Whether `text` holds a pseudonym made by this session. */
  hasPseudonym(text: string): boolean
}
