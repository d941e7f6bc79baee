import { expect, test } from '@jest/globals'
import { notForSessions } from '../../../../src/core/policy/render/carried-out-by.ts'
import { policyOf } from '../policy-text.ts'

test('what the App or the action carries out is named, by who does', () => {
  const policy = policyOf(`
branches:
  - { match: main, required_checks: [build], pull_request: {} }
  - { match: dev, linear_history: true, signed_commits: true, bypass: [{ actor: ann, reason: x }] }
secrets: { pushed: block }
agents: { identities: [bot] }
recording: { artifact: off, require: true }
`)
  expect(notForSessions(policy)).toEqual({
    app: [
      'for the App alone, not for a session: branches.pull_request, branches.required_checks, branches.linear_history, branches.signed_commits, branches.bypass, secrets.pushed, agents.identities',
    ],
    action: ['for the action alone, which uploads: recording.artifact'],
  })
})

test('what a session carries out is not', () => {
  const policy = policyOf(
    'branches: [{ match: main, force_push: hold }]\nsecrets: { push: warn }\nlimits: { pushes: 1 }\nrecording: { retention: 7d }',
  )
  expect(notForSessions(policy)).toEqual({ app: [], action: [] })
})
