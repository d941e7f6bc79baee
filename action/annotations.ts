import type { SessionReport } from './report.ts'
import { counted, oneLine } from './text.ts'

export type AnnotationKind = 'error' | 'warning' | 'notice'

export interface StepAnnotation {
  kind: AnnotationKind
  title: string
  message: string
}

/** GitHub shows ten of a kind for one step. */
const maxOfAKind = 10

/** What deserves a line on the run's page: violations first, at most ten of each kind. */
export function annotationsOf(
  report: SessionReport,
  onViolation: 'fail' | 'warn',
): StepAnnotation[] {
  const violation: AnnotationKind = onViolation === 'fail' ? 'error' : 'warning'
  const refused = report.refused.map(({ kind, what, rule, reason }) => ({
    kind: violation,
    title: `cursor-guard refused: ${oneLine(kind, 40)}`,
    message: sentence(what, reason, rule),
  }))
  const held = report.held
    .filter(({ outcome }) => outcome !== 'approved')
    .map(({ kind, what, rule, reason, outcome, why }) => ({
      kind: violation,
      title: `cursor-guard held: ${oneLine(kind, 40)}, ${oneLine(outcome, 40)}`,
      message: sentence(what, why || reason, rule),
    }))
  const limits = report.limits.map((limit) => ({
    kind: violation,
    title: 'cursor-guard: limit reached',
    message: oneLine(limit),
  }))
  const gaps = report.gaps.map((gap) => ({
    kind: 'warning' as const,
    title: 'cursor-guard: gap in the record',
    message: oneLine(gap),
  }))
  const secrets = [...report.findings].map(([name, times]) => ({
    kind: 'notice' as const,
    title: 'cursor-guard: secret',
    message: `${oneLine(name)}, ${counted(times, 'time')}`,
  }))
  return atMostTen([...refused, ...held, ...limits, ...gaps, ...secrets])
}

function sentence(what: string, reason: string, rule: string): string {
  const why = oneLine(reason) || 'policy forbids it'
  return `${oneLine(what, 200)}: ${why}${rule === '' ? '' : ` (rule: ${oneLine(rule, 80)})`}`
}

function atMostTen(all: readonly StepAnnotation[]): StepAnnotation[] {
  const kinds = ['error', 'warning', 'notice'] as const
  return kinds.flatMap((kind) => {
    const ofKind = all.filter((annotation) => annotation.kind === kind)
    if (ofKind.length <= maxOfAKind) return ofKind
    const more = ofKind.length - maxOfAKind + 1
    const rest = { kind, title: 'cursor-guard', message: `${more} more; see the job summary.` }
    return [...ofKind.slice(0, maxOfAKind - 1), rest]
  })
}
