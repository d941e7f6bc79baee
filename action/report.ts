import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  readFileRecording,
  recordingFileName,
} from '../src/adapters/storage/file-recording-store.ts'
import { processText } from '../src/core/cursor/process-text.ts'
import { GuardError } from '../src/core/errors.ts'
import type { Verification } from '../src/core/recording/chain.ts'
import type { Coverage, Entry, EntryBody, SealBody, Totals } from '../src/core/recording/entry.ts'
import type { UnknownEntry } from '../src/core/recording/entry-schema.ts'
import { addPush, noPushes, type PushCounts } from '../src/core/recording/push-counts.ts'
import { readRecording } from '../src/core/recording/read.ts'
import { emptyTotals } from '../src/core/recording/totals.ts'

type SessionBody = Extract<EntryBody, { kind: 'session' }>

/** An action that policy refused, held or reported. */
export interface JudgedAction {
  /** `shell`, `write`, `prompt`, … */
  kind: string
  /** The command, path or address, masked as recorded. */
  what: string
  rule: string
  reason: string
  /** Sequence number of the verdict in the recording. */
  seq: number
  call: string | undefined
}

export interface RecordedHold extends JudgedAction {
  outcome: string
  by: string
  why: string
}

/** What a job summary says about a session, read from its recording alone. */
export interface SessionReport {
  session: SessionBody | undefined
  /** Absent when the guard was killed, or when the record is damaged. */
  seal: SealBody | undefined
  /** What is wrong with the chain of lines, when something is. */
  damage: string | undefined
  coverage: Coverage
  totals: Totals
  pushes: PushCounts
  entries: number
  /** Hash of the last whole line, as the line after it would carry it. */
  head: string
  refused: JudgedAction[]
  held: RecordedHold[]
  /** What policy would have refused or held, had it not been told to audit only. */
  audited: JudgedAction[]
  /** How often each rule found a secret, and what was done. */
  findings: Map<string, number>
  /** What the client starts by itself. */
  processes: string[]
  limits: string[]
  gaps: string[]
  verdict: 'clean' | 'violations'
}

const maxActions = 200
const maxRemembered = 1_000

/**
 * Reads a recording from start to end and checks it on the way.
 *
 * @param path the folder with `recording.jsonl` and `blobs/`
 * @throws {GuardError} `INPUT_INVALID` when there is none
 */
export async function readSessionReport(path: string): Promise<SessionReport> {
  if (!(await isPlainFile(join(path, recordingFileName)))) {
    throw new GuardError('INPUT_INVALID', `${path} holds no recording`)
  }
  const report = emptyReport()
  const calls = new Map<string, string>()
  const { lines, blobs } = readFileRecording(path)
  const reading = readRecording(lines(), { blobs })
  for (;;) {
    const step = await reading.next()
    if (step.done === true) return finish(report, step.value)
    if (step.value.entry !== undefined) note(report, step.value.entry, calls)
  }
}

/** A command of the guard's own user could have put a link or a pipe there. */
const isPlainFile = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isFile(),
    () => false,
  )

function emptyReport(): SessionReport {
  return {
    session: undefined,
    seal: undefined,
    damage: undefined,
    coverage: { level: 'L0', state: 'partial', reasons: ['not sealed'] },
    totals: emptyTotals(),
    pushes: noPushes(),
    entries: 0,
    head: '',
    refused: [],
    held: [],
    audited: [],
    findings: new Map(),
    processes: [],
    limits: [],
    gaps: [],
    verdict: 'clean',
  }
}

function note(
  report: SessionReport,
  entry: Entry | UnknownEntry,
  calls: Map<string, string>,
): void {
  switch (entry.kind) {
    case 'session':
      report.session = entry
      report.coverage = { ...report.coverage, level: entry.level }
      break
    case 'tool-call':
      if (calls.size < maxRemembered) calls.set(entry.call, subjectText(entry.subject))
      for (const action of [...report.refused, ...report.held, ...report.audited]) {
        if (action.call === entry.call && action.what === '')
          action.what = subjectText(entry.subject)
      }
      break
    case 'process': {
      const text = processText(entry, entry.file)
      if (calls.size < maxRemembered) calls.set(entry.call, text)
      remember(report.processes, text)
      break
    }
    case 'push':
      addPush(report.pushes, entry.outcome)
      for (const action of [...report.refused, ...report.held, ...report.audited]) {
        if (action.call === entry.call && action.kind === 'push' && action.what === '')
          action.what = entry.repository
      }
      break
    case 'verdict':
      noteVerdict(report, entry, calls)
      break
    case 'approval':
      noteAnswer(report, entry)
      break
    case 'finding': {
      const name = `${entry.rule}, ${entry.action}`
      const isKnown = report.findings.has(name) || report.findings.size < maxActions
      if (isKnown) report.findings.set(name, (report.findings.get(name) ?? 0) + 1)
      break
    }
    case 'limit':
      remember(
        report.limits,
        `${entry.limit}: ${entry.reached} of ${entry.allowed}, ${entry.action}`,
      )
      break
    case 'gap':
      remember(report.gaps, entry.reason)
      break
  }
}

function noteVerdict(
  report: SessionReport,
  entry: Extract<Entry, { kind: 'verdict' }>,
  calls: Map<string, string>,
): void {
  const action = {
    kind: entry.subject,
    what: entry.call === undefined ? '' : (calls.get(entry.call) ?? ''),
    rule: entry.rule ?? '',
    reason: entry.reason ?? '',
    seq: entry.seq,
    call: entry.call,
  }
  if (entry.effective === 'deny') remember(report.refused, action)
  if (entry.effective === 'hold') {
    remember(report.held, { ...action, outcome: 'not answered', by: '', why: '' })
  }
  const wouldStop = entry.verdict === 'deny' || entry.verdict === 'hold'
  if (wouldStop && entry.effective !== entry.verdict) remember(report.audited, action)
}

/** The answer to a hold follows its verdict; several calls may wait at once. */
function noteAnswer(report: SessionReport, entry: Extract<Entry, { kind: 'approval' }>): void {
  if (entry.state === 'asked' || entry.state === 'used') return
  const held = report.held.findLast(
    (action) => action.outcome === 'not answered' && action.call === entry.call,
  )
  if (held === undefined) return
  held.outcome = entry.state
  held.by = entry.by ?? ''
  held.why = entry.why ?? ''
}

function subjectText(subject: Record<string, unknown>): string {
  const found = ['command', 'path', 'url', 'mcp', 'name'].map((key) => subject[key])
  return String(found.find((value) => typeof value === 'string') ?? 'unknown')
}

function remember<T>(list: T[], value: T): void {
  if (list.length < maxActions) list.push(value)
}

function finish(report: SessionReport, found: Verification): SessionReport {
  const { totals, count, head, seal, coverage, state, why } = found
  const notApproved = report.held.some(({ outcome }) => outcome !== 'approved')
  const violated = totals.denied > 0 || notApproved || report.limits.length > 0
  return {
    ...report,
    totals,
    entries: count,
    head,
    seal,
    coverage: coverage ?? {
      ...report.coverage,
      reasons: [state === 'broken' ? 'the record is damaged' : 'not sealed'],
    },
    damage: state === 'broken' ? (why ?? 'the record is damaged') : undefined,
    verdict: violated ? 'violations' : 'clean',
  }
}
