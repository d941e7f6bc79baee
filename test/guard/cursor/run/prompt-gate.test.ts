import { expect, test } from '@jest/globals'
import {
  type ClientEvent,
  decodeClientMessage,
} from '../../../../src/core/cursor/client-message.ts'
import { clientHeartbeat } from '../../../../src/core/cursor/exec.ts'
import { lengthDelimited, stringField } from '../../../../src/core/cursor/protobuf-write.ts'
import { createPromptGate, maxWaitingBytes } from '../../../../src/guard/cursor/run/prompt-gate.ts'
import { createServiceBlobs } from '../../../../src/guard/cursor/run/service-blobs.ts'
import { approved, denied, promptOf, runRig, secret, turn } from '../../../support/cursor-run.ts'

const policy = `
version: 1
rules:
  - { name: none, when: { prompt: { text: ["*forbidden*"] } }, then: deny, reason: Not that. }
  - { name: some, when: { prompt: { text: ["*production*"] } }, then: hold, reason: Ask first. }
approval: { wait: 8s }
recording: { require: true }
`

function gateRig(settled?: () => Promise<void>) {
  const rig = runRig({ policy, ...(settled && { settled }) })
  const gone: Uint8Array[] = []
  const gate = createPromptGate(rig.context, createServiceBlobs(), (_event, body) =>
    gone.push(body),
  )
  const judge = (body: Uint8Array) => {
    gate.judge(decodeClientMessage(body) as Extract<ClientEvent, { type: 'run' | 'action' }>, body)
  }
  const keep = (body: Uint8Array) => gate.keep(decodeClientMessage(body), body)
  return { ...rig, gate, gone, judge, keep }
}

test('a prompt is recorded and travels on masked', () => {
  const { judge, toUpstream, kinds } = gateRig()
  judge(promptOf(`use ${secret}`))
  expect(kinds('prompt')).toMatchObject([
    { run: 'run-1', text: expect.stringMatching(/^use \*\*\*known-/) },
  ])
  expect(toUpstream).toHaveLength(1)
  expect(Buffer.from(toUpstream[0] ?? []).toString('latin1')).not.toContain(secret)
})

test('a prompt that policy denies ends the run, and goes nowhere', () => {
  const { judge, toUpstream, failures, gate } = gateRig()
  judge(promptOf('do forbidden things'))
  expect(toUpstream).toEqual([])
  expect(failures).toEqual(['permission_denied: cursor-guard: Not that.'])
  expect(gate.waiting).toBe(false)
})

test('a prompt that waits keeps back what follows, and all leaves in order once it is approved', async () => {
  const { judge, keep, gate, question, toUpstream, gone } = gateRig()
  const held = promptOf('deploy to production')
  judge(held)
  expect(gate.waiting).toBe(true)
  expect((await question()).request.detail).toBe('deploy to production')
  const later = [clientHeartbeat(), lengthDelimited(8)]
  for (const body of later) keep(body)
  expect([toUpstream, gone]).toEqual([[], []])
  await (await question()).answer(approved)
  expect(gate.waiting).toBe(false)
  expect(toUpstream).toEqual([held])
  expect(gone).toEqual(later)
})

test.each([
  {
    when: 'somebody denies it',
    answer: denied,
    says: 'permission_denied: cursor-guard: Ask first. ann denied it: not today',
  },
  {
    when: 'nobody decides',
    answer: { outcome: 'timeout', request: 'r' } as const,
    says: expect.stringContaining('Nobody decided within 8s.'),
  },
  {
    when: 'nobody can',
    answer: { outcome: 'impossible', why: 'there is no gateway' } as const,
    says: expect.stringContaining('Nobody can approve it here: there is no gateway.'),
  },
])('when $when the run ends and nothing of it travels', async ({ answer, says }) => {
  const { judge, keep, question, toUpstream, gone, failures } = gateRig()
  judge(promptOf('deploy to production'))
  keep(clientHeartbeat())
  await (await question()).answer(answer)
  expect(failures).toEqual([says])
  expect([toUpstream, gone]).toEqual([[], []])
})

test('each prompt of a message that has to wait is asked about, and all of them must pass', async () => {
  const both = promptOf('production one', 'an innocent one', 'production two')
  const rig = gateRig()
  rig.judge(both)
  const first = await rig.question()
  expect(first.request.detail).toBe('production one')
  await first.answer(approved)
  expect(rig.toUpstream).toEqual([])
  const second = await rig.question(2)
  expect(second.request.detail).toBe('production two')
  await second.answer(approved)
  expect(rig.toUpstream).toEqual([both])

  const refused = gateRig()
  refused.judge(both)
  await (await refused.question()).answer(approved)
  await (await refused.question(2)).answer(denied)
  expect(refused.toUpstream).toEqual([])
  expect(refused.failures).toHaveLength(1)
})

