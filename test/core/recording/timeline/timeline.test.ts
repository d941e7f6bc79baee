import { expect, test } from '@jest/globals'
import type { Verification } from '../../../../src/core/recording/chain.ts'
import { readRecording } from '../../../../src/core/recording/read.ts'
import { describeEntries } from '../../../../src/core/recording/timeline/describe-entries.ts'
import type { DescribedEntry } from '../../../../src/core/recording/timeline/described-entry.ts'
import {
  type TimelineItem,
  type TimelineLimits,
  timeline,
} from '../../../../src/core/recording/timeline/timeline.ts'
import { blobSource, session, story, stream, type Timed, write } from '../sample-session.ts'

async function itemsOf(
  entries: Timed,
  limits: Partial<TimelineLimits> = {},
  keep = 1_000,
): Promise<{ items: TimelineItem[]; verification: Verification }> {
  const { lines, blobs } = write(entries)
  const reading = readRecording(stream(lines), { blobs: blobSource(blobs), keepBytes: keep * 4 })
  const items: TimelineItem[] = []
  const story = timeline(describeEntries(reading, keep), limits)
  for (;;) {
    const step = await story.next()
    if (step.done === true) return { items, verification: step.value }
    items.push(step.value)
  }
}

const run = 'r'
const call = (name: string, command = 'ls') =>
  ({ kind: 'tool-call', run, call: name, tool: 'shell', subject: { command } }) as const
const outline = (items: readonly (DescribedEntry & { parts?: DescribedEntry[] })[]) =>
  items.map(({ kind, parts }) => [kind, ...(parts ?? []).map((part) => part.kind)].join(' '))

test('a session reads as what happened: a call with its verdict, approval, output, diff and result', async () => {
  const { items, verification } = await itemsOf(story)
  expect(verification.state).toBe('sealed')
  expect(outline(items)).toEqual([
    'session',
    'prompt finding',
    'thinking',
    'response',
    'tool-call verdict tool-result',
    'tool-call verdict file-write tool-result',
    'tool-call verdict command-output tool-result',
    'response',
    'tool-call verdict tool-result',
    'tool-call verdict approval approval command-output tool-result',
    'push',
    'github',
    'egress',
    'response usage',
    'note',
    'seal',
  ])
  expect(items.map(({ tone }) => tone)).toEqual(
    'plain warn plain plain good good good plain bad warn plain plain bad plain plain warn'
      .split(' ')
      .with(-1, 'good'),
  )
})

test('the words of a refused and of an approved call', async () => {
  const { items } = await itemsOf(story)
  const refused = items.find(({ title }) => title === 'shell terraform destroy -auto-approve')
  expect(refused).toMatchObject({
    tags: expect.arrayContaining(['tool', 'denied']),
    parts: [
      {
        title: 'Denied by "no destructive commands"',
        facts: [['reason', expect.stringContaining('need a person')]],
        tree: [
          {
            rule: 'no destructive commands',
            matched: true,
            conditions: [{ outcome: 'yes' }, { outcome: 'yes' }],
          },
          { matched: false },
        ],
      },
      { title: 'Result: rejected' },
    ],
  })
  const held = items.find(({ title }) => title === 'shell npm run migrate')
  expect(held).toMatchObject({ t: 19_000, until: 97_100 })
  expect(held?.parts.map(({ title }) => title)).toEqual([
    'Held for approval by "migrations wait for a person"',
    'Approval asked',
    'Approved by jonas-okafor',
    'stdout',
    'Result: success, exit code 0',
  ])
})

test('a verdict that only audits says what would have happened', async () => {
  const { items } = await itemsOf([
    [0, session],
    [1, { kind: 'verdict', subject: 'prompt', verdict: 'deny', effective: 'allow', rule: 'x' }],
  ])
  expect(items[1]).toMatchObject({
    title: 'Allowed by "x" (audit only: would be denied)',
    tone: 'warn',
  })
})

test('pieces of two answers at once come together as two texts', async () => {
  const { items } = await itemsOf([
    [0, session],
    [1, { kind: 'response', run: 'a', text: 'Hello ' }],
    [2, { kind: 'response', run: 'b', text: 'Good ' }],
    [3, { kind: 'response', run: 'a', text: 'world' }],
    [4, { kind: 'response', run: 'b', text: 'day' }],
  ])
  expect(items.slice(1, 3).map(({ body }) => body?.text)).toEqual(['Hello world', 'Good day'])
})

