/** Longest line read, in bytes with its newline. A writer stays far below. */
export const maxLineBytes = 16 * 1_024 * 1_024

const newline = 0x0a

/**
 * Cuts a stream of bytes into lines, each with the newline that ends it.
 *
 * A last piece without a newline comes as it is. A line longer than `max` comes cut to one byte
 * more than that, as the last one: the caller sees that it is too long.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  max: number = maxLineBytes,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = []
  let heldBytes = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const tail = chunk.subarray(start, end + 1)
      const line = held.length === 0 ? tail : Buffer.concat([...held, tail])
      held = []
      heldBytes = 0
      yield line.length > max ? line.subarray(0, max + 1) : line
      if (line.length > max) return
      start = end + 1
    }
    if (start < chunk.length) held.push(chunk.subarray(start))
    heldBytes += chunk.length - start
    if (heldBytes > max) {
      yield Buffer.concat(held).subarray(0, max + 1)
      return
    }
  }
  if (held.length > 0) yield Buffer.concat(held)
}
