import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import {
  createOpenTexts,
  maxOpenTexts,
  type OpenTexts,
} from '../../../../src/guard/cursor/run/open-texts.ts'
import { createMaskedText } from '../../../../src/guard/masked-text.ts'
import { runRig, secret, secretHalves } from '../../../support/cursor-run.ts'

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] })
})
afterEach(() => {
  jest.useRealTimers()
})

/** Texts whose messages are their own text; what leaves and what is recorded comes back as strings. */
function textsRig() {
  const rig = runRig()
  const sent: string[] = []
  const texts = createOpenTexts<{ text: string }>({
    start: () =>
      createMaskedText(rig.context.session, {
        where: 'response',
        place: { run: 'run-1' },
        append: (text) =>
          rig.context.session.recorder.append({ kind: 'response', run: 'run-1', text }),
      }),
    withText: (_, __, text) => Buffer.from(text),
    send: (body) => sent.push(Buffer.from(body).toString('utf8')),
  })
  const write = (key: string, text: string) => texts.write(key, { text }, Buffer.from(text))
  const recorded = () => rig.kinds('response').map(({ text }) => text)
  return { rig, texts, write, sent, recorded }
}

const marker = /\*\*\*known-deploy-token:[0-9a-f]+\*\*\*/g
const readable = (text: string) => text.replace(marker, '<masked>')

type Step = ['write', string, string] | ['release' | 'record' | 'end'] | ['end', string] | ['idle']
test.each<{ what: string; steps: Step[]; sent: string }>([
  {
    what: 'a secret in one piece',
    steps: [['write', 'a', `key ${secret} end `], ['end']],
    sent: 'key <masked> end ',
  },
  {
    what: 'a secret in two pieces',
    steps: [
      ['write', 'a', `key ${secretHalves[0]}`],
      ['write', 'a', `${secretHalves[1]} end`],
      ['end'],
    ],
    sent: 'key <masked> end',
  },
  {
    what: 'halves of a secret in two texts, of which one could still become it,',
    steps: [
      ['write', 'a', secretHalves[0]],
      ['write', 'b', secretHalves[1]],
      ['end', 'b'],
      ['end', 'a'],
    ],
    sent: `${secretHalves[1]}<masked>`,
  },
  {
    what: 'a text that stays idle',
    steps: [['write', 'a', 'wait for'], ['idle']],
    sent: 'wait for',
  },
  {
    what: 'a text that goes on after it was ended',
    steps: [
      ['write', 'a', 'one'],
      ['end', 'a'],
      ['write', 'a', 'two'],
      ['end', 'a'],
    ],
    sent: 'onetwo',
  },
  { what: 'the end of a text that nobody wrote', steps: [['end', 'x']], sent: '' },
])('$what leaves as $sent', async ({ steps, sent }) => {
  const one = textsRig()
  for (const step of steps) await take(one.texts, step)
  expect(readable(one.sent.join(''))).toBe(sent)

  async function take(texts: OpenTexts<{ text: string }>, step: Step): Promise<void> {
    if (step[0] === 'write') one.write(step[1], step[2])
    else if (step[0] === 'end') texts.end(step[1])
    else if (step[0] === 'idle') await jest.advanceTimersByTimeAsync(1_000)
    else texts[step[0]]()
  }
})

test('a piece that nothing was held of leaves in the very message it came in', () => {
  const { texts, sent } = textsRig()
  texts.write('a', { text: 'plain ' }, Buffer.from('<the message> '))
  texts.end()
  expect(sent.join('')).toBe('<the message> ')
})

test('what was said is recorded when something else follows, and by itself once it is old', async () => {
  const { rig, texts, write, recorded } = textsRig()
  write('a', 'one ')
  texts.release()
  texts.record()
  expect(recorded()).toEqual(['one '])
  write('a', 'two ')
  await jest.advanceTimersByTimeAsync(100)
  expect(recorded()).toEqual(['one '])
  rig.pass(1_000)
  await jest.advanceTimersByTimeAsync(100)
  expect(recorded()).toEqual(['one ', 'two '])
  expect(jest.getTimerCount()).toBe(0)
})

test('more texts than may be open end the others, and nothing of any is lost', () => {
  const { texts, write, sent, recorded } = textsRig()
  const keys = Array.from({ length: maxOpenTexts + 10 }, (_, index) => `text-${index}`)
  for (const key of keys) write(key, `${key} of `)
  for (const key of keys) write(key, 'all; ')
  texts.end()
  const said = keys.map((key) => key.length + ' of all; '.length).reduce((a, b) => a + b)
  expect(sent.join('')).toHaveLength(said)
  expect(recorded().join('')).toHaveLength(said)
  expect(jest.getTimerCount()).toBe(0)
})
