import { expect, test } from '@jest/globals'
import { type EntryBody, type EntryKind, formatVersion } from '../../../src/core/recording/entry.ts'
import { readEntry } from '../../../src/core/recording/entry-schema.ts'
import { verifyRecording } from '../../../src/core/recording/read.ts'
import { entrySamples } from './entry-samples.ts'
import { parseLine } from './parse-line.ts'
import { session, stream, write } from './sample-session.ts'

test('the format is the first one; a second one is a change of docs/recording.md', () => {
  expect(formatVersion).toBe(1)
  expect(parseLine(write([[0, session]]).lines[0])).toMatchObject({ format: 1 })
})

const bodies = Object.values<EntryBody>(entrySamples).filter(({ kind }) => kind !== 'seal')

test.each(bodies)('an entry of kind $kind is read as it was written', (body) => {
  const before = body.kind === 'session' ? [] : [session]
  const { lines } = write([...before, body].map((one, at) => [at, one] as const))
  const value = parseLine(lines[before.length])
  expect(value).toMatchObject(body)
  expect(readEntry(value)).toEqual({ entry: value })
})

test('a recording with every kind of entry is intact and sealed', async () => {
  const rest = bodies.filter(({ kind }) => kind !== 'session')
  const { lines } = write([session, ...rest].map((body, at) => [at, body] as const))
  const seen = new Set(lines.map((line) => parseLine(line).kind as EntryKind))
  expect([...seen].sort()).toEqual(Object.keys(entrySamples).sort())
  expect(await verifyRecording(stream(lines))).toMatchObject({ state: 'sealed', gaps: 1 })
})
