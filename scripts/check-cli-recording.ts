import { readFile } from 'node:fs/promises'

/**
 * Checks that a recording shows the real command line client going through the guard, claim by
 * claim of docs/cursor-cli.md. Used by .github/workflows/verify-cursor-cli.yml:
 *
 *   node scripts/check-cli-recording.ts recording.jsonl [--same-user|--contain]
 */
const [file = '', option = ''] = process.argv.slice(2)
const text = await readFile(file, 'utf8')
type Entry = Record<string, unknown> & { kind: string }
const entries = text
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Entry)
const of = (kind: string) => entries.filter((entry) => entry.kind === kind)
const carries = (kind: string, words: string) =>
  of(kind).some((entry) => JSON.stringify(entry).includes(words))
const coverage = JSON.stringify(of('seal').at(-1)?.coverage ?? {})
const call = of('note').find((entry) => entry.client === 'agent')

const claims: [string, boolean][] = [
  ['the shim was called and found the client', call?.outcome === 'started'],
  ['the version stands in the path of the client', typeof call?.version === 'string'],
  ['--force was noted', JSON.stringify(call?.flags ?? []).includes('force')],
  ['the prompt was recorded from the traffic', carries('prompt', 'echo guarded-')],
  ['the shell command was judged as a tool call', carries('tool-call', 'echo guarded-')],
  ['its output was recorded', carries('command-output', 'guarded-42')],
  ['an answer was recorded', of('response').length > 0],
  ['nothing was missed', of('gap').length === 0],
  ['the record is sealed', of('seal').length === 1],
  [
    'the command had a user of its own, unless asked not to',
    coverage.includes('same-uid') === (option === '--same-user'),
  ],
]
for (const [claim, holds] of claims) console.log(`${holds ? 'ok    ' : 'FAILED'} ${claim}`)
process.exitCode = claims.every(([, holds]) => holds) ? 0 : 1
