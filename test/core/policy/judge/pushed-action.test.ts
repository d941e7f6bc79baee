import { expect, test } from '@jest/globals'
import { pushedAction } from '../../../../src/core/policy/judge/pushed-action.ts'
import { resolvePolicy } from '../../../../src/core/policy/resolve.ts'
import { policyOf } from '../policy-text.ts'

/** What the App does about a secret that has arrived, under each combination of audit and floor. */
test.each<{ own: string; floor?: string; does: string; says: string }>([
  { own: 'secrets: { pushed: quarantine }', does: 'quarantine', says: 'quarantine' },
  { own: 'secrets: { pushed: warn }', does: 'warn', says: 'warn' },
  { own: 'enforcement: audit\nsecrets: { pushed: block }', does: 'audit', says: 'block' },
  { own: 'enforcement: audit\nsecrets: { pushed: warn }', does: 'warn', says: 'warn' },
  {
    own: 'enforcement: audit\nsecrets: { pushed: quarantine }',
    floor: 'secrets: { pushed: block }',
    does: 'block',
    says: 'quarantine',
  },
  {
    own: 'enforcement: audit\nsecrets: { pushed: warn }',
    floor: 'secrets: { pushed: block }',
    does: 'block',
    says: 'block',
  },
  {
    own: 'enforcement: audit',
    floor: 'enforcement: audit, secrets: { pushed: block }',
    does: 'audit',
    says: 'block',
  },
  { own: 'enforcement: audit', floor: 'limits: {}', does: 'audit', says: 'block' },
  {
    own: 'enforcement: audit',
    floor: 'enforcement: enforce, secrets: { pushed: warn }',
    does: 'block',
    says: 'block',
  },
])('"$own" under the floor "$floor" does $does', ({ own, floor, does, says }) => {
  const { policy } = resolvePolicy({
    repository: policyOf(own),
    organisation: floor === undefined ? undefined : policyOf(`floor: { ${floor} }`, true),
  })
  expect(pushedAction(policy)).toEqual({ does, says })
})
