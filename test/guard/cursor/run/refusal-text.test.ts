import { expect, test } from '@jest/globals'
import type { Decision } from '../../../../src/core/policy/decision.ts'
import { parsePolicy } from '../../../../src/core/policy/file/parse.ts'
import { refusalText } from '../../../../src/guard/cursor/run/refusal-text.ts'

const policy = parsePolicy(Buffer.from('version: 1\napproval: { wait: 480s }\n'), 'policy.yml')
const decision: Decision = {
  verdict: 'hold',
  effective: 'hold',
  reason: 'Deploys need a person.',
  rules: [],
}
test.each([
  {
    answer: { outcome: 'denied', by: 'ann', surface: 'x', request: 'r', why: 'not today' } as const,
    says: 'Deploys need a person. ann denied it: not today',
  },
  {
    answer: { outcome: 'impossible', why: 'there is no gateway' } as const,
    says: 'Deploys need a person. Nobody can approve it here: there is no gateway.',
  },
  {
    answer: { outcome: 'timeout', request: '3f9c2a1b0d' } as const,
    says:
      'Deploys need a person. Nobody decided within 480s. Request 3f9c2a1b0d stays open: once it is ' +
      'approved, the very same call passes when it is made again.',
  },
])('the agent reads why a held call was not released: $answer.outcome', ({ answer, says }) => {
  expect(refusalText(answer, decision, { policy, waitMs: 480_000 })).toBe(says)
})
