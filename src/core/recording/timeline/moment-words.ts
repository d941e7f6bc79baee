import type { Entry, Totals } from '../entry.ts'
import type { UnknownEntry } from '../entry-schema.ts'
import { readTree } from '../result-tree.ts'
import { visible, visibleLine } from '../visible.ts'
import type { Said, Tag, Texts, Tone } from './moment-model.ts'

/** The words for each kind. */
export function describe(entry: Entry | UnknownEntry, texts: Texts): Said {
  switch (entry.kind) {
    case 'session':
      return describeSession(entry)
    case 'prompt':
      return {
        title: entry.model === undefined ? 'Prompt' : `Prompt to ${visibleLine(entry.model)}`,
        tags: ['prompt'],
        ...texts('text', 'prose'),
      }
    case 'response':
      return { title: 'Answer', tags: ['answer'], ...texts('text', 'prose') }
    case 'thinking':
      return { title: 'Thinking', tags: ['thinking'], ...texts('text', 'prose') }
    case 'tool-call':
      return {
        title: `${visibleLine(entry.tool)} ${subjectLine(entry.subject)}`.trim(),
        tags: ['tool'],
        facts: factsOf(withoutNames(entry.subject)),
        ...texts('arguments', 'code'),
      }
    case 'tool-result':
      return {
        title: `Result: ${entry.outcome}${entry.exitCode === undefined ? '' : `, exit code ${entry.exitCode}`}`,
        tone: outcomeTones[entry.outcome],
        tags: ['tool'],
        ...texts('text', 'output'),
      }
    case 'file-write':
      return { title: `Wrote ${visibleLine(entry.path)}`, tags: ['tool'], ...texts('diff', 'diff') }
    case 'command-output':
      return { title: entry.stream, tags: ['tool'], ...texts('text', 'output') }
    case 'push':
      return {
        title: `Push to ${visibleLine(entry.repository)}: ${visibleLine(entry.outcome)}`,
        ...outcomeSaid(entry.outcome, 'push'),
        facts: entry.updates.slice(0, maxFacts).map(updateFact),
      }
    case 'github':
      return {
        title: visibleLine(
          [entry.verb ?? entry.operation ?? 'call', entry.path ?? '', statusOf(entry.status)]
            .filter((word) => word !== '')
            .join(' '),
        ),
        tone: (entry.status ?? 0) >= 400 ? 'warn' : 'plain',
        facts: factsOf(entry.status === undefined ? {} : { status: entry.status }),
        tags: ['network'],
      }
    case 'egress':
      return {
        title: visibleLine(`Connection to ${entry.host}:${entry.port}: ${entry.outcome}`),
        ...outcomeSaid(entry.outcome, 'network'),
        facts: factsOf({ host: entry.host, port: entry.port, outcome: entry.outcome }),
      }
    case 'finding':
      return {
        title: visibleLine(
          `${entry.action === 'masked' ? 'Masked' : 'Reported'} a secret (${entry.rule}) in ${entry.where}`,
        ),
        tone: 'warn',
        tags: ['finding'],
        about: visibleLine(entry.where),
        facts: factsOf({
          confidence: entry.confidence,
          fingerprint: entry.fingerprint,
          ...(entry.pseudonym === undefined ? {} : { 'shown as': entry.pseudonym }),
        }),
      }
    case 'verdict':
      return describeVerdict(entry)
    case 'approval':
      return describeApproval(entry)
    case 'limit':
      return {
        title: visibleLine(`Limit ${entry.limit}: ${entry.reached} of ${entry.allowed}`),
        tone: 'bad',
        tags: ['gap'],
        facts: factsOf({ 'what follows': entry.action }),
      }
    case 'usage':
      return {
        title: `${entry.input + entry.output} tokens`,
        facts: factsOf({
          input: entry.input,
          output: entry.output,
          'read from cache': entry.cacheRead,
          'written to cache': entry.cacheWrite,
        }),
      }
    case 'note': {
      const { seq: _seq, t: _t, prev: _prev, kind: _kind, text, ...details } = entry
      return { title: visibleLine(text, 400), facts: factsOf(details) }
    }
    case 'gap':
      return {
        title: visibleLine(`Gap: ${entry.reason}`, 400),
        tone: 'bad',
        tags: ['gap'],
        facts: factsOf({
          ...(entry.bytes === undefined ? {} : { bytes: entry.bytes }),
          ...(entry.digest === undefined ? {} : { 'SHA-256': entry.digest }),
        }),
      }
    case 'seal':
      return {
        title: `Sealed: record ${entry.coverage.state}, level ${entry.coverage.level}`,
        tone: entry.coverage.state === 'complete' ? 'good' : 'warn',
        facts: factsOf({
          ...(entry.exitCode === undefined ? {} : { 'exit code': entry.exitCode }),
          ...(entry.coverage.reasons.length === 0
            ? {}
            : { why: entry.coverage.reasons.join('; ') }),
          ...countsOf(entry.totals),
        }),
      }
    case 'unknown':
      return { title: visibleLine(`An entry of the kind "${entry.name}", unknown to this version`) }
  }
}

