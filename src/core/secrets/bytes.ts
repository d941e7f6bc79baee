import { Buffer } from 'node:buffer'

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const encodedSurrogate = /\xed[\xa0-\xbf][\x80-\xbf]/g

/** Cheaper than a pattern: no byte beyond the first for any character. */
const isAscii = (text: string) => Buffer.byteLength(text, 'utf8') === text.length

/**
 * The UTF-8 bytes of `text` as latin-1 characters, so that offsets are byte offsets. A lone
 * surrogate becomes its three generalised UTF-8 bytes, and `fromBytes` gives it back.
 */
export function toBytes(text: string): string {
  if (isAscii(text)) return text
  if (text.isWellFormed()) return Buffer.from(text, 'utf8').toString('latin1')
  let bytes = ''
  let from = 0
  for (const match of text.matchAll(loneSurrogate)) {
    bytes += toBytes(text.slice(from, match.index)) + encodeSurrogate(match[0].charCodeAt(0))
    from = match.index + 1
  }
  return bytes + toBytes(text.slice(from))
}

/** The inverse of `toBytes`; bytes that are not UTF-8 become U+FFFD. */
export function fromBytes(bytes: string): string {
  if (isAscii(bytes)) return bytes
  let text = ''
  let from = 0
  for (const match of bytes.matchAll(encodedSurrogate)) {
    text += decodeUtf8(bytes.slice(from, match.index)) + decodeSurrogate(match[0])
    from = match.index + 3
  }
  return text + decodeUtf8(bytes.slice(from))
}

/** The same bytes by themselves: a part of a text keeps all of that text in memory. */
export const detached = (bytes: string) => Buffer.from(bytes, 'latin1').toString('latin1')

/** Whether a UTF-8 character may begin with this byte. */
export const startsCharacter = (byte: number) => (byte & 0xc0) !== 0x80

const decodeUtf8 = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8')

const encodeSurrogate = (unit: number) =>
  String.fromCharCode(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f))

const decodeSurrogate = (bytes: string) =>
  String.fromCharCode(0xd000 | ((bytes.charCodeAt(1) & 0x3f) << 6) | (bytes.charCodeAt(2) & 0x3f))
