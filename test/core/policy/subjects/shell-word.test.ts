import { expect, test } from '@jest/globals'
import { parse, type Word } from 'unbash'
import { anyOne, anyRun } from '../../../../src/core/policy/judge/glob.ts'
import {
  canMatch,
  couldBeOptions,
  isDynamic,
  knownWord,
  readShellWord,
  repeats,
  type ShapeToken,
  type ShellWord,
  withoutDirectory,
} from '../../../../src/core/policy/subjects/shell-word.ts'

function firstArgument(text: string): ShellWord {
  const command = parse(`x ${text}`).commands[0]?.command
  if (command?.type !== 'Command') throw new Error('no command')
  return readShellWord(command.args[0] as Word)
}

/** `_` for any characters, `-` for those of one file name, as they stand between the others. */
const spelled = (shape: readonly ShapeToken[] = []): string =>
  shape
    .map((token) => (typeof token === 'string' ? token : token === anyRun ? '‹*›' : '‹seg›'))
    .join('')

const describeWord = ({ text, shape, many, pieces }: ShellWord): string => {
  if (text !== undefined) return `text ${text}`
  const kind = many ? 'words' : 'word'
  const parts = pieces?.map((piece) => spelled(piece.shape)).join(' ')
  return `${kind} ${spelled(shape)}${parts === undefined ? '' : ` or ${parts}`}`
}

test.each([
  ['abc', 'text abc'],
  [`a"b c"'d e'\\ f`, 'text ab cd e f'],
  [`$'a\\tb'`, 'text a\tb'],
  ['""', 'text '],
  ['"$X"', 'word ‹*›'],
  ['"a$X"', 'word a‹*›'],
  ['"${X:-a=b}c"', 'word ‹*›c'],
  ['"$(ls)/x"', 'word ‹*›/x'],
  ['$X', 'words ‹*›'],
  ['$X$Y', 'words ‹*›'],
  ['"$@"', 'words ‹*›'],
  ['"${a[@]}"', 'words ‹*›'],
  ['"${!r}"', 'words ‹*›'],
  ['a$X', 'word a‹*› or a‹*› ‹*› ‹*›'],
  ['a${IFS}b', 'word a‹*›b or a‹*› ‹*› ‹*›b'],
  ['a$X-b$Y', 'word a‹*›-b‹*› or a‹*› ‹*› ‹*›'],
  ['a"$X"b$Y', 'word a‹*›b‹*› or a‹*›b‹*› ‹*› ‹*›'],
  ['$((1+2))x', 'word ‹*›x or ‹*› ‹*› ‹*›x'],
  ['*.ts', 'words ‹seg›.ts'],
  ['a?c', 'words a‹seg›c'],
  ['{a,b}', 'words ‹*›'],
  ['~', 'word ‹*›'],
  ['~/x', 'word ‹*›/x'],
  ['~user/x', 'word ‹*›/x'],
  ['of=~/x', 'word of=‹*›/x'],
  ['"~"', 'text ~'],
  ['<(ls)', 'word ‹*›'],
  ['"$(cat <<\'E\'\na b\n$X\n\nE\n)"', 'text a b\n$X'],
  ['"x$(cat <<\'E\'\na\nE\n)y"', 'text xay'],
  ['"$(cat <<-E\n\t\ta\n\tE\n)"', 'text a'],
  ['"$(cat <<E\na \\$X \\\\ \\"\nE\n)"', 'text a $X \\ \\"'],
  ['"$(cat <<E\na $X\nE\n)"', 'word ‹*›'],
  ["$(cat <<'E'\na b\nE\n)", 'words ‹*›'],
  ['"$(cat <<\'E\' file\na\nE\n)"', 'word ‹*›'],
  ['"$(cat <<\'E\' | sed s/a/b/\na\nE\n)"', 'word ‹*›'],
  ['"$(cat <<\'E\'; ls\na\nE\n)"', 'word ‹*›'],
  ['"$(cat <<\'E\' 2>&1\na\nE\n)"', 'word ‹*›'],
  ['"$(cat 3<<\'E\'\na\nE\n)"', 'word ‹*›'],
  ['"$(tac <<\'E\'\na\nE\n)"', 'word ‹*›'],
  ['"$(A=b cat <<\'E\'\na\nE\n)"', 'word ‹*›'],
])('%s is %s', (text, expected) => {
  expect(describeWord(firstArgument(text))).toBe(expected)
})

