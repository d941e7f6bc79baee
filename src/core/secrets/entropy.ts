const counts = new Uint32Array(256)

/** Shannon entropy of `bytes` in bits per byte: 0 for one repeated byte, 8 for noise. */
export function entropyOf(bytes: string): number {
  const { length } = bytes
  if (length === 0) return 0
  for (let at = 0; at < length; at++) {
    const byte = bytes.charCodeAt(at) & 0xff
    counts[byte] = (counts[byte] as number) + 1
  }
  let bits = 0
  for (let at = 0; at < length; at++) {
    const byte = bytes.charCodeAt(at) & 0xff
    const count = counts[byte] as number
    // Each byte is counted once, and the table is clean again for the next text.
    if (count > 0) bits -= count * Math.log2(count / length)
    counts[byte] = 0
  }
  return bits / length
}
