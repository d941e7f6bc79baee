import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { writeEnvelope } from '../../../../src/core/cursor/envelope.ts'
import { GuardError } from '../../../../src/core/errors.ts'
import type { AgentRun } from '../../../../src/guard/cursor/run/agent-run.ts'
import type { ClientWire } from '../../../../src/guard/cursor/wires/client-wire.ts'
import {
  codingOf,
  relayServerStream,
  streamFailure,
} from '../../../../src/guard/cursor/wires/server-stream.ts'

/** A run and a client that write down what they are told. */
function ends(options: { opened?: boolean; leavesAt?: string } = {}) {
  const log: string[] = []
  let over = false
  const say = (line: string) => {
    log.push(line)
    if (line === options.leavesAt) over = true
  }
  const run: AgentRun = {
    serverMessage(body) {
      if (Buffer.from(body).toString() === 'refused') over = true
      say(`message ${Buffer.from(body)}`)
    },
    clientMessage() {},
    serverEnded: () => say('texts end'),
    maskedTrailer: (trailer) => trailer,
    broke: (why) => say(`gap: ${why}`),
    waiting: false,
    close() {},
  }
  const client: ClientWire = {
    open() {},
    opened: options.opened ?? false,
    message() {},
    flush() {},
    flushSoon() {},
    end: (trailer) => say(`end ${Buffer.from(trailer)}`),
    fail: (code, message) => say(`fail ${code}: ${message}`),
    answer: (status, headers, body) =>
      say(`answer ${status} ${JSON.stringify(headers)} ${Buffer.from(body)}`),
    get over() {
      return over
    },
    full: true,
    drained: async () => say('drained'),
  }
  return { log, run, client }
}

const text = (of: string) => writeEnvelope(0, Buffer.from(of))
const trailer = writeEnvelope(2, Buffer.from('{}'))
const stream = { 'content-type': 'application/connect+proto' }
const broken = () =>
  Readable.from(
    (async function* () {
      yield text('a')
      throw Object.assign(new Error('x'), { code: 'ECONNRESET' })
    })(),
  )

test.each<{
  what: string
  source: Readable
  status?: number
  headers?: Record<string, string>
  given?: { opened?: boolean; leavesAt?: string }
  log: unknown[]
}>([
  {
    what: 'a whole stream',
    source: Readable.from([Buffer.concat([text('a'), text('b')]), trailer]),
    log: ['message a', 'message b', 'drained', 'texts end', 'end {}'],
  },
  {
    what: 'compressed envelopes',
    source: Readable.from([writeEnvelope(1, gzipSync('a')), trailer]),
    headers: { ...stream, 'connect-content-encoding': 'gzip' },
    log: ['message a', 'drained', 'texts end', 'end {}'],
  },
  {
    what: 'a stream without an end',
    source: Readable.from([text('a')]),
    log: [
      'message a',
      'drained',
      'texts end',
      'gap: the service closed its stream before the end',
      'fail unavailable: cursor-guard: the service closed its stream before the end',
    ],
  },
  {
    what: 'a connection that breaks',
    source: broken(),
    log: [
      'message a',
      'drained',
      'texts end',
      'gap: cursor-guard: the connection to the service broke (ECONNRESET)',
      'fail unavailable: cursor-guard: the connection to the service broke (ECONNRESET)',
    ],
  },
  {
    what: 'a client that left first',
    source: broken(),
    given: { leavesAt: 'drained' },
    log: [
      'message a',
      'drained',
      'texts end',
      'fail unavailable: cursor-guard: the connection to the service broke (ECONNRESET)',
    ],
  },
  {
    what: 'a message that ends the run',
    source: Readable.from([text('refused'), text('never read')]),
    log: ['message refused'],
  },
  {
    what: 'garbage',
    source: Readable.from([Buffer.from('ffffffffff', 'hex')]),
    log: [
      'texts end',
      expect.stringMatching(/^gap: cursor-guard: the service sent what cannot be read: /),
      expect.stringMatching(/^fail invalid_argument: /),
    ],
  },
  {
    what: 'an unknown coding',
    source: Readable.from([text('a')]),
    headers: { ...stream, 'connect-content-encoding': 'zstd' },
    log: [
      'texts end',
      expect.stringContaining('a stream in the unknown coding zstd'),
      expect.stringMatching(/^fail invalid_argument: /),
    ],
  },
  {
    what: 'a page instead of a stream',
    source: Readable.from([Buffer.from('<p>')]),
    headers: { 'content-type': 'text/html' },
    log: [
      'gap: the service answered with something else than a stream',
      'fail internal: cursor-guard: the service answered with text/html, a Connect stream was expected',
    ],
  },
  {
    what: 'an error before the client’s head was sent',
    source: Readable.from([Buffer.from('busy')]),
    status: 429,
    headers: { 'content-type': 'text/plain', 'retry-after': '7', 'set-cookie': 'x' },
    log: [
      'gap: the service answered a run with HTTP 429',
      'answer 429 {"content-type":"text/plain","retry-after":"7"} busy',
    ],
  },
  {
    what: 'an error after it',
    source: Readable.from([Buffer.from('busy')]),
    status: 403,
    given: { opened: true },
    log: [
      'gap: the service answered a run with HTTP 403',
      'fail permission_denied: cursor-guard: the service answered HTTP 403',
    ],
  },
])('$what', async ({ source, status = 200, headers = stream, given = {}, log }) => {
  const { log: heard, ...both } = ends(given)
  await relayServerStream({ source, status, headers }, both)
  expect(heard).toEqual(log)
})

test.each([
  { header: undefined, coding: 'identity' },
  { header: 'gzip', coding: 'gzip' },
  { header: 'br', coding: 'br' },
])('a stream that names $header is read as $coding', ({ header, coding }) => {
  expect(codingOf({ 'connect-content-encoding': header })).toBe(coding)
})

test.each([
  { error: new GuardError('FRAME_MALFORMED', 'odd'), code: 'invalid_argument' },
  { error: new GuardError('RECORDING_FAILED', 'disk full'), code: 'permission_denied' },
  { error: new GuardError('UPSTREAM_FAILED', 'away'), code: 'unavailable' },
  { error: new Error('anything'), code: 'unavailable' },
])('$error is told the client as $code', ({ error, code }) => {
  expect(streamFailure(error)[0]).toBe(code)
})
