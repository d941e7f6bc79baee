import { Readable } from 'node:stream'
import { GuardError } from '../core/errors.ts'

/**
 * Reads a whole body.
 *
 * @param maxBytes largest body accepted, in bytes
 * @throws {GuardError} `REQUEST_REFUSED` when it is longer
 */
export async function readBody(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > maxBytes) {
      throw new GuardError('REQUEST_REFUSED', `a body of at most ${maxBytes} bytes was expected`)
    }
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? Buffer.from(chunks[0]) : Buffer.concat(chunks)
}

/**
 * Reads a body that is expected to be short.
 *
 * @returns the whole body; or, when it is longer than `maxBytes`, all of it as a stream in `rest`
 */
export async function readStart(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ body: Buffer; rest?: Readable }> {
  const chunks: Uint8Array[] = []
  const source = stream[Symbol.asyncIterator]()
  let size = 0
  for (let next = await source.next(); !next.done; next = await source.next()) {
    chunks.push(next.value)
    size += next.value.length
    if (size <= maxBytes) continue
    const rest = Readable.from(
      (async function* () {
        yield* chunks
        yield* { [Symbol.asyncIterator]: () => source }
      })(),
      { objectMode: false },
    )
    return { body: Buffer.alloc(0), rest }
  }
  return { body: Buffer.concat(chunks, size) }
}
