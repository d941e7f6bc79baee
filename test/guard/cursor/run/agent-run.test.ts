import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { stringField } from '../../../../src/core/cursor/protobuf-write.ts'
import { decodeServerMessage } from '../../../../src/core/cursor/server-message.ts'
import { createAgentRun } from '../../../../src/guard/cursor/run/agent-run.ts'
import { heartbeatToClientMs } from '../../../../src/guard/cursor/run/heartbeat.ts'
import { createServiceBlobs } from '../../../../src/guard/cursor/run/service-blobs.ts'
import { approved, outputOf, promptOf, runRig, secret } from '../../../support/cursor-run.ts'
import { execRequest, textDelta, turnEnded } from '../../../support/cursor-service/messages.ts'

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] })
})
afterEach(() => {
  jest.useRealTimers()
})

function wholeRun(policy = 'version: 1\n') {
  const rig = runRig({ policy })
  const { session, wires } = rig.context
  const run = createAgentRun(session, {
    id: 'run-1',
    blobs: createServiceBlobs(),
    changes: {
      locate: async (path) => ({ real: path }),
      concerns: () => false,
      prepare: async () => ({ refused: 'unexpected' }),
    },
    wires,
    lease: rig.context.lease,
  })
  return { ...rig, session, run }
}

const holdAll = `
version: 1
rules:
  - { name: ask, when: { tool: shell, command: ["*"] }, then: hold }
  - { name: ask too, when: { prompt: { text: ["*"] } }, then: hold }
`

test('a turn is recorded in the order in which it happened', () => {
  const { run, entries } = wholeRun()
  run.clientMessage(promptOf('Fix it'))
  run.serverMessage(textDelta('I will look. '))
  run.serverMessage(execRequest(1, 14, [stringField(1, 'ls')]))
  run.clientMessage(outputOf(1, 'stdout', 'a.txt\n'))
  run.serverMessage(textDelta('Done'))
  run.serverMessage(turnEnded({ output: 3 }))
  run.close()
  expect(entries.map(({ kind }) => kind)).toEqual([
    'prompt',
    'response',
    'tool-call',
    'verdict',
    'response',
    'usage',
    'command-output',
  ])
})

test('while anything is held the client hears heartbeats, and none afterwards', async () => {
  const { run, question, toClient } = wholeRun(holdAll)
  run.clientMessage(promptOf('Fix it'))
  expect(run.waiting).toBe(true)
  run.serverMessage(execRequest(1, 14, [stringField(1, 'ls')]))
  await jest.advanceTimersByTimeAsync(heartbeatToClientMs * 2)
  expect(toClient.map((body) => decodeServerMessage(body).type)).toEqual(['heartbeat', 'heartbeat'])
  await (await question()).answer(approved)
  await jest.advanceTimersByTimeAsync(heartbeatToClientMs)
  expect(toClient).toHaveLength(3)
  await (await question(2)).answer(approved)
  expect(run.waiting).toBe(false)
  await jest.advanceTimersByTimeAsync(heartbeatToClientMs * 10)
  expect(toClient).toHaveLength(4)
})

test('a run that is closed withdraws its questions and leaves no timer', async () => {
  const { run, asked, question } = wholeRun(holdAll)
  run.clientMessage(promptOf('Fix it'))
  run.serverMessage(execRequest(1, 14, [stringField(1, 'ls')]))
  run.serverMessage(textDelta('held-word'))
  await question(2)
  run.close()
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true])
  for (const one of asked) await one.answer({ outcome: 'timeout', request: 'r' })
  expect(jest.getTimerCount()).toBe(0)
})

test.each([
  { from: 'the service', send: 'serverMessage' },
  { from: 'the client', send: 'clientMessage' },
] as const)('a message of $from that cannot be read is a gap, and an error', ({ send }) => {
  const { run, kinds, session } = wholeRun()
  expect(() => run[send](Buffer.from('ffffff', 'hex'))).toThrow(
    expect.objectContaining({ code: 'FRAME_MALFORMED' }),
  )
  expect(kinds('gap')).toMatchObject([{ reason: 'a message that cannot be read', bytes: 3 }])
  expect(session.coverage().state).toBe('partial')
})

test('in a session that has ended nothing passes either way', () => {
  const { run, session, toClient, toUpstream, failures } = wholeRun()
  session.end('enough', 'policy')
  run.serverMessage(textDelta('hello '))
  run.clientMessage(promptOf('Fix it'))
  expect([toClient, toUpstream]).toEqual([[], []])
  const says = 'permission_denied: cursor-guard: the session has ended: enough'
  expect(failures).toEqual([says, says])
})

test.each([
  { trailer: '{}', noted: 0 },
  { trailer: '{"error":{"code":"internal"}}', noted: 1 },
])('the trailer $trailer passes as it is, noted: $noted', ({ trailer, noted }) => {
  const { run, kinds } = wholeRun()
  const bytes = Buffer.from(trailer)
  expect(run.maskedTrailer(bytes)).toBe(bytes)
  expect(kinds('note')).toHaveLength(noted)
})

test('a secret in an error of the service is masked for client and record', () => {
  const { run, entries } = wholeRun()
  const masked = run.maskedTrailer(Buffer.from(`{"error":{"message":"bad ${secret}"}}`))
  expect(Buffer.from(masked).toString()).toMatch(/"bad \*\*\*known-deploy-token:[0-9a-f]+\*\*\*"/)
  expect(JSON.stringify(entries)).not.toContain(secret)
})

test('a broken stream makes the record partial', () => {
  const { run, session, kinds } = wholeRun()
  run.broke('the connection broke')
  expect(kinds('gap')).toMatchObject([{ reason: 'the connection broke', run: 'run-1' }])
  expect(session.coverage()).toMatchObject({
    state: 'partial',
    reasons: ['gap: the connection broke'],
  })
})
