import { GuardError } from '../errors.ts'
import { messageAlong, messageAt, shownText } from './fields.ts'
import { type Field, lossyText } from './protobuf.ts'
import { lengthDelimited, replaceAt, stringField } from './protobuf-write.ts'

/** A piece of a text that arrives in many messages. */
export interface TextDelta {
  type:
    | 'text-delta'
    | 'thinking-delta'
    | 'args-delta'
    | 'edit-delta'
    | 'shell-output-delta'
    | 'tool-output-delta'
  text: string
  /** Field numbers from the message's root to the text. */
  path: readonly number[]
  /** Deltas with the same value continue one text: mask them as one. */
  stream: string
  /** The tool call it belongs to; absent for text and thinking. */
  callId?: string
  channel?: 'stdout' | 'stderr'
  /** Set by the service itself rather than by the model. */
  notice?: true
  /** The message holds more texts than this one, such as a copy of the call: mask it as a whole. */
  extras?: true
  /** Call ids of the sub-agent tasks around it, outermost first. */
  tasks: readonly string[]
}

interface Shape {
  type: TextDelta['type']
  /** Where the text stands in an `InteractionUpdate`. */
  path: readonly number[]
  /** Field of the call id in the first message of the path, and of the model's own id beside it. */
  callId?: number
  modelCallId?: number
  channel?: 'stdout' | 'stderr'
}

const shapes: readonly Shape[] = [
  { type: 'text-delta', path: [1, 1] },
  { type: 'thinking-delta', path: [4, 1] },
  { type: 'args-delta', path: [7, 3], callId: 1, modelCallId: 4 },
  { type: 'edit-delta', path: [15, 2, 3, 1], callId: 1, modelCallId: 3 },
  {
    type: 'tool-output-delta',
    path: [15, 2, 1, 1, 1],
    callId: 1,
    modelCallId: 3,
    channel: 'stdout',
  },
  {
    type: 'tool-output-delta',
    path: [15, 2, 1, 2, 1],
    callId: 1,
    modelCallId: 3,
    channel: 'stderr',
  },
  { type: 'shell-output-delta', path: [12, 1, 1], channel: 'stdout' },
  { type: 'shell-output-delta', path: [12, 2, 1], channel: 'stderr' },
]
const shapesByField = Map.groupBy(shapes, (shape) => shape.path[0])

/** A sub-agent's updates come inside its task's delta. */
export const taskPath = [15, 2, 2, 1] as const

/**
 * Reads an `InteractionUpdate` that holds the field `number` alone as a delta, or `undefined` when
 * it is none. `prefix` and `tasks` tell where the update itself stands.
 *
 * @throws {GuardError} `FRAME_MALFORMED` when it holds two texts
 */
export function readDelta(
  update: readonly Field[],
  number: number,
  { prefix, tasks }: { prefix: readonly number[]; tasks: readonly string[] },
): TextDelta | undefined {
  for (const shape of shapesByField.get(number) ?? []) {
    const holder = messageAlong(update, shape.path.slice(0, -1))
    const field = shape.path.at(-1) as number
    // A delta without text is written without the field; only some shapes are recognisable then.
    const bare = shape.path.length === 2 && shape.callId === undefined
    const texts = holder?.filter((one) => one.number === field).length ?? 0
    if (holder === undefined || !(bare || texts > 0)) continue
    if (texts > 1) throw new GuardError('FRAME_MALFORMED', `a ${shape.type} holds ${texts} texts`)
    const callId = shape.callId === undefined ? undefined : callIdOf(update, number, shape.callId)
    return {
      type: shape.type,
      text: shownText(holder, field),
      path: [...prefix, ...shape.path],
      stream: [...tasks, shape.type, callId ?? '', shape.channel ?? ''].join('/'),
      ...(callId !== undefined && { callId }),
      ...(shape.channel !== undefined && { channel: shape.channel }),
      ...(number === 1 && holder.some((one) => one.number === 2) && { notice: true as const }),
      ...(hasExtras(update, shape) && { extras: true as const }),
      tasks,
    }
  }
  return undefined
}

