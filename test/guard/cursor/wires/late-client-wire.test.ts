import { expect, test } from '@jest/globals'
import type { ClientWire } from '../../../../src/guard/cursor/wires/client-wire.ts'
import {
  createLateClientWire,
  type LateClientWire,
} from '../../../../src/guard/cursor/wires/late-client-wire.ts'

function streamInto(log: string[]): ClientWire {
  return {
    open: () => log.push('open'),
    opened: true,
    message: (body) => log.push(`message ${Buffer.from(body)}`),
    flush: () => log.push('flush'),
    flushSoon: () => log.push('flush soon'),
    end: (trailer) => log.push(`end ${Buffer.from(trailer)}`),
    fail: (code, message) => log.push(`${code} ${message}`),
    answer: (status) => log.push(`answer ${status}`),
    over: false,
    full: true,
    drained: async () => void log.push('drained'),
  }
}

const acts: { what: string; act(wire: LateClientWire): void; does: string }[] = [
  { what: 'opening', act: (wire) => wire.open(), does: 'open' },
  { what: 'a message', act: (wire) => wire.message(Buffer.from('m')), does: 'message m' },
  { what: 'flushing', act: (wire) => wire.flush(), does: 'flush' },
  { what: 'flushing soon', act: (wire) => wire.flushSoon(), does: 'flush soon' },
  { what: 'an end', act: (wire) => wire.end(Buffer.from('{}')), does: 'end {}' },
  { what: 'an answer', act: (wire) => wire.answer(503, {}, Buffer.from('')), does: 'answer 503' },
  { what: 'waiting', act: (wire) => wire.drained(), does: 'drained' },
]
test.each(acts)(
  '$what goes to the stream once it is there, and nowhere before',
  ({ act, does }) => {
    const log: string[] = []
    const wire = createLateClientWire()
    act(wire)
    wire.attach(streamInto(log))
    expect(log).toEqual([])
    act(wire)
    expect(log).toEqual([does])
  },
)

test('it is what its stream is, once that is there', () => {
  const wire = createLateClientWire()
  const states = () => [wire.attached, wire.opened, wire.full, wire.over]
  expect(states()).toEqual([false, false, false, false])
  wire.attach(streamInto([]))
  expect(states()).toEqual([true, true, true, false])
})

test('the first failure is kept for the stream; the run is over before that comes', () => {
  const log: string[] = []
  const wire = createLateClientWire()
  wire.fail('permission_denied', 'no')
  wire.fail('unavailable', 'later')
  expect(wire.over).toBe(true)
  wire.attach(streamInto(log))
  expect(log).toEqual(['permission_denied no'])
  wire.fail('internal', 'now')
  expect(log.at(-1)).toBe('internal now')
})
