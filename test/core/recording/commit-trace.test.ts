import { expect, test } from '@jest/globals'
import { type CommitTrace, createCommitTracer } from '../../../src/core/recording/commit-trace.ts'
import type { Entry, EntryBody } from '../../../src/core/recording/entry.ts'
import type { ReadLine } from '../../../src/core/recording/read.ts'
import { session } from './sample-session.ts'

const id = 'c0ffee12'.repeat(5)
const other = 'c0ffee99'.repeat(5)

const prompt = (run: string, text: string): EntryBody => ({ kind: 'prompt', run, text })
const shell = (call: string, command: string, run = 'r'): EntryBody => ({
  kind: 'tool-call',
  run,
  call,
  tool: 'shell',
  subject: { kind: 'tool', tool: 'shell', command },
})
const output = (call: string, text: string, run = 'r'): EntryBody => ({
  kind: 'command-output',
  run,
  call,
  stream: 'stdout',
  text,
})
const result = (call: string, text: string, run = 'r'): EntryBody => ({
  kind: 'tool-result',
  run,
  call,
  outcome: 'success',
  text,
})
const pushed = (...updates: Record<string, unknown>[]): EntryBody => ({
  kind: 'push',
  repository: 'acme/shop',
  updates: updates.map((update) => ({ ref: 'refs/heads/fix', ...update })),
  outcome: 'accepted',
})

/** A line as the reader gives it: the texts of an entry stand beside it. */
const lineOf = (body: EntryBody, seq: number): ReadLine => {
  const text = 'text' in body && typeof body.text === 'string' ? body.text : undefined
  return {
    line: seq + 1,
    entry: { ...body, seq, t: seq * 10, prev: '' } as Entry,
    texts: text === undefined ? {} : { text: { text, bytes: text.length, cut: false } },
    proven: true,
  }
}

function trace(bodies: readonly EntryBody[], wanted = id): CommitTrace[] {
  const tracer = createCommitTracer(wanted)
  for (const [seq, body] of bodies.entries()) tracer.see(lineOf(body, seq))
  return tracer.end()
}

test('a pushed commit is traced to its push, its call and its prompt', () => {
  const [found, ...more] = trace([
    session,
    prompt('r', 'fix the typo'),
    shell('1', 'git commit -am "fix: typo"'),
    output('1', `[fix ${id.slice(0, 7)}] fix: typo\n`),
    shell('2', 'git push origin fix'),
    pushed({ new: id, commits: [id, other] }),
  ])
  expect(more).toEqual([])
  const call = { seq: 2, t: 20, run: 'r', call: '1', command: 'git commit -am "fix: typo"' }
  const push = { seq: 4, t: 40, run: 'r', call: '2', command: 'git push origin fix' }
  expect(found).toEqual({
    commit: id,
    session: expect.objectContaining({ session: '7c1f0e2a-3b54-4c8e-9a55-0d1d5d1b7a10' }),
    pushes: [
      {
        seq: 5,
        t: 50,
        repository: 'acme/shop',
        ref: 'refs/heads/fix',
        outcome: 'accepted',
        isTip: true,
        call: push,
      },
    ],
    maker: { ...call, certainty: 'named' },
    prompt: { seq: 1, run: 'r', text: 'fix the typo' },
  })
})

test.each<{ when: string; bodies: EntryBody[]; maker: string | undefined; certainty?: string }>([
  {
    when: 'the output of a script names it as git commit does',
    bodies: [shell('1', './release.sh'), output('1', `done\n[main ${id.slice(0, 9)}] release\n`)],
    maker: '1',
    certainty: 'named',
  },
  {
    when: 'the result of the call names it',
    bodies: [shell('1', 'git cherry-pick x'), result('1', `now at ${id}`)],
    maker: '1',
    certainty: 'named',
  },
  {
    when: 'a listing of commits names it',
    bodies: [shell('1', 'git log --oneline'), output('1', `${id.slice(0, 7)} fix\n`)],
    maker: undefined,
  },
  {
    when: 'another call makes commits before the push, and names none',
    bodies: [shell('1', 'git status; git -C sub commit -q -m x'), shell('2', 'git push')],
    maker: '1',
    certainty: 'near',
  },
  {
    when: 'the last of several is nearest',
    bodies: [shell('1', 'git commit -qm a'), shell('2', 'git merge -q b'), shell('3', 'ls')],
    maker: '2',
    certainty: 'near',
  },
  {
    when: 'only words that look like it are run',
    bodies: [shell('1', 'echo git; echo commit'), shell('2', 'digit commit'), shell('3', 'git-x')],
    maker: undefined,
  },
  {
    when: 'the output of a call that nobody saw names it',
    bodies: [output('9', `[main ${id.slice(0, 7)}] x`)],
    maker: undefined,
  },
  {
    when: 'the same call number in another run names it',
    bodies: [shell('1', 'git commit -qm a', 'r'), output('1', `[b ${id.slice(0, 7)}] x`, 's')],
    maker: '1',
    certainty: 'near',
  },
])('$when: the maker is $maker', ({ bodies, maker, certainty }) => {
  const [found] = trace([session, ...bodies, pushed({ new: id })])
  expect(found?.maker?.call).toBe(maker)
  expect(found?.maker?.certainty).toBe(certainty)
})