test.each([
  ['~', '~'],
  ['~/x', '~/x'],
  ['~/*', '~/‹seg›'],
  ['~/"$X"', '~/‹*›'],
])('%s keeps how it was written: %s', (text, expected) => {
  expect(spelled(firstArgument(text).written)).toBe(expected)
})

test('what a script would be keeps its gaps as they were written', () => {
  expect(firstArgument('"a $X"').script).toBe('a $X')
  expect(firstArgument("'a $X'")).toMatchObject({ text: 'a $X', script: 'a $X' })
  expect(firstArgument('<(ls)').fromProcess).toBe(true)
  expect(firstArgument('"$(ls)"').fromProcess).toBe(false)
})

test('a word with more gaps and letters than are looked at is one gap', () => {
  expect(describeWord(firstArgument(`"${'a'.repeat(4095)}$X"`))).toMatch(/^word a{4095}‹\*›$/)
  expect(describeWord(firstArgument(`"${'a'.repeat(4096)}$X"`))).toBe('word ‹*›')
  expect(describeWord(firstArgument(`${'a'.repeat(4096)}$X`))).toBe('words ‹*›')
})

test('words that may be several, and words that nobody can know', () => {
  expect([knownWord('a'), firstArgument('"$X"'), firstArgument('a$X')].map(isDynamic)).toEqual([
    false,
    true,
    true,
  ])
  expect([firstArgument('"$X"'), firstArgument('$X'), firstArgument('a$X')].map(repeats)).toEqual([
    false,
    true,
    true,
  ])
})

test.each([
  ['-"$X"', true],
  ['"$X"', true],
  ['-f"$X"', true],
  ['-4"$X"', true],
  ['+"$X"', true],
  ['"$DIR/build"', false],
  ['-"$X"=y', false],
  ['--"$X"', false],
  ['a"$X"', false],
])('%s could be short options in one: %s', (text, expected) => {
  expect(couldBeOptions(firstArgument(text))).toBe(expected)
})

test.each([
  ['/usr/bin/rm', 'text rm'],
  ['rm', 'text rm'],
  ['/', 'text '],
  ['"$HOME/bin/rm"', 'text rm'],
  ['"$X"rm', 'word ‹*›rm'],
  ['"/bin/$X"', 'word ‹*›'],
  ['"/bin/r$X"', 'word ‹*›'],
  ['/bin/r?', 'words r‹seg›'],
])('the program of %s is %s', (text, expected) => {
  expect(describeWord(withoutDirectory(firstArgument(text)))).toBe(expected)
})

test.each([
  ['abc', 'abc', true],
  ['abc', 'ab', false],
  ['abc', 'a_', true],
  ['abc', '_', true],
  ['abc', '_d', false],
  ['a*', 'ab', true],
  ['*', '', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a?c', '_', true],
  ['*x*', '_a_', true],
  ['', '_', true],
  ['', 'a', false],
  ['a/b', '%', false],
  ['a/b', '%/%', true],
  ['ab', '%', true],
  ['?', '%', true],
])('the pattern "%s" can match the shape "%s": %s', (pattern, shape, expected) => {
  const tokens = [...pattern].map((one) => (one === '*' ? anyRun : one === '?' ? anyOne : one))
  const segment = firstArgument('*').shape?.[0] ?? 'x'
  const given = [...shape].map((one) => (one === '_' ? anyRun : one === '%' ? segment : one))
  expect(canMatch(tokens, given)).toBe(expected)
})
