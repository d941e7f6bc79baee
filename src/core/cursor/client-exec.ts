import { replyNames } from './exec-families.ts'
import { bytesAt, messageAt, numbersBesides, shownText, smallNumber } from './fields.ts'
import { type Field, lossyText } from './protobuf.ts'

/** What became of a request. */
export interface ExecResult {
  type: 'exec-result'
  id: number
  execId: string
  /** Field of the reply in the client's message; 0 when there is none or more than one. */
  field: number
  /** Name of the request it answers: `write`, `pi-bash`, … */
  name: string
  outcome: 'success' | 'failure' | 'rejected' | 'unknown'
  exitCode?: number
  /** What a person would look at: output, content, an error. */
  text?: string
  path?: string
  /** The file's content before, as a delete reports it, and after, as a write does. */
  before?: string
  after?: string
  /** A diff, when the client made one. */
  diff?: string
}

/** A piece of a running command's output, or a change of its state. */
export interface ShellOutput {
  type: 'shell-output'
  id: number
  execId: string
  stream:
    | 'stdout'
    | 'stderr'
    | 'exit'
    | 'start'
    | 'rejected'
    | 'denied'
    | 'backgrounded'
    | 'hook'
    | 'unsupported'
    | 'unknown'
  text: string
  /** Field numbers to the text, when there is one that may be replaced. */
  path?: readonly number[]
  exitCode?: number
  /** The message holds more texts than this one, such as words of a hook: mask it as a whole. */
  extras?: true
}

const hookContexts = 45
/** id, exec_id, local_execution_time_ms, hook_additional_contexts. */
const besideReply: ReadonlySet<number> = new Set([1, 15, 39, hookContexts])
const shellStreamField = 14

const shellEvents: ReadonlyMap<number, { stream: ShellOutput['stream']; text?: number }> = new Map([
  [1, { stream: 'stdout', text: 1 }],
  [2, { stream: 'stderr', text: 1 }],
  [3, { stream: 'exit' }],
  [4, { stream: 'start' }],
  [5, { stream: 'rejected', text: 3 }],
  [6, { stream: 'denied', text: 3 }],
  [7, { stream: 'backgrounded' }],
  [8, { stream: 'hook' }],
  [9, { stream: 'unsupported', text: 4 }],
])

/** Reads an `ExecClientMessage` that carries a `ShellStream`; `undefined` for any other. */
export function readShellStream(message: readonly Field[]): ShellOutput | undefined {
  const replies = numbersBesides(message, besideReply)
  if (replies.length !== 1 || replies[0] !== shellStreamField) return undefined
  const events = messageAt(message, shellStreamField) ?? []
  const [number, ...more] = numbersBesides(events, new Set())
  const head = {
    type: 'shell-output' as const,
    id: smallNumber(message, 1),
    execId: shownText(message, 15),
    ...(message.some((field) => field.number === hookContexts) && { extras: true as const }),
  }
  const event = number === undefined || more.length > 0 ? undefined : shellEvents.get(number)
  if (number === undefined || event === undefined) return { ...head, stream: 'unknown', text: '' }
  const inner = messageAt(events, number) ?? []
  const { stream, text } = event
  if (stream === 'exit') return { ...head, stream, text: '', exitCode: smallNumber(inner, 1) }
  if (text === undefined) return { ...head, stream, text: '' }
  const path = inner.some((field) => field.number === text) && [2, shellStreamField, number, text]
  return { ...head, stream, text: shownText(inner, text), ...(path && { path }) }
}

/** How one kind of reply is read: the number of each outcome, and where its text stands. */
interface ReplyShape {
  success: readonly number[]
  rejected?: number
  read?: (outcome: number, inner: readonly Field[]) => Partial<ExecResult>
}

const said = (inner: readonly Field[], number: number) => {
  const text = shownText(inner, number)
  return text === '' ? {} : { text }
}
const pathAnd = (inner: readonly Field[], number: number) => ({
  path: shownText(inner, 1),
  ...said(inner, number),
})

const plain: ReplyShape = { success: [1], read: (_, inner) => said(inner, 1) }
const rejectable: ReplyShape = { ...plain, rejected: 3 }
const shellResult: ReplyShape = { success: [1], rejected: 4, read: readShellResult }
const readResult: ReplyShape = {
  success: [1],
  rejected: 3,
  read: (outcome, inner) => {
    const data = outcome === 1 ? bytesAt(inner, 5) : undefined
    return data === undefined
      ? pathAnd(inner, 2)
      : { path: shownText(inner, 1), text: lossyText(data) }
  },
}

