import { isUtf8 } from 'node:buffer'
import { GuardError } from '../errors.ts'
import { maskBytes } from './mask-bytes.ts'
import { type Hint, hintFor, type MessageKind, roots } from './message-hints.ts'
import { type Field, maxDepth, readFields, tryReadFields } from './protobuf.ts'
import { concat, lengthDelimited } from './protobuf-write.ts'

/** Returns the text with its secrets replaced, or the same text. `path` holds field numbers. */
export type MaskText = (text: string, path: readonly number[]) => string

export interface MaskOptions {
  /** Paths that are left alone, with everything below them. */
  skip?: readonly (readonly number[])[]
  /** Whose message it is; with it, known fields are not guessed. */
  kind?: MessageKind
}

/** Bytes of content looked at a second time, because they could be a text or a message. */
const maxSecondLooks = 64 * 1024 * 1024

interface Walk {
  mask: MaskText
  skip: ReadonlySet<string>
  /** Every path above a skipped one: those can only be messages. */
  aboveSkipped: ReadonlySet<string>
  secondLooks: number
}

/**
 * Masks every text of a message, known or not, however deep. What did not change stays byte for
 * byte, unknown fields too; where a text changed, the lengths around it are written anew.
 *
 * The wire does not tell texts from messages. Content that can only be one is that. Content that can
 * be both is masked as a message, and must then hold no secret as a text either; if it does, it is
 * masked as a text. So no secret passes because its surroundings happen to look like a message, and
 * a secret is found although the length byte before it looks like one more letter.
 *
 * @throws {GuardError} `FRAME_MALFORMED` when `body` is no message, or too much of it is ambiguous
 */
export function maskMessage(
  body: Uint8Array,
  mask: MaskText,
  options: MaskOptions = {},
): Uint8Array {
  const paths = options.skip ?? []
  const walk: Walk = {
    mask,
    skip: new Set(paths.map((path) => path.join('.'))),
    aboveSkipped: new Set(
      paths.flatMap((path) => path.map((_, end) => path.slice(0, end).join('.'))),
    ),
    secondLooks: maxSecondLooks,
  }
  const hint = options.kind === undefined ? undefined : roots[options.kind]
  return maskFields(body, readFields(body), { walk, path: [], hint })
}

/** Every text of a message, as `maskMessage` would hand them out. */
export function textsOf(body: Uint8Array, options: MaskOptions = {}): string[] {
  const texts: string[] = []
  maskMessage(
    body,
    (text) => {
      texts.push(text)
      return text
    },
    options,
  )
  return texts
}

interface Place {
  walk: Walk
  path: readonly number[]
  hint: Hint | undefined
}

function maskFields(bytes: Uint8Array, fields: readonly Field[], place: Place): Uint8Array {
  const parts: Uint8Array[] = []
  let copied = 0
  for (const field of fields) {
    if (field.wire !== 2 && field.wire !== 3) continue
    const path = [...place.path, field.number]
    if (isIn(place.walk.skip, path)) continue
    const inside: Place = { walk: place.walk, path, hint: hintFor(place.hint, field.number) }
    const value = field.wire === 3 ? maskGroup(field, inside) : maskContent(field.value, inside)
    if (value === field.value) continue
    parts.push(bytes.subarray(copied, field.start), encode(bytes, field, value))
    copied = field.end
  }
  if (copied === 0) return bytes
  return concat(...parts, bytes.subarray(copied))
}

/** Most walks skip nothing; then no key is made. */
const isIn = (paths: ReadonlySet<string>, path: readonly number[]): boolean =>
  paths.size > 0 && paths.has(path.join('.'))

function encode(bytes: Uint8Array, field: Field, value: Uint8Array): Uint8Array {
  if (field.wire === 2) return lengthDelimited(field.number, value)
  const from = field.value.byteOffset - bytes.byteOffset
  const opening = bytes.subarray(field.start, from)
  return concat(opening, value, bytes.subarray(from + field.value.length, field.end))
}

/** Groups nest no deeper than their reader allows. */
function maskGroup(field: Field, place: Place): Uint8Array {
  return maskFields(field.value, readFields(field.value), place)
}

function maskContent(bytes: Uint8Array, place: Place): Uint8Array {
  if (bytes.length === 0) return bytes
  const { hint } = place
  if (hint === 'text' || hint === 'bytes') return maskRuns(bytes, place)
  const fields = place.path.length < maxDepth ? tryReadFields(bytes) : 'is too deep'
  if (typeof fields === 'string') return maskRuns(bytes, place)
  const masked = maskFields(bytes, fields, place)
  const onlyMessage = hint !== undefined || isIn(place.walk.aboveSkipped, place.path)
  if (onlyMessage || !isUtf8(bytes)) return masked
  return lookAgain(bytes, masked, place)
}

/** Content that can be both: as a text, too, it must hold no secret. */
function lookAgain(bytes: Uint8Array, masked: Uint8Array, place: Place): Uint8Array {
  place.walk.secondLooks -= masked.length
  if (place.walk.secondLooks < 0) {
    throw new GuardError(
      'FRAME_MALFORMED',
      'a message has too many parts that could be texts or messages',
    )
  }
  const asText = maskRuns(masked, place)
  if (asText === masked) return masked
  return masked === bytes ? asText : maskRuns(bytes, place)
}

const maskRuns = (bytes: Uint8Array, { walk, path }: Place): Uint8Array =>
  maskBytes(bytes, (text) => walk.mask(text, path))
