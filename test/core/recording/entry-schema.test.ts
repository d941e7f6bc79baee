import { expect, test } from '@jest/globals'
import type { EntryKind } from '../../../src/core/recording/entry.ts'
import { bodySchemas, readEntry } from '../../../src/core/recording/entry-schema.ts'
import { entrySamples } from './entry-samples.ts'

const frame = { seq: 3, t: 40, prev: '0'.repeat(64) }
const sampleOf = (kind: EntryKind): Record<string, unknown> => ({ ...entrySamples[kind], ...frame })
const kinds = Object.keys(entrySamples) as EntryKind[]

test('every kind has its fields described, and nothing else is', () => {
  expect(Object.keys(bodySchemas).sort()).toEqual([...kinds].sort())
})

test.each(kinds)('%s: an entry with every field is given back as it is', (kind) => {
  const value = sampleOf(kind)
  const read = readEntry(value)
  expect(read).toEqual({ entry: value })
  expect((read as { entry: unknown }).entry).toBe(value)
})

/** Fields whose absence is no fault. */
const optional: Partial<Record<EntryKind, readonly string[]>> = {
  session: ['command'],
  prompt: ['model', 'conversation'],
  'tool-call': ['arguments'],
  'tool-result': ['exitCode', 'text'],
  push: ['why', 'bytes', 'secrets'],
  github: ['verb', 'path', 'operation', 'status'],
  process: ['name', 'command'],
  finding: ['pseudonym', 'run', 'call'],
  verdict: ['rule', 'reason', 'run', 'call', 'tree'],
  approval: ['by', 'why', 'surface', 'run', 'call'],
  gap: ['bytes', 'digest', 'run'],
  seal: ['exitCode', 'signature'],
}

test.each(kinds)('%s: every field but the optional ones has to be there', (kind) => {
  const value = sampleOf(kind)
  const missed = Object.keys(entrySamples[kind]).filter((field) => {
    if (field === 'kind') return false
    const { [field]: _, ...rest } = value
    return 'problem' in readEntry(rest)
  })
  const free = new Set(['kind', 'anything', ...(optional[kind] ?? [])])
  expect(missed).toEqual(Object.keys(entrySamples[kind]).filter((field) => !free.has(field)))
})

test.each(kinds)('%s: a field of a later version is allowed, but not in the seal', (kind) => {
  const read = readEntry({ ...sampleOf(kind), later: 1 })
  if (kind === 'seal') expect(read).toEqual({ problem: expect.stringMatching(/not a seal entry/) })
  else expect(read).toEqual({ entry: { ...sampleOf(kind), later: 1 } })
})

