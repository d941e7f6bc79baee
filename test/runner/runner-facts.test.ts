import { expect, test } from '@jest/globals'
import { isAttended } from '../../src/runner/runner-facts.ts'

test.each<{ env: Record<string, string>; attended: boolean }>([
  { env: {}, attended: true },
  { env: { CI: '' }, attended: true },
  { env: { CI: 'false' }, attended: true },
  { env: { CI: '0' }, attended: true },
  { env: { CI: 'true' }, attended: false },
  { env: { CI: '1' }, attended: false },
  { env: { CI: 'woodpecker' }, attended: false },
  { env: { GITHUB_ACTIONS: 'true' }, attended: false },
  { env: { GITHUB_ACTIONS: 'true', CI: 'false' }, attended: false },
])('with $env somebody can decide: $attended', ({ env, attended }) => {
  expect(isAttended(env)).toBe(attended)
})
