import { expect, test } from '@jest/globals'
import { parsePolicy } from '../../../src/core/policy/file/parse.ts'
import { resolvePolicy } from '../../../src/core/policy/resolve.ts'
import { forbiddenBy, isEnforced } from '../../../src/core/protection/protected.ts'

const policyOf = (text: string, organisation?: string) =>
  resolvePolicy({
    repository: parsePolicy(Buffer.from(text), 'policy.yml'),
    organisation:
      organisation === undefined
        ? undefined
        : parsePolicy(Buffer.from(organisation), 'org.yml', { organisation: true }),
  }).policy

const policy = policyOf(`version: 1
branches:
  - match: [main, "release/**"]
    force_push: deny
    delete: deny
  - match: [staging]
    force_push: hold
    delete: allow
  - match: ["refs/tags/v*"]
    force_push: deny
    delete: deny
`)

test.each([
  ['refs/heads/main', 'rewrite', true],
  ['refs/heads/main', 'delete', true],
  ['refs/heads/release/1.0', 'rewrite', true],
  ['refs/heads/staging', 'rewrite', true],
  ['refs/heads/staging', 'delete', false],
  ['refs/heads/wip', 'rewrite', false],
  ['refs/tags/v1', 'delete', true],
  ['refs/tags/nightly', 'delete', false],
] as const)('of %s a %s is forbidden: %s', (ref, what, forbidden) => {
  expect(forbiddenBy(policy, ref, 'main', what).length > 0).toBe(forbidden)
})

test('an audited policy carries out its floor alone', () => {
  const audited = policyOf(
    `version: 1
enforcement: audit
branches: [{ match: [wip], force_push: deny, delete: deny }]
`,
    `version: 1
floor:
  branches: [{ match: [main], force_push: deny, delete: deny }]
`,
  )
  const enforced = (ref: string) =>
    isEnforced(audited, forbiddenBy(audited, ref, 'main', 'rewrite'))
  expect([enforced('refs/heads/wip'), enforced('refs/heads/main')]).toEqual([false, true])
})
