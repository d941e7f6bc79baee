import { z } from 'zod'

/** Longest line of an answer, in bytes: two paths, each character escaped. */
const maxHeadBytes = 64 << 10

const headSchema = z.strictObject({
  place: z.string().min(1).exactOptional(),
  leadsTo: z.string().min(1).exactOptional(),
  bytes: z.int().nonnegative().exactOptional(),
})

type ReaderHead = z.output<typeof headSchema>

/** One answer of the reader; without a place and bytes it is a refusal. */
export interface ReaderAnswer extends Omit<ReaderHead, 'bytes'> {
  bytes?: Buffer
}

/**
 * Cuts what the reader says into its answers. It runs as the agent's user, so that whoever is that user
 * can have it say anything: it is taken at no more than its word, and at no more than a cap.
 *
 * @throws {RangeError} when an answer is longer than may be, or is none
 */
export function createAnswers(maxBytes: number): (chunk: Buffer) => ReaderAnswer[] {
  let parts: Buffer[] = []
  let size = 0
  let head: ReaderHead | undefined
  const take = (held: Buffer, count: number, used = count): Buffer => {
    parts = [held.subarray(used)]
    size -= used
    return held.subarray(0, count)
  }
  const next = (): ReaderAnswer | undefined => {
    const wanted = head?.bytes ?? 0
    // Many pieces of one file are joined once, not at each of them.
    if (size < wanted || (head === undefined && size === 0)) return undefined
    const held = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
    parts = [held]
    if (head !== undefined) {
      head = undefined
      return { bytes: take(held, wanted) }
    }
    const end = held.indexOf(0x0a)
    if (end > maxHeadBytes || (end < 0 && size > maxHeadBytes)) throw tooLong()
    if (end < 0) return undefined
    const read = headOf(take(held, end, end + 1))
    const { bytes: announced, ...answer } = read
    if (announced === undefined) return answer
    if (announced > maxBytes) throw tooLong()
    head = read
    return next()
  }
  return (chunk) => {
    parts.push(chunk)
    size += chunk.length
    const answers: ReaderAnswer[] = []
    for (let answer = next(); answer !== undefined; answer = next()) answers.push(answer)
    return answers
  }
}

function headOf(line: Buffer): ReaderHead {
  try {
    return headSchema.parse(JSON.parse(line.toString('utf8')))
  } catch (cause) {
    throw new RangeError('what the reader says is no answer', { cause })
  }
}

const tooLong = () => new RangeError('an answer of the reader is too long')
