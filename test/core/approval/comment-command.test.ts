import { describe, expect, test } from '@jest/globals'
import { keptCommand, readCommand } from '../../../src/core/approval/comment-command.ts'

const id = '3f9c2a1b0d'

describe('a refusal is whatever begins with its word', () => {
  test.each<{ body: string; named?: string }>([
    { body: '/cursor-guard deny' },
    { body: '/cursor-guard deny too risky' },
    { body: '/cursor-guard deny: risky' },
    { body: '/cursor-guard deny.' },
    { body: '/cursor-guard deny, sorry' },
    { body: '/cursor-guard deny — not before Monday' },
    { body: '/Cursor-Guard deny' },
    { body: '/CURSOR-GUARD Deny it' },
    { body: '/cursor-guard: deny' },
    { body: '/cursor-guard **deny**' },
    { body: '/cursor-guard\u00a0deny' },
    { body: '/cursor-guard denying this' },
    { body: '/cursor-guard deny\r\nbecause' },
    { body: `/cursor-guard deny ${id}`, named: id },
    { body: `/cursor-guard deny ${id} too risky`, named: id },
    { body: `/cursor-guard deny #${id}: too risky`, named: id },
    { body: '/cursor-guard deny added too much' },
    { body: '/cursor-guard deny defaced pages', named: 'defaced' },
    { body: `/cursor-guard deny ${'a'.repeat(64)}`, named: 'a'.repeat(64) },
    { body: `/cursor-guard deny ${'a'.repeat(65)}` },
  ])('$body', ({ body, named }) => {
    expect(readCommand(body)).toEqual({
      word: 'deny',
      ...(named === undefined ? {} : { id: named }),
    })
  })
})

test('an id that was copied with the characters that part it in our texts is the id', () => {
  const copied = `${id.slice(0, 6)}\u200b${id.slice(6)}`
  expect(readCommand(`/cursor-guard approve ${copied}`)).toEqual({ word: 'approve', id })
  expect(readCommand(`/cursor-guard deny ${copied}`)).toEqual({ word: 'deny', id })
})

describe('an approval is exact', () => {
  test.each([
    `/cursor-guard approve ${id}`,
    `/Cursor-Guard Approve ${id}`,
    `/cursor-guard\tapprove  ${id} `,
  ])('%j is one', (body) => expect(readCommand(body)).toEqual({ word: 'approve', id }))

  test.each([
    `/cursor-guard approve ${id} not`,
    `/cursor-guard approve ${id}.`,
    `/cursor-guard approve: ${id}`,
    `/cursor-guard: approve ${id}`,
    `/cursor-guard approved ${id}`,
    `/cursor-guard please approve ${id}`,
    '/cursor-guard frobnicate',
    '/cursor-guard',
    '/cursor-guard initialise',
  ])('%j is a command that cannot be read', (body) =>
    expect(readCommand(body)).toEqual({ word: 'unreadable' }),
  )
})

test.each([
  ['/cursor-guard status', 'status'],
  ['/cursor-guard Status please', 'status'],
  ['/cursor-guard help!', 'help'],
  ['/cursor-guard init', 'init'],
  ['/cursor-guard init please', 'init'],
])('%j asks for %s', (body, word) => expect(readCommand(body)).toEqual({ word }))

test.each([
  '',
  'deny',
  `> /cursor-guard deny ${id}`,
  '  /cursor-guard deny',
  '`/cursor-guard deny`',
  'no\n/cursor-guard deny',
  '/cursor-guardian deny',
  '/cursor-guard/cursor-guard is the repository',
  '/cursor-guard.yml is broken',
])('%j is no command', (body) => expect(readCommand(body)).toBeUndefined())

test.each([
  [`/cursor-guard deny ${id} because hunter2 leaked`, `/cursor-guard deny ${id}`],
  ['/Cursor-Guard deny hunter2', '/cursor-guard deny'],
  ['/cursor-guard approve hunter2', '/cursor-guard approve'],
  [`/cursor-guard approve ${id}\nhunter2`, `/cursor-guard approve ${id}`],
  ['/cursor-guard approve hunter2 hunter2', '/cursor-guard'],
  ['/cursor-guard hunter2', '/cursor-guard'],
  ['/cursor-guard init hunter2', '/cursor-guard init'],
  ['hunter2', undefined],
])('of %j is kept: %j, and again the same', (body, kept) => {
  expect(keptCommand(body)).toBe(kept)
  expect(keptCommand(kept ?? '')).toBe(kept)
})

test('a long line is read in time that grows with its length alone', () => {
  const spaces = ' '.repeat(60_000)
  const started = performance.now()
  for (const word of ['approve', 'deny', 'status', 'x']) {
    readCommand(`/cursor-guard${spaces}${word}${spaces}x${spaces}x`)
  }
  expect(performance.now() - started).toBeLessThan(500)
})