test('a call after the push made nothing of it', () => {
  const [found] = trace([session, pushed({ new: id }), shell('1', 'git commit -m x')])
  expect(found?.pushes).toHaveLength(1)
  expect(found).not.toHaveProperty('maker')
  expect(found).not.toHaveProperty('prompt')
})

test('a commit that is not pushed is found by what the output calls it', () => {
  const bodies = [session, shell('1', 'git commit -m x'), output('1', '[main c0ffee12] x')]
  expect(trace(bodies, 'c0ff')).toMatchObject([{ commit: 'c0ffee12', pushes: [] }])
  expect(trace(bodies, id)).toMatchObject([{ commit: id, pushes: [] }])
  expect(trace(bodies, 'c0ffee13')).toEqual([])
})

test('a beginning that two pushed commits have gives both', () => {
  const bodies = [session, pushed({ new: id, commits: [other, id] }, { new: other, ref: 7 })]
  const found = trace(bodies, 'c0ffee')
  expect(found.map(({ commit }) => commit).sort()).toEqual([id, other].sort())
  const pushes = found.find(({ commit }) => commit === other)?.pushes
  expect(pushes).toMatchObject([
    { ref: 'refs/heads/fix', isTip: false },
    { ref: '7', isTip: true },
  ])
})

test.each<{ when: string; update: Record<string, unknown> }>([
  { when: 'commits that could not be read', update: { new: other, commits: 'unknown' } },
  { when: 'ids that are no text', update: { new: 5, commits: [null, { id }, 7] } },
  { when: 'no ids at all', update: {} },
])('an update with $when brings nothing', ({ update }) => {
  expect(trace([session, pushed(update)])).toEqual([])
})

test('damage is told with the trace, the first one alone', () => {
  const tracer = createCommitTracer(id)
  tracer.see(lineOf(session, 0))
  tracer.see({ line: 2, entry: undefined, texts: {}, proven: false, damage: 'not JSON' })
  tracer.see({ line: 3, entry: undefined, texts: {}, proven: false, damage: 'again' })
  tracer.see({
    ...lineOf({ kind: 'note', text: '' }, 3),
    entry: { kind: 'unknown', name: 'dream', seq: 3, t: 3, prev: '' },
  })
  tracer.see(lineOf(pushed({ new: id }), 4))
  expect(tracer.end()).toMatchObject([{ damage: { line: 2, why: 'not JSON' } }])
})

test('of ten thousand and one calls the first is forgotten', () => {
  const calls = (count: number) =>
    Array.from({ length: count }, (_, n) => shell(`${n}`, n === 0 ? 'git commit' : 'ls'))
  expect(trace([session, ...calls(10_000), pushed({ new: id })])[0]?.maker?.call).toBe('0')
  expect(trace([session, ...calls(10_001), pushed({ new: id })])[0]).not.toHaveProperty('maker')
})

test('of one commit at most a hundred pushes are told', () => {
  const pushes = Array.from({ length: 150 }, () => pushed({ new: id }))
  expect(trace([session, ...pushes])[0]?.pushes).toHaveLength(100)
})

test('long prompts and commands are told by their beginning', () => {
  const long = 'é'.repeat(10_000)
  const [found] = trace([
    session,
    prompt('r', long),
    shell('1', `git commit -m ${long}`),
    pushed({ new: id }),
  ])
  expect(found?.prompt?.text).toBe('é'.repeat(4_000))
  expect(found?.maker?.command).toBe(`git commit -m ${'é'.repeat(3_986)}`)
})

/** Took minutes for each such command: a look at the rest of the command for every `git` in it. */
test('a command of a million letters that says git again and again is read in one go', () => {
  const command = 'git '.repeat(250_000)
  const [found] = trace([
    session,
    ...Array.from({ length: 20 }, (_, n) => shell(`${n}`, command)),
    pushed({ new: id }),
  ])
  expect(found).not.toHaveProperty('maker')
})

test('a push of twenty thousand ids looks for its call once', () => {
  const ids = Array.from({ length: 20_000 }, (_, n) => `c0ff${n.toString(16).padStart(36, '0')}`)
  const calls = Array.from({ length: 1_000 }, (_, n) => shell(`${n}`, 'git push'))
  const found = trace([session, ...calls, pushed({ new: ids[0], commits: ids })], 'c0ff')
  expect(found).toHaveLength(10_000)
})
