import { expect, test } from '@jest/globals'
import { stringField } from '../../../../src/core/cursor/protobuf-write.ts'
import { prepareCall } from '../../../../src/guard/cursor/run/prepare-call.ts'
import { runRig, secret } from '../../../support/cursor-run.ts'
import { execRequest } from '../../../support/cursor-service/messages.ts'

const place = { run: 'run-1', call: 'call-1' }
const shell = (command: string) => ({
  subject: { kind: 'tool', tool: 'shell', command } as const,
  body: execRequest(1, 14, [stringField(1, command), stringField(2, '/work')]),
})

test('a call without a secret is recorded and stays byte for byte', () => {
  const { context, entries } = runRig()
  const { subject, body } = shell('git status')
  const call = prepareCall(context, body, subject, place.call, undefined)
  expect(call.masked).toEqual(body)
  expect(call.texts).toEqual(expect.arrayContaining(['git status', '/work']))
  expect(call.carriesMarker).toBe(false)
  expect(entries).toEqual([{ kind: 'tool-call', ...place, tool: 'shell', subject }])
})

test('a secret is masked for the client, in the record, and reported', () => {
  const { context, entries } = runRig()
  const { subject, body } = shell(`echo ${secret}`)
  const call = prepareCall(context, body, subject, place.call, undefined)
  expect(Buffer.from(call.masked).toString('latin1')).not.toContain(secret)
  expect(call.texts).toContain(`echo ${secret}`)
  expect(JSON.stringify(entries)).not.toContain(secret)
  expect(entries).toMatchObject([
    { kind: 'tool-call', subject: { command: expect.stringMatching(/^echo \*\*\*known-/) } },
    { kind: 'finding', where: 'tool-call', call: 'call-1', action: 'masked' },
  ])
})

test('a marker of this session is noticed, one that looks alike is not', () => {
  const { context } = runRig()
  const marker = context.session.secrets.maskText(secret).text
  const carries = (command: string) => {
    const { subject, body } = shell(command)
    return prepareCall(context, body, subject, place.call, undefined).carriesMarker
  }
  expect(carries(`echo ${marker}`)).toBe(true)
  expect(carries('echo ***known-deploy-token:00000000***')).toBe(false)
})

test('what is written is recorded masked, whether it is one text of the call or made of several', () => {
  const { context, kinds } = runRig()
  const subject = { kind: 'tool', tool: 'write', path: 'a.txt' } as const
  const text = `key: ${secret}`
  const body = execRequest(1, 3, [stringField(1, 'a.txt'), stringField(2, text)])
  for (const written of [text, `- old\n+ ${text}`]) {
    prepareCall(context, body, subject, place.call, written)
  }
  expect(kinds('tool-call').map((entry) => entry.arguments)).toEqual([
    expect.stringMatching(/^key: \*\*\*known-/),
    expect.stringMatching(/^- old\n\+ key: \*\*\*known-/),
  ])
})
