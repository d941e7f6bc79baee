import type { Buffer } from 'node:buffer'
import type { Span } from '../span.ts'

const forms = [
  { width: 2, source: '(?:[\\t\\n\\r\\x20-\\xff]\\0){8,}|(?:\\0[\\t\\n\\r\\x20-\\xff]){8,}' },
  { width: 4, source: '(?:[\\t\\n\\r\\x20-\\xff]\\0{3}){8,}|(?:\\0{3}[\\t\\n\\r\\x20-\\xff]){8,}' },
]

/** Latin text in UTF-16 and UTF-32, either byte order: all bytes but every second or fourth are zero. */
const wideTexts = forms.map(({ width, source }) => ({
  width,
  pattern: new RegExp(source, 'g'),
  here: new RegExp(source, 'y'),
}))

/** Secrets in the parts of `bytes` that are wide; `base` is the offset of the first byte. */
export function wideSpans(bytes: Buffer, base: number, search: (text: string) => Span[]): Span[] {
  const text = bytes.toString('latin1')
  const spans: Span[] = []
  for (const { width, pattern, here } of wideTexts) {
    for (const match of text.matchAll(pattern)) {
      const off = (base + match.index) % width
      // A letter that is not Latin lends its last byte to a run of the other byte order, which then
      // lacks its own last letter. Characters begin at whole widths from the start of a file.
      here.lastIndex = match.index + width - off
      const other = off === 0 ? null : here.exec(text)
      const run = other !== null && other[0].length + width >= match[0].length ? other : match
      const from = base + run.index
      for (const span of search(run[0].replaceAll('\0', ''))) {
        spans.push({ ...span, start: from + width * span.start, end: from + width * span.end })
      }
    }
  }
  return spans
}
