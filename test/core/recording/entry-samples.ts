import type { EntryBody, EntryKind } from '../../../src/core/recording/entry.ts'
import { emptyTotals } from '../../../src/core/recording/totals.ts'
import { session } from './sample-session.ts'

const call = { run: 'r', call: 'c' }

/** One entry of each kind with every field it may have. */
export const entrySamples = {
  session: session as Extract<EntryBody, { kind: 'session' }>,
  prompt: { kind: 'prompt', run: 'r', text: 'hello', model: 'm', conversation: 'k' },
  response: { kind: 'response', run: 'r', text: 'hi' },
  thinking: { kind: 'thinking', run: 'r', text: 'hm' },
  'tool-call': {
    kind: 'tool-call',
    ...call,
    tool: 'shell',
    subject: { kind: 'tool', command: 'ls', nested: [1, null] },
    arguments: '{"timeout":5}',
  },
  'tool-result': { kind: 'tool-result', ...call, outcome: 'success', exitCode: -1, text: 'done' },
  'file-write': { kind: 'file-write', ...call, path: 'a b', diff: '+x' },
  'command-output': { kind: 'command-output', ...call, stream: 'stderr', text: 'oh' },
  push: {
    kind: 'push',
    repository: 'acme/shop',
    updates: [{ ref: 'refs/heads/x', commits: 'unknown' }],
    outcome: 'refused',
    why: 'no policy could be read',
    bytes: 12,
    secrets: ['rule in file:1'],
  },
  github: { kind: 'github', verb: 'GET', path: '/user', operation: 'query', status: 200 },
  egress: { kind: 'egress', host: 'example.net', port: 443, outcome: 'denied' },
  finding: {
    kind: 'finding',
    rule: 'private-key',
    tier: 'report',
    confidence: 'low',
    fingerprint: '3f9c2a71',
    where: 'prompt',
    action: 'reported',
    pseudonym: 'p',
    ...call,
  },
  verdict: {
    kind: 'verdict',
    subject: 'tool',
    verdict: 'hold',
    effective: 'hold',
    rule: 'a rule',
    reason: 'because',
    ...call,
    tree: [{ rule: 'a rule' }],
  },
  approval: {
    kind: 'approval',
    request: '1f30',
    state: 'withdrawn',
    by: 'mara',
    why: 'no',
    surface: 'command line',
    ...call,
  },
  limit: { kind: 'limit', limit: 'minutes', allowed: 10, reached: 10.5, action: 'ended' },
  usage: { kind: 'usage', run: 'r', input: 1, output: 2, cacheRead: 3, cacheWrite: 4 },
  note: { kind: 'note', text: 'n', anything: { else: true } },
  gap: { kind: 'gap', reason: 'too long', bytes: 4, digest: 'd'.repeat(64), run: 'r' },
  seal: {
    kind: 'seal',
    count: 1,
    head: 'e'.repeat(64),
    totals: emptyTotals(),
    coverage: { level: 'L2', state: 'partial', reasons: ['same-uid'] },
    exitCode: 3,
    digest: 'f'.repeat(64),
    signature: { key: 'k', value: 'v' },
  },
} as const satisfies { [Kind in EntryKind]: Extract<EntryBody, { kind: Kind }> }
