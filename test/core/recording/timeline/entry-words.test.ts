import { expect, test } from '@jest/globals'
import type { Entry, EntryBody } from '../../../../src/core/recording/entry.ts'
import type { EntryWords } from '../../../../src/core/recording/timeline/described-entry.ts'
import { describeEntry } from '../../../../src/core/recording/timeline/entry-words.ts'

const at = { seq: 1, t: 10, prev: '0'.repeat(64) }
const entryOf = (body: EntryBody): Entry => ({ ...body, ...at })
const noTexts = () => ({})

const finding = {
  kind: 'finding',
  rule: 'github-token',
  tier: 'rewrite',
  where: 'prompt',
  confidence: 'high',
  fingerprint: 'f1',
} as const

test.each<{ when: string; body: EntryBody; words: EntryWords }>([
  {
    when: 'a prompt that names its model',
    body: { kind: 'prompt', run: 'r', text: 'Hello', model: 'gpt' },
    words: { title: 'Prompt to gpt', tags: ['prompt'] },
  },
  {
    when: 'a failed command',
    body: { kind: 'tool-result', run: 'r', call: 'c', outcome: 'failure', exitCode: 2 },
    words: { title: 'Result: failure, exit code 2', tone: 'warn', tags: ['tool'] },
  },
  {
    when: 'a tool call, named by what it does',
    body: {
      kind: 'tool-call',
      run: 'r',
      call: 'c',
      tool: 'shell',
      subject: { kind: 'shell', tool: 'shell', command: 'ls -l', cwd: '/repo' },
    },
    words: {
      title: 'shell ls -l',
      tags: ['tool'],
      facts: [
        ['command', 'ls -l'],
        ['cwd', '/repo'],
      ],
    },
  },
  {
    when: 'a hook of the client',
    body: {
      kind: 'process',
      call: 'process-1',
      process: 'hook',
      name: 'stop',
      file: '.cursor/hooks.json',
      command: './stop.sh',
    },
    words: {
      title: 'Started by the client: the hook "stop" of .cursor/hooks.json',
      tone: 'warn',
      tags: ['tool'],
      facts: [['command', './stop.sh']],
    },
  },
  {
    when: 'a push that was refused',
    body: {
      kind: 'push',
      repository: 'acme/shop',
      outcome: 'refused',
      updates: [{ ref: 'refs/heads/main', old: 'a', new: 'b' }],
    },
    words: {
      title: 'Push to acme/shop: refused',
      tone: 'bad',
      tags: ['push', 'denied'],
      facts: [['refs/heads/main', 'moved, a → b']],
    },
  },
  {
    when: 'a push that waits',
    body: { kind: 'push', repository: 'acme/shop', outcome: 'held', updates: [] },
    words: { title: 'Push to acme/shop: held', tone: 'warn', tags: ['push', 'held'], facts: [] },
  },
  {
    when: 'a call of the API that failed',
    body: { kind: 'github', verb: 'POST', path: '/repos/acme/shop/pulls', status: 422 },
    words: {
      title: 'POST /repos/acme/shop/pulls → 422',
      tone: 'warn',
      facts: [['status', '422']],
      tags: ['network'],
    },
  },
  {
    when: 'a secret that was masked',
    body: { ...finding, action: 'masked', pseudonym: '***x***' },
    words: {
      title: 'Masked a secret (github-token) in prompt',
      tone: 'warn',
      tags: ['finding'],
      about: 'prompt',
      facts: [
        ['confidence', 'high'],
        ['fingerprint', 'f1'],
        ['shown as', '***x***'],
      ],
    },
  },
  {
    when: 'a secret that was only reported',
    body: { ...finding, action: 'reported' },
    words: {
      title: 'Reported a secret (github-token) in prompt',
      tone: 'warn',
      tags: ['finding'],
      about: 'prompt',
      facts: [
        ['confidence', 'high'],
        ['fingerprint', 'f1'],
      ],
    },
  },
  {
    when: 'a refusal',
    body: {
      kind: 'verdict',
      subject: 'tool-call',
      verdict: 'deny',
      effective: 'deny',
      rule: 'no-deploy',
      reason: 'not today',
    },
    words: {
      title: 'Denied by "no-deploy"',
      tone: 'bad',
      tags: ['denied'],
      about: 'tool-call',
      facts: [['reason', 'not today']],
    },
  },
  {
    when: 'a refusal under audit alone',
    body: { kind: 'verdict', subject: 'push', verdict: 'deny', effective: 'allow' },
    words: {
      title: 'Allowed (audit only: would be denied)',
      tone: 'warn',
      tags: [],
      about: 'push',
    },
  },
  {
    when: 'an approval that was asked for',
    body: { kind: 'approval', request: 'q', state: 'asked', why: 'a deploy' },
    words: {
      title: 'Approval asked',
      tone: 'warn',
      tags: ['approval'],
      facts: [
        ['request', 'q'],
        ['for', 'a deploy'],
      ],
    },
  },
  {
    when: 'an approval that nobody could be asked for',
    body: { kind: 'approval', request: 'q', state: 'denied', why: 'a CI job' },
    words: {
      title: 'Nobody could be asked',
      tone: 'bad',
      tags: ['approval'],
      facts: [
        ['request', 'q'],
        ['why', 'a CI job'],
      ],
    },
  },
  {
    when: 'an approval that was given',
    body: { kind: 'approval', request: 'q', state: 'approved', by: 'ann', surface: 'terminal' },
    words: {
      title: 'Approved by ann',
      tone: 'good',
      tags: ['approval'],
      facts: [
        ['request', 'q'],
        ['through', 'terminal'],
      ],
    },
  },
  {
    when: 'tokens',
    body: { kind: 'usage', run: 'r', input: 5, output: 7, cacheRead: 1, cacheWrite: 0 },
    words: {
      title: '12 tokens',
      facts: [
        ['input', '5'],
        ['output', '7'],
        ['read from cache', '1'],
        ['written to cache', '0'],
      ],
    },
  },
  {
    when: 'a limit',
    body: { kind: 'limit', limit: 'frames', reached: 9, allowed: 8, action: 'refused' },
    words: {
      title: 'Limit frames: 9 of 8',
      tone: 'bad',
      tags: ['gap'],
      facts: [['what follows', 'refused']],
    },
  },
  {
    when: 'a gap',
    body: { kind: 'gap', reason: 'not understood', bytes: 3 },
    words: {
      title: 'Gap: not understood',
      tone: 'bad',
      tags: ['gap'],
      facts: [['bytes', '3']],
    },
  },
  {
    when: 'a note with details of any kind',
    body: { kind: 'note', text: 'look', list: [1, 2] },
    words: { title: 'look', facts: [['list', '[1,2]']] },
  },
])('$when reads as "$words.title"', ({ body, words }) => {
  expect(describeEntry(entryOf(body), noTexts)).toEqual(words)
})

test('a kind that a later version added is named', () => {
  expect(describeEntry({ kind: 'unknown', name: 'dance', ...at }, noTexts)).toEqual({
    title: 'An entry of the kind "dance", unknown to this version',
  })
})

test('long texts are shown by the field they stand in', () => {
  const asked: string[] = []
  const texts = (field: string, style: string) => {
    asked.push(`${field} as ${style}`)
    return {}
  }
  const call = { run: 'r', call: 'c' }
  describeEntry(entryOf({ kind: 'response', run: 'r', text: 'a' }), texts)
  describeEntry(entryOf({ kind: 'file-write', ...call, path: 'a', diff: '+a' }), texts)
  describeEntry(entryOf({ kind: 'command-output', ...call, stream: 'stdout', text: 'a' }), texts)
  expect(asked).toEqual(['text as prose', 'diff as diff', 'text as output'])
})
