import { createHash } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { ClientEvent, ExecResult, RunEvent } from '../../../src/core/cursor/client-message.ts'
import {
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'
import type { ServerChannel } from './channel.ts'
import * as messages from './messages.ts'

/** What became of a request to the client, from all its answers. */
export interface ExecOutcome {
  id: number
  outcome: ExecResult['outcome']
  stdout: string
  stderr: string
  exitCode: number | undefined
  /** Text of a plain result or error, or the reason of a refusal. */
  text: string
  /** The answers as they came. */
  events: readonly ClientEvent[]
  /** Heartbeats the client sent while it worked. */
  heartbeats: number
}

/** A script's view of one turn: what the service says and asks, and what the client answers. */
export interface Turn {
  /** Counts the turns of this service from 0. */
  readonly index: number
  readonly run: RunEvent
  readonly prompt: string
  readonly headers: Readonly<Record<string, string>>
  readonly channel: ServerChannel

  /** Streams an answer; every piece is one delta. */
  say(...pieces: string[]): Promise<void>
  think(...pieces: string[]): Promise<void>
  /** Any message, encoded. */
  message(body: Uint8Array): Promise<void>
  /** A message in a compressed envelope, which is proper only in a service with that `coding`. */
  compressed(body: Uint8Array, coding?: 'gzip' | 'br'): Promise<void>

  /** Runs a command with `shell_stream_args`, with its display copies, and waits for the end. */
  shell(command: string, options?: ShellOptions): Promise<ExecOutcome>
  background(command: string): Promise<ExecOutcome>
  piBash(command: string): Promise<ExecOutcome>
  write(path: string, text: string): Promise<ExecOutcome>
  edit(path: string, edits: readonly { before: string; after: string }[]): Promise<ExecOutcome>
  delete(path: string): Promise<ExecOutcome>
  read(path: string): Promise<ExecOutcome>
  mcp(server: string, tool: string, args?: Record<string, string>): Promise<ExecOutcome>
  fetch(url: string): Promise<ExecOutcome>
  /** Any request: the field of its family and its encoded arguments. */
  exec(field: number, ...args: Uint8Array[]): Promise<ExecOutcome>
  /** Like `exec`, without waiting; `outcome` settles when the client closes it. */
  startExec(field: number, ...args: Uint8Array[]): Promise<StartedExec>

  /** Keeps a blob at the client; returns its id. */
  keep(data: Uint8Array): Promise<Uint8Array>
  /** Gets a blob back from the client. */
  recall(blobId: Uint8Array): Promise<Uint8Array | undefined>
  /** Asks the person at the client; `field` as in `interactionQuery`. */
  ask(field: number, ...args: Uint8Array[]): Promise<ClientEvent>
  /** The next message of the client that satisfies `wanted`, from now on. */
  next(wanted: (event: ClientEvent) => boolean): Promise<ClientEvent>

  /** Ends the turn and the stream. Called by itself when the script returns. */
  end(usage?: messages.TurnUsage): Promise<void>
  /** Nothing more, until the client goes. */
  hang(): Promise<void>
}

interface ShellOptions {
  cwd?: string
  /** Milliseconds. */
  timeout?: number
  /** Without the copies that the client displays. */
  quiet?: boolean
}

interface StartedExec {
  id: number
  outcome: Promise<ExecOutcome>
  abort(): Promise<void>
}

/** What a turn needs from the service. */
export interface TurnDeps {
  index: number
  run: RunEvent
  headers: Record<string, string>
  channel: ServerChannel
  /** Hears every later message of the client in this run; returns how to stop. */
  subscribe(listener: (event: ClientEvent) => void): () => void
  /** Blob ids of earlier turns of this conversation. */
  earlier: { rootPrompts: Uint8Array[]; turns: Uint8Array[] }
}

/** The client said nothing for this long while the script waited, in milliseconds. */
const patienceMs = 300_000

export function createTurn(deps: TurnDeps): Turn {
  const { channel, run } = deps
  let nextId = 1
  let ended = false
  let said = ''

  const message = (body: Uint8Array) => channel.message(body)

  const next = (wanted: (event: ClientEvent) => boolean): Promise<ClientEvent> =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer)
        unsubscribe()
      }
      const timer = setTimeout(() => {
        stop()
        reject(new Error(`the client did not answer within ${patienceMs} ms`))
      }, patienceMs)
      const unsubscribe = deps.subscribe((event) => {
        if (!wanted(event)) return
        stop()
        resolve(event)
      })
      void channel.closed.then(() => {
        stop()
        reject(new ClientGone())
      })
    })

  const startExec = async (field: number, ...args: Uint8Array[]): Promise<StartedExec> => {
    const id = nextId++
    const outcome = collect(id, deps, channel)
    // A script may look at the outcome later, or never.
    outcome.catch(() => {})
    await message(messages.execRequest(id, field, args))
    return { id, outcome, abort: () => message(messages.execAbort(id)) }
  }
  const exec = async (field: number, ...args: Uint8Array[]) =>
    (await startExec(field, ...args)).outcome

  /** Shows a call to the person while it runs, as the service does. */
  const displayed = async (
    tool: number,
    args: readonly Uint8Array[],
    work: (callId: string) => Promise<ExecOutcome>,
  ): Promise<ExecOutcome> => {
    const callId = `call_${deps.index}_${nextId}`
    await message(messages.toolStarted(callId, tool, lengthDelimited(1, ...args)))
    const outcome = await work(callId)
    await message(messages.toolCompleted(callId, tool, lengthDelimited(1, ...args)))
    return outcome
  }

  const keep = async (data: Uint8Array): Promise<Uint8Array> => {
    const id = nextId++
    const blobId = createHash('sha256').update(data).digest()
    const kept = next((event) => event.type === 'kv' && event.id === id)
    await message(messages.kvSet(id, blobId, data))
    await kept
    return blobId
  }

  const turn: Turn = {
    index: deps.index,
    run,
    prompt: run.prompts.map(({ text }) => text).join('\n'),
    headers: deps.headers,
    channel,
    message,
    next,
    startExec,
    exec,
    keep,
    async say(...pieces) {
      for (const piece of pieces) {
        said += piece
        await message(messages.textDelta(piece))
      }
    },
    async think(...pieces) {
      for (const piece of pieces) await message(messages.thinkingDelta(piece))
      await message(messages.thinkingCompleted(1))
    },
    async compressed(body, coding = 'gzip') {
      await channel.envelope(1, coding === 'gzip' ? gzipSync(body) : brotliCompressSync(body))
    },
    shell(command, { cwd = '', timeout = 30_000, quiet = false } = {}) {
      const args = [stringField(1, command), stringField(2, cwd), varintField(3, timeout)]
      if (quiet) return exec(14, ...args)
      return displayed(1, args, (callId) => exec(14, ...args, stringField(4, callId)))
    },
    background: (command) => exec(16, stringField(1, command)),
    piBash: (command) => exec(46, stringField(1, command)),
    write: (path, text) =>
      displayed(12, [stringField(1, path), stringField(6, text)], (callId) =>
        exec(
          3,
          stringField(1, path),
          stringField(2, text),
          stringField(3, callId),
          varintField(4, 1),
        ),
      ),
    edit: (path, edits) =>
      exec(
        47,
        stringField(1, path),
        ...edits.map(({ before, after }) =>
          lengthDelimited(2, stringField(1, before), stringField(2, after)),
        ),
      ),
    delete: (path) =>
      displayed(3, [stringField(1, path)], (callId) =>
        exec(4, stringField(1, path), stringField(2, callId)),
      ),
    read: (path) =>
      displayed(8, [stringField(1, path)], (callId) =>
        exec(7, stringField(1, path), stringField(2, callId)),
      ),
    mcp: (server, tool, args = {}) =>
      exec(
        11,
        stringField(1, tool),
        ...Object.entries(args).map(([name, value]) =>
          lengthDelimited(2, stringField(1, name), lengthDelimited(2, stringField(3, value))),
        ),
        stringField(4, server),
        stringField(5, tool),
      ),
    fetch: (url) => exec(20, stringField(1, url)),
    async recall(blobId) {
      const id = nextId++
      const answer = next((event) => event.type === 'kv' && event.id === id)
      await message(messages.kvGet(id, blobId))
      const event = await answer
      return event.type === 'kv' && event.result === 'get' ? event.data : undefined
    },
    async ask(field, ...args) {
      const id = nextId++
      const answer = next((event) => event.type === 'interaction-response' && event.id === id)
      await message(messages.interactionQuery(id, field, ...args))
      return answer
    },
    async end(usage = { input: 100, output: 20 }) {
      if (ended || channel.over) return
      ended = true
      await rememberTurn()
      await message(messages.turnEnded(usage))
      channel.end()
    },
    hang: () => channel.closed,
  }

  /** Stores the turn at the client, as the service does: the next turn names it by its hash. */
  async function rememberTurn(): Promise<void> {
    const { earlier } = deps
    if (earlier.rootPrompts.length === 0) {
      const system = JSON.stringify({ role: 'system', content: 'You are a stand-in.' })
      earlier.rootPrompts.push(await keep(Buffer.from(system)))
    }
    const text = JSON.stringify({ user: turn.prompt, assistant: said })
    earlier.turns.push(await keep(Buffer.from(text)))
    await message(messages.checkpoint({ ...earlier, usedTokens: 120 }))
  }
  return turn
}

