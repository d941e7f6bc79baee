import { processText } from '../../cursor/process-text.ts'
import type { Entry, Totals } from '../entry.ts'
import type { UnknownEntry } from '../entry-schema.ts'
import type { ReadLine } from '../read.ts'
import { visibleLine } from '../visible.ts'
import type { DescribedText, EntryWords, Tag } from './described-entry.ts'
import { factsOf } from './fact-values.ts'
import { pushFacts } from './push-words.ts'
import { describeApproval, describeVerdict } from './verdict-words.ts'

/** An entry's long text as the body of what is shown. */
export type TextOf = (
  field: keyof ReadLine['texts'],
  style: DescribedText['style'],
) => { body?: DescribedText }

type Kind = (Entry | UnknownEntry)['kind']
type EntryOf = { [K in Kind]: Extract<Entry | UnknownEntry, { kind: K }> }

/** An entry in words for people, without what is the same for all kinds. */
export function describeEntry<K extends Kind>(
  entry: EntryOf[K] & { kind: K },
  texts: TextOf,
): EntryWords {
  return words[entry.kind](entry, texts)
}

const words: { [K in Kind]: (entry: EntryOf[K], texts: TextOf) => EntryWords } = {
  session: describeSession,
  prompt: ({ model }, texts) => ({
    title: model === undefined ? 'Prompt' : `Prompt to ${visibleLine(model)}`,
    tags: ['prompt'],
    ...texts('text', 'prose'),
  }),
  response: (_, texts) => ({ title: 'Answer', tags: ['answer'], ...texts('text', 'prose') }),
  thinking: (_, texts) => ({ title: 'Thinking', tags: ['thinking'], ...texts('text', 'prose') }),
  'tool-call': ({ tool, subject }, texts) => ({
    title: `${visibleLine(tool)} ${subjectLine(subject)}`.trim(),
    tags: ['tool'],
    facts: factsOf(withoutNames(subject)),
    ...texts('arguments', 'code'),
  }),
  'tool-result': ({ outcome, exitCode }, texts) => ({
    title: `Result: ${outcome}${exitCode === undefined ? '' : `, exit code ${exitCode}`}`,
    tone: outcomeTones[outcome],
    tags: ['tool'],
    ...texts('text', 'output'),
  }),
  'file-write': ({ path }, texts) => ({
    title: `Wrote ${visibleLine(path)}`,
    tags: ['tool'],
    ...texts('diff', 'diff'),
  }),
  'command-output': ({ stream }, texts) => ({
    title: stream,
    tags: ['tool'],
    ...texts('text', 'output'),
  }),
  push: (entry) => ({
    title: `Push to ${visibleLine(entry.repository)}: ${visibleLine(entry.outcome)}`,
    ...outcomeSaid(entry.outcome, 'push'),
    facts: pushFacts(entry),
  }),
  github: ({ verb, operation, path, status }) => ({
    title: visibleLine(
      [verb ?? operation ?? 'call', path ?? '', statusOf(status)]
        .filter((word) => word !== '')
        .join(' '),
    ),
    tone: (status ?? 0) >= 400 ? 'warn' : 'plain',
    facts: factsOf(status === undefined ? {} : { status }),
    tags: ['network'],
  }),
  egress: ({ host, port, outcome }) => ({
    title: visibleLine(`Connection to ${host}:${port}: ${outcome}`),
    ...outcomeSaid(outcome, 'network'),
    facts: factsOf({ host, port, outcome }),
  }),
  process: (entry) => ({
    title: visibleLine(`Started by the client: ${processText(entry, entry.file)}`),
    tone: 'warn',
    tags: ['tool'],
    facts: factsOf(entry.command === undefined ? {} : { command: entry.command }),
  }),
  finding: ({ action, rule, where, confidence, fingerprint, pseudonym }) => ({
    title: visibleLine(
      `${action === 'masked' ? 'Masked' : 'Reported'} a secret (${rule}) in ${where}`,
    ),
    tone: 'warn',
    tags: ['finding'],
    about: visibleLine(where),
    facts: factsOf({
      confidence,
      fingerprint,
      ...(pseudonym === undefined ? {} : { 'shown as': pseudonym }),
    }),
  }),
  verdict: describeVerdict,
  approval: describeApproval,
  limit: ({ limit, reached, allowed, action }) => ({
    title: visibleLine(`Limit ${limit}: ${reached} of ${allowed}`),
    tone: 'bad',
    tags: ['gap'],
    facts: factsOf({ 'what follows': action }),
  }),
  usage: ({ input, output, cacheRead, cacheWrite }) => ({
    title: `${input + output} tokens`,
    facts: factsOf({
      input,
      output,
      'read from cache': cacheRead,
      'written to cache': cacheWrite,
    }),
  }),
  note: ({ seq: _seq, t: _t, prev: _prev, kind: _kind, text, ...details }) => ({
    title: visibleLine(text, 400),
    facts: factsOf(details),
  }),
  gap: ({ reason, bytes, digest }) => ({
    title: visibleLine(`Gap: ${reason}`, 400),
    tone: 'bad',
    tags: ['gap'],
    facts: factsOf({
      ...(bytes === undefined ? {} : { bytes }),
      ...(digest === undefined ? {} : { 'SHA-256': digest }),
    }),
  }),
  seal: ({ coverage, exitCode, totals }) => ({
    title: `Sealed: record ${coverage.state}, level ${coverage.level}`,
    tone: coverage.state === 'complete' ? 'good' : 'warn',
    facts: factsOf({
      ...(exitCode === undefined ? {} : { 'exit code': exitCode }),
      ...(coverage.reasons.length === 0 ? {} : { why: coverage.reasons.join('; ') }),
      ...countsOf(totals),
    }),
  }),
  unknown: ({ name }) => ({
    title: visibleLine(`An entry of the kind "${name}", unknown to this version`),
  }),
}

