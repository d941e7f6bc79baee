import type { Entry, Identity } from '../recording/entry.ts'
import { type Decision, type Verdict, verdicts } from './decision.ts'
import { evaluate } from './judge/evaluate.ts'
import type { Policy } from './policy.ts'
import type { Subject } from './subject.ts'
import { completeFacts, type GivenFacts, subjectSchema } from './subject-schema.ts'

/** What one recorded action would be decided to be now. */
export interface Rejudged {
  seq: number
  subject: Subject
  recorded: { verdict: Verdict; rule?: string }
  now: Decision
}

/** Actions whose recorded verdict has not come yet; older ones count as allowed. */
const maxOpen = 1000

/** Judges the actions of one recording again, entry by entry, in flat memory. */
export interface Backtest {
  /** Takes the next entry; returns what is settled by it. */
  take(entry: Entry): Rejudged[]
  /** The recording has ended: returns what had no verdict, which was allowed. */
  end(): Rejudged[]
}

interface Open {
  key: string
  seq: number
  subject: Subject
  now: Decision
}

/**
 * Replays recorded sessions against another policy.
 *
 * Facts are the ones of the recording's first line; what that does not say is `unknown` unless `given`.
 */
export function createBacktest(policy: Policy, given: GivenFacts | undefined): Backtest {
  let recorded: GivenFacts = {}
  let open: Open[] = []
  let early: Told[] = []
  let startedAt = 0

  /** Subjects of an entry; a verdict that came before its entry settles them at once. */
  const judge = (entry: Entry): Rejudged[] => {
    const facts = completeFacts([recorded, given], startedAt + entry.t)
    return subjectsOf(entry).flatMap((subject) => {
      const now = evaluate(policy, subject, facts)
      const item = { key: keyOf(entry, subject.kind), seq: entry.seq, subject, now }
      const told = early.findIndex(({ key }) => key === item.key)
      if (told !== -1) return early.splice(told, 1).map((verdict) => settle(item, verdict))
      open.push(item)
      return open.splice(0, open.length - maxOpen).map((old) => settle(old))
    })
  }

  return {
    take(entry) {
      if (entry.kind === 'session') {
        recorded = factsOf(entry.identity)
        startedAt = Date.parse(entry.startedAt) || 0
      }
      if (entry.kind !== 'verdict') return judge(entry)
      const { verdict, rule } = entry
      const told: Told = { key: keyOf(entry, entry.subject), verdict: verdictOf(verdict), rule }
      const index = open.findLastIndex(({ key }) => key === told.key)
      if (index !== -1) return open.splice(index, 1).map((item) => settle(item, told))
      early = [...early, told].slice(-maxOpen)
      return []
    },
    end() {
      const rest = open.map((old) => settle(old))
      open = []
      return rest
    },
  }
}

interface Told {
  key: string
  verdict: Verdict
  rule: string | undefined
}

function settle({ seq, subject, now }: Open, told?: Told): Rejudged {
  const recorded: Rejudged['recorded'] = { verdict: told?.verdict ?? 'allow' }
  if (told?.rule !== undefined) recorded.rule = told.rule
  return { seq, subject, recorded, now }
}

/** A verdict nobody knows is as strict as can be. */
const verdictOf = (word: string): Verdict => verdicts.find((verdict) => verdict === word) ?? 'deny'

/** Calls have an id of their own; everything else is told apart by kind and run. */
function keyOf(entry: Entry, kind: string): string {
  const run = 'run' in entry && typeof entry.run === 'string' ? entry.run : ''
  const call = 'call' in entry && typeof entry.call === 'string' ? entry.call : ''
  return JSON.stringify([kind, run, call])
}

/** `workflow` is the runner's `owner/name/.github/workflows/file.yml@ref`. */
function factsOf({ repository, ref, actor, workflow = '' }: Identity): GivenFacts {
  const [file = '', workflowRef] = workflow.split('@')
  const name = file.split('/').at(-1)
  return {
    ...(repository === undefined ? {} : { repository }),
    ...(ref === undefined ? {} : { ref }),
    ...(actor === undefined ? {} : { actor }),
    runner: {
      ...(name === undefined || name === '' ? {} : { workflow: name }),
      ...(workflowRef === undefined ? {} : { workflowRef }),
    },
  }
}

/** The subjects an entry is about, as far as a recording keeps them. */
function subjectsOf(entry: Entry): Subject[] {
  switch (entry.kind) {
    case 'prompt':
    case 'response':
      return [{ kind: entry.kind, text: typeof entry.text === 'string' ? entry.text : '' }]
    case 'tool-call':
      return [readTool(entry.subject)]
    case 'push':
      return entry.updates.map(readPush)
    case 'egress':
      return [{ kind: 'egress', host: entry.host, port: entry.port }]
    case 'github':
      return entry.verb === undefined || entry.path === undefined
        ? []
        : [{ kind: 'github', verb: entry.verb, path: entry.path }]
    default:
      return []
  }
}

/** The fields of a shape among those of a record; a record that does not fit is unknown. */
const pickFields = (record: Record<string, unknown>, fields: readonly string[]) =>
  Object.fromEntries(
    fields.filter((field) => field in record).map((field) => [field, record[field]]),
  )

function readTool(record: Record<string, unknown>): Subject {
  const fields = pickFields(record, ['tool', 'command', 'path', 'mcp', 'url', 'name'])
  const read = subjectSchema.safeParse({ ...fields, kind: 'tool' })
  return read.success ? read.data : { kind: 'tool', tool: 'unknown' }
}

function readPush(record: Record<string, unknown>): Subject {
  const fields = pickFields(record, ['ref', 'update', 'paths', 'secrets', 'authors', 'bytes'])
  const read = subjectSchema.safeParse({ ...fields, kind: 'push' })
  if (read.success) return read.data
  return { kind: 'push', ref: String(record.ref ?? 'unknown'), update: 'unknown', paths: 'unknown' }
}
