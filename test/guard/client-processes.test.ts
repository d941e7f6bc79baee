import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { parsePolicy } from '../../src/core/policy/file/parse.ts'
import { createClientProcesses, type FoundProcesses } from '../../src/guard/client-processes.ts'
import { openSession } from '../../src/guard/open-session.ts'
import { fakeParts } from '../support/session-parts.ts'

// Assembled, so that scanners of this repository stay quiet.
const token = `ghp_${createHash('sha256').update('client-processes').digest('hex').slice(0, 36)}`

const hook = (command: string, name = 'stop') =>
  ({ process: 'hook', name, command, file: '.cursor/hooks.json' }) as const
const found = (...processes: FoundProcesses['processes']): FoundProcesses => ({
  processes,
  servers: [],
})

/** A session with one policy, and what takes processes for it. */
async function open(rules = '') {
  const policy = parsePolicy(Buffer.from(`version: 1\n${rules}`), 'policy.yml')
  const fake = fakeParts({ policy })
  const { session } = await openSession(fake.parts)
  const kinds = (...wanted: string[]) => fake.entries.filter(({ kind }) => wanted.includes(kind))
  return { session, kinds, lines: fake.lines, ...createClientProcesses(session) }
}

const deny = (when: string, more = '') =>
  `rules: [{ name: no curl, when: { ${when} }, then: deny${more} }]`

test('what the client starts is an entry, and makes the record partial by its name', async () => {
  const { session, kinds, take } = await open()
  take(found(hook('./a.sh'), { process: 'mcp', name: 'gh', command: 'x', file: 'm' }), false)
  expect(kinds('process', 'verdict')).toEqual([
    { kind: 'process', call: 'process-1', ...hook('./a.sh') },
    { kind: 'process', call: 'process-2', process: 'mcp', name: 'gh', command: 'x', file: 'm' },
  ])
  expect(session.coverage()).toMatchObject({
    state: 'partial',
    reasons: [
      'gap: nobody sees what the client starts by itself: the hook "stop" of .cursor/hooks.json',
      'gap: nobody sees what the client starts by itself: the MCP server "gh" of m',
    ],
  })
  expect(session.ended).toBeUndefined()
})

test('where nothing is found the record stays complete', async () => {
  const { session, kinds, take } = await open(deny('process: {}'))
  take(found(), false)
  expect(kinds('process', 'note')).toEqual([])
  expect(session.coverage().state).toBe('complete')
})

test('a server behind an address, and a plugin that starts nothing, are told and are no gap', async () => {
  const { session, kinds, take } = await open()
  const plugin = { process: 'plugin', name: 'p', file: '~/.cursor/plugins/local/p' } as const
  const server = { name: 'a', host: 'mcp.example', file: '.cursor/mcp.json' }
  take({ processes: [plugin], servers: [server] }, false)
  take({ processes: [plugin], servers: [server] }, true)
  expect(kinds('process', 'note')).toEqual([
    { kind: 'process', call: 'process-1', ...plugin },
    { kind: 'note', text: 'an MCP server that the client calls by its address', ...server },
  ])
  expect(session.coverage().state).toBe('complete')
})

test('what a rule refuses ends the session, with rule, file and reason', async () => {
  const { session, kinds, take } = await open(
    deny('process: hook, command: curl', ', reason: Ask us.'),
  )
  take(found(hook('curl a'), hook('ls'), hook('curl b')), false)
  expect(session.ended).toBe(
    'the rule "no curl" refuses the hook "stop" of .cursor/hooks.json: Ask us., and 1 more of its kind',
  )
  expect(session.endedBy).toBe('policy')
  expect(kinds('verdict')).toMatchObject([
    { subject: 'process', effective: 'deny', rule: 'no curl', call: 'process-1' },
    { subject: 'process', effective: 'deny', rule: 'no curl', call: 'process-3' },
  ])
})

test('what is refused before the start never ran; what is found later may have', async () => {
  const [before, later] = [await open(deny('process: {}')), await open(deny('process: {}'))]
  before.take(found(hook('a')), false)
  later.take(found(hook('a')), true)
  expect(before.session.coverage().state).toBe('complete')
  expect(later.session.coverage().state).toBe('partial')
  expect(later.session.ended).toContain('the rule "no curl" refuses')
})

