/** Base64 characters in a row that are worth decoding; 18 bytes. */
export const minBase64 = 24

export const isBase64Byte = new Uint8Array(256)
const sextetOf = new Uint8Array(256)
;[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].forEach((char, value) => {
  isBase64Byte[char.charCodeAt(0)] = 1
  sextetOf[char.charCodeAt(0)] = value
})
for (const [char, value] of Object.entries({ '-': 62, _: 63 })) {
  isBase64Byte[char.charCodeAt(0)] = 1
  sextetOf[char.charCodeAt(0)] = value
}

/** Decoded bytes that are looked at, so that `minBase64` characters decide at every alignment. */
const probeBytes = 15
const allowedStrange = 2
/** UTF-16 text has a zero in every other place. */
const zerosOfUtf16 = 6

/** 1 for a byte that is neither printable ASCII, blank nor zero, which is counted by itself. */
const isStrange = new Uint8Array(256)
for (let byte = 1; byte < 256; byte++) {
  isStrange[byte] = /[\t\n\r\x20-\x7e]/.test(String.fromCharCode(byte)) ? 0 : 1
}

/** Value of a hex digit in either case; `notHex` for other bytes. */
const notHex = 16
const nibbleOf = new Uint8Array(256).fill(notHex)
;[...'0123456789abcdef'].forEach((digit, value) => {
  nibbleOf[digit.charCodeAt(0)] = value
  nibbleOf[digit.toUpperCase().charCodeAt(0)] = value
})

/**
 * Whether base64 that begins at `from` decodes to something that begins like text. Asked for every
 * long name in a text, so it makes no object and stops at the first byte too many that is strange.
 */
export function base64BeginsLikeText(text: string, from: number): boolean {
  let bits = 0
  let held = 0
  let count = 0
  let strange = 0
  let zeros = 0
  for (let at = from; at < text.length && count < probeBytes; at++) {
    bits = ((bits & 0xff) << 6) | (sextetOf[text.charCodeAt(at) & 0xff] as number)
    held += 6
    if (held < 8) continue
    held -= 8
    const byte = (bits >> held) & 0xff
    count++
    if (byte === 0) zeros++
    else if (isStrange[byte] === 1 && ++strange > allowedStrange) return false
  }
  return count === probeBytes && isText(zeros)
}

/** The same for hex. */
export function hexBeginsLikeText(text: string, from: number): boolean {
  const end = from + minBase64
  let strange = 0
  let zeros = 0
  if (end > text.length) return false
  for (let at = from; at < end; at += 2) {
    const high = nibbleOf[text.charCodeAt(at) & 0xff] as number
    const low = nibbleOf[text.charCodeAt(at + 1) & 0xff] as number
    if (high === notHex || low === notHex) return false
    const byte = (high << 4) | low
    if (byte === 0) zeros++
    else if (isStrange[byte] === 1 && ++strange > allowedStrange) return false
  }
  return isText(zeros)
}

const isText = (zeros: number) => zeros <= allowedStrange || zeros >= zerosOfUtf16

/** The first bytes of every gzip member (RFC 1952, 2.3) in base64. */
export const gzipInBase64 = 'H4sI'

/** Whether text may be what the run of base64 characters at `from` stands for. */
export function mayDecode(text: string, from: number): boolean {
  for (let shift = 0; shift < 4; shift++) {
    if (base64BeginsLikeText(text, from + shift)) return true
  }
  return hexBeginsLikeText(text, from) || text.startsWith(gzipInBase64, from)
}
