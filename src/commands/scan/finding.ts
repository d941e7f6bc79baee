/** One secret that was found, as it is told. Never carries the value. */
export interface Finding {
  path: string
  /** What holds it, where that is not what a file holds: `author line`, `ref name` and the like. */
  where?: string
  /** Byte offsets of the secret itself; in a commit or tag from the beginning of its part. */
  start: number
  end: number
  line: number
  column: number
  rule: string
  tier: string
  confidence: string
  fingerprint: string
  /** The name of a known value. */
  known?: string
  /** The commit that adds it. */
  commit?: string
  /** The line up to the secret, and a marker in its place. */
  excerpt: string
}

/** Something that was there and that nobody looked into. */
export interface NotRead {
  path: string
  /** The commit that adds it. */
  commit?: string
  /** The reason, as the end of a sentence about it. */
  why: string
}

export interface Report {
  findings: Finding[]
  notRead: NotRead[]
  summary: {
    /** Files, versions of files, commits and tags that were read. */
    sources: number
    bytes: number
    /** All that were found, also those that are not listed. */
    found: number
    /** Found beyond the number that is listed. */
    omitted: number
    /** Left out because the baseline or a comment says so. */
    allowed: number
    /** Not read, also those that are not listed. */
    notRead: number
    errors: number
  }
}

/** Findings that are listed one by one, and likewise what was not read. */
export const maxListed = 10_000

export const emptyReport = (): Report => ({
  findings: [],
  notRead: [],
  summary: { sources: 0, bytes: 0, found: 0, omitted: 0, allowed: 0, notRead: 0, errors: 0 },
})
