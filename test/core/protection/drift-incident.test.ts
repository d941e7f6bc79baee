import { describe, expect, test } from '@jest/globals'
import {
  addDrifts,
  areAwaited,
  type NewDrift,
  renderIncident,
  settleDrifts,
} from '../../../src/core/protection/drift-incident.ts'
import { isStopped, maxReverts, mayRevert, truceMs } from '../../../src/core/protection/edit-war.ts'

const noon = Date.parse('2026-11-22T12:00:00Z')
const minute = 60_000

describe('an edit war', () => {
  test('is given up after five reverts in ten minutes, for an hour, or until the policy changes', () => {
    let war: Parameters<typeof mayRevert>[0] = { reverts: [] }
    for (let at = 0; at < maxReverts; at++) {
      const answer = mayRevert(war, 'p1', noon + at * minute)
      expect(answer.may).toBe(true)
      war = answer.war
    }
    const stopped = mayRevert(war, 'p1', noon + 6 * minute)
    expect(stopped).toEqual({
      may: false,
      war: { reverts: war.reverts, stopped: { at: noon + 6 * minute, policy: 'p1' } },
    })
    const later = (after: number, policy = 'p1') =>
      mayRevert(stopped.war, policy, noon + 6 * minute + after).may
    expect(later(truceMs - 1)).toBe(false)
    expect(later(truceMs)).toBe(true)
    expect(later(1, 'p2')).toBe(true)
    expect(isStopped(stopped.war, 'p1', noon + 7 * minute)).toBe(true)
  })

  test('is none when reverts are far apart', () => {
    let war: Parameters<typeof mayRevert>[0] = { reverts: [] }
    for (let at = 0; at < 20; at++) {
      const answer = mayRevert(war, 'p1', noon + at * 3 * minute)
      expect(answer.may).toBe(true)
      war = answer.war
    }
    expect(war.reverts.length).toBeLessThanOrEqual(maxReverts)
  })
})

const drift = (but: Partial<NewDrift> = {}): NewDrift => ({
  ruleset: 'cursor-guard: history main',
  actor: { id: 666, login: 'mallory' },
  differences: [{ what: 'enforcement', wanted: 'active', live: 'disabled' }],
  outcome: 'pending',
  ...but,
})

describe('an incident', () => {
  test('waits for its answer, which is told once', () => {
    const begun = addDrifts(undefined, [drift()], noon)
    expect(areAwaited(begun, [drift()])).toBe(true)
    const settled = settleDrifts(begun, new Set())
    expect(settled.drifts).toMatchObject([{ outcome: 'undone', times: 1 }])
    expect(settled.told).toBe(false)
    const told = { ...settled, told: true }
    expect(areAwaited(told, [drift()])).toBe(false)
    expect(settleDrifts(told, new Set())).toEqual(told)
  })

  test('that was begun and not finished is the same one', () => {
    const begun = addDrifts(undefined, [drift()], noon)
    const again = addDrifts(begun, [drift({ actor: undefined })], noon + minute)
    expect(again.drifts).toMatchObject([{ times: 1, actor: { id: 666 } }])
  })

  test('counts the same change, and lists another', () => {
    const first = settleDrifts(addDrifts(undefined, [drift()], noon), new Set())
    const second = addDrifts(first, [drift(), drift({ ruleset: 'other' })], noon + minute)
    expect(second.drifts).toMatchObject([{ times: 2 }, { times: 1 }])
    expect(second.openedAt).toBe(noon)
  })

  test('that is a day old is over', () => {
    const first = addDrifts(undefined, [drift()], noon)
    const next = addDrifts({ ...first, issue: 7 }, [drift()], noon + 25 * 60 * minute)
    expect(next).toMatchObject({ openedAt: noon + 25 * 60 * minute, drifts: [{ times: 1 }] })
    expect(next.issue).toBeUndefined()
  })

  test('that goes on unanswered is not told again and again', () => {
    const left = { ...addDrifts(undefined, [drift({ outcome: 'left' })], noon), told: true }
    const again = addDrifts(left, [drift({ outcome: 'left' })], noon + minute)
    expect(again).toEqual({ ...left, lastAt: noon + minute })
  })

  test('lists at most twenty drifts and thirty differences, and counts the others', () => {
    const many = Array.from({ length: 25 }, (_, index) => drift({ ruleset: `r${index}` }))
    const differences = Array.from({ length: 40 }, (_, at) => ({
      what: `w${at}`,
      live: 'x'.repeat(999),
    }))
    const incident = addDrifts(undefined, [...many, drift({ differences })], noon)
    expect(incident.drifts).toHaveLength(20)
    expect(incident.earlier).toBe(6)
    expect(incident.drifts.at(-1)).toMatchObject({ more: 10 })
    expect(JSON.stringify(incident).length).toBeLessThan(20_000)
  })

  test('names who, what and what was done, and lets nobody write markdown', () => {
    const incident = settleDrifts(
      addDrifts(
        undefined,
        [
          drift({
            actor: { id: 666, login: '@all' },
            differences: [
              { what: 'enforcement', wanted: 'active', live: 'disabled' },
              { what: 'rule deletion', wanted: 'yes' },
              { what: 'bypass User 5 (always)', live: 'yes' },
              { what: 'for.ref_name.exclude [x](https://evil.example)', live: 'yes' },
            ],
          }),
        ],
        noon,
      ),
      new Set(),
    )
    const { title, body } = renderIncident(incident, undefined)
    expect(title).toBe('Branch protection was changed and has been put back')
    expect(body.split('\n').slice(2)).toEqual([
      '@\u200ball (id 666) changed the ruleset "cursor-guard: history main" at 2026-11-22 12:00 UTC. It was put back.',
      '- enforcement: active → disabled',
      '- rule deletion: taken out',
      '- bypass User 5 \\(always\\): added',
      '- for.ref\\_name.exclude \\[x\\]\\(https:\u200b//evil.example\\): added',
    ])
  })

  test.each([
    { failed: ['cursor-guard: history main'], stopped: undefined, title: /could not be put back/ },
    { failed: [], stopped: noon, title: /again and again/ },
  ])('that did not end well says so: $title', ({ failed, stopped, title }) => {
    const incident = settleDrifts(addDrifts(undefined, [drift()], noon), new Set(failed))
    expect(renderIncident(incident, stopped).title).toMatch(title)
  })
})
