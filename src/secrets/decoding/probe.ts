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

/** Whether base64 that begins at `from` decodes to something that begins like text. */
export function base64BeginsLikeText(text: string, from: number): boolean {
  const probe = createProbe()
  let bits = 0
  let held = 0
  for (let at = from; at < text.length && probe.count < probeBytes; at++) {
    bits = ((bits & 0xff) << 6) | (sextetOf[text.charCodeAt(at) & 0xff] as number)
    held += 6
    if (held < 8) continue
    held -= 8
    if (!see(probe, (bits >> held) & 0xff)) return false
  }
  return isText(probe)
}

/** The same for hex. */
export function hexBeginsLikeText(text: string, from: number): boolean {
  const probe = createProbe()
  for (let at = from; at + 1 < text.length && probe.count < minBase64 / 2; at += 2) {
    const byte = Number.parseInt(text.slice(at, at + 2), 16)
    if (Number.isNaN(byte) || !see(probe, byte)) return false
  }
  probe.count += probeBytes - minBase64 / 2
  return isText(probe)
}

/** The first bytes of every gzip member (RFC 1952, 2.3) in base64. */
export const gzipInBase64 = 'H4sI'

/** Whether text may be what the run of base64 characters at `from` stands for. */
export function mayDecode(text: string, from: number): boolean {
  for (let shift = 0; shift < 4; shift++) {
    if (base64BeginsLikeText(text, from + shift)) return true
  }
  if (text.startsWith(gzipInBase64, from)) return true
  return /[0-9A-Fa-f]/.test(text[from] ?? '') && hexBeginsLikeText(text, from)
}

interface Probe {
  count: number
  strange: number
  zeros: number
}

const createProbe = (): Probe => ({ count: 0, strange: 0, zeros: 0 })

function see(probe: Probe, byte: number): boolean {
  probe.count++
  if (byte === 0) probe.zeros++
  else if (byte > 0x7e || (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) {
    probe.strange++
  }
  return probe.strange <= allowedStrange
}

const isText = ({ count, zeros }: Probe) =>
  count >= probeBytes && (zeros <= allowedStrange || zeros >= zerosOfUtf16)