const replyShapes: ReadonlyMap<number, ReplyShape> = new Map<number, ReplyShape>([
  [2, shellResult],
  [55, shellResult],
  [3, { success: [1], rejected: 6, read: readWriteResult }],
  [4, { success: [1], rejected: 6, read: readDeleteResult }],
  [5, { success: [1], read: (outcome, inner) => (outcome === 2 ? said(inner, 1) : {}) }],
  [7, readResult],
  [29, readResult],
  [
    8,
    {
      success: [1],
      rejected: 3,
      read: (outcome, inner) => (outcome === 3 ? pathAnd(inner, 2) : {}),
    },
  ],
  [
    9,
    {
      success: [1],
      rejected: 3,
      read: (outcome, inner) => (outcome === 3 ? pathAnd(inner, 2) : {}),
    },
  ],
  [10, { success: [1], rejected: 3 }],
  [11, { success: [1], rejected: 3, read: readMcpResult }],
  [
    16,
    { success: [1], rejected: 3, read: (outcome, inner) => (outcome === 1 ? {} : said(inner, 3)) },
  ],
  [17, rejectable],
  [18, { success: [1], rejected: 3 }],
  [20, { success: [1], read: (_, inner) => said(inner, 2) }],
  [23, { success: [1], read: (outcome, inner) => (outcome === 2 ? said(inner, 1) : {}) }],
  [28, { success: [1], read: (outcome, inner) => (outcome === 2 ? said(inner, 2) : {}) }],
  [46, plain],
  [47, plain],
  [48, { ...rejectable, read: readPiEditResult }],
  [49, rejectable],
  [50, plain],
  [51, plain],
  [52, plain],
])

/**
 * Reads an `ExecClientMessage` with the result of a request. An unknown result, or several, have
 * the outcome `unknown`.
 */
export function readExecResult(message: readonly Field[]): ExecResult {
  const replies = numbersBesides(message, besideReply)
  const [field = 0] = replies.length === 1 ? replies : []
  const head = {
    type: 'exec-result' as const,
    id: smallNumber(message, 1),
    execId: shownText(message, 15),
    field,
    name: replyNames.get(field) ?? replies.map((number) => `field ${number}`).join(' and '),
  }
  const shape = replyShapes.get(field)
  if (shape === undefined) return { ...head, outcome: 'unknown' }
  const result = messageAt(message, field) ?? []
  const [outcome, ...more] = numbersBesides(result, besideResult)
  const choice = result.find((one) => one.number === outcome)
  if (outcome === undefined || more.length > 0 || choice?.wire !== 2) {
    return { ...head, outcome: 'unknown' }
  }
  const inner = messageAt(result, outcome) ?? []
  return { ...head, outcome: outcomeOf(shape, outcome), ...shape.read?.(outcome, inner) }
}

/** Details of a shell result that stand beside its outcome. */
const besideResult: ReadonlySet<number> = new Set([101, 102, 103, 104])

function outcomeOf(shape: ReplyShape, outcome: number): ExecResult['outcome'] {
  if (shape.success.includes(outcome)) return 'success'
  return outcome === shape.rejected ? 'rejected' : 'failure'
}

function readShellResult(outcome: number, inner: readonly Field[]): Partial<ExecResult> {
  if (outcome > 2) return said(inner, 3)
  const text = [shownText(inner, 5), shownText(inner, 6)].filter((part) => part !== '').join('\n')
  return { exitCode: smallNumber(inner, 3) | 0, ...(text !== '' && { text }) }
}

function readWriteResult(outcome: number, inner: readonly Field[]): Partial<ExecResult> {
  if (outcome !== 1) return pathAnd(inner, 2)
  const after = shownText(inner, 4)
  return { path: shownText(inner, 1), ...(after !== '' && { after }) }
}

function readDeleteResult(outcome: number, inner: readonly Field[]): Partial<ExecResult> {
  if (outcome !== 1) return pathAnd(inner, 2)
  const before = shownText(inner, 4)
  return { path: shownText(inner, 1), ...(before !== '' && { before }) }
}

function readPiEditResult(outcome: number, inner: readonly Field[]): Partial<ExecResult> {
  const diff = outcome === 1 ? shownText(inner, 3) || shownText(inner, 2) : ''
  return { ...said(inner, 1), ...(diff !== '' && { diff }) }
}

/** Content items are a choice; the text of a text item stands at 1.1. */
function readMcpResult(outcome: number, inner: readonly Field[]): Partial<ExecResult> {
  if (outcome !== 1) return said(inner, 1)
  const texts = inner
    .filter((field) => field.number === 1)
    .map((field) => messageTextOf(field))
    .filter((text) => text !== '')
  return texts.length === 0 ? {} : { text: texts.join('\n') }
}

function messageTextOf(item: Field): string {
  const text = messageAt([item], 1) ?? []
  return shownText(messageAt(text, 1) ?? [], 1)
}
