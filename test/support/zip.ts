import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipFile {
  name: string
  text: string | Uint8Array
  /** 0 stored, 8 deflated; of others the bytes stand for whatever they would be. */
  method?: number
  encrypted?: boolean
  /** The sizes stand behind the bytes, as where a zip is written to a pipe. */
  sizesBehind?: boolean
}

const local = 0x04034b50
const central = 0x02014b50
const descriptor = 0x08074b50
const end = 0x06054b50

/** A zip archive, as APPNOTE 4.3 has it. */
export function zipOf(files: readonly ZipFile[]): Buffer {
  const parts: Buffer[] = []
  const table: Buffer[] = []
  let at = 0
  const add = (...bytes: Buffer[]) => {
    for (const one of bytes) {
      parts.push(one)
      at += one.length
    }
  }
  for (const { name, text, method = 8, encrypted = false, sizesBehind = false } of files) {
    const plain = Buffer.from(text)
    const bytes = method === 8 ? deflateRawSync(plain) : plain
    const flags = (encrypted ? 1 : 0) | (sizesBehind ? 8 : 0)
    const sizes = [crc32(plain), bytes.length, plain.length]
    const from = at
    const common = [
      ...shorts(20, flags, method, 0, 0),
      ...longs(...(sizesBehind ? [0, 0, 0] : sizes)),
    ]
    add(Buffer.from([...longs(local), ...common, ...shorts(Buffer.byteLength(name), 0)]))
    add(Buffer.from(name), bytes)
    if (sizesBehind) add(Buffer.from(longs(descriptor, ...sizes)))
    const whole = [...shorts(20, flags, method, 0, 0), ...longs(...sizes)]
    const lengths = shorts(Buffer.byteLength(name), 0, 0, 0, 0)
    const entry = [...longs(central), ...shorts(20), ...whole, ...lengths, ...longs(0, from)]
    table.push(Buffer.from(entry), Buffer.from(name))
  }
  const tableBytes = Buffer.concat(table)
  const counts = shorts(0, 0, files.length, files.length)
  add(tableBytes, Buffer.from([...longs(end), ...counts, ...longs(tableBytes.length, at), 0, 0]))
  return Buffer.concat(parts)
}

const shorts = (...values: number[]) => values.flatMap((value) => [value & 0xff, value >>> 8])
const longs = (...values: number[]) =>
  values.flatMap((value) => shorts(value & 0xffff, value >>> 16))
