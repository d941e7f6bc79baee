/** Shannon entropy of `bytes` in bits per byte: 0 for one repeated byte, 8 for noise. */
export function entropyOf(bytes: string): number {
  const counts = new Map<number, number>()
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes.charCodeAt(at)
    counts.set(byte, (counts.get(byte) ?? 0) + 1)
  }
  let bits = 0
  for (const count of counts.values()) bits -= count * Math.log2(count / bytes.length)
  return bytes.length === 0 ? 0 : bits / bytes.length
}
