import { readFileRecording } from '../../adapters/storage/file-recording-store.ts'
import { createBacktest, type Rejudged } from '../../core/policy/backtest.ts'
import { type Verdict, verdicts } from '../../core/policy/decision.ts'
import { readFileWith } from '../../core/policy/file/read-file.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { plain } from '../../core/policy/render/plain-text.ts'
import type { Subject } from '../../core/policy/subject.ts'
import { factsSchema, type GivenFacts } from '../../core/policy/subject-schema.ts'
import { readRecording } from '../../core/recording/read.ts'
import type { CommandIo } from '../io.ts'
import { namedRecording } from '../named-recording.ts'
import { loadPolicy, readGiven } from './files.ts'

export interface BacktestOptions {
  file: string
  organisation: string | undefined
  facts: string | undefined
  /** Files, folders, or sessions of this machine as `namedRecording` takes them. */
  recordings: readonly string[]
  json: boolean
}

/** How much of a long text is read, in bytes: enough to tell that it is longer than what is judged. */
const keepBytes = 4_194_320

interface Tally {
  judged: number
  stricter: number
  milder: number
}

/** Shows what a policy would have decided differently; 1 when there is anything. */
export async function backtestPolicy(options: BacktestOptions, io: CommandIo): Promise<number> {
  const { policy } = await loadPolicy(options.file, options.organisation, io)
  const facts =
    options.facts === undefined
      ? undefined
      : readFileWith(factsSchema, await readGiven(options.facts, io), '--facts')
  const tally: Tally = { judged: 0, stricter: 0, milder: 0 }
  for (const path of options.recordings) {
    for await (const action of rejudge(await namedRecording(path, io), policy, facts, io)) {
      tally.judged++
      if (action.now.verdict === action.recorded.verdict) continue
      if (isStricter(action.now.verdict, action.recorded.verdict)) tally.stricter++
      else tally.milder++
      io.stdout.write(options.json ? asJson(path, action) : asText(path, action))
    }
  }
  if (!options.json) io.stdout.write(summary(tally))
  return tally.stricter + tally.milder === 0 ? 0 : 1
}

async function* rejudge(
  path: string,
  policy: Policy,
  facts: GivenFacts | undefined,
  io: CommandIo,
): AsyncGenerator<Rejudged> {
  const { lines, blobs } = readFileRecording(path)
  const backtest = createBacktest(policy, facts)
  for await (const { entry, texts, line, damage } of readRecording(lines(), { blobs, keepBytes })) {
    if (damage !== undefined) {
      io.stderr.write(
        `${plain(path)}: damaged from line ${line} on; what follows is read all the same\n`,
      )
    }
    if (entry === undefined || entry.kind === 'unknown') continue
    const { text } = texts
    const isText = entry.kind === 'prompt' || entry.kind === 'response'
    yield* backtest.take(isText && text !== undefined ? { ...entry, text: text.text } : entry)
  }
  yield* backtest.end()
}

const isStricter = (a: Verdict, b: Verdict): boolean => verdicts.indexOf(a) > verdicts.indexOf(b)

function asText(path: string, { seq, subject, recorded, now, whole }: Rejudged): string {
  const rule = now.rule === undefined ? '' : `\n    by "${plain(now.rule)}"`
  const by = whole ? rule : `${rule}\n    judged on what the recording keeps of it`
  const was = recorded.rule === undefined ? '' : ` (by "${plain(recorded.rule)}")`
  return `${plain(path)} #${seq} ${subjectText(subject)}\n    ${recorded.verdict}${was} → ${now.verdict}${by}\n`
}

const asJson = (path: string, { seq, subject, recorded, now, whole }: Rejudged): string =>
  `${JSON.stringify({ path, seq, subject, recorded, now: { verdict: now.verdict, rule: now.rule }, whole })}\n`

const summary = ({ judged, stricter, milder }: Tally): string =>
  `${judged} ${judged === 1 ? 'action' : 'actions'} judged again: ${judged - stricter - milder} the same, ${stricter} stricter, ${milder} milder\n`

/** What an action was, on one line. */
function subjectText(subject: Subject): string {
  const detail = detailOf(subject)
  const shown = plain(detail)
  return `${subject.kind}: ${shown.length > 160 ? `${shown.slice(0, 160)}…` : shown}`
}

function detailOf(subject: Subject): string {
  switch (subject.kind) {
    case 'prompt':
    case 'response':
      return subject.text
    case 'tool':
      return `${subject.tool} ${subject.command ?? subject.path ?? subject.mcp ?? subject.url ?? subject.name ?? ''}`
    case 'push':
      return `${subject.ref} ${subject.update}`
    case 'egress':
      return `${subject.host}:${subject.port}`
    case 'cloud-agent':
      return `${subject.action} ${subject.path}`
    case 'process':
      return `${subject.process} ${subject.name ?? ''} ${subject.command ?? subject.file ?? ''}`
    default:
      return 'path' in subject
        ? `${subject.verb} ${subject.path}`
        : `${subject.operation} ${subject.name}`
  }
}
