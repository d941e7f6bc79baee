import type { OrUnknown, ToolKind, ToolSubject } from '../policy/subject.ts'
import { type ExecArguments, execFamilies } from './exec-families.ts'
import { messageAt, numbersBesides, shownText, smallNumber } from './fields.ts'
import type { Field } from './protobuf.ts'
import { lengthDelimited, stringField, varintField } from './protobuf-write.ts'

/** Something the client is asked to do on its machine. */
export interface ExecRequest extends Omit<ExecArguments, 'tool'> {
  /** Answers carry the same number. */
  id: number
  execId: string
  /** The fields that ask for something. One in a good message; several are a trick or a mistake. */
  fields: readonly number[]
  /** What is asked, for people: `shell-stream`, `write`, `field 99`. */
  name: string
  /** `none`: asks about the machine, does nothing to it. `unknown`: nobody could name it. */
  tool: OrUnknown<ToolKind> | 'none'
}

/** id, exec_id, span_context, accept_hook_additional_contexts, machine_id. */
const envelopeFields: ReadonlySet<number> = new Set([1, 15, 19, 55, 57])

/**
 * Reads an `ExecServerMessage`. A message that asks for two things, or for something unknown, has
 * `tool: 'unknown'` and names every field it uses: readers take the last one, and a later client may
 * understand what we do not.
 *
 * @throws {GuardError} `FRAME_MALFORMED` when the arguments are no message
 */
export function readExecRequest(fields: readonly Field[]): ExecRequest {
  const asked = numbersBesides(fields, envelopeFields)
  const head = { id: smallNumber(fields, 1), execId: shownText(fields, 15), fields: asked }
  const [number] = asked
  const family = number === undefined ? undefined : execFamilies.get(number)
  if (number === undefined || family === undefined || asked.length > 1) {
    return { ...head, name: nameOf(asked), tool: 'unknown' }
  }
  const { tool, toolCallId, ...args } = family.read(messageAt(fields, number) ?? [])
  const call = toolCallId === undefined || toolCallId === '' ? {} : { toolCallId }
  return { ...head, ...args, ...call, name: family.name, tool: tool ?? family.tool }
}

function nameOf(asked: readonly number[]): string {
  if (asked.length === 0) return 'nothing'
  return asked.map((number) => execFamilies.get(number)?.name ?? `field ${number}`).join(' and ')
}

/** What the policy judges, or `undefined` for a question about the machine. */
export function toolSubject(exec: ExecRequest): ToolSubject | undefined {
  const { tool, name, command, path, mcp, url } = exec
  if (tool === 'none') return undefined
  return {
    kind: 'tool',
    tool,
    name,
    ...(command !== undefined && { command }),
    ...(path !== undefined && { path }),
    ...(mcp !== undefined && { mcp }),
    ...(url !== undefined && { url }),
  }
}

/**
 * The messages (`AgentClientMessage`) that tell the service a request was refused, as the client
 * itself would: the family's own rejection, or `throw` where there is none, then `stream_close`.
 */
export function rejectExec(exec: ExecRequest, reason: string): Uint8Array[] {
  const [number] = exec.fields
  const family =
    number === undefined || exec.fields.length > 1 ? undefined : execFamilies.get(number)
  if (family === undefined || family.refusal === 'throw') {
    const error = lengthDelimited(2, varintField(1, exec.id), stringField(2, reason))
    return [lengthDelimited(5, error), streamClose(exec.id)]
  }
  const { shape, field } = family.refusal
  const said = (value: OrUnknown<string> | undefined) => stringField(1, value ?? '')
  const content = {
    shell: [
      said(exec.command),
      stringField(2, exec.workingDirectory ?? ''),
      stringField(3, reason),
    ],
    path: [said(exec.path), stringField(2, reason)],
    url: [said(exec.url), stringField(2, reason)],
    reason: [stringField(1, reason)],
  }[shape]
  return [execReply(exec, family.reply, lengthDelimited(field, ...content)), streamClose(exec.id)]
}

/** An `AgentClientMessage` with one result for a request. */
export function execReply(
  exec: Pick<ExecRequest, 'id' | 'execId'>,
  replyField: number,
  result: Uint8Array,
): Uint8Array {
  return lengthDelimited(
    2,
    varintField(1, exec.id),
    ...(exec.execId === '' ? [] : [stringField(15, exec.execId)]),
    lengthDelimited(replyField, result),
  )
}

/** The `AgentClientMessage` that follows the last result of a request. */
function streamClose(id: number): Uint8Array {
  return lengthDelimited(5, lengthDelimited(1, varintField(1, id)))
}

/** The `AgentClientMessage` a client sends every 3 s while it works on a request. */
export function execHeartbeat(id: number): Uint8Array {
  return lengthDelimited(5, lengthDelimited(3, varintField(1, id)))
}

/** The `AgentClientMessage` a client sends every 5 s. */
export function clientHeartbeat(): Uint8Array {
  return lengthDelimited(7)
}
