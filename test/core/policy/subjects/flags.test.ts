import { expect, test } from '@jest/globals'
import { readShellText } from '../../../../src/core/policy/subjects/command.ts'
import {
  isKnownFlag,
  needsOf,
  optionShapes,
  readFlags,
  wantFlag,
} from '../../../../src/core/policy/subjects/flags.ts'
import { readArguments } from '../../../../src/core/policy/subjects/program-arguments.ts'

const argumentsOf = (text: string) => {
  const [program, ...words] = readShellText(text).commands[0]?.words ?? []
  const name = program?.text ?? ''
  return { program: name, words: readArguments(name, words) }
}

const flagsOf = (text: string) => {
  const { program, words } = argumentsOf(text)
  const { words: given, atoms } = readFlags(words, program)
  return `${given.join(' ')} : ${[...atoms].join(' ')}`
}

test.each([
  ['foo -ab x --name v', '-ab --name --name=v : -a -b --name'],
  ['foo -4f', '-4f : -4 -f'],
  ['foo -destroy', '-destroy : -destroy'],
  ['foo --name=v --x', '--name=v --x : --name=v --x'],
  ['foo -a -- -b', '-a : -a'],
  ['foo - -a', '-a : -a'],
  ['git push -4f', '-4f -4 --ipv4 -f --force : -4 --ipv4 -f'],
  ['git push --del x', '--del -d --delete : -d'],
  ['git commit -m --amend', '-m -m=--amend --message --message=--amend : -m --message'],
  ['git commit -mamend', '-mamend -m -m=amend --message --message=amend : -m --message'],
  ['git commit --amend -- --all', '--amend : --amend'],
  ['git commit "$X" --amend', ' : '],
  ['git commit --later --amend', '--later : --later'],
  ['git unknown --amend', '--amend : --amend'],
  ['git -C --amend commit', '-C -C=--amend : -C'],
  ['rm -Rfvvvvvv', '-Rfvvvvvv -r -R --recursive -f --force -v --verbose : -r -f -v --verbose'],
])('the options of %s are %s', (text, expected) => {
  expect(flagsOf(text)).toBe(expected)
})

const shapesOf = (text: string, index: number) =>
  optionShapes(argumentsOf(text).words, index).map(
    ({ shape, length }) =>
      `${shape.map((token) => (typeof token === 'string' ? token : '_')).join('')} ${length}`,
  )

test.each([
  ['foo "$X"', 0, ['_ 1']],
  ['foo "$X" y', 0, ['_ 1', '_=y 2']],
  ['foo --a"$X" y', 0, ['--a_ 1', '--a_=y 2']],
  ['foo --a"$X"=z y', 0, ['--a_=z 1']],
  ['foo --a "x$X"', 1, ['x_ 1', '--a=x_ 1']],
  ['foo -a "x$X"', 1, ['x_ 1']],
  ['foo a$X', 0, ['_ 1']],
  ['foo -- "$X"', 1, []],
  ['git commit -m "$X"', 2, ['-m=_ 1', '--message=_ 1']],
  ['git commit -m $X', 2, ['_ 1', '-m=_ 1', '--message=_ 1']],
  ['git commit -m a$X', 2, ['_ 1']],
  ['git commit -m"$X"', 1, ['-m=_ 1', '--message=_ 1']],
  ['git commit --mess="a$X"', 1, ['-m=a_ 1', '--message=a_ 1']],
  ['git commit --am"$X"', 1, ['--am__ 1']],
  ['git commit --no-ver', 1, ['--no-ver_ 1']],
  ['git commit --amend', 1, []],
  ['git commit "$X" --amend', 2, ['--amend 1']],
  ['git commit "x$X"', 1, ['x_ 1']],
  ['git commit -- "$X"', 2, []],
])('in %s the word %i may be %j of an option', (text, index, expected) => {
  expect(shapesOf(text, index)).toEqual(expected)
})

test.each([
  ['-rf', 'rm -fr x', true],
  ['-rf', 'rm -r x', false],
  ['-rf', 'rm --recursive --force x', true],
  ['--force*', 'git push --force-with-lease', true],
  ['--force', 'git push --force=x', true],
  ['--name=a*', 'foo --name abc', true],
  ['--name=a*', 'foo --name b', false],
  ['-destroy', 'foo -destroy', true],
  ['-d', 'foo -destroy', false],
  ['-D', 'git branch -d --force', true],
])('%s is known in %s: %s', (flag, text, expected) => {
  const { program, words } = argumentsOf(text)
  expect(isKnownFlag(wantFlag(flag, program), readFlags(words, program))).toBe(expected)
})

test.each([
  ['-rf', 'rm -r "$X"', [true]],
  ['-rf', 'rm "$X"', [true, true]],
  ['-rf', 'rm "x$X"', [false, false]],
  ['-rf', 'rm -rf "$X"', []],
  ['--force', 'git push --for"$X"', [true]],
  ['--no-verify', 'git commit -a"$X"', [true]],
  ['--amend', 'git commit -a"$X"', [false]],
])('what is missing of %s in %s may be in its gaps: %j', (flag, text, expected) => {
  const { program, words } = argumentsOf(text)
  const needs = needsOf(wantFlag(flag, program), readFlags(words, program), { program, words })
  const shapes = words.flatMap((_, index) => optionShapes(words, index))
  expect(needs.map((need) => shapes.some(({ shape }) => need(shape)))).toEqual(expected)
})
