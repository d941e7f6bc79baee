import { expect, test } from '@jest/globals'
import { createOutbox, maxEarlyBytes } from '../../../../src/guard/cursor/wires/outbox.ts'
import type { UpstreamWire } from '../../../../src/guard/cursor/wires/upstream-wire.ts'
import { createMemoryBudget } from '../../../../src/guard/memory-budget.ts'
import { turn } from '../../../support/cursor-run.ts'

/** An outbox beside a service that is called and answers step by step; what happens is written down. */
function outboxRig() {
  const outbox = createOutbox(createMemoryBudget().open(() => {}))
  const log: string[] = []
  let answer: { open(): void; refuse(): void } | undefined
  const wire: UpstreamWire = {
    send: (body) => log.push(`sent ${Buffer.from(body)}`),
    end: () => log.push('ended'),
    full: true,
    drained: async () => void log.push('waited'),
    reply: new Promise(() => {}),
  }
  const call = () => {
    log.push('called')
    return new Promise<UpstreamWire>((resolve, reject) => {
      answer = { open: () => resolve(wire), refuse: () => reject(new Error('not there')) }
    })
  }
  const steps = {
    a: () => outbox.send(Buffer.from('a')),
    b: () => outbox.send(Buffer.from('b')),
    ready: () => outbox.ready(call, (error) => log.push(String(error))),
    open: () => answer?.open(),
    refuse: () => answer?.refuse(),
    end: () => outbox.end(),
  }
  return { outbox, log, steps }
}

type Step = keyof ReturnType<typeof outboxRig>['steps']
test.each<{ steps: Step[]; log: string[]; begun: boolean }>([
  { steps: ['a', 'b'], log: [], begun: false },
  { steps: ['ready'], log: [], begun: false },
  { steps: ['a', 'ready'], log: ['called'], begun: true },
  { steps: ['ready', 'a', 'b'], log: ['called'], begun: true },
  { steps: ['a', 'ready', 'b', 'open'], log: ['called', 'sent a', 'sent b'], begun: true },
  { steps: ['ready', 'a', 'open', 'b'], log: ['called', 'sent a', 'sent b'], begun: true },
  { steps: ['ready', 'a', 'open', 'end'], log: ['called', 'sent a', 'ended'], begun: true },
  { steps: ['ready', 'a', 'end', 'open'], log: ['called', 'sent a', 'ended'], begun: true },
  { steps: ['ready', 'end'], log: [], begun: false },
  { steps: ['ready', 'a', 'refuse', 'b'], log: ['called', 'Error: not there'], begun: true },
])('$steps gives $log', async ({ steps, log, begun }) => {
  const rig = outboxRig()
  for (const step of steps) {
    rig.steps[step]()
    await turn()
  }
  expect(rig.log).toEqual(log)
  expect(rig.outbox.begun).toBe(begun)
})

test.each<{ when: string; steps: Step[] }>([
  { when: 'before the service may be called', steps: [] },
  { when: 'while it is called', steps: ['ready', 'a'] },
])('$when only so much is kept', async ({ steps }) => {
  const { outbox, steps: act } = outboxRig()
  for (const step of steps) act[step]()
  expect(outbox.send(new Uint8Array(maxEarlyBytes - 1))).toBe(true)
  expect(outbox.send(new Uint8Array(2))).toBe(false)
})

test('it is full when the wire is, and waits with it', async () => {
  const { outbox, steps, log } = outboxRig()
  expect(outbox.full).toBe(false)
  await outbox.drained()
  for (const step of ['ready', 'a', 'open'] as const) steps[step]()
  await turn()
  expect(outbox.full).toBe(true)
  await outbox.drained()
  expect(log.at(-1)).toBe('waited')
})
