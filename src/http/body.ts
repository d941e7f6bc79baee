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
