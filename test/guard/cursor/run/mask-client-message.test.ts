import { expect, test } from '@jest/globals'
import { lengthDelimited, stringField } from '../../../../src/core/cursor/protobuf-write.ts'
import { maskClientMessage } from '../../../../src/guard/cursor/run/mask-client-message.ts'
import { runRig, secret } from '../../../support/cursor-run.ts'

const run = (...fields: Uint8Array[]) => lengthDelimited(1, ...fields)
const key = stringField(1, secret)

test.each([
  {
    where: 'the prompt',
    body: run(lengthDelimited(2, lengthDelimited(1, lengthDelimited(1, key)))),
  },
  { where: 'a custom system prompt', body: run(stringField(8, `use ${secret}`)) },
  { where: 'an unknown field', body: run(stringField(99, secret)) },
  {
    where: 'a result',
    body: lengthDelimited(2, lengthDelimited(7, lengthDelimited(1, stringField(2, secret)))),
  },
])('a secret in $where is masked, and the finding recorded', ({ body }) => {
  const { context, kinds } = runRig()
  const masked = maskClientMessage(context.session, body, 'prompt', { run: 'run-1' })
  expect(Buffer.from(masked).toString('latin1')).not.toContain(secret)
  expect(Buffer.from(masked).toString('latin1')).toContain('***known-deploy-token:')
  expect(kinds('finding')).toMatchObject([{ where: 'prompt', run: 'run-1', action: 'masked' }])
})

test.each([
  { what: "the requested model's key", body: run(lengthDelimited(9, lengthDelimited(4, key))) },
  {
    what: "the model's cloud credentials",
    body: run(lengthDelimited(3, lengthDelimited(10, key))),
  },
  { what: "a sub-agent's key", body: run(lengthDelimited(14, lengthDelimited(6, key))) },
  { what: 'a token of a model gateway', body: run(lengthDelimited(30, key)) },
])('$what travels on as it is: the service needs it', ({ body }) => {
  const { context } = runRig()
  expect(maskClientMessage(context.session, body, 'prompt', {})).toEqual(body)
})

test('a path that is skipped stays, and texts are told as the recording may hold them', () => {
  const { context } = runRig()
  const body = run(lengthDelimited(17, lengthDelimited(2, key)), stringField(8, secret))
  const known = new Map<string, string>()
  const masked = maskClientMessage(
    context.session,
    body,
    'prompt',
    {},
    { known, skip: [[1, 17, 2]] },
  )
  expect(Buffer.from(masked).toString('latin1').split(secret)).toHaveLength(2)
  expect(known.get(secret)).toMatch(/^\*\*\*known-deploy-token:/)
})