/** The client left while a script waited for it. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
}

/** Gathers the answers to one request until the client closes it. */
function collect(id: number, deps: TurnDeps, channel: ServerChannel): Promise<ExecOutcome> {
  const events: ClientEvent[] = []
  const outcome: { -readonly [key in keyof ExecOutcome]: ExecOutcome[key] } = {
    id,
    outcome: 'unknown',
    stdout: '',
    stderr: '',
    exitCode: undefined,
    text: '',
    events,
    heartbeats: 0,
  }
  return new Promise((resolve, reject) => {
    const stop = deps.subscribe((event) => {
      if (!('id' in event) || event.id !== id) return
      if (event.type === 'exec-control') {
        if (event.control === 'heartbeat') {
          outcome.heartbeats += 1
          return
        }
        if (event.control === 'throw')
          Object.assign(outcome, { outcome: 'rejected', text: event.error })
        else {
          stop()
          resolve(outcome)
        }
      } else if (event.type === 'shell-output') addOutput(outcome, event)
      else if (event.type === 'exec-result') {
        outcome.outcome = event.outcome
        outcome.exitCode = event.exitCode
        outcome.text = event.text ?? event.after ?? event.diff ?? ''
      } else return
      events.push(event)
    })
    void channel.closed.then(() => {
      stop()
      reject(new ClientGone('the client left'))
    })
  })
}

function addOutput(
  outcome: { -readonly [key in keyof ExecOutcome]: ExecOutcome[key] },
  event: Extract<ClientEvent, { type: 'shell-output' }>,
): void {
  if (event.stream === 'stdout') outcome.stdout += event.text
  else if (event.stream === 'stderr') outcome.stderr += event.text
  else if (event.stream === 'exit') {
    outcome.exitCode = event.exitCode
    outcome.outcome = event.exitCode === 0 ? 'success' : 'failure'
  } else if (event.stream === 'rejected' || event.stream === 'denied') {
    outcome.outcome = 'rejected'
    outcome.text = event.text
  } else if (event.stream === 'backgrounded') outcome.outcome = 'success'
}
