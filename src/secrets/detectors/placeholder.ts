const words =
  /example|placeholder|x{6}|\*{4}|\.{3}|changeme|change[-_]me|your[-_]|redacted|dummy|fake[-_]|insert[-_]|replace[-_]/i
/** As many equal bytes in a row as no random credential has. */
const sameByte = /(.)\1{7}/

/** Azure’s storage emulator has one key everywhere, and prints it. */
const emulatorKey = ['Eby8vdM02x', 'NOcqFlqUwJ'].join('')

/** Whether a value of the right form is plainly there to be replaced, as documentation has it. */
export function isPlaceholder(secret: string): boolean {
  return words.test(secret) || sameByte.test(secret) || secret.startsWith(emulatorKey)
}
