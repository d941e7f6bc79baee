import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { execHeartbeat } from '../../../../src/core/cursor/exec.ts'
import type { Decision } from '../../../../src/core/policy/decision.ts'
import { heartbeatToServiceMs } from '../../../../src/guard/cursor/run/heartbeat.ts'
import {
  type AskedCall,
  createHeldCalls,
  holdWaitMs,
} from '../../../../src/guard/cursor/run/held-calls.ts'
import { approved, denied, runRig, turn } from '../../../support/cursor-run.ts'

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] })
})
afterEach(() => {
  jest.useRealTimers()
})

test.each([
  {
    wait: 480_000,
    timeout: undefined,
    waits: 480_000,
    why: 'the policy when the call has no timeout',
  },
  { wait: 480_000, timeout: 0, waits: 480_000, why: 'the policy when the timeout is 0' },
  { wait: 480_000, timeout: 120_000, waits: 105_000, why: 'the timeout less 15 s' },
  { wait: 10_000, timeout: 120_000, waits: 10_000, why: 'the policy when it is shorter' },
  { wait: 480_000, timeout: 10_000, waits: 0, why: 'nothing when the call ends before' },
])('a call waits $waits ms: $why', ({ wait, timeout, waits }) => {
  expect(holdWaitMs(wait, timeout)).toBe(waits)
})

const decision: Decision = {
  verdict: 'hold',
  effective: 'hold',
  reason: 'Deploys need a person.',
  rules: [],
}

function callsRig(settled?: () => Promise<void>) {
  const policy = 'version: 1\napproval: { wait: 60s }\nrecording: { require: true }\n'
  const rig = runRig({ policy, ...(settled && { settled }) })
  const held = createHeldCalls(rig.context)
  const said: string[] = []
  const askedFor = (id: number | undefined, name = 'call'): AskedCall => ({
    subject: { kind: 'tool', tool: 'shell', command: './deploy.sh' },
    place: { run: 'run-1', call: name },
    texts: ['./deploy.sh', '/work'],
    pass: () => said.push(`${name} passed`),
    refuse: (reason) => said.push(`${name} refused: ${reason}`),
    ...(id === undefined ? {} : { id }),
  })
  const hold = (id: number | undefined, name?: string) => held.hold(askedFor(id, name), decision)
  const release = (id: number) => held.release(askedFor(id))
  return { ...rig, held, hold, release, said }
}

test('the person sees the command first, then every other text of the call', async () => {
  const { hold, question } = callsRig()
  hold(1)
  expect((await question()).request).toMatchObject({
    title: 'shell: ./deploy.sh',
    detail: './deploy.sh\n/work',
    run: 'run-1',
    call: 'call',
  })
})

test.each([
  { answer: approved, says: 'call passed' },
  { answer: denied, says: 'call refused: Deploys need a person. ann denied it: not today' },
  {
    answer: { outcome: 'timeout', request: '3f9c' } as const,
    says: expect.stringContaining(
      'call refused: Deploys need a person. Nobody decided within 60s.',
    ),
  },
])('the answer $answer.outcome gives: $says', async ({ answer, says }) => {
  const { hold, question, said } = callsRig()
  hold(1)
  await (await question()).answer(answer)
  expect(said).toEqual([says])
})

test('a call that is approved once the session has ended is refused', async () => {
  const { hold, question, context, said } = callsRig()
  hold(1)
  const { answer } = await question()
  context.session.end('the recording stops here', 'guard')
  await answer(approved)
  expect(said).toEqual(['call refused: the session has ended: the recording stops here'])
})

test('a question that cannot be asked is a refusal', async () => {
  const { hold, question, said } = callsRig()
  hold(1)
  await (await question()).fail(new Error('disk full'))
  expect(said).toEqual(['call refused: the approval could not be asked for: Error: disk full'])
})

test.each([
  { who: 'the service took back', abort: true },
  { who: 'of a run that is over', abort: false },
])('a call $who neither passes nor is refused, whatever the answer', async ({ abort }) => {
  const rig = callsRig()
  rig.hold(1)
  const { signal } = await rig.question()
  if (abort) rig.held.withdraw(1)
  else rig.abort()
  expect(signal.aborted).toBe(true)
  await (await rig.question()).answer(approved)
  expect(rig.said).toEqual([])
})

test('taking back one call leaves the others; two of one number are both taken back', async () => {
  const { hold, held, asked, question, said } = callsRig()
  hold(1, 'first')
  hold(2, 'second')
  hold(1, 'third')
  await question(3)
  held.withdraw(1)
  held.withdraw(7)
  for (const one of asked) await one.answer(approved)
  expect(said).toEqual(['second passed'])
})

test('the service hears signs of life of each held call until it is decided', async () => {
  const { hold, asked, question, toUpstream, beats } = callsRig()
  hold(7)
  hold(undefined, 'a question')
  await question(2)
  await jest.advanceTimersByTimeAsync(heartbeatToServiceMs * 2 + 1)
  expect(toUpstream).toEqual([execHeartbeat(7), execHeartbeat(7)])
  expect(beats()).toBe(6)
  for (const one of asked) await one.answer(approved)
  await jest.advanceTimersByTimeAsync(60_000)
  expect(toUpstream).toHaveLength(2)
  expect(jest.getTimerCount()).toBe(0)
})

test('a call that may pass does so at once where the record is kept as it is written', () => {
  const { release, said } = callsRig()
  release(1)
  expect(said).toEqual(['call passed'])
})

test.each<{
  when: string
  act(rig: ReturnType<typeof callsRig>): void
  lost?: true
  says: unknown[]
}>([
  { when: 'it is kept', act: () => {}, says: ['call passed'] },
  {
    when: 'it is lost',
    act: () => {},
    lost: true,
    says: [expect.stringContaining('call refused: the session has ended: ')],
  },
  { when: 'the service takes the call back', act: ({ held }) => held.withdraw(1), says: [] },
  { when: 'the run is over', act: (rig) => rig.abort(), says: [] },
])('a record kept elsewhere holds a call back until $when', async ({ act, lost, says }) => {
  const kept = Promise.withResolvers<void>()
  const rig = callsRig(() => kept.promise)
  rig.release(1)
  await turn()
  expect(rig.said).toEqual([])
  act(rig)
  if (lost) kept.reject(new Error('the connection broke'))
  else kept.resolve()
  await turn()
  expect(rig.said).toEqual(says)
  expect(jest.getTimerCount()).toBe(0)
})
