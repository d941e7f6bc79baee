import { expect, test } from '@jest/globals'
import { readRecording } from '../../../src/core/recording/read.ts'
import { clockTime, createTerminalView } from '../../../src/core/recording/terminal.ts'
import { describeEntries } from '../../../src/core/recording/timeline/describe-entries.ts'
import type { DescribedEntry } from '../../../src/core/recording/timeline/described-entry.ts'
import { session, story, stream, type Timed, write } from './sample-session.ts'

async function shown(entries: Timed, color = false): Promise<string> {
  const view = createTerminalView({ color })
  let text = ''
  for await (const entry of describeEntries(readRecording(stream(write(entries).lines)), 1_000)) {
    text += view.show(entry)
  }
  return text + view.end()
}

test('a session on a terminal', async () => {
  const text = await shown(story)
  expect(text).toContain('   0:00.4 ▶ Prompt to claude-4-sonnet\n          │ Add a health endpoint')
  expect(text).toContain('route.\n          │ \n          │ The database')
  expect(text).toContain('replace `/status` with a `/health` endpoint')
  expect(text).toContain('⚖ Denied by "no destructive commands"')
  expect(text).toContain(
    'yes     when.command: terraform destroy -auto-approve  (terraform destroy)',
  )
  expect(text).toContain('          │ -  app.get(')
  expect(text).toContain('☝ Approved by jonas-okafor')
  expect(text).not.toContain('\u001b')
})

test('colours are the only difference on a terminal', async () => {
  const text = await shown(story, true)
  expect(text).toContain('\u001b[32m+  app.get(')
  expect(text.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(await shown(story))
})

const run = 'r'
const say = (text: string) => ({ kind: 'response', run, text }) as const

test.each([
  { text: ['::set-env name=PATH::/tmp'] },
  { text: ['all is well\n', '::set-env name=PATH::/tmp'] },
  { text: ['all is well\n:', ':set-env name=PATH::/tmp'] },
  { text: ['see ##', '[error]broken'] },
  { text: ['see #', '#', '[error]broken'] },
  { text: ['see ##v', 'so[task.complete]'] },
  { text: ['\r::set-env name=x::y'] },
])('a workflow command in $text does nothing in a step log', async ({ text }) => {
  const log = await shown([[0, session], ...text.map((piece, at) => [at, say(piece)] as const)])
  expect(log).toMatch(/set-env|error|task/)
  for (const line of log.split(/[\r\n]/)) {
    expect(line.trimStart()).not.toMatch(/^::/)
    expect(line).not.toMatch(/##(\[|vso\[)/)
  }
})

test('a text that ends in # loses nothing', async () => {
  expect(
    await shown([
      [0, session],
      [1, say('C#')],
      [2, { kind: 'note', text: 'next' }],
    ]),
  ).toContain('│ C#\n')
})

test('a line that cannot be read and the damage are said', () => {
  const entry: DescribedEntry = {
    seq: 3,
    t: 0,
    kind: 'unreadable',
    tone: 'bad',
    title: 'Line 4 cannot be read',
    tags: ['gap'],
    proven: false,
    damage: 'line 4 was changed',
  }
  expect(createTerminalView({ color: false }).show(entry)).toBe(
    '── BROKEN: line 4 was changed; nothing from here on is proven ──\n   0:00.0 ! Line 4 cannot be read\n',
  )
})

test.each([
  [0, '0:00.0'],
  [61_250, '1:01.2'],
  [3_599_999, '59:59.9'],
  [3_600_000, '1:00:00'],
  [90_061_000, '25:01:01'],
])('%d ms is %s', (ms, text) => {
  expect(clockTime(ms)).toBe(text)
})
