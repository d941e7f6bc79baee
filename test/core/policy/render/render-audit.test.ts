import { expect, test } from '@jest/globals'
import type { AuditCount } from '../../../../src/core/policy/judge/audit.ts'
import { auditSentence, auditTable } from '../../../../src/core/policy/render/render-audit.ts'

const count = (
  subject: AuditCount['subject'],
  would: AuditCount['would'],
  times: number,
  rule = 'x',
): AuditCount => ({ subject, would, rule, count: times })

test.each<{ counts: AuditCount[]; days: number; says: string }>([
  { counts: [], days: 7, says: 'In 7 days nothing would have been refused, held or put back' },
  {
    counts: [count('push', 'held', 1)],
    days: 1,
    says: 'In one day 1 push would have been held',
  },
  {
    counts: [count('push', 'held', 3), count('pull request', 'denied', 1)],
    days: 7,
    says: 'In 7 days 3 pushes would have been held and 1 pull request would have been denied',
  },
  {
    counts: [
      count('push', 'held', 1, 'a'),
      count('ruleset', 'created', 2),
      count('push', 'held', 1, 'b'),
      count('push', 'restored', 1),
    ],
    days: 2,
    says: 'In 2 days 2 pushes would have been held, 2 rulesets would have been created and 1 push would have been restored',
  },
])('$says', ({ counts, days, says }) => {
  expect(auditSentence(counts, days)).toBe(says)
})

test('a table names each rule and what it would have done', () => {
  expect(auditTable([])).toBe('')
  expect(
    auditTable([count('push', 'held', 2, 'no | pipes'), count('ruleset', 'corrected', 1)]),
  ).toBe(
    '| rule | would have been |\n|---|---|\n| no \\| pipes | 2 pushes held |\n| x | 1 ruleset corrected |',
  )
})

test('twenty rules are shown, and the others counted', () => {
  const rows = (length: number) =>
    auditTable(Array.from({ length }, (_, at) => count('push', 'held', 1, `r${at}`))).split('\n')
  expect(rows(20)).toHaveLength(22)
  expect(rows(21).slice(-2)).toEqual(['| r19 | 1 push held |', '| … and 1 more | |'])
})
