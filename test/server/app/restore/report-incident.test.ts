import { expect, test } from '@jest/globals'
import { signOf } from '../../../../src/adapters/github/issues.ts'
import type { Incident } from '../../../../src/core/protection/ref-memory.ts'
import { renderLoss } from '../../../../src/server/app/restore/report-incident.ts'

const lossOf = (ref: string, but: Partial<Incident> = {}): string =>
  renderLoss(
    {
      ref,
      kind: 'rewrite',
      lost: 'a'.repeat(40),
      pushed: 'b'.repeat(40),
      actor: undefined,
      outcome: 'restored',
      times: 1,
      told: 0,
      at: 0,
      ...but,
    },
    undefined,
  ).summary

test.each<Partial<Incident>>([
  {},
  { outcome: 'left' },
  { outcome: 'impossible' },
  { outcome: 'open' },
])(
  'attack: a branch named like a command runs nothing where people paste what to do: %j',
  (but) => {
    const summary = lossOf('refs/heads/release/$(id>x);`id`', but)
    const commands = summary.split('````')[1]?.split('\n') ?? []
    expect(commands.length).toBeGreaterThan(2)
    for (const line of commands) {
      expect(line.replace(/'[^']*'/g, '')).not.toMatch(/[$`;]/)
    }
  },
)

test('the commands for an ordinary branch need no quotes', () => {
  expect(lossOf('refs/heads/release/1.2')).not.toContain("'")
  expect(lossOf('refs/heads/release/1.2', { outcome: 'impossible' })).toContain(
    `git push --force-with-lease=refs/heads/release/1.2:${'b'.repeat(40)} origin ${'a'.repeat(40)}:refs/heads/release/1.2`,
  )
})

test('attack: a branch with backticks does not leave the code it is shown in', () => {
  const summary = lossOf('refs/heads/x`@octocat`y')
  expect(summary).toMatch(/kept at `` \S+x`@octocat`y\S* ``/)
})

test('attack: a branch that ends a comment does not end the sign of the issue', () => {
  expect(signOf('lost:refs/heads/x-->@octocat:1:2')).toBe(
    '<!-- cursor-guard:lost:refs/heads/x%2d-%3e@octocat:1:2 -->',
  )
  expect(signOf('lost:refs/heads/fix-42:1:2')).toBe(
    '<!-- cursor-guard:lost:refs/heads/fix-42:1:2 -->',
  )
})
