import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { annotationsOf } from '../../action/annotations.ts'
import { readSessionReport } from '../../action/report.ts'
import { renderSummary } from '../../action/summary.ts'
import type { EntryBody } from '../../src/core/recording/entry.ts'
import { recordSession } from '../support/recorded-session.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const call = (id: string, command: string): EntryBody => ({
  kind: 'tool-call',
  run: 'r1',
  call: id,
  tool: 'shell',
  subject: { kind: 'tool', tool: 'shell', command },
})
const verdict = (id: string, effective: string, more: object = {}): EntryBody => ({
  kind: 'verdict',
  subject: 'tool',
  verdict: effective,
  effective,
  rule: 'no destructive commands',
  reason: 'Destructive commands need a person.',
  run: 'r1',
  call: id,
  ...more,
})
const answer = (id: string, state: 'approved' | 'denied' | 'expired', by?: string): EntryBody => ({
  kind: 'approval',
  request: `q-${id}`,
  state,
  call: id,
  ...(by === undefined ? {} : { by, why: 'not today' }),
})

test.each<{ when: string; entries: EntryBody[]; verdict: string }>([
  {
    when: 'nothing was stopped',
    entries: [call('1', 'ls'), verdict('1', 'allow')],
    verdict: 'clean',
  },
  {
    when: 'a command was refused',
    entries: [verdict('1', 'deny'), call('1', 'x')],
    verdict: 'violations',
  },
  {
    when: 'a held command was approved',
    entries: [call('1', 'x'), verdict('1', 'hold'), answer('1', 'approved', 'mona')],
    verdict: 'clean',
  },
  {
    when: 'nobody answered a hold',
    entries: [call('1', 'x'), verdict('1', 'hold')],
    verdict: 'violations',
  },
  {
    when: 'the second of two holds was denied',
    entries: [
      verdict('1', 'hold'),
      verdict('2', 'hold'),
      answer('2', 'denied'),
      answer('1', 'approved'),
    ],
    verdict: 'violations',
  },
  {
    when: 'a limit was reached',
    entries: [{ kind: 'limit', limit: 'tool_calls', allowed: 5, reached: 6, action: 'hold' }],
    verdict: 'violations',
  },
  {
    when: 'policy only audits',
    entries: [call('1', 'x'), verdict('1', 'deny', { effective: 'allow' })],
    verdict: 'clean',
  },
])('$when: $verdict', async ({ entries, verdict: expected }) => {
  expect(await readSessionReport(recordSession(folder, entries))).toMatchObject({
    verdict: expected,
  })
})

test('answers find the hold they are about, in whatever order they come', async () => {
  const { held } = await readSessionReport(
    recordSession(folder, [
      call('1', 'terraform apply'),
      verdict('1', 'hold'),
      call('2', 'kubectl apply'),
      verdict('2', 'hold'),
      answer('1', 'denied', 'mona'),
    ]),
  )
  expect(held.map(({ what, outcome, by }) => [what, outcome, by])).toEqual([
    ['terraform apply', 'denied', 'mona'],
    ['kubectl apply', 'not answered', ''],
  ])
})

test('a recording without a seal is reported as partial, and says so on top', async () => {
  const report = await readSessionReport(recordSession(folder, [call('1', 'ls')], 'killed'))
  expect(report).toMatchObject({
    seal: undefined,
    damage: undefined,
    coverage: { state: 'partial' },
  })
  const text = renderSummary(report, { sentence: 'It is here.' })
  expect(text).toContain('The record is not sealed: the guard was killed')
  expect(text).toContain('[!CAUTION]')
})

test('a line that a crash cut off does not hide the lines before it', async () => {
  const directory = recordSession(folder, [call('1', 'ls')], 'killed')
  await appendFile(join(directory, 'recording.jsonl'), '{"seq":2,"t":0,"kind":"pro')
  expect(await readSessionReport(directory)).toMatchObject({
    entries: 2,
    damage: undefined,
    seal: undefined,
  })
})

test('a changed line is reported as damage', async () => {
  const directory = recordSession(folder, [call('1', 'ls'), call('2', 'id')])
  const path = join(directory, 'recording.jsonl')
  await writeFile(path, (await readFile(path, 'utf8')).replace('"ls"', '"rm"'))
  const report = await readSessionReport(directory)
  expect(report.damage).toMatch(/line 2 was changed/)
  expect(report.coverage.state).toBe('partial')
  expect(renderSummary(report, { sentence: '' })).toContain('The record is damaged')
})

const hostile = [
  '</td></table><script>alert(1)</script>',
  '| a | b |\n\n# Heading',
  '[click](https://evil.example) ![x](https://evil.example/x.png)',
  '@octocat #1 https://evil.example',
  '``` ` ~~~',
  '<!-- ',
  '\u001b[31mred\u001b[0m \u202egnp.exe',
  '::error::injected',
  '&#60;b&#62;',
]

