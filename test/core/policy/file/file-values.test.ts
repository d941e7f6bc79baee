import { expect, test } from '@jest/globals'
import { z } from 'zod'
import {
  anyOrMore,
  count,
  duration,
  glob,
  line,
  listOf,
  oneOrMore,
  refPattern,
  repositoryName,
  repositoryPath,
  toolPath,
  wholeNumber,
} from '../../../../src/core/policy/file/file-values.ts'

/** The value that was read, or the sentences about what is wrong with it. */
function read(schema: z.ZodType, given: unknown): unknown {
  const result = schema.safeParse(given)
  return result.success ? result.data : result.error.issues.map(({ message }) => message).join('; ')
}

const aDuration = 'expected a duration such as "90s", "8m", "2h" or "90d"'

test.each<{ given: unknown; gives: unknown }>([
  { given: '60s', gives: 60 },
  { given: '1m', gives: 60 },
  { given: '90m', gives: 5_400 },
  { given: '48h', gives: 172_800 },
  { given: '2d', gives: 172_800 },
  { given: '007m', gives: 420 },
  { given: '59s', gives: 'expected a duration from 1m to 2d' },
  { given: '49h', gives: 'expected a duration from 1m to 2d' },
  { given: '172801s', gives: 'expected a duration from 1m to 2d' },
  { given: '0s', gives: 'expected a duration from 1m to 2d' },
  { given: '999999d', gives: 'expected a duration from 1m to 2d' },
  { given: '1000000s', gives: aDuration },
  { given: '5', gives: aDuration },
  { given: 5, gives: aDuration },
  { given: '5w', gives: aDuration },
  { given: '5M', gives: aDuration },
  { given: '5m ', gives: aDuration },
  { given: ' 5m', gives: aDuration },
  { given: '5 m', gives: aDuration },
  { given: '-5m', gives: aDuration },
  { given: '1.5h', gives: aDuration },
  { given: '1e3s', gives: aDuration },
  { given: '٥m', gives: aDuration },
  { given: '1m\n', gives: aDuration },
  { given: null, gives: aDuration },
])('as a duration from 1m to 2d, $given is $gives', ({ given, gives }) => {
  expect(read(duration('1m', '2d'), given)).toBe(gives)
})

const aCount = 'expected a whole number from 1 on, such as 500, "500k" or "2M"'

test.each<{ given: unknown; gives: unknown }>([
  { given: 1, gives: 1 },
  { given: '1', gives: 1 },
  { given: '500k', gives: 500_000 },
  { given: '2M', gives: 2_000_000 },
  { given: '3G', gives: 3_000_000_000 },
  { given: '1000000G', gives: 1e15 },
  { given: '1000001G', gives: aCount },
  { given: 1e15, gives: 1e15 },
  { given: 1e15 + 1, gives: aCount },
  { given: 0, gives: aCount },
  { given: '0k', gives: aCount },
  { given: -1, gives: aCount },
  { given: 1.5, gives: aCount },
  { given: '1.5M', gives: aCount },
  { given: '2m', gives: aCount },
  { given: '2K', gives: aCount },
  { given: '2MM', gives: aCount },
  { given: '', gives: aCount },
  { given: 'M', gives: aCount },
  { given: '1234567890', gives: aCount },
  { given: Number.NaN, gives: aCount },
  { given: Number.POSITIVE_INFINITY, gives: aCount },
  { given: true, gives: aCount },
])('as a count from 1, $given is $gives', ({ given, gives }) => {
  expect(read(count(1), given)).toBe(gives)
})

test('a count from 0 takes 0, and says so of what it does not take', () => {
  expect(read(count(0), 0)).toBe(0)
  expect(read(count(0), -1)).toBe('expected a whole number from 0 on, such as 500, "500k" or "2M"')
})

test.each<{ given: unknown; gives: unknown }>([
  { given: 2, gives: 2 },
  { given: 4, gives: 4 },
  { given: 1, gives: 'expected a whole number from 2 to 4' },
  { given: 5, gives: 'expected a whole number from 2 to 4' },
  { given: 2.5, gives: 'expected a whole number from 2 to 4' },
  { given: '3', gives: 'expected a whole number from 2 to 4' },
])('as a whole number from 2 to 4, $given is $gives', ({ given, gives }) => {
  expect(read(wholeNumber(2, 4), given)).toBe(gives)
})

test.each<{ given: unknown; gives: string }>([
  { given: 'abcde', gives: 'abcde' },
  { given: '  abc  ', gives: 'abc' },
  { given: 'abcdef', gives: 'expected at most 5 characters' },
  { given: '', gives: 'expected some text' },
  { given: '   ', gives: 'expected some text' },
  { given: 'a\nb', gives: 'expected a single line' },
  { given: 'a\rb', gives: 'expected a single line' },
])('as a line of 5 characters, $given is $gives', ({ given, gives }) => {
  expect(read(line(5), given)).toBe(gives)
})

test('a list has at most 200 entries', () => {
  const names = (length: number) => Array.from({ length }, (_, at) => `n${at}`)
  expect(read(listOf(z.string()), names(200))).toHaveLength(200)
  expect(read(listOf(z.string()), names(201))).toBe('expected at most 200 entries')
  expect(oneOrMore(z.string()).safeParse(names(201)).success).toBe(false)
  expect(anyOrMore(z.string()).safeParse(names(201)).success).toBe(false)
})

