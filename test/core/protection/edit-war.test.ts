import { expect, test } from '@jest/globals'
import { isStopped, maxReverts, mayRevert, truceMs } from '../../../src/core/protection/edit-war.ts'

const minute = 60_000
const start = Date.UTC(2027, 0, 1)

/** Undoes drift at the given minutes, as long as it may. */
function undo(minutes: readonly number[], policy = 'p') {
  let war: Parameters<typeof mayRevert>[0] = { reverts: [] }
  return minutes.map((at) => {
    const said = mayRevert(war, policy, start + at * minute)
    war = said.war
    return said.may
  })
}

test('drift is undone five times within ten minutes; the sixth time it stops', () => {
  expect(maxReverts).toBe(5)
  expect(undo([0, 1, 2, 3, 4, 5])).toEqual([true, true, true, true, true, false])
  expect(undo([0, 2, 4, 6, 8, 10])).toEqual([true, true, true, true, true, true])
  expect(undo([0, 2, 4, 6, 8, 9.99])).toEqual([true, true, true, true, true, false])
})

test('it stays stopped for an hour, whatever happens, and then starts anew', () => {
  const hour = truceMs / minute
  expect(hour).toBe(60)
  expect(undo([0, 0, 0, 0, 0, 0, 30, 59.99, 60, 60, 60, 60, 60, 60])).toEqual([
    ...[true, true, true, true, true, false],
    ...[false, false],
    ...[true, true, true, true, true, false],
  ])
})

test('another policy is tried at once', () => {
  const war = { reverts: [start], stopped: { at: start, policy: 'p' } }
  expect(mayRevert(war, 'p', start + 1)).toEqual({ may: false, war })
  expect(mayRevert(war, 'q', start + 1)).toEqual({ may: true, war: { reverts: [start + 1] } })
  expect(isStopped(war, 'p', start + truceMs - 1)).toBe(true)
  expect(isStopped(war, 'p', start + truceMs)).toBe(false)
  expect(isStopped(war, 'q', start)).toBe(false)
  expect(isStopped({ reverts: [start] }, 'p', start)).toBe(false)
})

test('times from a clock that was ahead do not count', () => {
  const ahead = Array.from({ length: 9 }, () => start + minute)
  expect(mayRevert({ reverts: ahead }, 'p', start)).toEqual({
    may: true,
    war: { reverts: [start] },
  })
})
