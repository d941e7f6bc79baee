import { afterEach } from '@jest/globals'
import { messageAlong, shownText } from '../../src/core/cursor/fields.ts'
import { readFields } from '../../src/core/cursor/protobuf.ts'
import { lengthDelimited, stringField, varintField } from '../../src/core/cursor/protobuf-write.ts'
import { parsePolicy } from '../../src/core/policy/file/parse.ts'
import type { EntryBody, EntryKind } from '../../src/core/recording/entry.ts'
import { createSecretEngine } from '../../src/core/secrets/create-engine.ts'
import { createHeartbeat } from '../../src/guard/cursor/run/heartbeat.ts'
import type { RunContext } from '../../src/guard/cursor/run/run-context.ts'
import type { HoldAnswer, HoldRequest } from '../../src/guard/ports.ts'
import { createSession } from '../../src/guard/session.ts'
import { factsFromEnvironment } from '../../src/runner/runner-facts.ts'

/** A value that every engine of these tests knows, and where it is cut into two pieces. */
export const secret = 'hunter2-and-then-some'
export const secretHalves = [secret.slice(0, 9), secret.slice(9)] as const

/** A question to a person, and ways to answer it. */
interface Asked {
  request: HoldRequest
  signal: AbortSignal
  answer(answer: HoldAnswer): Promise<void>
  /** The question cannot be asked. */
  fail(error: Error): Promise<void>
}

export interface RunRig {
  context: RunContext
  entries: EntryBody[]
  kinds<Kind extends EntryKind>(kind: Kind): Extract<EntryBody, { kind: Kind }>[]
  toClient: Uint8Array[]
  toUpstream: Uint8Array[]
  /** What the run was ended with, `code: message`. */
  failures: string[]
  asked: Asked[]
  /** Waits until so many questions were asked, and gives the last of them. */
  question(count?: number): Promise<Asked>
  /** Beats that the client heard while something was held. */
  beats(): number
  /** Moves the session's stopwatch, in milliseconds. */
  pass(ms: number): void
  /** Both ends are gone. */
  abort(): void
}

const ends: (() => Promise<unknown>)[] = []
// What a test leaves open would keep its process alive.
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/**
 * The surroundings of one run, in memory: a session under a policy, wires, and a person to ask.
 *
 * @param options.settled when what was recorded is kept; at once unless it is given
 */
export function runRig(
  options: { policy?: string; settled?: () => Promise<void> | undefined } = {},
): RunRig {
  const { policy: text = 'version: 1\n' } = options
  const policy = parsePolicy(Buffer.from(text), 'policy.yml')
  const secrets = createSecretEngine({
    pseudonymKey: Buffer.alloc(32, 1),
    known: [{ name: 'deploy token', value: secret }],
    detectors: [],
    now: 0,
  })
  const entries: EntryBody[] = []
  const asked: Asked[] = []
  let now = 0
  const session = createSession({
    id: 'session-1',
    level: 'L0',
    policy,
    policyDigest: 'digest',
    facts: factsFromEnvironment({}),
    engines: { secrets, outward: secrets, known: secrets, learn: secrets.addKnown },
    recorder: {
      append: (entry) => void entries.push(entry),
      settled: options.settled ?? (() => undefined),
    },
    approvals: {
      idOf: async (key) => key.slice(0, 10),
      whyNobody: () => undefined,
      ask: (request, _waitMs, signal) =>
        new Promise((resolve, reject) => {
          const answered = async (act: () => void) => {
            act()
            await turn()
          }
          asked.push({
            request,
            signal,
            answer: (answer) => answered(() => resolve(answer)),
            fail: (error) => answered(() => reject(error)),
          })
        }),
      close: async () => {},
    },
    clock: () => 0,
    stopwatch: () => now,
  })
  const toClient: Uint8Array[] = []
  const toUpstream: Uint8Array[] = []
  const failures: string[] = []
  const aborted = new AbortController()
  let beats = 0
  const heartbeatToClient = createHeartbeat(() => {
    beats += 1
  }, 1_000)
  ends.push(() => {
    aborted.abort()
    heartbeatToClient.stop()
    return Promise.all(asked.map((one) => one.answer({ outcome: 'timeout', request: 'r' })))
  })
  return {
    context: {
      session,
      run: 'run-1',
      about: {},
      lease: session.memory.open(() => {}),
      wires: {
        toClient: (body) => void toClient.push(body),
        toUpstream: (body) => void toUpstream.push(body),
        get begun() {
          return toUpstream.length > 0
        },
        fail: (code, message) => void failures.push(`${code}: ${message}`),
      },
      heartbeatToClient,
      signal: aborted.signal,
    },
    entries,
    kinds: (kind) =>
      entries.filter(
        (entry): entry is Extract<EntryBody, { kind: typeof kind }> => entry.kind === kind,
      ),
    toClient,
    toUpstream,
    failures,
    asked,
    async question(count = 1) {
      for (;;) {
        const last = asked[count - 1]
        if (last !== undefined) return last
        await turn()
      }
    },
    beats: () => beats,
    pass(ms) {
      now += ms
    },
    abort: () => aborted.abort(),
  }
}

/** Whatever can go on by now has gone on. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const approved: HoldAnswer = {
  outcome: 'approved',
  by: 'ann',
  surface: 'test',
  request: 'r',
}
export const denied: HoldAnswer = { ...approved, outcome: 'denied', why: 'not today' }

/** The `AgentClientMessage` with a piece of a command's output. */
export function outputOf(id: number, channel: 'stdout' | 'stderr', text: string): Uint8Array {
  const number = channel === 'stdout' ? 1 : 2
  const event = lengthDelimited(14, lengthDelimited(number, stringField(1, text)))
  return lengthDelimited(2, varintField(1, id), event)
}

/** The `AgentClientMessage` with the end of a command. */
export function exitOf(id: number, code: number): Uint8Array {
  return lengthDelimited(
    2,
    varintField(1, id),
    lengthDelimited(14, lengthDelimited(3, varintField(1, code))),
  )
}

/** The texts of a command's output among messages, `stdout` and `stderr` alike. */
export function outputIn(messages: readonly Uint8Array[]): string {
  return messages
    .flatMap((body) => {
      const event = messageAlong(readFields(body), [2, 14]) ?? []
      return [1, 2].map((number) => shownText(messageAlong(event, [number]) ?? [], 1))
    })
    .join('')
}

/** The `AgentClientMessage` that starts a run with these prompts; the last is the user's message. */
export function promptOf(...prompts: string[]): Uint8Array {
  const [last = '', ...before] = prompts.toReversed()
  const action = lengthDelimited(
    1,
    lengthDelimited(1, stringField(1, last)),
    ...before.toReversed().map((text) => lengthDelimited(4, stringField(1, text))),
  )
  return lengthDelimited(1, lengthDelimited(2, action), stringField(5, 'conversation-1'))
}
