import { withDefaults } from './file/defaults.ts'
import type { Policy, Rule } from './policy.ts'

const guarded = ['.github/workflows/**', '.github/actions/**', '.github/cursor-guard.yml'] as const

// biome-ignore lint/suspicious/noThenProperty: the file's own word, never awaited
const deny = (rule: Omit<Rule, 'then'>): Rule => ({ ...rule, then: 'deny', source: 'built-in' })

const rules: readonly Rule[] = [
  deny({
    name: 'agents do not change workflows or the policy',
    when: { push: { paths: guarded } },
    reason:
      'Workflows and the policy decide what later runs may do. Leave those files out of the push, or ask a person to change them.',
  }),
]

/**
 * What is in force where a repository has no policy: record, mask, and deny rewrites and deletions of
 * the default branch as well as changes of workflows and of the policy itself.
 */
export const builtInPolicy: Policy = {
  ...withDefaults({ version: 1 }),
  branches: [
    {
      match: ['~DEFAULT_BRANCH'],
      force_push: 'deny',
      delete: 'deny',
      required_checks: [],
      linear_history: false,
      signed_commits: false,
      bypass: [],
      source: 'built-in',
    },
  ],
  rules,
}
