import { expect, test } from '@jest/globals'
import {
  knownWord,
  type ShellWord,
  unknownWord,
} from '../../../../src/core/policy/subjects/shell-word.ts'
import { unwrap } from '../../../../src/core/policy/subjects/unwrap.ts'

/** What a command of these words runs: commands with their roles, scripts, and `?` for what is unknown. */
function found(words: readonly ShellWord[], input: { piped?: boolean; input?: ShellWord } = {}) {
  const said: string[] = []
  unwrap(
    words,
    { piped: input.piped ?? false, input: input.input },
    {
      script: (text) => said.push(`script ${text}`),
      add: ({ words: own, role }) =>
        said.push(`${role} ${own.map(({ text }) => text ?? '_').join(' ')}`),
      unreadable: () => said.push('?'),
    },
  )
  return said.toSorted()
}

/** `_` stands for a word nobody can read. */
const wordsOf = (text: string) =>
  text.split(' ').map((word) => (word === '_' ? unknownWord : knownWord(word)))

test.each([
  ['ls -l', ['command ls -l']],
  ['/usr/bin/time ls', ['command ls', 'wrapper /usr/bin/time ls']],
  ['SUDO ls', ['command SUDO ls', 'command ls']],
  ['nice nohup ls', ['command ls', 'wrapper nice nohup ls', 'wrapper nohup ls']],
  ['eval a b', ['command eval a b', 'script a b']],
  ['trap -- a EXIT', ['command trap -- a EXIT', 'script a']],
  ['alias x=a', ['command alias x=a', 'script a']],
  ['sh -c a', ['script a', 'wrapper sh -c a']],
  ['sh file', ['command sh file']],
  ['op run -- ls -l', ['command op run -- ls -l', 'guess ls -l']],
  ['find . -exec a ; -ok b +', ['command a', 'command b', 'command find . -exec a ; -ok b +']],
  ['find . -name x', ['command find . -name x']],
  ['declare -n x', ['?', 'command declare -n x']],
  ['declare -r x', ['command declare -r x']],
  ['eval _', ['?', 'command eval _', 'script "$@"']],
  ['_ _', ['?', 'command _ _']],
  ['_ a b', ['command _ a b', 'guess a b', 'guess b', 'script a b']],
  ['git bisect run a b', ['command a b', 'command git bisect run a b']],
  ['docker exec c a b', ['command a b', 'command docker exec c a b']],
])('%s runs %j', (text, expected) => {
  expect(found(wordsOf(text))).toEqual(expected)
})

test('a shell reads its script from where it is given one', () => {
  expect(found(wordsOf('sh'), { piped: true })).toContain('?')
  expect(found(wordsOf('sh'))).toEqual(['command sh'])
  expect(found(wordsOf('sh'), { input: knownWord('a') })).toContain('script a')
  expect(found(wordsOf('ls'), { piped: true })).toEqual(['command ls'])
})

test('words that are a command in one reading are no guess in another', () => {
  const said = found(wordsOf('find . _ x -exec a ;'))
  expect(said).toContain('command a')
  expect(said).not.toContain('guess a')
})

test('of more commands within each other than are kept the rest is unreadable', () => {
  const said = found(wordsOf(`${'sudo '.repeat(100)}ls`))
  expect(said).toContain('?')
  expect(said).not.toContain('command ls')
  expect(found(wordsOf(`${'sudo '.repeat(20)}ls`))).toContain('command ls')
})
