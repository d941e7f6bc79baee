import { readDelta, readPlainTextDelta, type TextDelta, taskPath } from './delta.ts'
import { type ExecRequest, readExecRequest } from './exec.ts'
import {
  bytesAt,
  largeNumber,
  messageAlong,
  messageAt,
  numbersBesides,
  shownText,
  smallNumber,
} from './fields.ts'
import { type Field, maxDepth, readFields } from './protobuf.ts'
import { lengthDelimited } from './protobuf-write.ts'

export { makeTextLike, type TextDelta, withText } from './delta.ts'

/** Tokens of one turn. */
export interface Usage {
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
  reasoning: number
}

/** What one `AgentServerMessage` says. */
export type ServerEvent =
  | TextDelta
  | { type: 'tool-started' | 'tool-completed'; callId: string; tool: string }
  | { type: 'heartbeat' }
  | { type: 'token-delta'; tokens: number }
  | { type: 'turn-ended'; usage: Usage }
  | { type: 'step' }
  | { type: 'exec'; exec: ExecRequest }
  | { type: 'exec-abort'; id: number }
  | { type: 'checkpoint'; usedTokens: number; maxTokens: number }
  | { type: 'kv-set'; id: number; blobId: Uint8Array; data: Uint8Array }
  | { type: 'kv-get'; id: number; blobId: Uint8Array }
  | { type: 'interaction-query'; id: number; query: string }
  | { type: 'model'; name: string }
  | { type: 'summary'; text: string }
  | { type: 'other'; name: string }
  | UnknownMessage

/** A message that could mean something else to its reader than to us. */
interface UnknownMessage {
  type: 'unknown'
  /** Field numbers from the root to what nobody could name, as in `2`, `1.28`. */
  fields: readonly string[]
  /** Every request to execute something it carries, whatever else it carries. */
  execs: readonly ExecRequest[]
}

const nothing: ReadonlySet<number> = new Set()
const messageFields: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 7, 8])

/**
 * Reads one `AgentServerMessage`.
 *
 * The message is a choice of one field; readers of a message with several take the last. Here such
 * a message is `unknown` and lists every request in it, so that nothing hides behind a harmless field.
 *
 * @throws {GuardError} `FRAME_MALFORMED` when the client could not read it either
 */
export function decodeServerMessage(body: Uint8Array): ServerEvent {
  return readPlainTextDelta(body) ?? decodeFields(readFields(body))
}

function decodeFields(fields: readonly Field[]): ServerEvent {
  const [field] = fields
  const unknown = numbersBesides(fields, messageFields)
  if (field === undefined || fields.length > 1 || unknown.length > 0 || field.wire !== 2) {
    return unknownMessage(fields, unknown.length > 0 ? unknown : numbersBesides(fields, nothing))
  }
  const message = readFields(field.value)
  if (field.number === 1) return readUpdate(message, { prefix: [1], tasks: [] })
  if (field.number === 2) return { type: 'exec', exec: readExecRequest(message) }
  if (field.number === 3) return readCheckpoint(message)
  if (field.number === 4) return readKv(message)
  if (field.number === 5) return readControl(message)
  if (field.number === 7) return readQuery(message)
  return { type: 'other', name: 'ttft-breakdown' }
}

function unknownMessage(fields: readonly Field[], unknown: readonly number[]): UnknownMessage {
  const requests = fields.filter((field) => field.number === 2 && field.wire === 2)
  return {
    type: 'unknown',
    fields: unknown.map(String),
    execs: requests.map((field) => readExecRequest(readFields(field.value))),
  }
}

const unknownAt = (prefix: readonly number[], numbers: readonly number[]): UnknownMessage => ({
  type: 'unknown',
  fields: numbers.map((number) => [...prefix, number].join('.')),
  execs: [],
})

/** Updates that carry nothing we act on. */
const plainUpdates: ReadonlyMap<number, string> = new Map([
  [5, 'thinking-completed'],
  [6, 'user-message-appended'],
  [10, 'summary-started'],
  [11, 'summary-completed'],
  [18, 'prompt-suggestion'],
  [19, 'post-request-prompt'],
  [20, 'active-branch-change'],
  [21, 'feedback-request'],
  [22, 'response-comparison'],
  [23, 'context-injection-state'],
  [26, 'nudge'],
  [27, 'tool-requests-listed'],
])
/** Updates that we read, or know to be deltas without text. */
const actedUpon: ReadonlySet<number> = new Set([2, 3, 7, 8, 9, 12, 13, 14, 15, 16, 17, 24])
/** A time stamp that stands beside the choice. */
const besideUpdate: ReadonlySet<number> = new Set([25])

interface Place {
  prefix: readonly number[]
  tasks: readonly string[]
}