test.each(hostile)('%j can do nothing in a summary', async (text) => {
  const report = await readSessionReport(
    recordSession(folder, [call('1', text), verdict('1', 'deny', { rule: text, reason: text })]),
  )
  const lines = renderSummary(report, { sentence: 'It is here.' }).split('\n')
  const row = lines.find((line) => line.startsWith('| <code>tool</code>')) ?? ''
  expect(row).not.toBe('')
  // Nothing but letters, digits, blanks, character references and our own frame is left.
  const inside = row
    .replaceAll(/<\/?code>/g, '')
    .replaceAll(/&#\d+;/g, '')
    .slice(2, -2)
  expect(inside.replaceAll(' | ', '')).toMatch(/^[\p{L}\p{N}\p{S}\p{Po}\p{Ps}\p{Pe} ]*$/u)
  expect(inside.replaceAll(' | ', '')).not.toMatch(/[!-/:-@[-`{-~]/)
  expect(row.match(/ \| /g)).toHaveLength(3)
})

test('ten thousand refusals stay below what the forge takes', async () => {
  const entries = Array.from({ length: 10_000 }, (_, index) => [
    call(`${index}`, `rm -rf ${'x'.repeat(5_000)}`),
    verdict(`${index}`, 'deny', { reason: 'é'.repeat(2_000) }),
  ]).flat()
  const report = await readSessionReport(recordSession(folder, entries))
  const text = renderSummary(report, { sentence: 'It is here.' })
  expect(report.totals.denied).toBe(10_000)
  expect(Buffer.byteLength(text)).toBeLessThan(1_048_576)
  expect(text).toContain('9900 more are in the recording')
  expect(text).toContain('It is here.')
})

test('the summary names command, rule, reason and who answered', async () => {
  const report = await readSessionReport(
    recordSession(folder, [
      call('1', 'terraform destroy'),
      verdict('1', 'deny'),
      call('2', 'deploy prod'),
      verdict('2', 'hold'),
      answer('2', 'denied', 'mona'),
      {
        kind: 'finding',
        rule: 'aws-key',
        tier: 'rewrite',
        confidence: 'high',
        fingerprint: 'f',
        where: 'response',
        action: 'masked',
      },
      { kind: 'gap', reason: 'a frame could not be read' },
    ]),
  )
  const text = renderSummary(report, {
    sentence: 'The artifact has it.',
    link: 'https://github.com/acme/shop',
  })
  for (const part of [
    '### Refused (1)',
    'terraform destroy',
    'Destructive commands need a person',
    '### Held for a person (1)',
    'denied by mona',
    'aws&#45;key&#44; masked&#58; 1',
    '### Gaps in the record',
    'L0 recorded',
    '[Open it](https://github.com/acme/shop)',
    'nobody signed it',
  ]) {
    expect(text).toContain(part)
  }
})

test('annotations are at most ten of a kind and say how many more there are', async () => {
  const entries = Array.from({ length: 25 }, (_, index) => verdict(`${index}`, 'deny'))
  const report = await readSessionReport(recordSession(folder, entries))
  const annotations = annotationsOf(report, 'fail')
  expect(annotations).toHaveLength(10)
  expect(annotations.map(({ kind }) => kind)).toEqual(Array(10).fill('error'))
  expect(annotations.at(-1)?.message).toBe('16 more; see the job summary.')
  expect(annotationsOf(report, 'warn').map(({ kind }) => kind)).toEqual(Array(10).fill('warning'))
})

test('an annotation is one line in which nothing acts', async () => {
  const entries = hostile.map((text, index) => verdict(`${index}`, 'deny', { reason: text }))
  const report = await readSessionReport(recordSession(folder, entries))
  for (const { message, title } of annotationsOf(report, 'fail')) {
    expect(`${title} ${message}`).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  }
})

test('pushes are counted by what became of them, and a refused one is named by its repository', async () => {
  const push = (call: string, outcome: string): EntryBody => ({
    kind: 'push',
    call,
    repository: 'acme/shop',
    updates: [],
    outcome,
  })
  const recording = recordSession(folder, [
    { kind: 'verdict', subject: 'push', verdict: 'deny', effective: 'deny', call: 'push-1' },
    push('push-1', 'refused'),
    push('push-2', 'accepted'),
  ])
  const report = await readSessionReport(recording)
  expect(report.pushes).toEqual({ passed: 1, refused: 1, held: 0, open: 0 })
  expect(report.refused).toMatchObject([{ kind: 'push', what: 'acme/shop' }])
})

test('what the client starts by itself is listed, and a refused one is named', async () => {
  const found = (call: string, name: string): EntryBody => ({
    kind: 'process',
    call,
    process: 'hook',
    name,
    file: '.cursor/hooks.json',
    command: './x.sh',
  })
  const recording = recordSession(folder, [
    found('process-1', 'stop'),
    found('process-2', 'sessionEnd'),
    { kind: 'verdict', subject: 'process', verdict: 'deny', effective: 'deny', call: 'process-2' },
  ])
  const report = await readSessionReport(recording)
  const hooks = ['stop', 'sessionEnd'].map((name) => `the hook "${name}" of .cursor/hooks.json`)
  expect(report.processes).toEqual(hooks)
  expect(report.refused).toMatchObject([{ kind: 'process', what: hooks[1] }])
  const where = { sentence: 'Kept.' }
  expect(renderSummary(report, where)).toContain('Started by the client itself')
  const none = await readSessionReport(recordSession(join(folder, 'none'), [call('1', 'ls')]))
  expect(renderSummary(none, where)).not.toContain('Started by the client itself')
})
