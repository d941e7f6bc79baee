import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import type { EntryBody } from '../../src/core/recording/entry.ts'
import { maskEntry } from '../../src/core/recording/mask-entry.ts'
import { openSession } from '../../src/guard/open-session.ts'
import { identityFromEnvironment } from '../../src/runner/runner-facts.ts'
import { fakeParts } from '../support/session-parts.ts'

const token = `gh${'p_'}${randomBytes(18).toString('hex')}`

test.each([
  'GITHUB_REF',
  'GITHUB_ACTOR',
  'GITHUB_WORKFLOW_REF',
  'GITHUB_JOB',
  'GITHUB_REPOSITORY',
  'GITHUB_SHA',
])('attack: a token in %s is not in the first line of the recording', async (name) => {
  const { parts, lines, entries } = fakeParts({
    identity: identityFromEnvironment({ [name]: `refs/heads/${token}` }),
  })
  const opened = await openSession(parts)
  await opened.seal({})
  expect(lines.join('')).not.toContain(token)
  expect(JSON.stringify(entries)).not.toContain(token)
  expect(JSON.parse(lines[0] ?? '').identity).toMatchObject({})
  expect(lines[0]).toContain('refs/heads/***github-token:')
})

test('attack: a token in the command, the source of the policy or a caveat is in no line', async () => {
  const { parts, lines } = fakeParts({
    command: ['agent', `--branch=${token}`],
    policySource: `/work/${token}/policy.yml`,
    caveats: [`git-escapes: ${token} (git.example.com)`],
  })
  const opened = await openSession(parts)
  opened.session.addCaveat(`gap: unknown call /x/${token}`)
  opened.session.recorder.append({ kind: 'note', text: 'x', nested: [{ name: token }] })
  const { coverage } = await opened.seal({})
  expect(lines.join('')).not.toContain(token)
  expect(JSON.stringify(coverage)).not.toContain(token)
})

test('an ordinary first line reads as it was', async () => {
  const identity = identityFromEnvironment({
    GITHUB_REPOSITORY: 'acme/site',
    GITHUB_REF: 'refs/heads/feature/login-42',
    GITHUB_ACTOR: 'ann',
    GITHUB_SHA: 'a5c3785ed8d6a35868bc169f07e40e889087fd2e',
  })
  const { parts, lines } = fakeParts({ identity, command: ['npm', 'test'] })
  const opened = await openSession(parts)
  await opened.seal({})
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ identity, command: ['npm', 'test'] })
})

const stars = (text: string) => text.replaceAll('secret', '***')

test.each<{ what: string; body: EntryBody; masked: object }>([
  {
    what: 'the model of a prompt, not its text, which was masked as it came',
    body: { kind: 'prompt', run: 'secret-run', text: 'a secret', model: 'secret-1' },
    masked: { kind: 'prompt', run: '***-run', text: 'a secret', model: '***-1' },
  },
  {
    what: 'what a call names',
    body: {
      kind: 'tool-call',
      run: 'r',
      call: 'secret',
      tool: 'secret',
      subject: { path: ['secret'] },
    },
    masked: { call: '***', tool: '***', subject: { path: ['***'] } },
  },
  {
    what: 'the reason and the tree of a verdict, not its words',
    body: {
      kind: 'verdict',
      subject: 'push',
      verdict: 'deny',
      effective: 'deny',
      rule: 'no secret',
      tree: [{ rule: 'secret', matched: true }],
    },
    masked: {
      subject: 'push',
      verdict: 'deny',
      rule: 'no ***',
      tree: [{ rule: '***', matched: true }],
    },
  },
  {
    what: 'every detail of a note',
    body: {
      kind: 'note',
      text: 'secret',
      updates: ['refs/heads/secret 0 1'],
      at: 3,
      outcome: { said: 'secret' },
    },
    masked: { text: '***', updates: ['refs/heads/*** 0 1'], at: 3, outcome: { said: '***' } },
  },
  {
    what: 'the host of a connection',
    body: { kind: 'egress', host: 'secret.example', port: 443, outcome: 'refused' },
    masked: { host: '***.example', port: 443, outcome: 'refused' },
  },
])('an entry is masked by itself: $what', ({ body, masked }) => {
  expect(maskEntry(body, stars)).toMatchObject(masked)
})
