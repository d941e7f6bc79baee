import type { Policy } from '../policy.ts'

/** Leaves everything open: what a floor does to it is what the floor demands. */
export const openPolicy: Policy = {
  version: 1,
  enforcement: 'audit',
  branches: [],
  secrets: {
    inline: 'warn',
    push: 'warn',
    pushed: 'warn',
    known: [],
    rules: [],
    allow: [],
    allow_inline: true,
  },
  rules: [],
  limits: { reached: 'hold' },
  git: { repositories: [], push_options: 'allow', refs_per_push: Infinity },
  agents: { cloud: 'allow', identities: [] },
  cursor: { unknown_calls: 'allow' },
  egress: { default: 'allow', allow: [] },
  recording: { retention: 0, require: false },
  approval: { wait: Infinity, expires: Infinity, self: true },
  cases: [],
  stated: [],
}
