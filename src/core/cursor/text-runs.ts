/** Shorter stretches hold no secret: exact values have at least 8 bytes. */
const shortestRun = 8

/** Where text stands among bytes that are no UTF-8, as offsets. Stretches under 8 bytes are left out. */
export function textRuns(bytes: Uint8Array): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = []
  let start = 0
  let at = 0
  while (at < bytes.length) {
    const size = characterAt(bytes, at)
    if (size > 0) {
      at += size
      continue
    }
    if (at - start >= shortestRun) runs.push({ start, end: at })
    at += 1
    start = at
  }
  if (at - start >= shortestRun) runs.push({ start, end: at })
  return runs
}

/**
 * Bytes of the UTF-8 character at `at`, or 0 when there is none.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3629#section-4
 */
function characterAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number
  if (first < 0x80) return 1
  const second = bytes[at + 1]
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || second === undefined || !isTail(second)) return 0
  if (first === 0xe0 && second < 0xa0) return 0
  if (first === 0xed && second > 0x9f) return 0
  if (first === 0xf0 && second < 0x90) return 0
  if (first === 0xf4 && second > 0x8f) return 0
  for (let next = at + 2; next < at + size; next++) if (!isTail(bytes[next])) return 0
  return size
}

const isTail = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 0x80 && byte < 0xc0
