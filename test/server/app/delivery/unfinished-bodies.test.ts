import { beforeEach, expect, test } from '@jest/globals'
import { createUnfinishedBodies } from '../../../../src/server/app/delivery/unfinished-bodies.ts'

let now: number
let cut: string[]
let bodies: ReturnType<typeof createUnfinishedBodies>
beforeEach(() => {
  now = 0
  cut = []
  bodies = createUnfinishedBodies({ bytes: 100, bodies: 3, stepBytes: 10 }, () => now)
})

const begin = (name: string, bytes = 0) => {
  now += 1
  const body = bodies.begin(() => cut.push(name))
  body.grow(bytes)
  return body
}

test('while there is room nobody goes', () => {
  begin('a', 50)
  begin('b', 50)
  begin('c')
  expect(cut).toEqual([])
})

test('when the bytes run out, who stands still goes, however much it brought at first', () => {
  begin('still', 90)
  const quick = begin('quick')
  now += 5
  quick.grow(11)
  expect(cut).toEqual(['still'])
})

test('a trickle is no progress', () => {
  const trickle = begin('trickle', 60)
  const steady = begin('steady', 20)
  for (let sent = 0; sent < 9; sent += 1) {
    now += 1
    trickle.grow(1)
  }
  now += 1
  steady.grow(12)
  expect(cut).toEqual(['trickle'])
})

test('when there are too many, the slowest goes', () => {
  const first = begin('first')
  begin('second')
  begin('third')
  now += 1
  first.grow(10)
  begin('fourth')
  expect(cut).toEqual(['second'])
})

test('what is whole, or had to go, takes no room any more and is cut no more', () => {
  const whole = begin('whole', 90)
  whole[Symbol.dispose]()
  const slow = begin('slow', 60)
  begin('other', 90)
  expect(cut).toEqual(['slow'])
  slow.grow(1_000)
  slow[Symbol.dispose]()
  begin('more', 10)
  expect(cut).toEqual(['slow'])
})

test('one that is larger than all the room goes itself', () => {
  begin('alone', 101)
  expect(cut).toEqual(['alone'])
})
