import { expect, test } from '@jest/globals'
import { createMemoryBudget } from '../../src/guard/memory-budget.ts'

/** A budget of 100 bytes, and who had to give up. */
function budgetRig() {
  const memory = createMemoryBudget(100)
  const gone: string[] = []
  const open = (name: string) => memory.open(() => gone.push(name))
  return { memory, gone, open }
}

test('as much as there is may be taken, and what was given back again', () => {
  const { memory, gone, open } = budgetRig()
  const [one, other] = [open('one'), open('other')]
  one.take(60)
  other.take(40)
  one.give(50)
  other.take(50)
  expect(memory.used).toBe(100)
  expect(gone).toEqual([])
})

test('when it is spent, whoever holds most gives up all of it', () => {
  const { memory, gone, open } = budgetRig()
  const [large, small, late] = [open('large'), open('small'), open('late')]
  large.take(70)
  small.take(20)
  late.take(20)
  expect(gone).toEqual(['large'])
  expect(memory.used).toBe(40)
  expect(() => large.take(1)).toThrow('this session keeps at most 100 bytes of unfinished calls')
})

test('one that takes more than all others has to give up itself', () => {
  const { memory, gone, open } = budgetRig()
  const [large, small] = [open('large'), open('small')]
  small.take(30)
  large.take(60)
  expect(() => large.take(11)).toThrow('this one held most')
  expect(gone).toEqual(['large'])
  expect(memory.used).toBe(30)
})

test('what is closed holds nothing, and gives nothing back twice', () => {
  const { memory, open } = budgetRig()
  const [one, other] = [open('one'), open('other')]
  one.take(60)
  other.take(40)
  one.close()
  one.close()
  one.give(60)
  expect(memory.used).toBe(40)
  other.give(500)
  expect(memory.used).toBe(0)
})