test.each<{ kind: EntryKind; but: Record<string, unknown>; problem: RegExp }>([
  { kind: 'session', but: { format: 0 }, problem: /session entry: format/ },
  { kind: 'session', but: { session: '' }, problem: /session entry: session/ },
  { kind: 'session', but: { mode: 'open' }, problem: /session entry: mode/ },
  { kind: 'session', but: { level: 'L9' }, problem: /session entry: level/ },
  { kind: 'session', but: { identity: { run: 5 } }, problem: /session entry: identity\.run/ },
  {
    kind: 'session',
    but: { policy: { source: '', digest: '', enforcement: 'off' } },
    problem: /session entry: policy\.enforcement/,
  },
  { kind: 'session', but: { command: 'ls' }, problem: /session entry: command/ },
  { kind: 'prompt', but: { text: 5 }, problem: /prompt entry: text/ },
  { kind: 'prompt', but: { text: { blob: 'x', bytes: 1 } }, problem: /prompt entry: text/ },
  { kind: 'prompt', but: { run: null }, problem: /prompt entry: run/ },
  { kind: 'response', but: { call: undefined }, problem: /response entry: call/ },
  {
    kind: 'response',
    but: { text: { blob: 'a'.repeat(64), bytes: -1 } },
    problem: /response entry: text/,
  },
  {
    kind: 'file-write',
    but: { diff: { blob: 'a'.repeat(64), bytes: 1, more: 1 } },
    problem: /file-write entry: diff/,
  },
  { kind: 'tool-call', but: { subject: [] }, problem: /tool-call entry: subject/ },
  { kind: 'tool-result', but: { outcome: 'ok' }, problem: /tool-result entry: outcome/ },
  { kind: 'tool-result', but: { exitCode: 1.5 }, problem: /tool-result entry: exitCode/ },
  { kind: 'command-output', but: { stream: 'stdin' }, problem: /command-output entry: stream/ },
  { kind: 'push', but: { updates: ['x'] }, problem: /push entry: updates\.0/ },
  { kind: 'github', but: { status: '200' }, problem: /github entry: status/ },
  { kind: 'egress', but: { port: 0.5 }, problem: /egress entry: port/ },
  { kind: 'finding', but: { tier: 'x' }, problem: /finding entry: tier/ },
  { kind: 'finding', but: { action: 'x' }, problem: /finding entry: action/ },
  { kind: 'approval', but: { state: 'x' }, problem: /approval entry: state/ },
  { kind: 'limit', but: { allowed: '1' }, problem: /limit entry: allowed/ },
  { kind: 'usage', but: { cacheRead: -1 }, problem: /usage entry: cacheRead/ },
  { kind: 'usage', but: { input: 2 ** 60 }, problem: /usage entry: input/ },
  { kind: 'gap', but: { bytes: -4 }, problem: /gap entry: bytes/ },
  { kind: 'seal', but: { head: 'E'.repeat(64) }, problem: /seal entry: head: expected 64 lower/ },
  { kind: 'seal', but: { digest: 'f'.repeat(63) }, problem: /seal entry: digest/ },
  { kind: 'seal', but: { totals: {} }, problem: /seal entry: totals\.prompts/ },
  { kind: 'seal', but: { signature: { key: 'k' } }, problem: /seal entry: signature\.value/ },
  {
    kind: 'seal',
    but: { coverage: { level: 'L0', state: 'whole', reasons: [] } },
    problem: /seal entry: coverage\.state/,
  },
])('$kind with $but is no entry', ({ kind, but, problem }) => {
  const read = readEntry({ ...sampleOf(kind), ...but })
  expect(read).toEqual({ problem: expect.stringMatching(problem) })
})

test.each<{ when: string; value: unknown; problem: RegExp }>([
  { when: 'null', value: null, problem: /it is not an entry: line/ },
  { when: 'a list', value: [frame], problem: /it is not an entry/ },
  { when: 'text', value: 'note', problem: /it is not an entry: line/ },
  { when: 'without a kind', value: frame, problem: /not an entry: kind/ },
  { when: 'a kind that is no text', value: { ...frame, kind: 5 }, problem: /not an entry: kind/ },
  { when: 'a negative seq', value: { ...sampleOf('note'), seq: -1 }, problem: /not an entry: seq/ },
  { when: 'half a seq', value: { ...sampleOf('note'), seq: 0.5 }, problem: /not an entry: seq/ },
  { when: 'a negative time', value: { ...sampleOf('note'), t: -1 }, problem: /not an entry: t/ },
  {
    when: 'a short prev',
    value: { ...sampleOf('note'), prev: '0' },
    problem: /not an entry: prev/,
  },
])('$when is no entry, and it says why', ({ value, problem }) => {
  expect(readEntry(value)).toEqual({ problem: expect.stringMatching(problem) })
})

test.each(['dream', 'unknown', '', 'constructor', '__proto__', 'toString'])(
  'a kind called "%s" is one of a later version, whatever its fields',
  (kind) => {
    const value = JSON.parse(JSON.stringify({ ...frame, kind, seal: 5 }))
    expect(readEntry(value)).toEqual({ entry: { kind: 'unknown', name: kind, ...frame } })
  },
)
