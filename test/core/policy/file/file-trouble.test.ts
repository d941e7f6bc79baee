import { expect, test } from '@jest/globals'
import { readProblem, troubleLine } from '../../../../src/core/policy/file/file-trouble.ts'
import { mistakesIn } from '../policy-text.ts'

test.each([
  ['symlink', 'this is a link; expected the file itself'],
  ['submodule', 'this is a submodule; expected a file'],
  ['directory', 'this is a folder; expected a file'],
  ['too-large', 'the file has more than 262144 bytes'],
  ['forbidden', 'the App may not read it; grant the permission "Contents: read"'],
  ['unseen', 'the App cannot see the repository it belongs to'],
] as const)(
  'a policy file that is %s is told as the parser tells of a mistake',
  (trouble, says) => {
    const line = troubleLine(trouble)
    expect(line).toMatch(/^\.github\/cursor-guard\.yml:1:1: file: /)
    expect(readProblem(line)).toEqual({
      line: 1,
      column: 1,
      key: 'file',
      text: expect.stringContaining(says),
    })
  },
)

test('a line of the parser is taken apart again', () => {
  const [mistake = ''] = mistakesIn('version: 1\nlimits: { minutes: x }')
  expect(readProblem(`.github/cursor-guard.yml:${mistake}`)).toEqual({
    line: 2,
    column: 20,
    key: 'limits.minutes',
    text: 'expected a whole number from 1 to 10080',
  })
})

test.each<{ line: string; parts: unknown }>([
  {
    line: 'a.yml:3:4: rules[0].when: a: b',
    parts: { line: 3, column: 4, key: 'rules[0].when', text: 'a: b' },
  },
  {
    line: 'a.yml:3:4: file: one\ntwo',
    parts: { line: 3, column: 4, key: 'file', text: 'one\ntwo' },
  },
  { line: '… and 3 more', parts: undefined },
  { line: 'a.yml:3: x: y', parts: undefined },
  { line: 'a.yml:12345678:1: x: y', parts: undefined },
  { line: '', parts: undefined },
])('"$line" is read as $parts', ({ line, parts }) => {
  expect(readProblem(line)).toEqual(parts)
})
