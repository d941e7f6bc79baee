import type { Entry } from '../entry.ts'
import { readTree } from '../result-tree.ts'
import { visibleLine } from '../visible.ts'
import type { EntryWords, Tag, Tone } from './described-entry.ts'
import { factsOf } from './fact-values.ts'

const verdictWords: Record<string, { said: string; would: string; tone: Tone; tags: Tag[] }> = {
  allow: { said: 'Allowed', would: 'be allowed', tone: 'good', tags: [] },
  warn: { said: 'Allowed with a warning', would: 'warn', tone: 'warn', tags: [] },
  mask: { said: 'Masked', would: 'be masked', tone: 'warn', tags: [] },
  hold: { said: 'Held for approval', would: 'be held', tone: 'warn', tags: ['held'] },
  deny: { said: 'Denied', would: 'be denied', tone: 'bad', tags: ['denied'] },
}

/** The words for a verdict: what was judged, by which rule, and how. */
export function describeVerdict(entry: Extract<Entry, { kind: 'verdict' }>): EntryWords {
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

/** The words for a step of an approval. */
export function describeApproval(entry: Extract<Entry, { kind: 'approval' }>): EntryWords {
  const isUnasked = entry.state === 'denied' && entry.by === undefined
  const [words, tone] = approvalWords[entry.state]
  const said = isUnasked ? 'Nobody could be asked' : words
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
