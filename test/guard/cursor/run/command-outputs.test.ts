import { expect, test } from '@jest/globals'
import {
  decodeClientMessage,
  type ShellOutput,
} from '../../../../src/core/cursor/client-message.ts'
import {
  lengthDelimited,
  stringField,
  varintField,
} from '../../../../src/core/cursor/protobuf-write.ts'
import { createCommandOutputs } from '../../../../src/guard/cursor/run/command-outputs.ts'
import { createOpenCalls } from '../../../../src/guard/cursor/run/open-calls.ts'
import { maxOpenTexts } from '../../../../src/guard/cursor/run/open-texts.ts'
import {
  exitOf,
  outputIn,
  outputOf,
  runRig,
  secret,
  secretHalves,
} from '../../../support/cursor-run.ts'

function outputsRig() {
  const rig = runRig()
  const outputs = createCommandOutputs(rig.context, createOpenCalls())
  const follow = (body: Uint8Array) => {
    outputs.follow(decodeClientMessage(body) as ShellOutput, body)
  }
  return { ...rig, outputs, follow }
}

const marker = expect.stringMatching(/^key \*\*\*known-deploy-token:[0-9a-f]+\*\*\* end$/)

test('a secret cut in two is masked for the service and for the record', () => {
  const { follow, outputs, toUpstream, kinds } = outputsRig()
  follow(outputOf(3, 'stdout', `key ${secretHalves[0]}`))
  follow(outputOf(3, 'stdout', `${secretHalves[1]} end`))
  outputs.end(3)
  expect(outputIn(toUpstream)).toEqual(marker)
  expect(kinds('command-output')).toMatchObject([
    { run: 'run-1', call: 'exec-3', stream: 'stdout', text: marker },
  ])
  expect(kinds('finding')).toMatchObject([{ where: 'command-output', call: 'exec-3' }])
})

test('two commands, and both channels of one, are texts of their own', () => {
  const { follow, outputs, kinds } = outputsRig()
  follow(outputOf(3, 'stdout', 'one '))
  follow(outputOf(3, 'stderr', 'two '))
  follow(outputOf(4, 'stdout', 'three '))
  for (const id of [3, 4]) outputs.end(id)
  expect(kinds('command-output').map(({ call, stream, text }) => [call, stream, text])).toEqual([
    ['exec-3', 'stdout', 'one '],
    ['exec-3', 'stderr', 'two '],
    ['exec-4', 'stdout', 'three '],
  ])
})

test.each([
  { what: 'exit code 0', body: exitOf(3, 0), outcome: { outcome: 'success', exitCode: 0 } },
  { what: 'exit code 7', body: exitOf(3, 7), outcome: { outcome: 'failure', exitCode: 7 } },
  {
    what: 'a refusal of the client',
    body: lengthDelimited(
      2,
      varintField(1, 3),
      lengthDelimited(14, lengthDelimited(5, stringField(3, `no ${secret}`))),
    ),
    outcome: { outcome: 'rejected', text: expect.stringMatching(/^no \*\*\*known-/) },
  },
])('$what is recorded after all of the output', ({ body, outcome }) => {
  const { follow, toUpstream, entries } = outputsRig()
  follow(outputOf(3, 'stdout', 'held to the end'))
  follow(body)
  const kept = entries.filter(({ kind }) => kind !== 'finding')
  expect(kept).toMatchObject([
    { kind: 'command-output', text: 'held to the end' },
    { kind: 'tool-result', call: 'exec-3', ...outcome },
  ])
  expect(outputIn(toUpstream)).toBe('held to the end')
  expect(toUpstream.map((one) => Buffer.from(one).toString('latin1')).join()).not.toContain(secret)
})

test('the start of a command is no result', () => {
  const { follow, entries, toUpstream } = outputsRig()
  const body = lengthDelimited(2, varintField(1, 3), lengthDelimited(14, lengthDelimited(4)))
  follow(body)
  expect(entries).toEqual([])
  expect(toUpstream).toEqual([body])
})

const words = (of: string) => lengthDelimited(45, stringField(1, of))
test.each([
  {
    where: 'beside output',
    body: lengthDelimited(
      2,
      varintField(1, 3),
      lengthDelimited(14, lengthDelimited(1, stringField(1, 'out '))),
      words(secret),
    ),
  },
  {
    where: 'beside output without a text',
    body: lengthDelimited(
      2,
      varintField(1, 3),
      lengthDelimited(14, lengthDelimited(1)),
      words(secret),
    ),
  },
])('words of a hook $where are masked as a whole', ({ body }) => {
  const { follow, outputs, toUpstream } = outputsRig()
  follow(body)
  outputs.end(3)
  expect(toUpstream).toHaveLength(1)
  const sent = Buffer.from(toUpstream[0] ?? []).toString('latin1')
  expect(sent).not.toContain(secret)
  expect(sent).toContain('***known-deploy-token:')
})

test('more commands than are followed at once lose nothing of their output', () => {
  const { follow, outputs, toUpstream } = outputsRig()
  const ids = Array.from({ length: maxOpenTexts + 5 }, (_, index) => index + 1)
  for (const id of ids) follow(outputOf(id, 'stdout', 'no-space-so-held'))
  for (const id of ids) outputs.end(id)
  expect(outputIn(toUpstream)).toBe('no-space-so-held'.repeat(ids.length))
})

test('once the run is over the rest is recorded, and nothing goes upstream', () => {
  const { follow, outputs, abort, toUpstream, kinds } = outputsRig()
  follow(outputOf(3, 'stdout', 'no-space-so-held'))
  abort()
  outputs.close()
  expect(toUpstream).toEqual([])
  expect(kinds('command-output')).toMatchObject([{ text: 'no-space-so-held' }])
})
