/**
 * `rewrite`: certain enough to change a stream or a file that is written.
 * `report`: certain enough to report, and to stop a push; never changes a byte.
 */
export type Tier = 'rewrite' | 'report'
export type Confidence = 'high' | 'medium' | 'low'

/** One kind of secret. Patterns see bytes as latin-1 characters, so offsets are byte offsets. */
export interface Detector {
  /** Stable, lower case, words joined by hyphens: it stands in policies, reports and markers. */
  id: string
  /** Who issued it, for people: `GitHub`, `Amazon Web Services`. */
  provider: string
  tier: Tier
  confidence: Confidence
  /** Lower-case literals, at least 3 bytes; the pattern runs only near one of them. */
  keywords: readonly string[]
  /** Without a leading lazy gap. The secret is the group named `secret`, else the whole match. */
  pattern: RegExp
  /** Longest possible match in bytes; bounds the window and the hold-back. */
  maxLength: number
  /**
   * Most bytes of a match that stand before its keyword; 0 when every match starts with the keyword.
   * The start of a match is looked for only there. Without it: anywhere within `maxLength`.
   * Patterns look at most 16 bytes behind the match and 4 beyond it.
   */
  beforeKeyword?: number
  /** Least Shannon entropy of the secret, in bits per byte. */
  minEntropy?: number
  /** A last look, for instance at check digits or stop words; false drops the match. */
  accept?: (secret: string, context: { before: string; after: string }) => boolean
  /** What to revoke and where, as one sentence. */
  revoke: string
  /** Texts that hold exactly one secret of this kind; assembled, never literal. */
  hits: readonly string[]
  misses: readonly string[]
}