test('a prompt that is approved once the session has ended goes nowhere', async () => {
  const { judge, keep, question, context, toUpstream, gone, failures } = gateRig()
  judge(promptOf('deploy to production'))
  keep(clientHeartbeat())
  const { answer } = await question()
  context.session.end('the recording stops here', 'guard')
  await answer(approved)
  expect(failures).toEqual([
    'permission_denied: cursor-guard: the session has ended: the recording stops here',
  ])
  expect([toUpstream, gone]).toEqual([[], []])
})

test('a prompt that could not be recorded goes nowhere', () => {
  const { judge, context, toUpstream, failures } = gateRig()
  const { session } = context
  session.recorder.append = () => session.end('the disk is full', 'guard')
  judge(promptOf('Fix it'))
  expect(toUpstream).toEqual([])
  expect(failures).toEqual([
    'permission_denied: cursor-guard: the session has ended: the disk is full',
  ])
})

test.each([
  { what: 'kept', lost: false, toUpstream: 1, failures: [] },
  {
    what: 'lost',
    lost: true,
    toUpstream: 0,
    failures: [expect.stringContaining('the session has ended: an entry could not be recorded')],
  },
])('a record kept elsewhere holds a prompt back until it is $what', async (row) => {
  const kept = Promise.withResolvers<void>()
  const { judge, keep, gate, toUpstream, gone, failures } = gateRig(() => kept.promise)
  judge(promptOf('Fix it'))
  expect(gate.waiting).toBe(true)
  keep(clientHeartbeat())
  await turn()
  expect([toUpstream, gone]).toEqual([[], []])
  if (row.lost) kept.reject(new Error('the connection broke'))
  else kept.resolve()
  await turn()
  expect(toUpstream).toHaveLength(row.toUpstream)
  expect(gone).toHaveLength(row.toUpstream)
  expect(failures).toEqual(row.failures)
})

test('a question that cannot be asked ends the run', async () => {
  const { judge, question, toUpstream, failures } = gateRig()
  judge(promptOf('deploy to production'))
  await (await question()).fail(new Error('disk full'))
  expect(failures).toEqual([
    'permission_denied: cursor-guard: the approval could not be asked for: Error: disk full',
  ])
  expect(toUpstream).toEqual([])
})

test('a client that left meanwhile gets no answer', async () => {
  const { judge, question, abort, toUpstream, failures } = gateRig()
  judge(promptOf('deploy to production'))
  const { signal } = await question()
  abort()
  expect(signal.aborted).toBe(true)
  await (await question()).answer(approved)
  expect([toUpstream, failures]).toEqual([[], []])
})

test('too much behind a waiting prompt ends the run; room is free again once it has passed', async () => {
  const { judge, keep, question, failures, gone } = gateRig()
  const half = lengthDelimited(4, stringField(9, 'x'.repeat(maxWaitingBytes / 2)))
  judge(promptOf('deploy to production'))
  keep(half)
  await (await question()).answer(approved)
  judge(promptOf('deploy to production again'))
  keep(half)
  expect(failures).toEqual([])
  keep(half)
  expect(failures).toEqual([
    'permission_denied: cursor-guard: too much arrived while a prompt was held',
  ])
  expect(gone).toHaveLength(1)
})

test('rules on the model see the one the client asks for, in this message and in those after it', () => {
  const rig = runRig({
    policy:
      'version: 1\nrules: [{ name: x, when: { prompt: {}, model: mini }, then: deny, reason: No. }]\n',
  })
  const gate = createPromptGate(rig.context, createServiceBlobs(), () => {})
  const judge = (body: Uint8Array) =>
    gate.judge(decodeClientMessage(body) as Extract<ClientEvent, { type: 'run' | 'action' }>, body)
  const withModel = (name: string) => {
    const message = lengthDelimited(1, lengthDelimited(1, stringField(1, 'Look')))
    return lengthDelimited(1, lengthDelimited(2, message), lengthDelimited(9, stringField(1, name)))
  }
  judge(withModel('large'))
  expect(rig.failures).toEqual([])
  expect(rig.context.about).toEqual({ model: 'large' })
  judge(withModel('mini'))
  expect(rig.failures).toEqual(['permission_denied: cursor-guard: No.'])
  expect(rig.kinds('prompt').map(({ model }) => model)).toEqual(['large', 'mini'])
})
