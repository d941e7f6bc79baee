import { expect, test } from '@jest/globals'
import type { ExecRequest } from '../../../../src/core/cursor/exec.ts'
import { createOpenCalls, maxOpenCalls } from '../../../../src/guard/cursor/run/open-calls.ts'

const subject = { kind: 'tool', tool: 'shell', command: 'ls' } as const
const request = (id: number, toolCallId?: string): ExecRequest => ({
  id,
  execId: '',
  fields: [14],
  name: 'shell-stream',
  tool: 'shell',
  ...(toolCallId === undefined ? {} : { toolCallId }),
})

test.each([
  { named: 'call-7', call: 'call-7' },
  { named: '', call: 'exec-7' },
  { named: undefined, call: 'exec-7' },
])('a call the service names $named is remembered as $call', ({ named, call }) => {
  const calls = createOpenCalls()
  expect(calls.remember(request(7, named), subject)).toEqual({ call, subject })
  expect(calls.callOf(7)).toEqual({ call, subject })
})

test('a call nobody remembers is of an unknown tool', () => {
  const calls = createOpenCalls()
  calls.remember(request(7), subject)
  calls.forget(7)
  expect(calls.callOf(7)).toEqual({ call: 'exec-7', subject: { kind: 'tool', tool: 'unknown' } })
})

test('calls without a result are forgotten, the oldest first', () => {
  const calls = createOpenCalls()
  for (let id = 0; id <= maxOpenCalls; id++) calls.remember(request(id), subject)
  expect(calls.callOf(0).subject.tool).toBe('unknown')
  expect(calls.callOf(1).subject.tool).toBe('shell')
  expect(calls.callOf(maxOpenCalls).subject.tool).toBe('shell')
})
