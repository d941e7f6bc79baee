import { globProblem } from '../judge/glob.ts'
import { fold, isExclusion, type Outcome } from '../judge/match.ts'
import { needsOf, optionShapes, readFlags, type WantedFlag, wantFlag } from './flags.ts'
import { strongest } from './github-call.ts'
import { matchOperands } from './match-operands.ts'
import { readArguments } from './program-arguments.ts'
import type { ShellText, SimpleCommand } from './shell-text.ts'
import { repeats, type ShapeToken, type ShellWord, withoutDirectory } from './shell-word.ts'
import { compileWord, matchWord, type WordPattern, weaker } from './word-pattern.ts'

/**
 * A matcher for the commands of a shell text.
 *
 * A pattern is a list of words, each a glob over one argument (`*` any characters, `**` as a word
 * of its own any number of words). It matches when its words match the first words of a command:
 *
 * - the program is compared without its folder and without case, unless the pattern has a slash;
 * - options of the command that the pattern does not name are passed over, with their values;
 * - options that it names may stand anywhere, short ones joined or apart (`-rf`, `-fr`, `-r -f`);
 * - a word that cannot be read could be any word, an unquoted one any number of words, and then the
 *   outcome is `unknown`.
 *
 * With `!` patterns alone, a command matches that none of them describes.
 */
export function compileCommands(patterns: readonly string[]): (text: ShellText) => Outcome {
  const positive = patterns
    .filter((pattern) => !isExclusion(pattern))
    .map((p) => compileCommand(p, fold))
  const excluded = patterns
    .filter(isExclusion)
    .map((pattern) => compileCommand(pattern.slice(1), (text) => text))
  const judge = (command: SimpleCommand): Outcome => {
    if (positive.length === 0 && command.role !== 'command') return 'no'
    const included =
      positive.length === 0 ? 'yes' : strongest(positive.map((match) => match(command)))
    if (included === 'no' || excluded.length === 0) return included
    const dropped = strongest(excluded.map((match) => match(command)))
    return dropped === 'yes' ? 'no' : dropped === 'unknown' ? 'unknown' : included
  }
  return ({ commands, complete }) => {
    const outcome = strongest(commands.map(judge))
    return outcome === 'no' && !complete ? 'unknown' : outcome
  }
}

/** What is wrong with a command pattern, as the end of a sentence, or `undefined`. */
export function commandProblem(pattern: string): string | undefined {
  const words = wordsOf(pattern)
  if (words.length === 0) return 'is empty'
  if (words[0] === '**') return 'starts with **: name a program, or use * for any'
  if (/[;|&<>`]|\$\(/.test(pattern)) {
    return 'has shell syntax: a pattern describes one command, such as "terraform destroy"'
  }
  return words.map(globProblem).find((problem) => problem !== undefined)
}

const wordsOf = (pattern: string): string[] => pattern.split(/\s+/).filter((word) => word !== '')

function compileCommand(
  pattern: string,
  foldProgram: (name: string) => string,
): (command: SimpleCommand) => Outcome {
  const [name = '', ...rest] = wordsOf(pattern)
  const program = compileProgram(name, foldProgram)
  const flags = rest
    .filter((word) => /^-./.test(word) && word !== '--')
    .map((w) => wantFlag(w, fold(name)))
  const operands = rest.filter((word) => !word.startsWith('-') || word === '-').map(compileWord)
  const judge = (first: ShellWord, others: readonly ShellWord[]): Outcome => {
    const outcome = program(first)
    return outcome === 'no'
      ? 'no'
      : weaker(outcome, matchArguments(flags, operands, others, fold(name)))
  }
  return ({ words }) => {
    const [first, ...others] = words
    if (first === undefined) return 'no'
    if (first.many) return 'unknown'
    const [head, ...pieces] = first.pieces ?? []
    const split = head === undefined ? 'no' : judge(head, [...pieces, ...others])
    return strongest([judge(first, others), weaker('unknown', split)])
  }
}

function compileProgram(
  name: string,
  foldName: (name: string) => string,
): (word: ShellWord) => Outcome {
  const pattern = compileWord(foldName(name))
  const hasFolder = name.includes('/')
  return (word) => {
    const { text, shape = [], ...rest } = hasFolder ? word : withoutDirectory(word)
    if (text !== undefined) return matchWord(pattern, { ...rest, text: foldName(text) })
    const folded = shape.flatMap<ShapeToken>((token) =>
      typeof token === 'string' ? foldName(token).split('') : [token],
    )
    return matchWord(pattern, { ...rest, shape: folded })
  }
}

/** Most words with gaps that are tried as the option which is missing, in commands of so many words. */
const maxFlagCandidates = 16
const maxWordsTried = 256

function matchArguments(
  flags: readonly WantedFlag[],
  operands: readonly WordPattern[],
  words: readonly ShellWord[],
  program: string,
): Outcome {
  const read = readArguments(program, words)
  const given = readFlags(read, program)
  const needs = flags.flatMap((flag) => needsOf(flag, given, { program, words: read }))
  if (needs.length === 0) return matchOperands(operands, words)
  const candidates = words.flatMap((word, index) => {
    const shapes = optionShapes(read, index)
    const meets = needs.map((need) => shapes.some(({ shape }) => need(shape)))
    if (!meets.includes(true)) return []
    const whole = shapes.filter(({ shape }) => needs.every((need) => need(shape)))
    return [{ index, whole, meets, repeats: repeats(word) }]
  })
  if (!needs.every((_, n) => candidates.some(({ meets }) => meets[n]))) return 'no'
  // A word with a gap could be the missing option, but then it is not also an operand.
  const whole = candidates.flatMap((one) => one.whole.map(({ length }) => ({ ...one, length })))
  const tried = words.length > maxWordsTried ? [] : whole.slice(0, maxFlagCandidates)
  const used = tried.map(({ index, repeats, length }) => {
    const others = repeats ? words : words.filter((_, i) => i < index || i >= index + length)
    return matchOperands(operands, others)
  })
  const several = tried.length < whole.length || candidates.some((one) => one.whole.length === 0)
  return weaker('unknown', strongest([...used, several ? matchOperands(operands, words) : 'no']))
}
