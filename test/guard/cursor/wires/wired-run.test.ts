import { Readable } from 'node:stream'
import { expect, test } from '@jest/globals'
import { fileResult } from '../../../../bench/support/messages.ts'
import { endStream } from '../../../../src/core/cursor/connect-error.ts'
import { writeEnvelope } from '../../../../src/core/cursor/envelope.ts'
import { clientHeartbeat } from '../../../../src/core/cursor/exec.ts'
import { decodeServerMessage } from '../../../../src/core/cursor/server-message.ts'
import { GuardError } from '../../../../src/core/errors.ts'
import { createServiceBlobs } from '../../../../src/guard/cursor/run/service-blobs.ts'
import type { ClientWire } from '../../../../src/guard/cursor/wires/client-wire.ts'
import { maxEarlyBytes } from '../../../../src/guard/cursor/wires/outbox.ts'
import type {
  OpenUpstream,
  ServiceReply,
} from '../../../../src/guard/cursor/wires/upstream-wire.ts'
import { createWiredRun } from '../../../../src/guard/cursor/wires/wired-run.ts'
import { maxAgentBytes } from '../../../../src/guard/memory-budget.ts'
import { approved, promptOf, runRig, turn } from '../../../support/cursor-run.ts'
import { textDelta, turnEnded } from '../../../support/cursor-service/messages.ts'

const policy = `
version: 1
rules:
  - { name: no, when: { prompt: { text: ["*forbidden*"] } }, then: deny, reason: Not that. }
  - { name: some, when: { prompt: { text: ["*production*"] } }, then: hold, reason: Ask first. }
`

/** A run between a client and a service in memory. */
function wiredRig() {
  const rig = runRig({ policy })
  const heard: Uint8Array[] = []
  let end: string | undefined
  const client: ClientWire = {
    open() {},
    opened: true,
    message: (body) => heard.push(body),
    flush() {},
    flushSoon() {},
    end(trailer) {
      end ??= Buffer.from(trailer).toString()
    },
    fail(code, message) {
      end ??= `${code}: ${message}`
    },
    answer(status) {
      end ??= `HTTP ${status}`
    },
    get over() {
      return end !== undefined
    },
    full: false,
    async drained() {},
  }
  const sent: Uint8Array[] = []
  let calls = 0
  let ends: Parameters<OpenUpstream>[0] | undefined
  const reply = Promise.withResolvers<ServiceReply>()
  const open: OpenUpstream = async (given) => {
    calls += 1
    ends = given
    return {
      send: (body) => sent.push(body),
      end: () => sent.push(Buffer.from('end')),
      full: false,
      async drained() {},
      reply: reply.promise,
    }
  }
  const run = createWiredRun(
    {
      session: rig.context.session,
      blobs: createServiceBlobs(),
      changes: {
        locate: async (path) => ({ real: path }),
        concerns: () => false,
        prepare: async () => ({ refused: 'unexpected' }),
      },
    },
    'run-1',
    client,
  )
  const answer = async (...chunks: Uint8Array[]) => {
    const headers = { 'content-type': 'application/connect+proto' }
    reply.resolve({ source: Readable.from(chunks), status: 200, headers })
    while (end === undefined) await turn()
  }
  return {
    ...rig,
    run,
    open,
    answer,
    reply,
    heard,
    sent,
    calls: () => calls,
    ends: () => ends,
    end: () => end,
  }
}

test('the service is called with the first message, and its stream goes to the client', async () => {
  const { run, open, answer, sent, heard, end, ends } = wiredRig()
  run.ready(open)
  run.message(promptOf('Fix it'))
  await turn()
  expect(sent).toEqual([promptOf('Fix it')])
  await answer(writeEnvelope(0, textDelta('Done. ')), writeEnvelope(0, turnEnded({})), endStream())
  expect(heard.map((body) => decodeServerMessage(body).type)).toEqual(['text-delta', 'turn-ended'])
  expect(end()).toBe('{}')
  await turn()
  expect(ends()?.signal.aborted).toBe(true)
})

test('messages that come before the client’s stream wait for it', async () => {
  const { run, open, sent, calls } = wiredRig()
  run.message(promptOf('Fix it'))
  await turn()
  expect(calls()).toBe(0)
  run.ready(open)
  await turn()
  expect(sent).toEqual([promptOf('Fix it')])
})

test('a prompt that waits for a person costs the service nothing', async () => {
  const { run, open, question, sent, calls } = wiredRig()
  run.ready(open)
  run.message(promptOf('go to production'))
  run.message(clientHeartbeat())
  await turn()
  expect(calls()).toBe(0)
  await (await question()).answer(approved)
  expect([calls(), sent]).toEqual([1, [promptOf('go to production')]])
})

