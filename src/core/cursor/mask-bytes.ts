import { isUtf8 } from 'node:buffer'
import { lossyText } from './protobuf.ts'
import { concat } from './protobuf-write.ts'
import { textRuns } from './text-runs.ts'

/**
 * Masks bytes of any kind: the whole text where they are one, else each stretch of text between
 * bytes that are none.
 *
 * @returns the same bytes where nothing was masked
 */
export function maskBytes(bytes: Uint8Array, mask: (text: string) => string): Uint8Array {
  if (isUtf8(bytes)) {
    const text = lossyText(bytes)
    const masked = mask(text)
    return masked === text ? bytes : Buffer.from(masked, 'utf8')
  }
  const parts: Uint8Array[] = []
  let copied = 0
  for (const { start, end } of textRuns(bytes)) {
    const text = lossyText(bytes.subarray(start, end))
    const masked = mask(text)
    if (masked === text) continue
    parts.push(bytes.subarray(copied, start), Buffer.from(masked, 'utf8'))
    copied = end
  }
  return copied === 0 ? bytes : concat(...parts, bytes.subarray(copied))
}
