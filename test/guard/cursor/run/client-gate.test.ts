import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { fileResult } from '../../../../bench/support/messages.ts'
import { decodeClientMessage } from '../../../../src/core/cursor/client-message.ts'
import { clientHeartbeat, execHeartbeat } from '../../../../src/core/cursor/exec.ts'
import {
  lengthDelimited,
  stringField,
  varintField,
} from '../../../../src/core/cursor/protobuf-write.ts'
import type { ToolSubject } from '../../../../src/core/policy/subject.ts'
import { createClientGate } from '../../../../src/guard/cursor/run/client-gate.ts'
import { createOpenCalls } from '../../../../src/guard/cursor/run/open-calls.ts'
import { createServiceBlobs } from '../../../../src/guard/cursor/run/service-blobs.ts'
import {
  approved,
  exitOf,
  outputIn,
  outputOf,
  promptOf,
  runRig,
  secret,
} from '../../../support/cursor-run.ts'

function gateRig() {
  const rig = runRig({
    policy: `
version: 1
rules:
  - { name: some, when: { prompt: { text: ["*production*"] } }, then: hold, reason: Ask first. }
`,
  })
  const calls = createOpenCalls()
  const blobs = createServiceBlobs()
  const gate = createClientGate(rig.context, calls, blobs)
  const send = (...bodies: Uint8Array[]) => {
    for (const body of bodies) gate.message(decodeClientMessage(body), body)
  }
  const ask = (id: number, subject: ToolSubject) =>
    calls.remember({ id, execId: '', fields: [3], name: 'write', tool: subject.tool }, subject)
  const sent = () => rig.toUpstream.map((body) => Buffer.from(body).toString('latin1'))
  return { ...rig, gate, calls, blobs, send, ask, sent }
}

const closeOf = (id: number) => lengthDelimited(5, lengthDelimited(1, varintField(1, id)))
const blobOf = (data: Uint8Array) =>
  lengthDelimited(3, varintField(1, 1), lengthDelimited(2, lengthDelimited(1, data)))

test.each([
  { what: 'a heartbeat', body: clientHeartbeat() },
  { what: 'a heartbeat of a tool', body: execHeartbeat(3) },
  { what: 'a prewarm request', body: lengthDelimited(8) },
  {
    what: 'the answer to a question',
    body: lengthDelimited(6, varintField(1, 3), lengthDelimited(9, lengthDelimited(1))),
  },
])('$what travels on as it is, and leaves no entry', ({ body }) => {
  const { send, toUpstream, entries } = gateRig()
  send(body)
  expect(toUpstream).toEqual([body])
  expect(entries).toEqual([])
})

test.each([
  {
    what: 'a message nobody can name',
    body: lengthDelimited(77, stringField(1, secret)),
    where: 'client-message',
  },
  {
    what: 'a tool that threw',
    body: lengthDelimited(5, lengthDelimited(2, varintField(1, 3), stringField(2, secret))),
    where: 'tool-result',
  },
  { what: 'a blob that is not the service’s', body: blobOf(Buffer.from(secret)), where: 'blob' },
])('a secret in $what is masked', ({ body, where }) => {
  const { send, sent, kinds } = gateRig()
  send(body)
  expect(sent()).toHaveLength(1)
  expect(sent()[0]).not.toContain(secret)
  expect(kinds('finding')).toMatchObject([{ where, run: 'run-1' }])
})

test('a message nobody can name makes the record partial', () => {
  const { send, kinds, context } = gateRig()
  send(lengthDelimited(77, stringField(1, 'x')))
  expect(kinds('gap')).toMatchObject([{ reason: 'a message of the client nobody can name' }])
  expect(context.session.coverage().state).toBe('partial')
})

test('a blob that the service left here goes back as it is', () => {
  const { send, toUpstream, blobs } = gateRig()
  const data = Buffer.from(`said by the service: ${secret}`)
  blobs.keep(createHash('sha256').update(data).digest())
  send(blobOf(data))
  expect(toUpstream).toEqual([blobOf(data)])
})

test('a result is recorded under its call, and masked once for both', () => {
  const { send, sent, kinds, ask } = gateRig()
  ask(4, { kind: 'tool', tool: 'read', path: 'a.txt' })
  send(fileResult(4, `key: ${secret}`))
  expect(kinds('tool-result')).toMatchObject([
    { call: 'exec-4', outcome: 'success', text: expect.stringMatching(/^key: \*\*\*known-/) },
  ])
  expect(sent()[0]).not.toContain(secret)
  expect(kinds('finding')).toHaveLength(1)
})

const written = (id: number, ...content: Uint8Array[]) =>
  lengthDelimited(2, varintField(1, id), lengthDelimited(3, lengthDelimited(1, ...content)))

test('a write leaves its diff, under the path that was judged', () => {
  const { send, kinds, ask } = gateRig()
  ask(4, { kind: 'tool', tool: 'write', path: 'judged.txt' })
  send(written(4, stringField(1, '/abs/other.txt'), stringField(4, `new ${secret}\n`)))
  const [entry] = kinds('file-write')
  expect(entry).toMatchObject({ call: 'exec-4', path: 'judged.txt' })
  expect(JSON.stringify(entry)).not.toContain(secret)
  expect(String(entry?.diff)).toContain('+new ***known-deploy-token:')
})

test('the output of a command leaves before its end, and the call is forgotten when it closes', () => {
  const { send, toUpstream, calls, ask } = gateRig()
  ask(4, { kind: 'tool', tool: 'shell', command: 'ls' })
  send(outputOf(4, 'stdout', 'no-space-so-held'), closeOf(4))
  expect(outputIn(toUpstream.slice(0, 1))).toBe('no-space-so-held')
  expect(toUpstream[1]).toEqual(closeOf(4))
  expect(calls.callOf(4).subject.tool).toBe('unknown')
})

test('while the first prompt waits, heartbeats do not call the service', async () => {
  const { send, question, toUpstream } = gateRig()
  const held = promptOf('deploy to production')
  send(held, clientHeartbeat(), clientHeartbeat())
  await (await question()).answer(approved)
  expect(toUpstream).toEqual([held])
})

test('behind a prompt that waits everything waits but heartbeats, and leaves in order', async () => {
  const { send, gate, question, toUpstream } = gateRig()
  const held = promptOf('deploy to production')
  const behind = [fileResult(4, 'one'), lengthDelimited(8), exitOf(4, 0)]
  send(promptOf('Fix it'), held)
  expect(gate.waiting).toBe(true)
  send(...behind, clientHeartbeat())
  expect(toUpstream).toEqual([promptOf('Fix it'), clientHeartbeat()])
  await (await question()).answer(approved)
  expect(gate.waiting).toBe(false)
  expect(toUpstream.slice(2)).toEqual([held, ...behind])
})

test('a second prompt behind the first waits on its own, and what follows it too', async () => {
  const { send, gate, question, toUpstream } = gateRig()
  const prompts = ['production one', 'production two'].map((text) => promptOf(text))
  send(...prompts, lengthDelimited(8))
  await (await question()).answer(approved)
  expect(toUpstream).toEqual(prompts.slice(0, 1))
  expect(gate.waiting).toBe(true)
  await (await question(2)).answer(approved)
  expect(toUpstream).toEqual([...prompts, lengthDelimited(8)])
})
