import {
  concat,
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'

/** Builders of `AgentServerMessage`, for what the stand-in says. */
const update = (number: number, ...content: Uint8Array[]) =>
  lengthDelimited(1, lengthDelimited(number, ...content))

export const textDelta = (text: string) => update(1, stringField(1, text))
export const thinkingDelta = (text: string) => update(4, stringField(1, text))
export const thinkingCompleted = (ms: number) => update(5, varintField(1, ms))
export const tokenDelta = (tokens: number) => update(8, varintField(1, tokens))
export const heartbeat = () => update(13)
export const stepStarted = (step: number) => update(16, varintField(1, step))
export const stepCompleted = (step: number) => update(17, varintField(1, step))
export const routedModel = (name: string) => update(24, stringField(1, name))
export const argsDelta = (callId: string, text: string) =>
  update(7, stringField(1, callId), stringField(3, text))
export const editDelta = (callId: string, text: string) =>
  update(15, stringField(1, callId), lengthDelimited(2, lengthDelimited(3, stringField(1, text))))

/** `tool` is the field of the tool in `ToolCall`, `content` its arguments and result. */
const toolStep =
  (number: 2 | 3) =>
  (callId: string, tool: number, ...content: Uint8Array[]) => {
    const call = concat(lengthDelimited(tool, ...content), stringField(57, callId))
    return update(
      number,
      stringField(1, callId),
      lengthDelimited(2, call),
      stringField(3, `model-${callId}`),
    )
  }
export const toolStarted = toolStep(2)
export const toolCompleted = toolStep(3)

/** Tokens of a turn, in the order of the wire. */
export interface TurnUsage {
  input?: number
  output?: number
  cacheRead?: number
  cacheWrite?: number
  reasoning?: number
}

export function turnEnded(usage: TurnUsage): Uint8Array {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0, reasoning = 0 } = usage
  const counts = [input, output, cacheRead, cacheWrite, reasoning]
  return update(14, ...counts.map((count, index) => varintField(index + 1, count)))
}

/** A request to execute something: `field` names the family, `args` are its encoded fields. */
export const execRequest = (
  id: number,
  field: number,
  args: readonly Uint8Array[],
  execId = `exec-${id}`,
) =>
  lengthDelimited(2, varintField(1, id), stringField(15, execId), lengthDelimited(field, ...args))

export const execAbort = (id: number) => lengthDelimited(5, lengthDelimited(1, varintField(1, id)))

export const kvGet = (id: number, blobId: Uint8Array) =>
  lengthDelimited(4, varintField(1, id), lengthDelimited(2, lengthDelimited(1, blobId)))
export const kvSet = (id: number, blobId: Uint8Array, data: Uint8Array) =>
  lengthDelimited(
    4,
    varintField(1, id),
    lengthDelimited(3, lengthDelimited(1, blobId), lengthDelimited(2, data)),
  )

/** What a client keeps of a conversation: ids of blobs it stores for the service. */
export interface ConversationState {
  rootPrompts: readonly Uint8Array[]
  turns: readonly Uint8Array[]
  usedTokens: number
}

export const checkpoint = ({ rootPrompts, turns, usedTokens }: ConversationState) =>
  lengthDelimited(
    3,
    ...rootPrompts.map((id) => lengthDelimited(1, id)),
    lengthDelimited(5, varintField(1, usedTokens), varintField(2, 200_000)),
    ...turns.map((id) => lengthDelimited(8, id)),
  )

/** A question to the person at the client; `field` names its kind, 2 is a web search. */
export const interactionQuery = (id: number, field: number, ...args: Uint8Array[]) =>
  lengthDelimited(7, varintField(1, id), lengthDelimited(field, ...args))
