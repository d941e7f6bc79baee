import { expect, test } from '@jest/globals'
import { policyTemplate } from '../../../../src/core/policy/file/template.ts'
import { evaluate } from '../../../../src/core/policy/judge/evaluate.ts'
import type { Subject } from '../../../../src/core/policy/subject.ts'
import { facts, mistakesIn, policyOf } from '../policy-text.ts'

const policy = policyOf(policyTemplate.replace(/^version: 1$/m, ''))

test('the policy to start from is a valid file, and everything it comments out would be', () => {
  expect(mistakesIn(policyTemplate)).toEqual([])
  const uncommented = policyTemplate
    .replace(/^( *)# (rules:|- \{ id)/gm, '$1$2')
    .replace(/^ {2}# {3}- \{ id/m, '    - { id')
    .replace(/^ {2}# (- name| {2}when| {2}then| {2}approve)/gm, '  $1')
  expect(uncommented).toContain('\n  rules:')
  expect(uncommented).toContain('\n  - name: production manifests')
  expect(mistakesIn(uncommented)).toEqual([])
})

/** It judges, and refuses nothing yet. */
test.each<{ what: string; subject: Subject; verdict: string }>([
  {
    what: 'a destructive command',
    subject: { kind: 'tool', tool: 'shell', command: 'terraform destroy' },
    verdict: 'deny',
  },
  {
    what: 'a home that is removed',
    subject: { kind: 'tool', tool: 'shell', command: 'rm -rf ~' },
    verdict: 'deny',
  },
  {
    what: 'a test run',
    subject: { kind: 'tool', tool: 'shell', command: 'npm test' },
    verdict: 'allow',
  },
  {
    what: 'a changed workflow',
    subject: {
      kind: 'push',
      ref: 'refs/heads/wip',
      update: 'create',
      paths: ['.github/workflows/ci.yml'],
    },
    verdict: 'hold',
  },
  {
    what: 'a rewrite of a release',
    subject: { kind: 'push', ref: 'refs/heads/release/1', update: 'rewrite', paths: [] },
    verdict: 'deny',
  },
])('$what is judged to $verdict, and let through', ({ subject, verdict }) => {
  expect(evaluate(policy, subject, facts)).toMatchObject({ verdict, effective: 'allow' })
})
