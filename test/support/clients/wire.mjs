// The wire as the stand-in for the command line client sees it. Deliberately shares no code with
// src/core/cursor, so that a mistake there does not cancel itself out here.

/** Field numbers to arrays of values: numbers for varints, buffers for content. */
export function read(buffer) {
  const fields = {}
  let at = 0
  const varint = () => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = buffer[at++]
      if (byte === undefined) throw new Error('cut message')
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }
  while (at < buffer.length) {
    const tag = varint()
    const number = Math.floor(tag / 8)
    const wire = tag % 8
    let value
    if (wire === 0) value = varint()
    else if (wire === 2) {
      const length = varint()
      if (at + length > buffer.length) throw new Error('cut message')
      value = buffer.subarray(at, at + length)
      at += length
    } else if (wire === 1 || wire === 5) {
      const size = wire === 1 ? 8 : 4
      value = buffer.subarray(at, at + size)
      at += size
    } else throw new Error(`wire type ${wire}`)
    fields[number] ??= []
    fields[number].push(value)
  }
  return fields
}

/** The last message of a field, read, or undefined. */
export const inner = (fields, number) => {
  const value = fields?.[number]?.at(-1)
  return value === undefined ? undefined : read(value)
}
export const text = (fields, number) => fields?.[number]?.at(-1)?.toString('utf8') ?? ''
export const number = (fields, field) => fields?.[field]?.at(-1) ?? 0

const varint = (value) => {
  const bytes = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}
/** One field: a number, a string, a buffer, or an array of encoded fields. */
export function field(number, value) {
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)])
  const content = Array.isArray(value) ? Buffer.concat(value) : Buffer.from(value)
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content])
}

export function envelope(body, flags = 0) {
  const header = Buffer.alloc(5)
  header[0] = flags
  header.writeUInt32BE(body.length, 1)
  return Buffer.concat([header, body])
}

/** Cuts a stream of bytes into `{flags, body}`. */
export async function* envelopes(chunks) {
  let held = Buffer.alloc(0)
  for await (const chunk of chunks) {
    held = Buffer.concat([held, chunk])
    while (held.length >= 5 && held.length >= 5 + held.readUInt32BE(1)) {
      const end = 5 + held.readUInt32BE(1)
      yield { flags: held[0], body: held.subarray(5, end) }
      held = held.subarray(end)
    }
  }
}
