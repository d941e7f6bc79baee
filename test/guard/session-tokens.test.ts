import { expect, test } from '@jest/globals'
import {
  createSessionTokens,
  newSessionToken,
  tokenDigest,
} from '../../src/guard/session-tokens.ts'
import { fakeMessage } from '../support/fake-exchange.ts'

const token = newSessionToken()
const start = Date.parse('2026-05-01T10:00:00Z')
let now = start
const tokensOf = (but: { signingKey?: Uint8Array; digest?: Uint8Array } = {}) =>
  createSessionTokens({
    session: 'session-1',
    digest: tokenDigest(token),
    signingKey: Buffer.alloc(32, 1),
    clock: () => now,
    ...but,
  })
const tokens = tokensOf()

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
const withHeaders = (...values: string[]) =>
  fakeMessage({ rawHeaders: values.flatMap((value) => ['Authorization', value]) })
const bearing = (value: string) => withHeaders(`Bearer ${value}`)

test.each([
  { what: 'the token as a bearer', headers: [`Bearer ${token}`], admitted: true },
  { what: 'the token as a password', headers: [basic(`git:${token}`)], admitted: true },
  {
    what: 'a strange credential in front',
    headers: ['Bearer x', `bearer ${token}`],
    admitted: true,
  },
  { what: 'nothing', headers: [], admitted: false },
  { what: 'an empty header', headers: [''], admitted: false },
  { what: 'another token', headers: [`Bearer ${newSessionToken()}`], admitted: false },
  { what: 'the start of the token', headers: [`Bearer ${token.slice(0, -1)}`], admitted: false },
  { what: 'the token as a user name', headers: [basic(`${token}:x`)], admitted: false },
  { what: 'the token under another scheme', headers: [`Token ${token}`], admitted: false },
  { what: 'two words', headers: [`Bearer ${token} x`], admitted: false },
])('a call with $what: admitted is $admitted', ({ headers, admitted }) => {
  expect(tokens.admits(withHeaders(...headers))).toBe(admitted)
})

test('a token made for a client is a JWT of this session that runs out after an hour', () => {
  now = start
  const issued = tokens.issue()
  const [head, payload] = issued.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  expect(JSON.parse(String(head))).toEqual({ alg: 'HS256', typ: 'JWT' })
  const claims = { iss: 'cursor-guard', sub: 'session-1', iat: start / 1_000 }
  expect(JSON.parse(String(payload))).toMatchObject({ ...claims, exp: start / 1_000 + 3_600 })
  expect(tokens.issue()).not.toBe(issued)
  now = start + 3_599_999
  expect(tokens.admits(bearing(issued))).toBe(true)
  now = start + 3_600_000
  expect(tokens.admits(bearing(issued))).toBe(false)
  now = start
})

test('whoever takes the session over goes on admitting what was issued, another session does not', () => {
  const issued = tokens.issue()
  expect(tokensOf().admits(bearing(issued))).toBe(true)
  expect(tokensOf({ signingKey: Buffer.alloc(32, 9) }).admits(bearing(issued))).toBe(false)
  expect(tokensOf({ digest: tokenDigest('other') }).admits(bearing(token))).toBe(false)
})

test('a forged token is not admitted, however it is forged', () => {
  const [head = '', payload = '', signature = ''] = tokens.issue().split('.')
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const longer = part({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), exp: 9e9 })
  const unsigned = part({ alg: 'none', typ: 'JWT' })
  for (const forged of [
    `${head}.${longer}.${signature}`,
    `${unsigned}.${payload}.`,
    `${unsigned}.${payload}.${signature}`,
    `${head}.${payload}.${signature}.${signature}`,
    `${head}.${payload}`,
    '..',
    '.',
  ]) {
    expect(tokens.admits(bearing(forged))).toBe(false)
  }
})
