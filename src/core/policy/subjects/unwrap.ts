import { readGit } from './git-commands.ts'
import { fileNamed, type Inner, maxStarts, nothing } from './inner-commands.ts'
import {
  type Input,
  operandsOf,
  readShell,
  readSourced,
  runScript,
  scriptOf,
} from './shell-arguments.ts'
import type { CommandSink } from './shell-text.ts'
import {
  canMatch,
  couldBeOptions,
  isDynamic,
  repeats,
  type ShellWord,
  withoutDirectory,
} from './shell-word.ts'
import { readWrapper } from './wrapper-arguments.ts'
import { findActions, isShell, runners, wrapperFor } from './wrappers.ts'

/** Reports a command, and every command that its words make it run. */
export function unwrap(words: readonly ShellWord[], input: Input, sink: CommandSink): void {
  const pending: { words: readonly ShellWord[]; guess: boolean }[] = [{ words, guess: false }]
  const starts = new Set<ShellWord>()
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [first] = next.words
    if (first === undefined || starts.has(first)) continue
    if (starts.add(first).size > maxStarts) {
      sink.unreadable()
      return
    }
    const inner = innerCommands(next.words, input, sink)
    const role = next.guess ? 'guess' : inner.transparent ? 'wrapper' : 'command'
    sink.add({ words: next.words, role })
    // Guesses wait at the other end: words that are a command in one reading count as one.
    for (const found of inner.guesses) pending.unshift({ words: found, guess: true })
    for (const found of inner.commands) pending.push({ words: found, guess: next.guess })
  }
}

function innerCommands(words: readonly ShellWord[], input: Input, sink: CommandSink): Inner {
  const [first, ...rest] = words
  if (first === undefined) return nothing
  const { text, shape = [] } = withoutDirectory(first)
  if (text === undefined) return couldRunWords(shape) ? readUnknownRunner(rest, sink) : nothing
  const program = text.toLowerCase()
  if (isShell(program)) return readShell(rest, input, sink)
  if (program === 'eval') return runScript(rest, sink)
  if (program === 'trap') return runScript(operandsOf(rest).slice(0, 1), sink)
  if (program === 'alias') return runScript(rest.map(withoutName), sink)
  if (program === 'source' || program === '.') return readSourced(rest, sink, input)
  if (program === 'find') return findCommands(rest, sink)
  if (declarations.has(program)) return readDeclaration(rest, sink)
  if (program === 'git') return orBehindDashes(readGit(rest, sink), rest)
  const wrapper = wrapperFor(program)
  if (wrapper === undefined) return orBehindDashes(nothing, rest)
  const inner = readWrapper(wrapper, rest, sink)
  return wrapper.verbs === undefined ? inner : orBehindDashes(inner, rest)
}

/** Programs that nobody knows often run what follows `--`. */
function orBehindDashes(inner: Inner, words: readonly ShellWord[]): Inner {
  const dashes = words.findIndex(({ text }) => text === '--')
  if (dashes === -1 || inner.commands.length > 0) return inner
  return { ...inner, guesses: [...inner.guesses, words.slice(dashes + 1)] }
}

/** `"$X" terraform destroy`: the program may be `sudo`, `eval` or a shell. */
const couldRunWords = (shape: NonNullable<ShellWord['shape']>): boolean =>
  runners.some((name) => canMatch([...name], shape))

function readUnknownRunner(words: readonly ShellWord[], sink: CommandSink): Inner {
  if (words.length > maxStarts || words.some(isDynamic)) {
    sink.unreadable()
    return nothing
  }
  if (words.length > 0) sink.script(scriptOf(words))
  if (words.length > 1) {
    for (const { script } of words) if (/\s/.test(script)) sink.script(script)
  }
  return { ...nothing, guesses: words.map((_, index) => words.slice(index)) }
}

const withoutName = (word: ShellWord): ShellWord => ({
  ...word,
  script: word.script.slice(word.script.indexOf('=') + 1),
})

const declarations = new Set(['declare', 'typeset', 'local', 'nameref'])

/** A name that stands for another may be a whole list, in quotes as well: `declare -n x='a[@]'`. */
function readDeclaration(words: readonly ShellWord[], sink: CommandSink): Inner {
  const isNameref = (word: ShellWord) =>
    isDynamic(word) ? couldBeOptions(word) : /^-\w*n/.test(word.text ?? '')
  if (words.some(isNameref)) sink.unreadable()
  return nothing
}

/** Most gaps that are taken for an `-exec`, among so many words; beyond that nothing is known. */
const maxGuessedActions = 8
const maxWordsGuessed = 256

/** The words after `-exec` and its kind, up to `;` or `+`; a gap may be one of those as well. */
function findCommands(words: readonly ShellWord[], sink: CommandSink): Inner {
  if (words.some(repeats)) sink.unreadable()
  const commands: ShellWord[][] = []
  const guesses: ShellWord[][] = []
  for (const [index, word] of words.entries()) {
    const isAction = word.text !== undefined && findActions.has(word.text)
    if (!isAction && !couldBeAction(word)) continue
    const isTooMany = guesses.length > maxGuessedActions || words.length > maxWordsGuessed
    if (commands.length > maxStarts || (!isAction && isTooMany)) {
      sink.unreadable()
      break
    }
    const list = isAction ? commands : guesses
    list.push(untilEnd(words.slice(index + 1)).map((one) => fileNamed(one)))
  }
  return { ...nothing, commands, guesses }
}

const couldBeAction = ({ shape }: ShellWord): boolean =>
  shape !== undefined && [...findActions].some((action) => canMatch([...action], shape))

function untilEnd(words: readonly ShellWord[]): readonly ShellWord[] {
  const end = words.findIndex(({ text }) => text === ';' || text === '+')
  return end === -1 ? words : words.slice(0, end)
}
