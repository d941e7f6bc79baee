import {
  type BidiAppend,
  createAppendSequencer,
  readAppend,
  readRequestId,
} from '../../../src/core/cursor/bidi.ts'
import {
  type ClientEvent,
  decodeClientMessage,
  type RunEvent,
} from '../../../src/core/cursor/client-message.ts'
import { createEnvelopeReader, inflateEnvelope } from '../../../src/core/cursor/envelope.ts'
import { bytesAt, messageAlong } from '../../../src/core/cursor/fields.ts'
import { readFields } from '../../../src/core/cursor/protobuf.ts'
import { createServerChannel, type ServerChannel } from './channel.ts'
import type { ServiceRequest, ServiceResponse } from './listen.ts'
import { heartbeat } from './messages.ts'
import type { createRecord, RecordedCall } from './record.ts'
import { ClientGone, createTurn, type Turn } from './turn.ts'

/** Plays one turn. When it returns, the turn ends; when it throws, the client gets the error. */
export type Script = (turn: Turn) => Promise<void>

/** The runs of a service, over both transports. */
export interface Runs {
  serveSse(request: ServiceRequest, response: ServiceResponse, call: RecordedCall): Promise<void>
  serveAppend(body: Uint8Array): void
  serveHttp2(request: ServiceRequest, response: ServiceResponse, call: RecordedCall): Promise<void>
  /** Errors that scripts threw. */
  readonly scriptErrors: Error[]
}

interface Dialogue {
  /** Takes one message of the client. */
  receive(body: Uint8Array): void
  appended(append: BidiAppend): void
  /** The answer is there: the script may begin. */
  connect(channel: ServerChannel, details: { call: RecordedCall; transport: 'sse' | 'http2' }): void
}

export function createRuns(options: {
  script: Script
  record: ReturnType<typeof createRecord>
  heartbeatMs: number
  coding: 'gzip' | 'br' | undefined
}): Runs {
  const { script, record, heartbeatMs, coding } = options
  const dialogues = new Map<string, Dialogue>()
  const scriptErrors: Error[] = []
  let turns = 0

  function dialogueOf(requestId: string): Dialogue {
    const known = dialogues.get(requestId)
    if (known !== undefined) return known
    const fresh = createDialogue(requestId)
    dialogues.set(requestId, fresh)
    return fresh
  }

  function createDialogue(requestId: string): Dialogue {
    const sequencer = createAppendSequencer()
    const listeners = new Set<(event: ClientEvent) => void>()
    const appendOrder: number[] = []
    let connected:
      | { channel: ServerChannel; call: RecordedCall; transport: 'sse' | 'http2' }
      | undefined
    let first: { event: RunEvent; body: Uint8Array } | undefined

    const begin = () => {
      if (connected === undefined || first === undefined) return
      const { channel, call, transport } = connected
      const run = record.addRun({
        requestId,
        originalRequestId: call.headers['x-original-request-id'] ?? requestId,
        transport,
        prompts: first.event.prompts.map(({ text }) => text),
        conversationId: first.event.conversationId,
        appendOrder,
        state: 'running',
      })
      const turn = createTurn({
        index: turns++,
        run: first.event,
        headers: call.headers,
        channel,
        earlier: earlierTurns(first.body),
        subscribe(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      })
      const beat =
        heartbeatMs > 0 ? setInterval(() => channel.message(heartbeat()), heartbeatMs) : undefined
      void play(turn, channel)
        .then((state) => {
          run.state = state
        })
        .finally(() => clearInterval(beat))
    }

    return {
      receive(body) {
        const event = decodeClientMessage(body)
        record.addMessage({ requestId, event, body })
        for (const listener of [...listeners]) listener(event)
        if (event.type === 'run' && first === undefined) {
          first = { event, body }
          begin()
        }
      },
      appended(append) {
        appendOrder.push(append.seqno)
        for (const { message } of sequencer.accept(append)) this.receive(message)
      },
      connect(channel, details) {
        if (connected !== undefined)
          return channel.fail('already_exists', 'this run has its stream')
        connected = { channel, ...details }
        begin()
      },
    }
  }

  async function play(
    turn: Turn,
    channel: ServerChannel,
  ): Promise<'ended' | 'failed' | 'client-gone'> {
    try {
      await script(turn)
      await turn.end()
      return 'ended'
    } catch (error) {
      if (error instanceof ClientGone) return 'client-gone'
      scriptErrors.push(error instanceof Error ? error : new Error(String(error)))
      channel.fail('internal', 'the script of the stand-in failed')
      return 'failed'
    }
  }

  return {
    scriptErrors,
    async serveSse(request, response, call) {
      const channel = createServerChannel(response, coding)
      const [envelope] = createEnvelopeReader().push(await collectBody(request, record, call))
      if (envelope === undefined) return channel.fail('invalid_argument', 'no request id')
      dialogueOf(readRequestId(envelope.body)).connect(channel, { call, transport: 'sse' })
    },
    serveAppend(body) {
      const append = readAppend(body)
      dialogueOf(append.requestId).appended(append)
    },
    async serveHttp2(request, response, call) {
      const channel = createServerChannel(response, coding)
      const requestId = call.headers['x-request-id'] ?? `run-${turns}`
      const dialogue = dialogueOf(requestId)
      dialogue.connect(channel, { call, transport: 'http2' })
      const reader = createEnvelopeReader()
      try {
        for await (const chunk of request) {
          record.addBody(call, chunk as Buffer)
          for (const envelope of reader.push(chunk as Buffer)) {
            const coding = call.headers['connect-content-encoding'] === 'br' ? 'br' : 'gzip'
            if ((envelope.flags & 2) === 0) dialogue.receive(inflateEnvelope(envelope, coding))
          }
        }
      } catch {
        channel.reset()
      }
    },
  }
}

/** The blob ids of earlier turns, which the client carries in `conversation_state`. */
function earlierTurns(body: Uint8Array): { rootPrompts: Uint8Array[]; turns: Uint8Array[] } {
  const state = messageAlong(readFields(body), [1, 1]) ?? []
  const idsAt = (number: number) =>
    state
      .filter((field) => field.number === number)
      .map((field) => bytesAt([field], number) ?? new Uint8Array(0))
  return { rootPrompts: idsAt(1), turns: idsAt(8) }
}

/** Reads a request's body, keeping it in the record as it comes. */
export async function collectBody(
  request: ServiceRequest,
  record: ReturnType<typeof createRecord>,
  call: RecordedCall,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    record.addBody(call, chunk as Buffer)
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
