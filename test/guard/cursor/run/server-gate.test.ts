import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { concat, lengthDelimited, stringField } from '../../../../src/core/cursor/protobuf-write.ts'
import { decodeServerMessage } from '../../../../src/core/cursor/server-message.ts'
import type { RunTexts } from '../../../../src/guard/cursor/run/run-texts.ts'
import { createServerGate } from '../../../../src/guard/cursor/run/server-gate.ts'
import { createServiceBlobs } from '../../../../src/guard/cursor/run/service-blobs.ts'
import type { ToolGate } from '../../../../src/guard/cursor/run/tool-gate.ts'
import { runRig, secret, turn } from '../../../support/cursor-run.ts'
import * as messages from '../../../support/cursor-service/messages.ts'

function gateRig({
  policy = 'version: 1\n',
  answer = 'Done.',
  settled = (): Promise<void> | undefined => undefined,
} = {}) {
  const rig = runRig({ policy, settled })
  const steps: string[] = []
  const texts: RunTexts = {
    delta: () => steps.push('delta'),
    pause: () => steps.push('pause'),
    end: () => steps.push('end'),
    answer: () => answer,
  }
  const tools: ToolGate = {
    serverExec: ({ name }) => steps.push(`exec ${name}`),
    serverQuery: ({ query }) => steps.push(`query ${query}`),
    abort: (id) => steps.push(`abort ${id}`),
    reject: ({ name }, reason) => steps.push(`reject ${name}: ${reason}`),
  }
  const blobs = createServiceBlobs()
  const gate = createServerGate(rig.context, { texts, tools, blobs })
  const send = (body: Uint8Array) => gate.message(decodeServerMessage(body), body)
  return { ...rig, steps, blobs, send }
}

const data = Buffer.from('blob')
const id = createHash('sha256').update(data).digest()

test.each([
  { what: 'a piece of an answer', body: messages.textDelta('x'), steps: ['delta'], passes: false },
  {
    what: 'a piece of an edit',
    body: messages.editDelta('c', 'x'),
    steps: ['delta'],
    passes: false,
  },
  { what: 'a heartbeat', body: messages.heartbeat(), steps: [], passes: true },
  { what: 'a count of tokens', body: messages.tokenDelta(3), steps: [], passes: true },
  { what: 'a question for a blob', body: messages.kvGet(1, id), steps: [], passes: true },
  { what: 'a blob to keep', body: messages.kvSet(1, id, data), steps: [], passes: true },
  {
    what: 'a request to run a command',
    body: messages.execRequest(1, 14, [stringField(1, 'ls')]),
    steps: ['pause', 'exec shell-stream'],
    passes: false,
  },
  {
    what: 'a question',
    body: messages.interactionQuery(1, 3),
    steps: ['pause', 'query ask-question'],
    passes: false,
  },
  { what: 'a request taken back', body: messages.execAbort(4), steps: ['abort 4'], passes: true },
  {
    what: 'a checkpoint',
    body: messages.checkpoint({ rootPrompts: [], turns: [], usedTokens: 1 }),
    steps: ['pause'],
    passes: true,
  },
])('$what: $steps, passes by itself: $passes', ({ body, steps, passes }) => {
  const rig = gateRig()
  rig.send(body)
  expect(rig.steps).toEqual(steps)
  expect(rig.toClient).toEqual(passes ? [body] : [])
})

test('a blob that the service leaves is known as its own afterwards', () => {
  const { send, blobs } = gateRig()
  expect(blobs.isOwn(data)).toBe(false)
  send(messages.kvSet(1, id, data))
  expect(blobs.isOwn(data)).toBe(true)
})

test('a display copy of a call is masked as a whole', () => {
  const { send, toClient } = gateRig()
  send(messages.toolStarted('call-1', 1, lengthDelimited(1, stringField(1, `echo ${secret}`))))
  const sent = Buffer.from(toClient[0] ?? []).toString('latin1')
  expect(sent).not.toContain(secret)
  expect(sent).toContain('***known-deploy-token:')
})

test('the end of a turn is recorded with its tokens, after the rest of its texts', () => {
  const { send, steps, kinds, toClient } = gateRig()
  const body = messages.turnEnded({
    input: 5,
    output: 7,
    cacheRead: 1,
    cacheWrite: 2,
    reasoning: 3,
  })
  send(body)
  expect(steps).toEqual(['end'])
  expect(kinds('usage')).toEqual([
    { kind: 'usage', run: 'run-1', input: 5, output: 7, cacheRead: 1, cacheWrite: 2 },
  ])
  expect(toClient).toEqual([body])
})

test('tokens count towards the limit of the session', () => {
  const { send, context } = gateRig({ policy: 'version: 1\nlimits: { tokens: 10 }\n' })
  send(messages.turnEnded({ input: 5, output: 7 }))
  expect(context.session.ended).toContain('tokens')
})

test('an answer that policy refuses ends the run', () => {
  const { send, toClient, failures } = gateRig({
    policy: `
version: 1
rules:
  - { name: no, when: { response: { text: ["*production*"] } }, then: deny, reason: Not said here. }
`,
    answer: 'I went to production.',
  })
  send(messages.turnEnded({}))
  expect(toClient).toEqual([])
  expect(failures).toEqual(['permission_denied: cursor-guard: Not said here.'])
})

const shell = messages.execRequest(1, 14, [stringField(1, 'ls')])
const rules = 'rules: [{ name: r, when: { tool: shell, command: [x] }, then: deny }]\n'
test.each([
  {
    what: 'ends the run',
    policy: `version: 1\n${rules}`,
    body: lengthDelimited(77, stringField(1, 'x')),
    failures: ['permission_denied: cursor-guard: a message nobody can name'],
    steps: ['pause'],
    passes: 0,
  },
  {
    what: 'is refused for each request in it',
    policy: `version: 1\n${rules}`,
    body: concat(messages.heartbeat(), shell),
    failures: [],
    steps: ['pause', expect.stringMatching(/^reject shell-stream: /)],
    passes: 0,
  },
  {
    what: 'passes masked where no rule speaks of tools',
    policy: 'version: 1\n',
    body: lengthDelimited(77, stringField(1, secret)),
    failures: [],
    steps: ['pause'],
    passes: 1,
  },
])('a message nobody can name $what', ({ policy, body, failures, steps, passes }) => {
  const rig = gateRig({ policy })
  rig.send(body)
  expect(rig.steps).toEqual(steps)
  expect(rig.failures).toEqual(failures)
  expect(rig.toClient).toHaveLength(passes)
  expect(rig.toClient.map((sent) => Buffer.from(sent).toString('latin1')).join()).not.toContain(
    secret,
  )
  expect(rig.kinds('gap')).toHaveLength(1)
})

test.each([
  { what: 'kept', lost: false, toClient: 1, failures: 0 },
  { what: 'lost', lost: true, toClient: 0, failures: 1 },
])('a record kept elsewhere holds it back until it is $what', async (row) => {
  const kept = Promise.withResolvers<void>()
  const { send, toClient, failures } = gateRig({
    policy: 'version: 1\nrecording: { require: true }\n',
    settled: () => kept.promise,
  })
  send(lengthDelimited(77, stringField(1, 'x')))
  await turn()
  expect(toClient).toEqual([])
  if (row.lost) kept.reject(new Error('the connection broke'))
  else kept.resolve()
  await turn()
  expect(toClient).toHaveLength(row.toClient)
  expect(failures).toHaveLength(row.failures)
})
