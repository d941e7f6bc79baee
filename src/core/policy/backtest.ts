import { cloudAgentNote, type Entry } from '../recording/entry.ts'
import { markerShape } from '../secrets/marker.ts'
import { type Decision, type Verdict, verdicts } from './decision.ts'
import { policyDigest } from './digest.ts'
import { evaluate } from './judge/evaluate.ts'
import type { Policy } from './policy.ts'
import type { PushSubject, Subject } from './subject.ts'
import { completeFacts, factsSchema, type GivenFacts, subjectSchema } from './subject-schema.ts'
import { joinAnswer } from './subjects/judged-answer.ts'

/** What one recorded action would be decided to be now. */
export interface Rejudged {
  seq: number
  subject: Subject
  recorded: Told
  now: Decision
  /** Whether the recording keeps all that was judged: masked values and cut lists are left out. */
  whole: boolean
}

/** A recorded verdict, and the rule it was reached by. */
interface Told {
  verdict: Verdict
  rule?: string
}

/** Actions whose recorded verdict has not come yet; older ones count as allowed. */
const maxOpen = 1000
/** Runs whose answer has begun; the oldest is forgotten. */
const maxRuns = 10_000

/** Judges the actions of one recording again, entry by entry, in flat memory. */
export interface Backtest {
  /** Takes the next entry, with its text in it; returns what is settled by it. */
  take(entry: Entry): Rejudged[]
  /** The recording has ended: returns what had no verdict, which was allowed. */
  end(): Rejudged[]
}

interface Open {
  key: string
  seq: number
  subject: Subject
  now: Decision
  whole: boolean
}

/**
 * Replays recorded sessions against another policy.
 *
 * Facts are those the recording keeps; what it does not say is `unknown` unless `given`. An action
 * whose values are masked or cut in the recording was judged on more than is left: under the very
 * policy and facts of the recording its verdict is the recorded one.
 */
export function createBacktest(policy: Policy, given: GivenFacts | undefined): Backtest {
  let recorded: GivenFacts = {}
  let isOwnPolicy = false
  let startedAt = 0
  const open: Open[] = []
  const answers = new Map<string, string>()

  const judge = (entry: Entry, judged: Judged): Omit<Open, 'key'> => {
    const { subject, facts, isCut = false, wasMasked = false } = judged
    const all = completeFacts([recorded, facts, given], startedAt + entry.t)
    const now = evaluate(policy, subject, all)
    const whole = !isCut && !hasMarker(wasMasked ? all : [subject, all])
    return { seq: entry.seq, subject, now, whole }
  }
  const settle = ({ seq, subject, now, whole }: Omit<Open, 'key'>, told: Told): Rejudged => {
    const isRecorded = !whole && isOwnPolicy
    return { seq, subject, recorded: told, now: isRecorded ? { ...now, ...told } : now, whole }
  }
  const allowed = (item: Open) => settle(item, { verdict: 'allow' })

  /** A verdict follows its entry; further ones are by no rule of the policy. */
  const settleBy = (entry: Extract<Entry, { kind: 'verdict' }>): Rejudged[] => {
    const key = keyOf(entry, entry.subject)
    const index = open.findLastIndex((item) => item.key === key)
    return open.splice(index, index === -1 ? 0 : 1).map((item) => settle(item, toldBy(entry)))
  }

  return {
    take(entry) {
      switch (entry.kind) {
        case 'session':
          recorded = factsOf(entry)
          startedAt = Date.parse(entry.startedAt) || 0
          isOwnPolicy = given === undefined && entry.policy.digest === policyDigest(policy)
          return []
        case 'verdict':
          return settleBy(entry)
        case 'response':
          hear(answers, entry.run, typeof entry.text === 'string' ? entry.text : '')
          return []
        case 'push':
          return entry.updates.flatMap((update) => {
            const push = readPush(entry, update)
            return push === undefined ? [] : [settle(judge(entry, push), toldBy(push.told))]
          })
        default: {
          const judged = judgedOf(entry, answers)
          if (judged === undefined) return []
          open.push({ key: keyOf(entry, judged.subject.kind), ...judge(entry, judged) })
          return open.splice(0, open.length - maxOpen).map(allowed)
        }
      }
    },
    end: () => open.splice(0).map(allowed),
  }
}

/** A subject as it was judged, with the facts of its own. */
interface Judged {
  subject: Subject
  facts?: GivenFacts
  /** The recording has less of it than was judged. */
  isCut?: boolean
  /** It was masked before it was judged. */
  wasMasked?: boolean
}

/** A verdict nobody knows is as strict as can be. */
function toldBy({ verdict, rule }: { verdict?: unknown; rule?: unknown }): Told {
  const known = verdicts.find((one) => one === verdict) ?? 'deny'
  return { verdict: known, ...(typeof rule === 'string' ? { rule } : {}) }
}

/** Calls have an id of their own; everything else is told apart by kind and run. */
function keyOf(entry: Entry, kind: string): string {
  const run = 'run' in entry && typeof entry.run === 'string' ? entry.run : ''
  const call = 'call' in entry && typeof entry.call === 'string' ? entry.call : ''
  return JSON.stringify([kind, kind === 'cloud-agent' ? kind : run, call])
}

