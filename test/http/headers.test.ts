import { expect, test } from '@jest/globals'
import { bearerOf, endToEnd, passwordOf } from '../../src/http/headers.ts'

test.each([
  {
    when: 'connection headers',
    headers: { connection: 'close', 'keep-alive': '1', te: 'x' },
    kept: {},
  },
  {
    when: 'headers that connection names',
    headers: { connection: 'x-hop, close', 'x-hop': '1', 'x-end': '2' },
    kept: { 'x-end': '2' },
  },
  { when: 'pseudo-headers', headers: { ':path': '/', accept: '*' }, kept: { accept: '*' } },
])('$when stay behind', ({ headers, kept }) => {
  expect(endToEnd(headers as Record<string, string>)).toEqual(kept)
})

test.each([
  { header: 'Bearer abc', token: 'abc' },
  { header: 'bearer   abc', token: 'abc' },
  { header: 'Basic abc', token: undefined },
  { header: 'Bearer a b', token: undefined },
  { header: undefined, token: undefined },
])('$header carries $token', ({ header, token }) => {
  expect(bearerOf(header === undefined ? {} : { authorization: header })).toBe(token)
})

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

test.each([
  { header: basic('git:abc'), password: 'abc' },
  { header: basic('git:a:b'), password: 'a:b' },
  { header: basic(':abc').replace('B', 'b'), password: 'abc' },
  { header: basic('abc'), password: undefined },
  { header: 'Bearer abc', password: undefined },
  { header: undefined, password: undefined },
])('$header carries the password $password', ({ header, password }) => {
  expect(passwordOf(header === undefined ? {} : { authorization: header })).toBe(password)
})
