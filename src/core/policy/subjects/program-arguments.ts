import { gitGlobals, gitVerbOptions } from './git-options.ts'
import { type OptionGrammar, optionGrammar, readOption, readOptionShape } from './option-grammar.ts'
import { isGap, repeats, type ShellWord } from './shell-word.ts'

/** A word behind a program, and what it may be there. */
export interface Argument {
  word: ShellWord
  /** It may be an option, or an operand. */
  mayBeOption: boolean
  /** It may be the value of the option before it. */
  mayBeValue: boolean
  /** The options that are known where it stands. */
  grammar: OptionGrammar | undefined
}

const owners =
  'c,changes f,silent,quiet v,verbose no-preserve-root preserve-root reference= R,recursive'
const copying = `b backup? f,force i,interactive n,no-clobber S,suffix= t,target-directory=
  T,no-target-directory v,verbose Z context?`

/** @see https://www.gnu.org/software/coreutils/manual/ and `sed --help` */
const programs: Readonly<Record<string, OptionGrammar>> = {
  chgrp: optionGrammar(`${owners} dereference h,no-dereference H L P`),
  chmod: optionGrammar(owners),
  chown: optionGrammar(`${owners} dereference h,no-dereference from= H L P`),
  cp: optionGrammar(`${copying} a,archive attributes-only copy-contents d H l,link L,dereference
    P,no-dereference p preserve? no-preserve= parents R,r,recursive reflink? remove-destination
    sparse= strip-trailing-slashes s,symbolic-link u update? x,one-file-system debug keep-directory-symlink`),
  ln: optionGrammar(`b backup? d,F,directory f,force i,interactive L,logical n,no-dereference
    P,physical r,relative s,symbolic S,suffix= t,target-directory= T,no-target-directory v,verbose`),
  mv: optionGrammar(`${copying} strip-trailing-slashes u update? exchange no-copy debug`),
  rm: optionGrammar(`f,force i I interactive? one-file-system no-preserve-root preserve-root?
    r,R,recursive d,dir v,verbose help version`),
  sed: optionGrammar(`n,quiet,silent debug e,expression= f,file= E,r,regexp-extended i,in-place?
    follow-symlinks l,line-length= posix s,separate sandbox u,unbuffered z,null-data help version`),
}

/** Reads the words behind a program by the options it knows. */
export function readArguments(program: string, words: readonly ShellWord[]): readonly Argument[] {
  if (program === 'git') return readGitArguments(words)
  const grammar = Object.hasOwn(programs, program) ? programs[program] : undefined
  return readWith(grammar, words)
}

/** What stands before the verb has to be read for certain; else no options are known. */
function readGitArguments(words: readonly ShellWord[]): readonly Argument[] {
  let at = 0
  let next: 'argument' | 'value' = 'argument'
  const before: Argument[] = []
  for (; at < words.length; at++) {
    const word = words[at] as ShellWord
    if (word.text === undefined && (next === 'argument' || repeats(word))) break
    before.push({
      word,
      mayBeOption: next === 'argument',
      mayBeValue: next === 'value',
      grammar: gitGlobals,
    })
    if (next === 'value') next = 'argument'
    else if (!isOption(word.text)) break
    else {
      const reading = readOption(gitGlobals, word.text ?? '')
      if (reading.next === 'either') break
      next = reading.next
    }
  }
  const verb = words[at]?.text
  if (verb === undefined || isOption(verb) || next === 'value') return readWith(undefined, words)
  return [...before, ...readWith(gitVerbOptions(verb), words.slice(at + 1))]
}

const isOption = (text: string | undefined): boolean => text !== undefined && /^-./.test(text)

type State = 'argument' | 'value' | 'end'

/** A word may be read in two ways where one before it may or may not take it as its value. */
function readWith(
  grammar: OptionGrammar | undefined,
  words: readonly ShellWord[],
): readonly Argument[] {
  let states: ReadonlySet<State> = new Set(['argument'])
  return words.map((word) => {
    const mayBeValue = states.has('value')
    const mayBeOption = states.has('argument') || (mayBeValue && repeats(word))
    const next = new Set<State>(mayBeOption ? statesAfter(grammar, word) : [])
    if (mayBeValue) next.add('argument')
    // A variable without quotes may be no word at all.
    if (mayBeValue && repeats(word)) next.add('value')
    if (states.has('end')) next.add('end')
    states = next
    return { word, mayBeOption, mayBeValue, grammar }
  })
}

function statesAfter(grammar: OptionGrammar | undefined, word: ShellWord): readonly State[] {
  const { text, shape } = word
  if (text === '--') return ['end']
  if (grammar === undefined) return ['argument']
  const first = shape?.[0]
  const reading = isOption(text)
    ? readOption(grammar, text ?? '')
    : shape !== undefined && (first === '-' || isGap(first))
      ? readOptionShape(grammar, shape)
      : undefined
  if (reading === undefined) return ['argument']
  const isMany = shape !== undefined && repeats(word)
  if (reading.next === 'either' || isMany) return ['argument', 'value']
  return [reading.next]
}
