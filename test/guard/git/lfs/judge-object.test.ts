import { expect, test } from '@jest/globals'
import type { Verdict } from '../../../../src/core/policy/decision.ts'
import type { EntryBody } from '../../../../src/core/recording/entry.ts'
import { judgeObject } from '../../../../src/guard/git/lfs/judge-object.ts'
import { createMemory } from '../../../../src/guard/git/lfs/lfs-context.ts'
import type { ReceivedObject } from '../../../../src/guard/git/lfs/receive-object.ts'

const oid = 'a'.repeat(64)
const repository = 'acme/site'
const ticket = {
  kind: 'upload' as const,
  repository,
  oid,
  size: 5,
  url: new URL('https://storage.example.com/'),
  headers: {},
}
const fine: ReceivedObject = { oid, bytes: 5, isTooLong: false, secrets: [] }
const secret = {
  rule: 'github-token',
  tier: 'rewrite',
  confidence: 'high',
  fingerprint: 'f1',
} as const
const refusal =
  'secret in the LFS object aaaaaaaaaaaa (github-token, fingerprint f1); remove it and commit anew'

test.each<{
  when: string
  but: Partial<ReceivedObject>
  effective?: Verdict
  why: string | undefined
  findings?: number
}>([
  { when: 'it is what was announced', but: {}, why: undefined },
  {
    when: 'it is too long',
    but: { isTooLong: true, oid: '' },
    why: `the object ${oid} has not the 5 bytes that were announced`,
  },
  {
    when: 'it is too short',
    but: { bytes: 4 },
    why: `the object ${oid} has not the 5 bytes that were announced`,
  },
  {
    when: 'it is another object',
    but: { oid: 'b'.repeat(64) },
    why: `what was sent is not the object ${oid}`,
  },
  {
    when: 'the policy denies the secret in it',
    but: { secrets: [secret] },
    effective: 'deny',
    why: refusal,
    findings: 1,
  },
  {
    when: 'the policy would ask a person about the secret in it',
    but: { secrets: [secret] },
    effective: 'hold',
    why: refusal,
    findings: 1,
  },
  {
    when: 'the policy lets the secret pass',
    but: { secrets: [secret, secret] },
    effective: 'warn',
    why: undefined,
    findings: 2,
  },
])('$when', ({ but, effective = 'allow', why, findings = 0 }) => {
  const entries: EntryBody[] = []
  const refused = createMemory<string>(10)
  const session = {
    judge: () => ({ verdict: effective, effective, rules: [] }),
    recorder: {
      append: (entry: EntryBody) => void entries.push(entry),
      settled: () => undefined,
    },
  }
  expect(judgeObject({ session, refused }, { ...fine, ...but }, ticket)).toBe(why)
  expect(entries.filter(({ kind }) => kind === 'finding')).toHaveLength(findings)
  expect(refused.get(`${repository} ${oid}`)).toBe(why === refusal ? why : undefined)
})