test('a command that cannot be read counts for a rule about any command', async () => {
  const { session, take } = await open(deny('process: hook, command: curl'))
  take(found({ process: 'hook', command: 'unknown', file: '.cursor/hooks.json' }), false)
  expect(session.ended).toContain('a hook of .cursor/hooks.json, whose command cannot be read')
})

test('nobody can be asked, so a hold ends the session and says what to write', async () => {
  const { session, take } = await open('rules: [{ name: ask, when: { process: {} }, then: hold }]')
  take(found(hook('a')), false)
  expect(session.ended).toBe(
    'the rule "ask" wants a person\'s approval for the hook "stop" of .cursor/hooks.json; nobody can be asked about what the client starts by itself: write deny or allow',
  )
})

test('under audit it is told what would have been refused, and the session goes on', async () => {
  const { session, kinds, take } = await open(`enforcement: audit\n${deny('process: {}')}`)
  take(found(hook('a')), false)
  expect(kinds('verdict')).toMatchObject([{ verdict: 'deny', effective: 'allow' }])
  expect(session.ended).toBeUndefined()
  expect(session.coverage().state).toBe('partial')
})

test('what is known says nothing new; another command at the same place does', async () => {
  const { kinds, take } = await open()
  for (const command of ['a', 'a', 'b', 'a', 'b']) take(found(hook(command)), true)
  expect(kinds('process')).toMatchObject([{ command: 'a' }, { command: 'b' }])
})

test('secrets in names and commands are masked, and are findings', async () => {
  const { session, kinds, lines, take } = await open(deny('process: {}'))
  take(found(hook(`curl -H "Authorization: ${token}"`, `stop ${token}`)), true)
  expect(kinds('finding')).toMatchObject([{ where: 'process', call: 'process-1' }])
  expect(lines.join('')).not.toContain(token)
  expect(`${session.ended} ${session.coverage().reasons}`).not.toContain(token)
})

test('settings that change without end are told up to a cap, and then count as unknown', async () => {
  const { session, kinds, take } = await open(deny('process: hook, command: curl'))
  for (let at = 0; at < 1_000; at += 1) take(found(hook(`c${at}`)), true)
  expect(session.ended).toBeUndefined()
  take(found(hook('harmless')), true)
  expect(session.ended).toContain('cannot be read')
  take(found(hook('more')), true)
  expect(kinds('process')).toHaveLength(1_001)
})

test('names that an agent chose are one line, and act nowhere', async () => {
  const { session, take } = await open(deny('process: {}'))
  const file = 'a\n::error::b/.cursor/hooks.json'
  take(found({ ...hook('x', 'stop\u001b[2J\n::warning::c'), file }), true)
  for (const text of [session.ended, ...session.coverage().reasons]) {
    expect(text).toContain('hooks.json')
    expect(text).not.toMatch(/[\u0000-\u001f]/)
  }
})

test('an MCP server that answered and that no settings name is a gap; named ones are none', async () => {
  const { session, kinds, take, hear, end } = await open()
  const use = (mcp: string, outcome: 'success' | 'failure' | 'rejected') => {
    const at = { run: 'r', call: `${mcp} ${outcome}` }
    const subject = { kind: 'tool', tool: 'mcp', mcp }
    hear({ kind: 'tool-call', ...at, tool: 'mcp', subject })
    hear({ kind: 'tool-result', ...at, outcome })
  }
  const server = { process: 'mcp', name: 'gh', command: 'x', file: '.cursor/mcp.json' } as const
  take({ processes: [server], servers: [{ name: 'web', host: 'a', file: 'm' }] }, false)
  for (const named of ['gh/a', 'user-gh/a', 'web/a', '*/list-resources', 'unknown']) {
    use(named, 'success')
  }
  use('refused/a', 'rejected')
  use('absent/a', 'failure')
  end()
  expect(kinds('note')).toMatchObject([{ name: 'web' }])
  use('inline/a', 'success')
  use('inline/b', 'success')
  end()
  expect(kinds('note').slice(1)).toEqual([
    { kind: 'note', text: 'an MCP server answered that no settings name', name: 'inline' },
  ])
  expect(session.coverage().reasons).toContain(
    'gap: nobody sees the MCP server "inline", which no settings name',
  )
})