const outcomeTones = {
  success: 'good',
  failure: 'warn',
  rejected: 'bad',
  unknown: 'plain',
} as const

function describeSession(entry: Extract<Entry, { kind: 'session' }>): EntryWords {
  return {
    title: `Session ${visibleLine(entry.session)} began`,
    facts: factsOf({
      began: entry.startedAt,
      guard: entry.guard,
      mode: entry.mode,
      level: entry.level,
      ...entry.identity,
      policy: `${entry.policy.source} (${entry.policy.enforcement})`,
      'policy digest': entry.policy.digest,
      ...(entry.command === undefined ? {} : { command: entry.command.join(' ') }),
    }),
  }
}

/** What a tool call is about, on one line. */
function subjectLine(subject: Record<string, unknown>): string {
  for (const name of ['command', 'path', 'mcp', 'url', 'name']) {
    const value = subject[name]
    if (typeof value === 'string') return visibleLine(value)
  }
  return ''
}

/** The words that the title already says. */
function withoutNames({ kind: _kind, tool: _tool, ...subject }: Record<string, unknown>) {
  return subject
}

/** Totals that are not zero, in words. */
function countsOf(totals: Totals): Record<string, number> {
  const { toolCalls, ...others } = totals
  const named = Object.entries({ ...others, 'tool calls': toolCalls })
  return Object.fromEntries(named.filter(([, count]) => count > 0))
}

const statusOf = (status: number | undefined): string => (status === undefined ? '' : `→ ${status}`)

/** Outcomes are words of a lane; what reads as a refusal or a wait is found as one. */
function outcomeSaid(outcome: string, tag: Tag): Pick<EntryWords, 'tone' | 'tags'> {
  if (/den|refus|reject|block/i.test(outcome)) return { tone: 'bad', tags: [tag, 'denied'] }
  if (/held|hold|wait|park/i.test(outcome)) return { tone: 'warn', tags: [tag, 'held'] }
  return { tone: 'plain', tags: [tag] }
}
