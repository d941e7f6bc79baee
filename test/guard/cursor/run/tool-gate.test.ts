import { expect, test } from '@jest/globals'
import { decodeClientMessage } from '../../../../src/core/cursor/client-message.ts'
import { stringField } from '../../../../src/core/cursor/protobuf-write.ts'
import { decodeServerMessage } from '../../../../src/core/cursor/server-message.ts'
import { cannotChange } from '../../../../src/core/secrets/round-trip.ts'
import type { FileChanges } from '../../../../src/guard/cursor/run/file-changes.ts'
import { createOpenCalls } from '../../../../src/guard/cursor/run/open-calls.ts'
import { createToolGate } from '../../../../src/guard/cursor/run/tool-gate.ts'
import { approved, denied, runRig, secret, turn } from '../../../support/cursor-run.ts'
import { execRequest, interactionQuery } from '../../../support/cursor-service/messages.ts'

const policy = `
version: 1
rules:
  - { name: no, when: { tool: shell, command: ["rm *"] }, then: deny, reason: Nothing is deleted. }
  - { name: ask, when: { tool: shell, command: ["./deploy.sh"] }, then: hold, reason: Ask first. }
  - { name: stay, when: { tool: fetch, url: ["https://evil.example/*"] }, then: deny, reason: Stay here. }
`
const locate: FileChanges['locate'] = async (path) => ({ real: path })
const noChanges: FileChanges = {
  locate,
  concerns: () => false,
  prepare: async () => ({ refused: 'unexpected' }),
}

function gateRig(options: { policy?: string; changes?: FileChanges } = {}) {
  const rig = runRig({ policy: options.policy ?? policy })
  const calls = createOpenCalls()
  const gate = createToolGate(rig.context, calls, options.changes ?? noChanges)
  const exec = (body: Uint8Array) => {
    const event = decodeServerMessage(body)
    if (event.type === 'exec') gate.serverExec(event.exec, body)
    return body
  }
  /** What the service hears, by kind. */
  const answers = () => rig.toUpstream.map((body) => decodeClientMessage(body))
  return { ...rig, gate, calls, exec, answers }
}
const shell = (command: string, id = 1) => execRequest(id, 14, [stringField(1, command)])
const write = (path: string, text: string) =>
  execRequest(1, 3, [stringField(1, path), stringField(2, text)])

test('a call that policy lets pass reaches the client, and is remembered for its result', () => {
  const { exec, toClient, toUpstream, calls, kinds } = gateRig()
  const body = exec(shell('git status'))
  expect(toClient).toEqual([body])
  expect(toUpstream).toEqual([])
  expect(calls.callOf(1).subject).toMatchObject({ tool: 'shell', command: 'git status' })
  expect(kinds('tool-call')).toHaveLength(1)
})

test('a question about the machine passes unjudged', () => {
  const { exec, toClient, entries } = gateRig()
  const body = exec(execRequest(1, 10, []))
  expect(toClient).toEqual([body])
  expect(entries).toEqual([])
})

test('a call that policy denies is answered here; the client never sees it', () => {
  const { exec, toClient, answers, calls, kinds } = gateRig()
  exec(shell('rm -rf .'))
  expect(toClient).toEqual([])
  expect(answers()).toMatchObject([
    { type: 'shell-output', stream: 'rejected', text: 'cursor-guard: Nothing is deleted.' },
    { type: 'exec-control', control: 'close', id: 1 },
  ])
  expect(kinds('tool-result')).toMatchObject([{ outcome: 'rejected', text: 'Nothing is deleted.' }])
  expect(calls.callOf(1).subject.tool).toBe('unknown')
})

test('a request nobody can name is a gap, and the worst tool', () => {
  const { exec, toClient, kinds, context } = gateRig()
  exec(execRequest(1, 99, [stringField(1, 'anything')]))
  expect(toClient).toEqual([])
  expect(kinds('gap')).toMatchObject([{ reason: 'a request nobody can name: field 99' }])
  expect(context.session.coverage().state).toBe('partial')
})

test.each([
  { answer: approved, toClient: 1, toUpstream: 0 },
  { answer: denied, toClient: 0, toUpstream: 2 },
])('a held call that is $answer.outcome', async ({ answer, toClient, toUpstream }) => {
  const rig = gateRig()
  rig.exec(shell('./deploy.sh'))
  expect([rig.toClient, rig.toUpstream]).toEqual([[], []])
  await (await rig.question()).answer(answer)
  expect(rig.toClient).toHaveLength(toClient)
  expect(rig.toUpstream).toHaveLength(toUpstream)
})

