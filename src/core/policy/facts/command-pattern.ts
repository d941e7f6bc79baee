import { compileGlob, globProblem, type Match, readGlob, type Token } from '../judge/glob.ts'
import { fold, isExclusion, type Outcome } from '../judge/match.ts'
import { isKnownFlag, readFlags, type WantedFlag, wantFlag } from './flags.ts'
import { strongest } from './github-call.ts'
import type { ShellText, SimpleCommand } from './shell-text.ts'
import { canMatch, type ShellWord, withoutDirectory } from './shell-word.ts'

/**
 * A matcher for the commands of a shell text.
 *
 * A pattern is a list of words, each a glob over one argument (`*` any characters, `**` as a word
 * of its own any number of words). It matches when its words match the first words of a command:
 *
 * - the program is compared without its folder and without case, unless the pattern has a slash;
 * - options of the command that the pattern does not name are passed over, with their values;
 * - options that it names may stand anywhere, short ones joined or apart (`-rf`, `-fr`, `-r -f`);
 * - a word that cannot be read could be any word, and then the outcome is `unknown`.
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

interface WordPattern {
  match: Match
  /** For words with gaps. */
  alternatives: Token[][]
  /** Matches any word, whatever is in its gaps. */
  isAny: boolean
  /** `**`: any number of words. */
  isMany: boolean
}

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
  return ({ words }) => {
    const [first, ...others] = words
    if (first === undefined) return 'no'
    if (first.many) return 'unknown'
    const outcome = program(first)
    return outcome === 'no'
      ? 'no'
      : weaker(outcome, matchArguments(flags, operands, others, fold(name)))
  }
}

const order: readonly Outcome[] = ['no', 'unknown', 'yes']
const weaker = (a: Outcome, b: Outcome): Outcome => (order.indexOf(a) < order.indexOf(b) ? a : b)

function compileProgram(
  name: string,
  foldName: (name: string) => string,
): (word: ShellWord) => Outcome {
  const pattern = compileWord(foldName(name))
  const hasFolder = name.includes('/')
  return (word) => {
    const shown = hasFolder ? word : withoutDirectory(word)
    return matchWord(
      pattern,
      shown.text === undefined ? shown : { ...shown, text: foldName(shown.text) },
    )
  }
}

function compileWord(word: string): WordPattern {
  const read = readGlob(word)
  return {
    match: compileGlob(word, 'plain'),
    alternatives: 'alternatives' in read ? read.alternatives : [],
    isAny: word === '*',
    isMany: word === '**',
  }
}

function matchWord(pattern: WordPattern, word: ShellWord): Outcome {
  const { text, shape } = word
  if (text !== undefined)
    return pattern.match(text) || pattern.match(plainPath(text)) ? 'yes' : 'no'
  if (pattern.isAny && !word.many) return 'yes'
  return pattern.alternatives.some((tokens) => canMatch(tokens, shape ?? [])) ? 'unknown' : 'no'
}

/** `//`, `/.` and `/tmp/..` are all the root. */
function plainPath(text: string): string {
  if (!text.startsWith('/')) return text
  const segments: string[] = []
  for (const segment of text.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return `/${segments.join('/')}`
}

/** Most words with gaps that are tried as the option which is missing. */
const maxFlagCandidates = 16

function matchArguments(
  flags: readonly WantedFlag[],
  operands: readonly WordPattern[],
  words: readonly ShellWord[],
  program: string,
): Outcome {
  const given = readFlags(words, program)
  const missing = flags.filter((flag) => !isKnownFlag(flag, given))
  if (missing.length === 0) return matchOperands(operands, words)
  // A word with a gap could be the missing option, but then it is not also an operand.
  const candidates = words
    .map((word, index) => ({ word, index }))
    .filter(({ word }) => missing.every((flag) => couldBe(flag, word)))
  const outcomes = candidates.slice(0, maxFlagCandidates).map(({ word, index }) => {
    const others = word.many ? words : words.filter((_, i) => i !== index)
    return weaker('unknown', matchOperands(operands, others))
  })
  return strongest(outcomes)
}

const couldBe = (flag: WantedFlag, { shape }: ShellWord): boolean =>
  shape !== undefined && flag.alternatives.some((tokens) => canMatch(tokens, shape))

/** Whether the operands of a pattern are the first ones of a command; options are passed over. */
function matchOperands(operands: readonly WordPattern[], words: readonly ShellWord[]): Outcome {
  const reached = createReached(words.length, operands.length)
  for (let w = 0; w <= words.length; w++) {
    for (let o = 0; o <= operands.length; o++) {
      const outcome = reached.at(w, o)
      if (outcome !== 'no') advance(reached, operands[o], words, w, o, outcome)
    }
  }
  return reached.best()
}

/** How well the first `word` words satisfied the first `operand` operands. */
interface Reached {
  at(word: number, operand: number): Outcome
  mark(word: number, operand: number, outcome: Outcome): void
  /** With all operands satisfied, after however many words. */
  best(): Outcome
}

function createReached(words: number, operands: number): Reached {
  const cells = new Uint8Array((words + 1) * (operands + 1))
  const cell = (word: number, operand: number) => word * (operands + 1) + operand
  cells[0] = 2
  let best = operands === 0 ? 2 : 0
  return {
    at: (word, operand) => order[cells[cell(word, operand)] ?? 0] ?? 'no',
    mark(word, operand, outcome) {
      if (word > words || operand > operands) return
      const index = cell(word, operand)
      cells[index] = Math.max(cells[index] ?? 0, order.indexOf(outcome))
      if (operand === operands) best = Math.max(best, order.indexOf(outcome))
    },
    best: () => order[best] ?? 'no',
  }
}

function advance(
  reached: Reached,
  operand: WordPattern | undefined,
  words: readonly ShellWord[],
  w: number,
  o: number,
  outcome: Outcome,
): void {
  const word = words[w]
  if (operand?.isMany === true) reached.mark(w, o + 1, outcome)
  if (word === undefined || operand === undefined) return
  if (isFlagWord(word)) {
    reached.mark(w + 1, o, outcome)
    // Its value may follow; `--` and `--option=value` have none.
    const next = words[w + 1]
    if (
      word.text !== '--' &&
      !word.script.includes('=') &&
      next !== undefined &&
      !isFlagWord(next)
    ) {
      reached.mark(w + 2, o, outcome)
    }
    return
  }
  if (operand.isMany) reached.mark(w + 1, o, outcome)
  const matched = weaker(outcome, matchWord(operand, word))
  if (matched !== 'no') {
    reached.mark(w + 1, o + 1, matched)
    if (word.many) reached.mark(w, o + 1, 'unknown')
  }
  if (word.many) reached.mark(w + 1, o, 'unknown')
}

const isFlagWord = ({ text, shape }: ShellWord): boolean =>
  text === undefined ? shape?.[0] === '-' : text.length > 1 && text.startsWith('-')
