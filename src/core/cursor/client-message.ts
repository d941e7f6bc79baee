import {
  type ExecResult,
  readExecResult,
  readShellStream,
  type ShellOutput,
} from './client-exec.ts'
import {
  bytesAt,
  messageAlong,
  messageAt,
  numbersBesides,
  shownText,
  smallNumber,
} from './fields.ts'
import { type ActionEvent, type Prompt, readActionEvent, readBlob } from './prompt.ts'
import { type Field, readFields } from './protobuf.ts'
import { replaceAt } from './protobuf-write.ts'

export type { ExecResult, ShellOutput } from './client-exec.ts'

/** What one `AgentClientMessage` says. */
export type ClientEvent =
  | RunEvent
  | ActionEvent
  | ExecResult
  | ShellOutput
  | { type: 'exec-control'; id: number; control: 'close' | 'heartbeat' }
  | { type: 'exec-control'; id: number; control: 'throw'; error: string }
  | { type: 'kv'; id: number; result: 'get'; data: Uint8Array | undefined }
  | { type: 'kv'; id: number; result: 'set' }
  | { type: 'heartbeat' }
  | { type: 'interaction-response'; id: number; field: number; approved: boolean | 'unknown' }
  | { type: 'prewarm' }
  | { type: 'unknown'; fields: readonly string[] }

/** The start of a turn. */
export interface RunEvent {
  type: 'run'
  /** The action that starts it: `user-message`, `resume`, … */
  action: string
  prompts: readonly Prompt[]
  model: string
  conversationId: string
  /** Stays the same when the client tries again. */
  runId: string
  /** The request carries somebody's own credentials for a model provider. */
  hasModelCredentials: boolean
  /** System prompts the client asks for, in its words. */
  systemPrompts: readonly string[]
}

const nothing: ReadonlySet<number> = new Set()

/**
 * Reads one `AgentClientMessage`. A message with several fields, or with an unknown one, is
 * `unknown`: which of them counts is up to its reader.
 *
 * @throws {GuardError} `FRAME_MALFORMED` when it is no message
 */
export function decodeClientMessage(body: Uint8Array): ClientEvent {
  const fields = readFields(body)
  const [field] = fields
  if (field === undefined || fields.length > 1 || field.wire !== 2) {
    return { type: 'unknown', fields: numbersBesides(fields, nothing).map(String) }
  }
  const message = readFields(field.value)
  switch (field.number) {
    case 1:
      return readRun(message)
    case 2:
      return readShellStream(message) ?? readExecResult(message)
    case 3:
      return readKvResult(message)
    case 4:
      return readActionEvent(message, [])
    case 5:
      return readControl(message)
    case 6:
      return readResponse(message)
    case 7:
      return { type: 'heartbeat' }
    case 8:
      return { type: 'prewarm' }
    default:
      return { type: 'unknown', fields: [String(field.number)] }
  }
}

function readRun(message: readonly Field[]): RunEvent {
  const requested = messageAt(message, 9) ?? []
  const details = messageAt(message, 3) ?? []
  const blobs = message
    .filter((field) => field.number === 17 && field.wire === 2)
    .map((field) => readBlob(readFields(field.value)))
  const { action, prompts } = readActionEvent(messageAt(message, 2) ?? [], blobs)
  const spec = messageAt(message, 29) ?? []
  const systemPrompts = [shownText(message, 8), shownText(spec, 1), shownText(spec, 2)]
  return {
    type: 'run',
    action,
    prompts,
    model: shownText(requested, 1) || shownText(details, 1) || shownText(message, 18),
    conversationId: shownText(message, 5),
    runId: shownText(message, 25),
    hasModelCredentials: hasCredentials(message),
    systemPrompts: systemPrompts.filter((text) => text !== ''),
  }
}

/** Own keys stand in the requested model, the model's details, and those chosen for sub-agents. */
function hasCredentials(message: readonly Field[]): boolean {
  const models = message.filter(
    (field) => field.wire === 2 && [3, 9, 14, 15].includes(field.number),
  )
  const own = models.some((model) => {
    const numbers = model.number === 9 || model.number === 14 ? [4, 5, 6] : [8, 9, 10]
    return readFields(model.value).some((field) => numbers.includes(field.number))
  })
  return own || message.some((field) => field.number === 30)
}

function readKvResult(message: readonly Field[]): ClientEvent {
  const id = smallNumber(message, 1)
  const got = messageAt(message, 2)
  if (got !== undefined) return { type: 'kv', id, result: 'get', data: bytesAt(got, 1) }
  if (messageAt(message, 3) !== undefined) return { type: 'kv', id, result: 'set' }
  return { type: 'unknown', fields: ['3'] }
}

function readControl(message: readonly Field[]): ClientEvent {
  const [number, ...more] = numbersBesides(message, nothing)
  const inner = number === undefined ? undefined : messageAt(message, number)
  if (inner === undefined || more.length > 0) return { type: 'unknown', fields: ['5'] }
  const id = smallNumber(inner, 1)
  if (number === 1) return { type: 'exec-control', id, control: 'close' }
  if (number === 2)
    return { type: 'exec-control', id, control: 'throw', error: shownText(inner, 2) }
  if (number === 3) return { type: 'exec-control', id, control: 'heartbeat' }
  return { type: 'unknown', fields: [`5.${number}`] }
}

/** Answers to questions: in web search and fetch, field 1 approves and field 2 rejects. */
function readResponse(message: readonly Field[]): ClientEvent {
  const [field = 0] = numbersBesides(message, new Set([1]))
  const answer = numbersBesides(messageAlong(message, [field]) ?? [], nothing)
  const approved =
    answer.length !== 1 ? 'unknown' : answer[0] === 1 ? true : answer[0] === 2 ? false : 'unknown'
  return { type: 'interaction-response', id: smallNumber(message, 1), field, approved }
}

/** The message `output` was read from, with other text and everything else as it was. */
export function withShellText(body: Uint8Array, output: ShellOutput, text: string): Uint8Array {
  if (output.path === undefined || text === output.text) return body
  return replaceAt(body, output.path, Buffer.from(text, 'utf8'))
}
