import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parseCases, runCases } from '../../../src/core/policy/cases.ts'
import { policyOf } from './policy-text.ts'

const text = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8')
const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

const asFile = (example: string): string => {
  const bare = example.replace(/^version: 1\n/m, '').replace('"0f3a…"', '"0f3a0f3a"')
  if (bare.startsWith('  - name')) return `rules:\n${bare}`
  return bare.startsWith('approve:')
    ? `rules:\n  - { name: x, when: { push: {} }, then: hold, ${bare.trim()} }`
    : bare
}

test('every example of the manual is valid', () => {
  const policies = examples.filter((example) => !/^cases:/m.test(example))
  expect(policies.length).toBeGreaterThan(6)
  for (const example of policies) expect(() => policyOf(asFile(example), true)).not.toThrow()
})

test('the cases of the manual come out as it says', () => {
  const example = examples.find((candidate) => /^cases:/m.test(candidate)) ?? ''
  const policy = policyOf(
    'branches: [{ match: main }]\nrules: [{ name: x, when: { push: {}, runner: { workflow: "!nightly.yml" } }, then: hold }]',
  )
  const results = runCases(policy, parseCases(new TextEncoder().encode(example), 'cases.yml'), 0)
  expect(results.map(({ differences }) => differences)).toEqual([[], []])
})

test('every key of the file is in the manual', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../../docs/cursor-guard.schema.json', import.meta.url), 'utf8'),
  )
  const keys = new Set<string>()
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { properties } = node as { properties?: object }
    for (const key of Object.keys(properties ?? {})) keys.add(key)
    for (const child of Object.values(node)) collect(child)
  }
  collect(schema)
  expect(keys.size).toBeGreaterThan(60)
  expect([...keys].filter((key) => !text.includes(key))).toEqual([])
})