test('calls of two runs with one name are two calls', async () => {
  const { items } = await itemsOf([
    [0, session],
    [1, { ...call('1'), run: 'a' }],
    [2, { ...call('1'), run: 'b' }],
    [3, { kind: 'tool-result', run: 'a', call: '1', outcome: 'success' }],
    [4, { kind: 'tool-result', run: 'b', call: '1', outcome: 'failure' }],
  ])
  expect(items.slice(1, 3).map(({ parts }) => parts.map(({ title }) => title))).toEqual([
    ['Result: success'],
    ['Result: failure'],
  ])
})

test('what was found before its call or prompt was written belongs to it all the same', async () => {
  const finding = {
    kind: 'finding',
    rule: 'x',
    tier: 'rewrite',
    confidence: 'high',
    fingerprint: 'f',
    action: 'masked',
    run,
  } as const
  const { items } = await itemsOf([
    [0, session],
    [1, { ...finding, where: 'tool-call', call: 'c' }],
    [2, call('c')],
    [3, { ...finding, where: 'response' }],
    [4, { kind: 'response', run, text: 'masked' }],
  ])
  expect(outline(items)).toEqual(['session', 'tool-call finding', 'response finding', 'seal'])
  expect(items[1]).toMatchObject({ t: 1, until: 2, tone: 'warn' })
})

test('a result that comes after its call was handed over stands on its own', async () => {
  const { items } = await itemsOf(
    [
      [0, session],
      [1, call('1')],
      ...Array.from(
        { length: 20 },
        (_, index) => [2 + index, { kind: 'note', text: `${index}` }] as const,
      ),
      [50, { kind: 'tool-result', run, call: '1', outcome: 'success' }],
    ],
    { maxOpenItems: 5 },
  )
  expect(outline(items).filter((kind) => kind !== 'note')).toEqual([
    'session',
    'tool-call',
    'tool-result',
    'seal',
  ])
})

test('texts and parts beyond the caps are left out and said to be', async () => {
  const output = (text: string) =>
    ({ kind: 'command-output', run, call: '1', stream: 'stdout', text }) as const
  const { items } = await itemsOf(
    [
      [0, session],
      [1, call('1')],
      ...Array.from(
        { length: 50 },
        (_, index) => [2, output(`${index}:${'x'.repeat(90)}`)] as const,
      ),
      ...Array.from(
        { length: 50 },
        () => [3, { kind: 'approval', request: 'q', state: 'asked', run, call: '1' }] as const,
      ),
      [4, { kind: 'response', run, text: 'y'.repeat(900) }],
      [5, { kind: 'response', run, text: 'z'.repeat(900) }],
    ],
    { maxTextCharacters: 1_000, maxParts: 10 },
  )
  expect(items[1]).toMatchObject({ partsLeftOut: 41 })
  expect(items[1]?.parts).toHaveLength(10)
  expect(items[1]?.parts[0]?.body).toMatchObject({ cut: true, bytes: expect.any(Number) })
  expect(items[1]?.parts[0]?.body?.text.length).toBeLessThanOrEqual(1_000)
  expect(items[2]?.body).toMatchObject({ cut: true, bytes: 1_800 })
  expect(items[2]?.body?.text).toHaveLength(1_000)
})