test.each<{ given: unknown; one: unknown; any: unknown }>([
  { given: 'a', one: ['a'], any: ['a'] },
  { given: ['a', 'b'], one: ['a', 'b'], any: ['a', 'b'] },
  { given: {}, one: 'refused', any: [] },
  { given: { a: 1 }, one: 'refused', any: 'refused' },
  { given: [], one: 'refused', any: 'refused' },
  { given: [1], one: 'refused', any: 'refused' },
  { given: null, one: 'refused', any: 'refused' },
])('$given is $one of one or more, and $any where any is possible', ({ given, one, any }) => {
  const values = (schema: z.ZodType) => {
    const result = schema.safeParse(given)
    return result.success ? result.data : 'refused'
  }
  expect(values(oneOrMore(z.string()))).toEqual(one)
  expect(values(anyOrMore(z.string()))).toEqual(any)
})

const fine = 'fine'
/** What is wrong with a pattern, without the words around it. */
const problem = (schema: z.ZodType, text: string): string => {
  const said = read(schema, text)
  return said === text ? fine : String(said)
}

const outside = 'does not start at the root of the repository: leave out the leading / or ./'
const folder = 'ends with /: write /** for everything in a folder'

test.each<{ text: string; repository: string; tool: string }>([
  { text: 'a/b', repository: fine, tool: fine },
  { text: '!a/**', repository: fine, tool: fine },
  { text: '.github/x', repository: fine, tool: fine },
  { text: '.../x', repository: fine, tool: fine },
  { text: '/etc/passwd', repository: outside, tool: fine },
  { text: './a', repository: outside, tool: fine },
  { text: '../a', repository: outside, tool: fine },
  { text: '!/a', repository: outside, tool: fine },
  { text: 'a/', repository: folder, tool: folder },
  { text: '!a/', repository: folder, tool: folder },
  { text: '/', repository: outside, tool: fine },
  { text: '', repository: 'is empty', tool: 'is empty' },
  { text: '!', repository: 'is empty', tool: 'is empty' },
])('the path "$text" of a push: $repository; of a tool: $tool', ({ text, repository, tool }) => {
  const said = (problem: string) =>
    problem === fine ? fine : `the pattern ${JSON.stringify(text)} ${problem}`
  expect(problem(repositoryPath, text)).toBe(said(repository))
  expect(problem(toolPath, text)).toBe(said(tool))
})

test.each<{ text: string; fault?: string }>([
  { text: 'main' },
  { text: '!main' },
  { text: 'refs/tags/v*' },
  { text: '~ALL' },
  { text: '~Default_Branch' },
  { text: '!~DEFAULT_BRANCH' },
  { text: '**/release' },
  { text: '*' },
  { text: '**' },
  { text: '/main', fault: 'is not a branch name or a ref' },
  { text: '*/main', fault: 'is not a branch name or a ref' },
  { text: 'main/', fault: 'is not a branch name or a ref' },
  { text: 'my branch', fault: 'is not a branch name or a ref' },
  { text: 'main\t', fault: 'is not a branch name or a ref' },
  { text: '~main', fault: 'is not ~DEFAULT_BRANCH or ~ALL' },
  { text: '~ALLx', fault: 'is not ~DEFAULT_BRANCH or ~ALL' },
  { text: '{a', fault: 'has an opening brace without its closing brace' },
])('as a ref, "$text" has the fault: $fault', ({ text, fault }) => {
  const said = fault === undefined ? fine : `the pattern ${JSON.stringify(text)} ${fault}`
  expect(problem(refPattern, text)).toBe(said)
})

test('a long pattern is quoted in part', () => {
  const long = 'x'.repeat(501)
  expect(problem(glob, long)).toBe(`the pattern "${'x'.repeat(60)}…" is longer than 500 characters`)
  expect(problem(glob, 'x'.repeat(500))).toBe(fine)
})

const aName = 'expected owner/name'
const noGit = 'expected the name without .git; a wiki cannot be named'

test.each<{ text: string; says: string }>([
  { text: 'acme/shop', says: fine },
  { text: 'A-c_me9/.github', says: fine },
  { text: `a/${'x'.repeat(100)}`, says: fine },
  { text: 'acme/git', says: fine },
  { text: 'acme/...', says: fine },
  { text: `a/${'x'.repeat(101)}`, says: aName },
  { text: `${'a'.repeat(101)}/x`, says: aName },
  { text: 'acme', says: aName },
  { text: 'acme/', says: aName },
  { text: '/shop', says: aName },
  { text: '-acme/shop', says: aName },
  { text: 'acme/shop/x', says: aName },
  { text: 'acme/..', says: aName },
  { text: 'acme/.', says: aName },
  { text: 'acme/sh op', says: aName },
  { text: 'acme/shop\n', says: aName },
  { text: 'acme/shöp', says: aName },
  { text: 'acme/shop.git', says: noGit },
  { text: 'acme/shop.Wiki', says: noGit },
])('as a repository, "$text" is: $says', ({ text, says }) => {
  expect(problem(repositoryName, text)).toBe(says)
})