test('an approval is about every text of a call, but not about its ids', async () => {
  const rig = gateRig()
  const keyOf = async (id: number, ...args: Uint8Array[]) => {
    rig.exec(execRequest(id, 14, [stringField(1, './deploy.sh'), ...args]))
    return (await rig.question(id)).request.key
  }
  const key = await keyOf(1)
  expect(await keyOf(2, stringField(4, 'call-2'))).toBe(key)
  expect(await keyOf(3, stringField(2, '/elsewhere'))).not.toBe(key)
})

test('a call that the service takes back while it is held never runs', async () => {
  const { exec, gate, question, toClient, toUpstream } = gateRig()
  exec(shell('./deploy.sh', 5))
  await question()
  gate.abort(5)
  await (await question()).answer(approved)
  expect([toClient, toUpstream]).toEqual([[], []])
})

test('a limit that holds asks once; approving it lifts it for the rest of the session', async () => {
  const { exec, question, toClient, kinds } = gateRig({
    policy: 'version: 1\nlimits: { tool_calls: 1, reached: hold }\n',
  })
  exec(shell('echo 1'))
  exec(shell('echo 2', 2))
  expect(toClient).toHaveLength(1)
  expect((await question()).request.rule).toBe('limits')
  await (await question()).answer(approved)
  exec(shell('echo 3', 3))
  expect(toClient).toHaveLength(3)
  expect(kinds('verdict').filter(({ rule }) => rule === 'limits')).toHaveLength(1)
})

test('in a session that has ended every call is refused', () => {
  const { exec, context, toClient, answers } = gateRig()
  context.session.end('enough', 'policy')
  exec(shell('git status'))
  expect(toClient).toEqual([])
  expect(answers()[0]).toMatchObject({ text: 'cursor-guard: the session has ended: enough' })
})

test('a masked value in a command is refused, and counted as a verdict', () => {
  const { exec, context, toClient, kinds } = gateRig()
  exec(shell(`echo ${context.session.secrets.maskText(secret).text}`))
  expect(toClient).toEqual([])
  expect(kinds('verdict').at(-1)).toMatchObject({ rule: 'masked value', effective: 'deny' })
})

test.each<{ when: string; prepare: FileChanges['prepare']; toClient: string[]; refused?: string }>([
  {
    when: 'its file is as it should be',
    prepare: async () => ({ body: Buffer.from('with the value') }),
    toClient: ['with the value'],
  },
  {
    when: 'its values cannot be put back',
    prepare: async () => ({ refused: 'Leave that line.' }),
    toClient: [],
    refused: 'cursor-guard: Leave that line.',
  },
  {
    when: 'its file cannot be read',
    prepare: async () => {
      throw Object.assign(new Error('x'), { code: 'EIO' })
    },
    toClient: [],
    refused: `cursor-guard: ${cannotChange}`,
  },
])('a change of a file is held against the file: $when', async ({ prepare, toClient, refused }) => {
  const rig = gateRig({ changes: { locate, concerns: () => true, prepare } })
  rig.exec(write('a.txt', 'text'))
  await turn()
  expect(rig.toClient.map((body) => Buffer.from(body).toString())).toEqual(toClient)
  expect(rig.answers().flatMap((event) => ('text' in event ? [event.text] : []))).toEqual(
    refused === undefined ? [] : [refused],
  )
})

test('a change whose session ends while its file is read is refused', async () => {
  const rig = gateRig({
    changes: {
      locate,
      concerns: () => true,
      async prepare() {
        rig.context.session.end('enough', 'policy')
        return { body: Buffer.from('x') }
      },
    },
  })
  rig.exec(write('a.txt', 'text'))
  await turn()
  expect(rig.toClient).toEqual([])
  expect(rig.answers()[0]).toMatchObject({ text: 'cursor-guard: the session has ended: enough' })
})

test.each([
  {
    what: 'a page policy denies',
    body: interactionQuery(3, 9, stringField(1, 'https://evil.example/x')),
    passes: false,
  },
  {
    what: 'another page',
    body: interactionQuery(3, 9, stringField(1, 'https://example.com/')),
    passes: true,
  },
  {
    what: 'a question to the person',
    body: interactionQuery(3, 3, stringField(1, 'Which one?')),
    passes: true,
  },
])('$what: the question passes: $passes', ({ body, passes }) => {
  const { gate, toClient, answers } = gateRig()
  const event = decodeServerMessage(body)
  if (event.type === 'interaction-query') gate.serverQuery(event, body)
  expect(toClient).toEqual(passes ? [body] : [])
  expect(answers()).toMatchObject(
    passes ? [] : [{ type: 'interaction-response', id: 3, approved: false }],
  )
})
