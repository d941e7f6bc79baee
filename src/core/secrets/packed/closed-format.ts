import type { Buffer } from 'node:buffer'

/** How files begin that hold others, or themselves, in a way that is not undone here. */
const formats: readonly (readonly [begins: RegExp, name: string])[] = [
  [/^BZh[1-9](?:1AY&SY|\x17rE8P\x90)/, 'bzip2'],
  [/^\xfd7zXZ\0/, 'xz'],
  [/^7z\xbc\xaf\x27\x1c/, '7-Zip'],
  [/^Rar!\x1a\x07/, 'RAR'],
  [/^\x28\xb5\x2f\xfd/, 'Zstandard'],
  [/^\x04\x22\x4d\x18/, 'LZ4'],
  [/^LZIP\x01/, 'lzip'],
  [/^\x5d\0\0..\xff{8}/s, 'LZMA'],
  [/^\x1f\x9d[\x80-\xff]/, 'compress'],
  [/^MSCF\0{4}/, 'a cabinet'],
  [/^\xed\xab\xee\xdb/, 'RPM'],
  [/^!<arch>\ndebian-binary/, 'a Debian package'],
  [/^hsqs/, 'SquashFS'],
]

/** Bytes from the start of a file that tell all of them. */
export const formatBytes = 24

/** The name of a format that is not opened; `undefined` for anything else. */
export function closedFormat(start: Buffer): string | undefined {
  const text = start.toString('latin1', 0, formatBytes)
  return formats.find(([begins]) => begins.test(text))?.[1]
}
