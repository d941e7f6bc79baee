import { expect, test } from '@jest/globals'
import { CallDeferred } from '../../../../src/adapters/github/call-budget/call-deferred.ts'
import { callContext, withUrgency } from '../../../../src/adapters/github/call-budget/urgency.ts'

test('work that caught a call that was put off is not done either', async () => {
  const late = new CallDeferred('too early', 5_000, 0)
  const work = withUrgency('usual', async () => {
    await Promise.resolve()
    const context = callContext()
    if (context !== undefined) context.putOff = late
    return 'done'
  })
  await expect(work).rejects.toBe(late)
  expect(await withUrgency('usual', async () => 'done')).toBe('done')
})

test('what is within other work is work of its own', async () => {
  await withUrgency('background', async () => {
    const inner = await withUrgency('restore', async () => callContext()?.urgency)
    expect([callContext()?.urgency, inner]).toEqual(['background', 'restore'])
  })
  expect(callContext()).toBeUndefined()
})

test('it reads as GitHub says it, in whole seconds and never at once', () => {
  const soon = new CallDeferred('too many calls', 1_010, 1_000)
  expect(soon.status).toBe(429)
  expect(soon.response.headers['retry-after']).toBe('1')
  expect(soon.message).toBe('too many calls; again in 1 s')
})