test('a refused prompt ends the run; the service is never called, also when the stream comes late', async () => {
  const { run, open, calls, end } = wiredRig()
  run.message(promptOf('do forbidden things'))
  run.ready(open)
  run.message(promptOf('something else'))
  await turn()
  expect(end()).toBe('permission_denied: cursor-guard: Not that.')
  expect(calls()).toBe(0)
})

test.each<{ what: string; act(rig: ReturnType<typeof wiredRig>): void; end: string }>([
  {
    what: 'a service that cannot be called',
    act: ({ run }) =>
      run.ready(() => Promise.reject(new GuardError('UPSTREAM_FAILED', 'x could not be reached'))),
    end: 'unavailable: cursor-guard: x could not be reached',
  },
  {
    what: 'a reply that does not come',
    act({ run, open, reply }) {
      run.ready(open)
      reply.reject(Object.assign(new Error('x'), { code: 'ECONNRESET' }))
    },
    end: 'unavailable: cursor-guard: the connection to the service broke (ECONNRESET)',
  },
  {
    what: 'a message that is not delivered',
    async act({ run, open, ends }) {
      run.ready(open)
      await turn()
      ends()?.broken(new GuardError('UPSTREAM_FAILED', 'HTTP 503'))
    },
    end: 'unavailable: cursor-guard: HTTP 503',
  },
])('$what ends the run for the client, and makes the record partial', async ({ act, end }) => {
  const rig = wiredRig()
  rig.run.message(promptOf('Fix it'))
  act(rig)
  while (rig.end() === undefined) await turn()
  expect(rig.end()).toBe(end)
  expect(rig.context.session.coverage().state).toBe('partial')
})

test('more than may wait before the service listens ends the run', async () => {
  const { run, end } = wiredRig()
  const large = fileResult(1, 'x'.repeat(maxEarlyBytes / 2))
  run.message(large)
  expect(end()).toBeUndefined()
  run.message(large)
  expect(end()).toBe('resource_exhausted: cursor-guard: too much before the stream was open')
})

test.each<{ when: string; first?: string; end: string | undefined }>([
  {
    when: 'it said nothing',
    end: 'invalid_argument: cursor-guard: the run ended before its first message',
  },
  { when: 'its prompt waits', first: 'go to production', end: undefined },
  { when: 'its prompt has gone on', first: 'Fix it', end: undefined },
])('a client that says no more when $when', async ({ first, end }) => {
  const rig = wiredRig()
  rig.run.ready(rig.open)
  if (first !== undefined) rig.run.message(promptOf(first))
  rig.run.clientEnded()
  await turn()
  expect(rig.end()).toBe(end)
  for (const one of rig.asked) await one.answer(approved)
  if (first !== undefined) expect(rig.sent).toEqual([promptOf(first), Buffer.from('end')])
})

test('once the client is gone nothing more is judged, sent or asked', async () => {
  const { run, open, question, sent, entries, ends } = wiredRig()
  run.ready(open)
  run.message(promptOf('Fix it'))
  run.message(promptOf('go to production'))
  const { signal, answer } = await question()
  run.close()
  const before = entries.length
  run.message(promptOf('Fix it again'))
  await answer(approved)
  expect(sent).toEqual([promptOf('Fix it')])
  expect(signal.aborted).toBe(true)
  expect(ends()?.signal.aborted).toBe(true)
  expect(entries.slice(before).map(({ kind }) => kind)).toEqual(['approval'])
})

test('a run that holds most of a spent memory ends, says why, and lets go of all it held', async () => {
  const rig = wiredRig()
  const { run, end } = rig
  const { session } = rig.context
  run.message(promptOf('go to production'))
  run.message(promptOf('and wait'))
  expect(session.memory.used).toBeGreaterThan(0)
  expect(() => run.lease.take(maxAgentBytes)).toThrow('this session keeps at most')
  expect(end()).toContain(`this session keeps at most ${maxAgentBytes} bytes of unfinished calls`)
  expect(run.over.aborted).toBe(true)
  expect(session.memory.used).toBe(0)
})

test('of a run that is over nothing counts any more', () => {
  const rig = wiredRig()
  const { run } = rig
  const { session } = rig.context
  run.message(promptOf('Fix it'))
  expect(session.memory.used).toBe(promptOf('Fix it').length)
  run.close()
  expect(session.memory.used).toBe(0)
})
