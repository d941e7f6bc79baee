import type { Buffer } from 'node:buffer'
import type { Span } from '../span.ts'

/** Latin text in UTF-16, either byte order: every other byte is zero. */
const wideText = /(?:[\t\n\r\x20-\xff]\0){8,}|(?:\0[\t\n\r\x20-\xff]){8,}/g

/** Secrets in the parts of `bytes` that are UTF-16; `base` is the offset of the first byte. */
export function wideSpans(bytes: Buffer, base: number, search: (text: string) => Span[]): Span[] {
  const spans: Span[] = []
  for (const match of bytes.toString('latin1').matchAll(wideText)) {
    for (const span of search(match[0].replaceAll('\0', ''))) {
      const from = base + match.index
      spans.push({ ...span, start: from + 2 * span.start, end: from + 2 * span.end })
    }
  }
  return spans
}
