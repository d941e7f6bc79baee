import { clientHeartbeat, execReply } from '../../src/core/cursor/exec.ts'
import { lengthDelimited, stringField, varintField } from '../../src/core/cursor/protobuf-write.ts'

/** What the bench's service is asked to do; it travels as the prompt of a run. */
export type Scenario =
  /** For each heartbeat of the client a delta of one word, and a count of tokens: `count` times. */
  | { do: 'echo'; count: number }
  /** Deltas of `messageBytes` until `bytes` of text were sent, as fast as they are taken. */
  | { do: 'pour'; bytes: number; messageBytes: number }
  /** Takes this many messages. */
  | { do: 'take'; messages: number }
  /** The first `count` pieces of a text, one every `everyMs`. */
  | { do: 'speak'; text: 'prose' | 'code'; count: number; everyMs: number }

/** The `AgentClientMessage` that starts a run with a prompt. */
export function runRequest(prompt: string): Uint8Array {
  const userMessage = lengthDelimited(1, stringField(1, prompt), stringField(2, 'message-1'))
  const action = lengthDelimited(2, lengthDelimited(1, userMessage))
  const model = lengthDelimited(9, stringField(1, 'bench-model'))
  return lengthDelimited(1, action, stringField(5, 'conversation-1'), model)
}

/** The small message with which the bench's client asks for one more delta. */
export const ping: Uint8Array = clientHeartbeat()

/** The `AgentClientMessage` with the content of a file the service asked for. */
export function fileResult(id: number, content: string): Uint8Array {
  const success = lengthDelimited(1, stringField(1, 'src/large.ts'), stringField(2, content))
  return execReply({ id, execId: '' }, 7, success)
}

/** The `AgentServerMessage` with a piece of the answer. */
export function textDelta(text: string): Uint8Array {
  return lengthDelimited(1, lengthDelimited(1, stringField(1, text)))
}

/** The `AgentServerMessage` that says how many tokens went by. */
export function tokenDelta(): Uint8Array {
  return lengthDelimited(1, lengthDelimited(8, varintField(1, 1)))
}

/** The `AgentServerMessage` that ends a turn. */
export function turnEnded(): Uint8Array {
  return lengthDelimited(1, lengthDelimited(14, varintField(1, 1_000), varintField(2, 2_000)))
}
