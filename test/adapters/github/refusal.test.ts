import { expect, test } from '@jest/globals'
import { type Refusal, refusalOf } from '../../../src/adapters/github/refusal.ts'

const failure = (status: number, message: string, more: object = {}) =>
  Object.assign(new Error(message), {
    status,
    response: { headers: {}, data: { message }, ...more },
  })

test.each<{ what: string; error: unknown; kind: Refusal['kind'] | undefined }>([
  {
    what: 'a missing permission',
    error: failure(403, 'Resource not accessible by integration'),
    kind: 'permission',
  },
  {
    what: 'a plan without it',
    error: failure(403, 'Upgrade to GitHub Pro or make this repository public'),
    kind: 'plan',
  },
  {
    what: 'an archived repository',
    error: failure(403, 'Repository was archived so is read-only.'),
    kind: 'archived',
  },
  { what: 'what is not there', error: failure(404, 'Not Found'), kind: 'absent' },
  { what: 'what it does not take', error: failure(422, 'Validation Failed'), kind: 'invalid' },
  { what: 'a rate limit', error: failure(403, 'API rate limit exceeded'), kind: undefined },
  {
    what: 'a rate limit by its header',
    error: failure(403, 'no', { headers: { 'x-ratelimit-remaining': '0' } }),
    kind: undefined,
  },
  {
    what: 'a secondary limit',
    error: failure(403, 'no', { headers: { 'retry-after': '60' } }),
    kind: undefined,
  },
  { what: 'a conflict', error: failure(409, 'no'), kind: undefined },
  { what: 'an outage', error: failure(502, 'no'), kind: undefined },
  { what: 'an error of another kind', error: new Error('no'), kind: undefined },
  { what: 'no error', error: 'no', kind: undefined },
])('$what is a refusal of the kind $kind', ({ error, kind }) => {
  expect(refusalOf(error)?.kind).toBe(kind)
})

test('the forge’s own words stand on one line, with their details', () => {
  const errors = [
    'Name must be unique',
    { message: 'bad\nvalue' },
    { field: 'rules', code: 'invalid' },
    null,
  ]
  const error = failure(422, 'Validation Failed', {
    data: { message: 'Validation Failed', errors },
  })
  expect(refusalOf(error)?.text).toBe(
    'Validation Failed; Name must be unique; bad value; rules: invalid; undefined: undefined',
  )
  expect(refusalOf(failure(422, 'x'.repeat(9_999)))?.text).toHaveLength(500)
})
