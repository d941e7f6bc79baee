import { withDefaults } from '../../../src/core/policy/file/defaults.ts'
import { fileSchema } from '../../../src/core/policy/file/file-schema.ts'
import { parsePolicy } from '../../../src/core/policy/file/parse.ts'
import { readFileWith } from '../../../src/core/policy/file/read-file.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import type { Facts } from '../../../src/core/policy/subject.ts'

/** The policy in a text; `version: 1` is put in front. */
export const policyOf = (text: string, organisation = false): Policy =>
  parsePolicy(new TextEncoder().encode(`version: 1\n${text}`), 'policy.yml', { organisation })

/** The same, with what is said of `egress` and `github`: it is judged, and no file may say it yet. */
export const laterPolicyOf = (text: string, organisation = false): Policy => {
  const bytes = new TextEncoder().encode(`version: 1\n${text}`)
  const { floor, ...file } = readFileWith(fileSchema, bytes, 'policy.yml')
  return withDefaults(organisation ? { ...file, floor } : file)
}

/** What is wrong with a text, without its path. */
export function mistakesIn(bytes: Uint8Array | string, organisation = false): string[] {
  const given = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  try {
    parsePolicy(given, 'policy.yml', { organisation })
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code !== 'POLICY_INVALID') throw error
    return message.split('\n').map((line) => line.replace('policy.yml:', ''))
  }
  return []
}

/** A job of the default branch, everything known. */
export const facts: Facts = {
  repository: 'acme/shop',
  ref: 'refs/heads/main',
  defaultBranch: 'main',
  actor: 'octocat',
  runner: {
    workflow: 'agent.yml',
    workflowRef: 'refs/heads/main',
    environment: '',
    event: 'workflow_dispatch',
    kind: 'github-hosted',
  },
  model: 'auto',
  now: Date.UTC(2026, 10, 22),
}