test('a long text is shown to its cap, whole to the end of a character, with its blob named', async () => {
  const { items } = await itemsOf(
    [
      [0, session],
      [1, { kind: 'prompt', run, text: '€'.repeat(50_000) }],
    ],
    {},
    100,
  )
  expect(items[1]?.body).toEqual({
    text: '€'.repeat(100),
    style: 'prose',
    bytes: 150_000,
    cut: true,
    blob: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
})

test('after damage the rest is still shown, as not proven', async () => {
  const { lines } = write(story)
  const changed = Buffer.from(String(lines[5]).replace('look', 'LOOK'))
  const shown: DescribedEntry[] = []
  const reading = describeEntries(readRecording(stream(lines.with(5, changed))), 100)
  for await (const entry of reading) shown.push(entry)
  expect(shown).toHaveLength(lines.length)
  expect(shown.map(({ proven }) => proven)).toEqual(lines.map((_, index) => index < 6))
  expect(shown.filter(({ damage }) => damage !== undefined)).toMatchObject([
    { seq: 6, damage: expect.stringContaining('line 6 was changed') },
  ])
})

const hostile = '</script><img src=x onerror=alert(1)>\u001b[2J\u202e\r::set-env name=a::b'

test('no string of a described entry holds a character that acts unseen', async () => {
  const entries: Timed = [
    [0, { ...session, session: hostile, guard: hostile, command: [hostile] } as typeof session],
    [1, { kind: 'prompt', run: hostile, text: hostile, model: hostile }],
    [
      2,
      {
        kind: 'tool-call',
        run,
        call: hostile,
        tool: hostile,
        subject: { command: hostile, [hostile]: hostile },
        arguments: hostile,
      },
    ],
    [
      3,
      {
        kind: 'verdict',
        subject: hostile,
        verdict: hostile,
        effective: hostile,
        rule: hostile,
        reason: hostile,
        run,
        call: hostile,
        tree: [
          {
            rule: hostile,
            source: hostile,
            // biome-ignore lint/suspicious/noThenProperty: the word of the policy file; nothing awaits it.
            then: hostile,
            matched: true,
            reason: hostile,
            conditions: [{ key: hostile, expected: hostile, actual: hostile, outcome: hostile }],
          },
        ],
      },
    ],
    [
      4,
      {
        kind: 'approval',
        request: hostile,
        state: 'approved',
        by: hostile,
        why: hostile,
        surface: hostile,
        run,
        call: hostile,
      },
    ],
    [
      5,
      {
        kind: 'finding',
        rule: hostile,
        tier: 'report',
        confidence: hostile,
        fingerprint: hostile,
        where: hostile,
        action: 'masked',
        pseudonym: hostile,
        run,
      },
    ],
    [6, { kind: 'file-write', run, call: hostile, path: hostile, diff: hostile }],
    [
      7,
      {
        kind: 'push',
        repository: hostile,
        updates: [{ ref: hostile, [hostile]: hostile }],
        outcome: hostile,
      },
    ],
    [8, { kind: 'github', verb: hostile, path: hostile }],
    [9, { kind: 'egress', host: hostile, port: 1, outcome: hostile }],
    [10, { kind: 'limit', limit: hostile, allowed: 1, reached: 2, action: hostile }],
    [11, { kind: 'gap', reason: hostile, digest: hostile }],
    [12, { kind: 'note', text: hostile, [hostile]: { [hostile]: hostile } }],
    [13, { kind: 'command-output', run, call: hostile, stream: 'stderr', text: hostile }],
    [14, { kind: 'tool-result', run, call: hostile, outcome: 'failure', text: hostile }],
  ]
  const { items } = await itemsOf(entries)
  expect(items.length).toBeGreaterThan(8)
  const strings: string[] = []
  JSON.stringify(items, (name, value) => {
    strings.push(name)
    if (typeof value === 'string') strings.push(value)
    return value
  })
  expect(strings.some((text) => text.includes('␛[2J⟨U+202E⟩␍'))).toBe(true)
  expect(strings.filter((text) => /[\u001b\u202e\r]/.test(text))).toEqual([])
})

test('a hundred thousand entries pass through in bounded memory', async () => {
  let most = 0
  async function* many(): AsyncGenerator<DescribedEntry, Verification> {
    for (let seq = 0; seq < 100_000; seq += 1) {
      most = Math.max(most, seq - handed)
      yield {
        seq,
        t: seq,
        kind: 'note',
        tone: 'plain',
        title: 'x',
        tags: ['note'],
        proven: true,
        run: `${seq}`,
      }
    }
    return undefined as unknown as Verification
  }
  let handed = 0
  for await (const item of timeline(many())) handed = item.seq
  expect(handed).toBe(99_999)
  expect(most).toBeLessThan(200)
})

test('verdicts, findings and answers about a push join it, and no other one beside it', async () => {
  const about = (call: string) => [
    { kind: 'verdict', subject: 'push', verdict: 'hold', effective: 'hold', call } as const,
    { kind: 'approval', request: 'r', state: 'denied', call } as const,
    { kind: 'push', call, repository: 'acme/shop', outcome: 'refused', updates: [] } as const,
  ]
  const [one, two] = [about('push-1'), about('push-2')]
  const { items } = await itemsOf([
    [0, session],
    ...one.flatMap((entry, index) => [
      [index + 1, entry] as const,
      [index + 1, two[index] ?? entry] as const,
    ]),
  ])
  expect(items.slice(1, 3)).toMatchObject(
    ['push-1', 'push-2'].map((call) => ({
      kind: 'push',
      call,
      tags: expect.arrayContaining(['push', 'held', 'denied']),
      parts: [{ kind: 'verdict' }, { kind: 'approval' }],
    })),
  )
  expect(items.map(({ kind }) => kind)).toEqual(['session', 'push', 'push', 'seal'])
})
