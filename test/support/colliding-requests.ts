import type { Binding, ChangeBinding } from '../../src/core/approval/request-key.ts'

/**
 * Pairs of things that somebody may ask for whose keys begin with the same ten digits. Each was found
 * in 2 to 6 seconds on one core, by numbering commands or commits until two began alike; an agent, which
 * chooses both, does the same.
 */
const tool = (number: number): Binding => ({
  about: 'tool',
  session: 's',
  policyDigest: 'p',
  subject: { kind: 'tool', tool: 'shell', command: `./deploy.sh ${number}` },
})

const push = (number: number): Binding => ({
  about: 'push',
  policyDigest: 'p',
  subject: {
    kind: 'push',
    repository: 'acme/site',
    updates: [{ ref: 'refs/heads/main', old: 'a'.repeat(40), new: commit(number) }],
  },
})

const change = (number: number): ChangeBinding => ({
  about: 'pull-request',
  repository: 42,
  number: 7,
  baseRef: 'refs/heads/main',
  mergeBase: 'c'.repeat(40),
  headSha: commit(number),
  policyDigest: 'd'.repeat(64),
  round: 0,
})

const commit = (number: number): string => number.toString(16).padStart(40, '0')

export const collidingTools: [Binding, Binding] = [tool(1_673_646), tool(1_982_972)]
export const collidingPushes: [Binding, Binding] = [push(451_147), push(523_342)]
export const collidingChanges: [ChangeBinding, ChangeBinding] = [
  change(2_323_891),
  change(2_502_404),
]
