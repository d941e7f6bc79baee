import { expect, test } from '@jest/globals'
import { createHeadCheck, headLine, readLogHeads } from '../../../src/core/recording/log-heads.ts'
import { stream } from './sample-session.ts'

const a = 'a'.repeat(64)
const b = 'b'.repeat(64)
const read = (log: string, size?: number) => readLogHeads(stream([Buffer.from(log)], size))

test.each([
  { how: 'as it was printed', log: `${headLine({ seq: 4, hash: a })}\n` },
  { how: 'with a timestamp', log: `2026-03-02T09:14:33.1234567Z cursor-guard #4 ${a}\n` },
  {
    how: 'with job, step and timestamp',
    log: `fix\tRun agent\t2026-03-02T09:14:33.1Z cursor-guard #4 ${a}\n`,
  },
  { how: 'with a byte-order mark and Windows line ends', log: `\ufeffcursor-guard #4 ${a}\r\n` },
  { how: 'as the last line without a newline', log: `cursor-guard #4 ${a}` },
])('a head is found $how', async ({ log }) => {
  for (const size of [undefined, 1, 10]) {
    expect(await read(log, size)).toEqual([{ seq: 4, hash: a, logLine: 1 }])
  }
})

test.each([
  { what: 'another program', log: `my-cursor-guard #4 ${a}` },
  { what: 'a hash that is too short', log: `cursor-guard #4 ${a.slice(1)}` },
  { what: 'a hash that is too long', log: `cursor-guard #4 ${a}a` },
  { what: 'no number', log: `cursor-guard # ${a}` },
])('$what is no head', async ({ log }) => {
  expect(await read(`${log}\n`)).toEqual([])
})

test('a log line beyond all reason is refused', async () => {
  async function* endless() {
    for (;;) yield Buffer.alloc(1 << 20, 0x61)
  }
  await expect(readLogHeads(endless())).rejects.toThrow(/line 1 of the log is too long/)
})

const compare = (heads: [number, string][], seen: [number, string][]) => {
  const check = createHeadCheck(
    heads.map(([seq, hash], index) => ({ seq, hash, logLine: index + 1 })),
  )
  for (const [seq, hash] of seen) check.see(seq, hash)
  return check.end()
}

test.each<{ when: string; heads: [number, string][]; seen: [number, string][]; answer: object }>([
  {
    when: 'all agree',
    heads: [
      [0, a],
      [1, b],
    ],
    seen: [
      [0, a],
      [1, b],
    ],
    answer: { confirmed: 2, upTo: 1 },
  },
  {
    when: 'the recording goes on',
    heads: [[0, a]],
    seen: [
      [0, a],
      [1, b],
    ],
    answer: { confirmed: 1, upTo: 0 },
  },
  {
    when: 'one differs',
    heads: [
      [0, a],
      [1, a],
    ],
    seen: [
      [0, a],
      [1, b],
    ],
    answer: {
      confirmed: 1,
      mismatch: {
        seq: 1,
        why: expect.stringContaining('line 2 (#1) is not the one that line 2 of the log names'),
      },
    },
  },
  {
    when: 'the log contradicts itself',
    heads: [
      [0, a],
      [0, b],
    ],
    seen: [[0, a]],
    answer: { confirmed: 0, mismatch: { seq: 0 } },
  },
  {
    when: 'the recording ends before',
    heads: [
      [0, a],
      [7, b],
    ],
    seen: [[0, a]],
    answer: {
      confirmed: 1,
      mismatch: { seq: 7, why: expect.stringContaining('its end was cut off') },
    },
  },
])('when $when, the comparison says so', ({ heads, seen, answer }) => {
  expect(compare(heads, seen)).toMatchObject(answer)
})