/** Whether anything but ids stands beside the way to the text. */
function hasExtras(update: readonly Field[], shape: Shape): boolean {
  let here: readonly Field[] = update
  return shape.path.some((number, level) => {
    const ids = level === 1 ? [shape.callId, shape.modelCallId] : []
    const beside = here.some(
      (field) => field.wire > 1 && field.number !== number && !ids.includes(field.number),
    )
    here = level + 1 < shape.path.length ? (messageAt(here, number) ?? []) : []
    return beside
  })
}

const callIdOf = (update: readonly Field[], number: number, field: number): string =>
  shownText(messageAt(update, number) ?? [], field)

/**
 * The commonest message by far, read without looking at anything else: one text delta with one
 * text. `undefined` when the bytes are anything else, even another spelling of the same.
 */
export function readPlainTextDelta(body: Uint8Array): TextDelta | undefined {
  let at = 0
  for (let level = 0; level < 3; level++) {
    if (body[at++] !== 0x0a) return undefined
    let length = body[at++] as number
    if (length >= 0x80) {
      const high = body[at++] as number
      if (high === 0 || high >= 0x80) return undefined
      length += (high - 1) * 0x80
    }
    if (at + length !== body.length) return undefined
  }
  return {
    type: 'text-delta',
    text: lossyText(body.subarray(at)),
    path: plainPath,
    stream: plainStream,
    tasks: noTasks,
  }
}

const plainPath: readonly number[] = [1, 1, 1]
const plainStream = 'text-delta//'
const noTasks: readonly string[] = []

/** The bytes `readPlainTextDelta` reads, made in one piece: three messages around one text. */
function writePlainTextDelta(text: string): Uint8Array {
  const sizes = [Buffer.byteLength(text, 'utf8')]
  for (let level = 0; level < 2; level++) {
    const inner = sizes[0] as number
    sizes.unshift(1 + lengthSize(inner) + inner)
  }
  const outer = sizes[0] as number
  const body = Buffer.allocUnsafe(1 + lengthSize(outer) + outer)
  let at = 0
  for (const size of sizes) {
    body[at++] = 0x0a
    let rest = size
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) body[at++] = (rest % 0x80) + 0x80
    body[at++] = rest
  }
  body.write(text, at, 'utf8')
  return body
}

/** Bytes of the varint of a length. */
const lengthSize = (length: number): number =>
  length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : length < 0x1000_0000 ? 4 : 5

/** The message `delta` was read from, with another text and everything else as it was. */
export function withText(body: Uint8Array, delta: TextDelta, text: string): Uint8Array {
  if (text === delta.text) return body
  if (delta.path === plainPath) return writePlainTextDelta(text)
  return replaceAt(body, delta.path, Buffer.from(text, 'utf8'))
}

/** A new message with more text of the same kind, in the same tool call and the same task. */
export function makeTextLike(delta: TextDelta, text: string): Uint8Array {
  const shape = shapes.find(
    (one) => one.type === delta.type && one.channel === delta.channel,
  ) as Shape
  const [outer, ...inner] = shape.path as [number, ...number[]]
  const content = wrap(inner, text)
  const callId = shape.callId === undefined ? [] : [stringField(shape.callId, delta.callId ?? '')]
  let update = lengthDelimited(outer, ...callId, content)
  for (const task of delta.tasks.toReversed()) {
    const [call, ...deeper] = taskPath
    let nested = update
    for (const number of deeper.toReversed()) nested = lengthDelimited(number, nested)
    update = lengthDelimited(call, stringField(1, task), nested)
  }
  return lengthDelimited(1, update)
}

function wrap(path: readonly number[], text: string): Uint8Array {
  const [number, ...rest] = path as [number, ...number[]]
  return rest.length === 0 ? stringField(number, text) : lengthDelimited(number, wrap(rest, text))
}
