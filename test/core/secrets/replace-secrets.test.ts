import { expect, test } from '@jest/globals'
import { replaceSecrets } from '../../../src/core/secrets/replace-secrets.ts'
import { createTestEngine, githubToken } from './samples.ts'

test.each([
  { name: `ä/${githubToken}/b-${githubToken}.txt`, shown: 'ä/<github-token>/b-<github-token>.txt' },
  { name: 'wip/fix-login-42', shown: 'wip/fix-login-42' },
])('$shown is shown', ({ name, shown }) => {
  expect(replaceSecrets(name, createTestEngine(), (rule) => `<${rule}>`)).toBe(shown)
})
