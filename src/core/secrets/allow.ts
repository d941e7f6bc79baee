/** A finding that the policy says is no secret. */
export interface AllowEntry {
  fingerprint?: string
  /** Such an entry is about files, and never about streams. */
  path?: string
  reason: string
  /** `YYYY-MM-DD`; from that day on (UTC) the entry no longer counts. */
  until?: string
}

/**
 * The fingerprints that are allowed at `now`, in milliseconds since the epoch. Without a clock an
 * entry that runs out counts as run out.
 */
export function allowedFingerprints(
  entries: readonly AllowEntry[],
  now: number | undefined,
): ReadonlySet<string> {
  return new Set(
    entries
      .filter(({ path }) => path === undefined)
      .filter(({ until }) => until === undefined || (now !== undefined && now < Date.parse(until)))
      .flatMap(({ fingerprint }) => fingerprint?.toLowerCase() ?? []),
  )
}
