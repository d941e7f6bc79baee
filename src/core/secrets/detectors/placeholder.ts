/** Words that stand where a secret will; in one case each, so that noise does not spell them. */
const words =
  /[Ee]xample|EXAMPLE|placeholder|PLACEHOLDER|[xX]{6}|\*{4}|\.{3}|change[-_]?me|CHANGE[-_]?ME|[Yy]our[-_]|YOUR[-_]|redacted|REDACTED|dummy|DUMMY|fake[-_]|FAKE[-_]|insert[-_]|INSERT[-_]|replace[-_]|REPLACE[-_]/
/** Longer values are keys and tokens of machines, which may spell anything. */
const maxWorded = 100
/** As many equal bytes in a row as no random credential has. */
const sameBytes = 8

/** Azure’s storage emulator has one key everywhere, and prints it. */
const emulatorKey = ['Eby8vdM02x', 'NOcqFlqUwJ'].join('')

/** Whether a value of the right form is plainly there to be replaced, as documentation has it. */
export function isPlaceholder(secret: string): boolean {
  if (hasSameBytes(secret) || secret.startsWith(emulatorKey)) return true
  return secret.length <= maxWorded && words.test(secret)
}

/** A loop, since a pattern with a back-reference takes ten times as long. */
function hasSameBytes(secret: string): boolean {
  let same = 0
  let before = -1
  for (let at = 0; at < secret.length && same < sameBytes; at++) {
    const byte = secret.charCodeAt(at)
    same = byte === before ? same + 1 : 1
    before = byte
  }
  return same >= sameBytes
}