const outcomeTones = {
  success: 'good',
  failure: 'warn',
  rejected: 'bad',
  unknown: 'plain',
} as const

function describeSession(entry: Extract<Entry, { kind: 'session' }>): Said {
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

const verdictWords: Record<string, { said: string; would: string; tone: Tone; tags: Tag[] }> = {
  allow: { said: 'Allowed', would: 'be allowed', tone: 'good', tags: [] },
  warn: { said: 'Allowed with a warning', would: 'warn', tone: 'warn', tags: [] },
  mask: { said: 'Masked', would: 'be masked', tone: 'warn', tags: [] },
  hold: { said: 'Held for approval', would: 'be held', tone: 'warn', tags: ['held'] },
  deny: { said: 'Denied', would: 'be denied', tone: 'bad', tags: ['denied'] },
}

function describeVerdict(entry: Extract<Entry, { kind: 'verdict' }>): Said {
  const words = verdictWords[entry.effective] ?? {
    said: visibleLine(entry.effective),
    would: visibleLine(entry.effective),
    tone: 'warn' as const,
    tags: [],
  }
  const would = verdictWords[entry.verdict]?.would ?? visibleLine(entry.verdict)
  const audit = entry.verdict === entry.effective ? '' : ` (audit only: would ${would})`
  const rule = entry.rule === undefined ? '' : ` by "${visibleLine(entry.rule)}"`
  const tree = readTree(entry.tree)
  return {
    title: `${words.said}${rule}${audit}`,
    tone: audit === '' ? words.tone : 'warn',
    tags: words.tags,
    about: visibleLine(entry.subject),
    ...(entry.reason === undefined ? {} : { facts: factsOf({ reason: entry.reason }) }),
    ...(tree.length === 0 ? {} : { tree }),
  }
}

const approvalWords = {
  asked: ['Approval asked', 'warn'],
  approved: ['Approved', 'good'],
  denied: ['Approval denied', 'bad'],
  expired: ['No answer in time', 'bad'],
  withdrawn: ['Approval withdrawn', 'warn'],
  used: ['Approval used', 'plain'],
} as const satisfies Record<string, readonly [string, Tone]>

function describeApproval(entry: Extract<Entry, { kind: 'approval' }>): Said {
  const [said, tone] = approvalWords[entry.state]
  return {
    title: entry.by === undefined ? said : `${said} by ${visibleLine(entry.by)}`,
    tone,
    tags: ['approval'],
    facts: factsOf({
      request: entry.request,
      ...(entry.why === undefined ? {} : { [entry.state === 'asked' ? 'for' : 'why']: entry.why }),
      ...(entry.surface === undefined ? {} : { through: entry.surface }),
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

/** One ref update of a push: the ref, and what became of it. */
function updateFact({ ref, ...rest }: Record<string, unknown>): [string, string] {
  const said = Object.entries(rest).map(([name, value]) => `${name} ${wordsOf(value)}`)
  return [visibleLine(wordsOf(ref)), visibleLine(said.join(' · '), maxFact)]
}

/** Totals that are not zero, in words. */
function countsOf(totals: Totals): Record<string, number> {
  const { toolCalls, ...others } = totals
  const named = Object.entries({ ...others, 'tool calls': toolCalls })
  return Object.fromEntries(named.filter(([, count]) => count > 0))
}

const maxFacts = 60
const maxFact = 2_000

function factsOf(values: Record<string, unknown>): [string, string][] {
  return Object.entries(values)
    .slice(0, maxFacts)
    .map(([name, value]) => [visibleLine(name, 60), visible(wordsOf(value).slice(0, maxFact))])
}

const wordsOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

const statusOf = (status: number | undefined): string => (status === undefined ? '' : `→ ${status}`)

/** Outcomes are words of a lane; what reads as a refusal or a wait is found as one. */
function outcomeSaid(outcome: string, tag: Tag): Pick<Said, 'tone' | 'tags'> {
  if (/den|refus|reject|block/i.test(outcome)) return { tone: 'bad', tags: [tag, 'denied'] }
  if (/held|hold|wait|park/i.test(outcome)) return { tone: 'warn', tags: [tag, 'held'] }
  return { tone: 'plain', tags: [tag] }
}
