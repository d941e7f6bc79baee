import { expect, test } from '@jest/globals'
import { decodeServerMessage, type TextDelta } from '../../../../src/core/cursor/server-message.ts'
import { maxJudgedCharacters } from '../../../../src/core/policy/subjects/judged-answer.ts'
import { createRunTexts } from '../../../../src/guard/cursor/run/run-texts.ts'
import { runRig, secret, secretHalves } from '../../../support/cursor-run.ts'
import {
  argsDelta,
  editDelta,
  textDelta,
  thinkingDelta,
} from '../../../support/cursor-service/messages.ts'

function textsRig() {
  const rig = runRig()
  const texts = createRunTexts(rig.context)
  const say = (...bodies: Uint8Array[]) => {
    for (const body of bodies) texts.delta(decodeServerMessage(body) as TextDelta, body)
  }
  const heard = () =>
    rig.toClient.map((body) => (decodeServerMessage(body) as TextDelta).text).join('')
  return { ...rig, texts, say, heard }
}

test.each([
  { what: 'an answer', delta: textDelta, kind: 'response' },
  { what: 'thinking', delta: thinkingDelta, kind: 'thinking' },
] as const)('$what is masked across its pieces and recorded', ({ delta, kind }) => {
  const { texts, say, heard, kinds } = textsRig()
  say(delta(`key ${secretHalves[0]}`), delta(`${secretHalves[1]} end `))
  texts.end()
  const masked = expect.stringMatching(/^key \*\*\*known-deploy-token:[0-9a-f]+\*\*\* end $/)
  expect(heard()).toEqual(masked)
  expect(kinds(kind)).toMatchObject([{ run: 'run-1', text: masked }])
  expect(kinds('finding')).toMatchObject([{ where: kind }])
})

test.each([
  { what: 'arguments', delta: (text: string) => argsDelta('call-1', text) },
  { what: 'an edit', delta: (text: string) => editDelta('call-1', text) },
])('$what are masked, and recorded only where they are executed', ({ delta }) => {
  const { texts, say, heard, entries } = textsRig()
  say(delta(`key ${secretHalves[0]}`), delta(`${secretHalves[1]} end `))
  texts.end()
  expect(heard()).not.toContain(secret)
  expect(entries.map(({ kind }) => kind)).toEqual(['finding'])
})

test('answer and thinking are two texts: a secret cut over both is none', () => {
  const { texts, say, heard } = textsRig()
  say(textDelta(`${secretHalves[0]}. `), thinkingDelta(`${secretHalves[1]}. `))
  texts.end()
  expect(heard()).toBe(`${secretHalves[0]}. ${secretHalves[1]}. `)
})

test('at a pause the words so far are recorded, so that the record keeps the order', () => {
  const { texts, say, heard, kinds } = textsRig()
  say(textDelta('I will '))
  texts.pause()
  expect(heard()).toBe('I will ')
  expect(kinds('response')).toMatchObject([{ text: 'I will ' }])
})

test('the answer of a turn is handed out once, masked, and no longer than is judged', () => {
  const { texts, say } = textsRig()
  say(textDelta(`The key is ${secret}. `), thinkingDelta('Hm. '))
  texts.end()
  expect(texts.answer()).toMatch(/^The key is \*\*\*known-deploy-token:[0-9a-f]+\*\*\*\. $/)
  expect(texts.answer()).toBe('')
  for (let at = 0; at < 100; at++) say(textDelta('word '.repeat(800)))
  texts.end()
  const { length } = texts.answer()
  expect(length).toBeGreaterThanOrEqual(maxJudgedCharacters)
  expect(length).toBeLessThan(maxJudgedCharacters + 10_000)
})
