import { expect, test } from '@jest/globals'
import { openSession } from '../../src/guard/open-session.ts'
import { createEarlyNotes, notesOf } from '../../src/runner/runner-notes.ts'
import { fakeParts } from '../support/session-parts.ts'

test('what is said before the session opens is told to it in order, and what comes later at once', () => {
  const told: string[] = []
  const notes = createEarlyNotes()
  notes.note('first', { a: 1 })
  notes.addCaveat('second')
  notes.passTo({
    note: (text, details) => told.push(`${text} ${JSON.stringify(details)}`),
    addCaveat: (reason) => told.push(`caveat ${reason}`),
  })
  expect(told).toEqual(['first {"a":1}', 'caveat second'])
  notes.note('third')
  expect(told.at(-1)).toBe('third undefined')
})

test('a session in this process records notes, and its coverage has the caveats', async () => {
  const { parts, entries } = fakeParts()
  const { session, seal } = await openSession(parts)
  const notes = notesOf(session)
  notes.note('the client was called', { client: 'agent' })
  notes.addCaveat('same-uid: asked for')
  expect(entries.at(-1)).toEqual({ kind: 'note', text: 'the client was called', client: 'agent' })
  expect(session.coverage().reasons).toEqual(['same-uid: asked for'])
  await seal({})
})