/** Reads an `InteractionUpdate`: what the client shows. */
function readUpdate(fields: readonly Field[], place: Place): ServerEvent {
  const asked = numbersBesides(fields, besideUpdate)
  const [number] = asked
  const times = fields.filter((field) => field.number === number).length
  if (number === undefined || asked.length > 1 || times > 1) return unknownAt(place.prefix, asked)
  const delta = readDelta(fields, number, place)
  if (delta !== undefined) return delta
  const plain = plainUpdates.get(number)
  if (plain !== undefined) return { type: 'other', name: plain }
  if (!actedUpon.has(number)) return unknownAt(place.prefix, [number])
  const message = messageAt(fields, number) ?? []
  switch (number) {
    case 2:
      return { type: 'tool-started', ...readToolCall(message) }
    case 3:
      return { type: 'tool-completed', ...readToolCall(message) }
    case 7:
      return { type: 'other', name: 'partial-tool-call' }
    case 8:
      return { type: 'token-delta', tokens: smallNumber(message, 1) }
    case 9:
      return { type: 'summary', text: shownText(message, 1) }
    case 12:
      return { type: 'other', name: 'shell-output-delta' }
    case 13:
      return { type: 'heartbeat' }
    case 14:
      return { type: 'turn-ended', usage: readUsage(message) }
    case 15:
      return readToolDelta(fields, message, place)
    case 24:
      return { type: 'model', name: shownText(message, 1) }
    default:
      return { type: 'step' }
  }
}

/** A tool's delta without text: a sub-agent's update, or something of no interest. */
function readToolDelta(
  fields: readonly Field[],
  message: readonly Field[],
  place: Place,
): ServerEvent {
  const nested = messageAlong(fields, taskPath)
  if (nested === undefined) return { type: 'other', name: 'tool-call-delta' }
  const prefix = [...place.prefix, ...taskPath]
  if (prefix.length > maxDepth) return unknownAt(prefix, [])
  return readUpdate(nested as Field[], { prefix, tasks: [...place.tasks, shownText(message, 1)] })
}

const readUsage = (message: readonly Field[]): Usage => ({
  input: largeNumber(message, 1),
  output: largeNumber(message, 2),
  cacheRead: largeNumber(message, 3),
  cacheWrite: largeNumber(message, 4),
  reasoning: largeNumber(message, 5),
})

/** Tools as the client displays them; the copy that is executed comes as a request of its own. */
const toolNames: ReadonlyMap<number, string> = new Map([
  [1, 'shell'],
  [3, 'delete'],
  [4, 'glob'],
  [5, 'grep'],
  [8, 'read'],
  [12, 'edit'],
  [13, 'ls'],
  [15, 'mcp'],
  [18, 'web-search'],
  [19, 'task'],
  [22, 'apply-agent-diff'],
  [24, 'fetch'],
  [31, 'write-shell-stdin'],
  [37, 'web-fetch'],
  [61, 'pi-read'],
  [62, 'pi-bash'],
  [63, 'pi-edit'],
  [64, 'pi-write'],
  [65, 'pi-grep'],
  [66, 'pi-find'],
  [67, 'pi-ls'],
])
/** hook_additional_contexts, tool_call_id, started_at_ms, completed_at_ms. */
const besideTool: ReadonlySet<number> = new Set([54, 57, 59, 60])

function readToolCall(message: readonly Field[]): { callId: string; tool: string } {
  const tools = numbersBesides(messageAt(message, 2) ?? [], besideTool)
  return {
    callId: shownText(message, 1),
    tool: tools.map((number) => toolNames.get(number) ?? `field ${number}`).join(' and '),
  }
}

function readCheckpoint(message: readonly Field[]): ServerEvent {
  const tokens = messageAt(message, 5) ?? []
  return {
    type: 'checkpoint',
    usedTokens: smallNumber(tokens, 1),
    maxTokens: smallNumber(tokens, 2),
  }
}

function readKv(message: readonly Field[]): ServerEvent {
  const asked = numbersBesides(message, new Set([1, 4]))
  const args =
    asked.length === 1 && asked[0] !== undefined ? messageAt(message, asked[0]) : undefined
  if (args === undefined) return unknownAt([4], asked)
  const head = { id: smallNumber(message, 1), blobId: bytesAt(args, 1) ?? new Uint8Array(0) }
  if (asked[0] === 2) return { type: 'kv-get', ...head }
  if (asked[0] === 3)
    return { type: 'kv-set', ...head, data: bytesAt(args, 2) ?? new Uint8Array(0) }
  return unknownAt([4], asked)
}

function readControl(message: readonly Field[]): ServerEvent {
  const asked = numbersBesides(message, nothing)
  const abort = asked.length === 1 ? messageAt(message, 1) : undefined
  return abort === undefined
    ? unknownAt([5], asked)
    : { type: 'exec-abort', id: smallNumber(abort, 1) }
}

/** Questions to the person in front of the client. */
const queries: ReadonlyMap<number, string> = new Map([
  [2, 'web-search'],
  [3, 'ask-question'],
  [4, 'switch-mode'],
  [7, 'create-plan'],
  [8, 'setup-vm-environment'],
  [9, 'web-fetch'],
  [10, 'pr-management'],
  [11, 'mcp-auth'],
  [12, 'generate-image'],
  [13, 'replace-env'],
  [14, 'connect-scm'],
])

function readQuery(message: readonly Field[]): ServerEvent {
  const asked = numbersBesides(message, new Set([1]))
  const query = asked.length === 1 ? queries.get(asked[0] as number) : undefined
  if (query === undefined) return unknownAt([7], asked)
  return { type: 'interaction-query', id: smallNumber(message, 1), query }
}

/** The `AgentServerMessage` that keeps a waiting client from giving up; it does so after 30 s. */
export function serverHeartbeat(): Uint8Array {
  return lengthDelimited(1, lengthDelimited(13))
}
