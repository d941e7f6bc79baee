import { Buffer } from 'node:buffer'

/** How bytes around a secret are read as text. */
export interface WideText {
  /** Bytes of a character; of UTF-8, 1 stands for whatever it takes. */
  width: 1 | 2 | 4
  /** @param whole which end of the bytes is sure to be that of a character */
  decode(bytes: Uint8Array, whole: 'start' | 'end'): string
}

const narrow: WideText = { width: 1, decode: (bytes) => Buffer.from(bytes).toString('utf8') }

/** By where the zeros stand in the first bytes. */
const wides: Readonly<Record<string, { width: 2 | 4; littleEndian: boolean }>> = {
  x0x0x0x0: { width: 2, littleEndian: true },
  '0x0x0x0x': { width: 2, littleEndian: false },
  x000x000: { width: 4, littleEndian: true },
  '000x000x': { width: 4, littleEndian: false },
}

/** UTF-16 or UTF-32, told by the first letters of a secret, which are ASCII; else UTF-8. */
export function wideText(secret: Uint8Array): WideText {
  const zeros = [...secret.subarray(0, 8)].map((byte) => (byte === 0 ? '0' : 'x')).join('')
  const wide = wides[zeros]
  if (wide === undefined) return narrow
  const { width, littleEndian } = wide
  return {
    width,
    decode(bytes, whole) {
      const spare = bytes.length % width
      const from = whole === 'end' ? spare : 0
      const view = new DataView(bytes.buffer, bytes.byteOffset + from, bytes.length - spare)
      let text = ''
      for (let at = 0; at < view.byteLength; at += width) {
        text += characterOf(
          width === 2 ? view.getUint16(at, littleEndian) : view.getUint32(at, littleEndian),
        )
      }
      return text
    },
  }
}

const characterOf = (code: number): string =>
  code <= 0xffff
    ? String.fromCharCode(code)
    : code <= 0x10ffff
      ? String.fromCodePoint(code)
      : '\ufffd'