/** The facts of the first line; older recordings have those of the runner's identity alone. */
function factsOf({ facts, identity }: Extract<Entry, { kind: 'session' }>): GivenFacts {
  const read = factsSchema.safeParse(facts)
  if (read.success) return read.data
  // `owner/name/.github/workflows/file.yml@ref`
  const [file = '', workflowRef] = (identity.workflow ?? '').split('@')
  const workflow = file.split('/').at(-1)
  return {
    ...pickFields(identity, ['repository', 'ref', 'actor']),
    runner: { ...(workflow ? { workflow } : {}), ...(workflowRef ? { workflowRef } : {}) },
  }
}

/** What an entry is about, as far as a recording keeps it; nothing where nothing was judged. */
function judgedOf(entry: Entry, answers: Map<string, string>): Judged | undefined {
  const model = 'model' in entry && typeof entry.model === 'string' ? entry.model : undefined
  const withModel = (subject: Subject): Judged =>
    model === undefined ? { subject } : { subject, facts: { model } }
  switch (entry.kind) {
    case 'prompt':
      return withModel({ kind: 'prompt', text: typeof entry.text === 'string' ? entry.text : '' })
    case 'usage': {
      // A turn ends with its usage: that is when its answer is judged, masked as it was sent.
      const text = answers.get(entry.run) ?? ''
      answers.delete(entry.run)
      return { ...withModel({ kind: 'response', text }), wasMasked: true }
    }
    case 'tool-call':
      return withModel(readTool(entry.subject))
    case 'note':
      return entry.text === cloudAgentNote ? readCloudAgent(entry) : undefined
    case 'process':
      return { subject: readProcess(entry) }
    case 'egress':
      return { subject: { kind: 'egress', host: entry.host, port: entry.port } }
    case 'github':
      return entry.verb === undefined || entry.path === undefined
        ? undefined
        : { subject: { kind: 'github', verb: entry.verb, path: entry.path } }
    default:
      return undefined
  }
}

function hear(answers: Map<string, string>, run: string, piece: string): void {
  const said = answers.get(run)
  answers.set(run, joinAnswer(said ?? '', piece))
  const oldest = answers.size > maxRuns ? answers.keys().next().value : undefined
  if (oldest !== undefined) answers.delete(oldest)
}

const hasMarker = (value: unknown): boolean => JSON.stringify(value).search(markerShape) !== -1

/** The fields of a shape among those of a record. */
const pickFields = (record: object, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => fields.includes(name)))

/** A record that does not fit is a tool no one can name. */
function readTool(record: Record<string, unknown>): Subject {
  const fields = pickFields(record, ['tool', 'command', 'path', 'leadsTo', 'mcp', 'url', 'name'])
  const read = subjectSchema.safeParse({ ...fields, kind: 'tool' })
  return read.success ? read.data : { kind: 'tool', tool: 'unknown' }
}

/** A record that does not fit is something no one can name. */
function readProcess(entry: Extract<Entry, { kind: 'process' }>): Subject {
  const fields = pickFields(entry, ['process', 'command', 'name', 'file'])
  const read = subjectSchema.safeParse({ ...fields, kind: 'process' })
  return read.success ? read.data : { kind: 'process', process: 'unknown' }
}

function readCloudAgent(note: Record<string, unknown>): Judged {
  const read = subjectSchema.safeParse({
    ...pickFields(note, ['action', 'path']),
    kind: 'cloud-agent',
  })
  return {
    subject: read.success ? read.data : { kind: 'cloud-agent', action: 'unknown', path: '' },
  }
}

/**
 * One update of a push, with the policy's verdict on it; nothing for one that was refused before
 * anybody looked into it.
 */
function readPush(
  entry: Extract<Entry, { kind: 'push' }>,
  update: Record<string, unknown>,
): (Judged & { told: { verdict?: unknown; rule?: unknown } }) | undefined {
  if (update.update === undefined) return undefined
  const told = (update.policy ?? update) as { verdict?: unknown; rule?: unknown }
  const { repository, defaultBranch, secrets, bytes } = entry
  const list = (name: string) => (`${name}Left` in update ? 'unknown' : update[name])
  const read = subjectSchema.safeParse({
    kind: 'push',
    ...pickFields(update, ['ref', 'update']),
    paths: list('paths'),
    ...('authors' in update ? { authors: list('authors') } : {}),
    secrets: secrets === 'unknown' ? secrets : secrets !== undefined,
    ...(bytes === undefined ? {} : { bytes }),
  })
  const subject: PushSubject =
    read.success && read.data.kind === 'push'
      ? read.data
      : { kind: 'push', ref: String(update.ref), update: 'unknown', paths: 'unknown' }
  const isCut = !read.success || 'pathsLeft' in update || 'authorsLeft' in update
  const facts = { repository, ...(defaultBranch === undefined ? {} : { defaultBranch }) }
  return { subject, facts, isCut, told }
}
