/** Shannon entropy of `text` in bits per character; 0 for the empty text. Latin-1: a character is a byte. */
export function entropy(text: string): number {
  if (text.length === 0) return 0
  const counts = new Map<number, number>()
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  let bits = 0
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length)
  return bits / text.length
}
