import { anyRun, compileGlob, type Match, readGlob, type Token } from '../judge/glob.ts'
import { type GivenOption, readOption, readOptionShape } from './option-grammar.ts'
import type { Argument } from './program-arguments.ts'
import { canMatch, couldBeOptions, isGap, type ShapeToken } from './shell-word.ts'

/** An option that a pattern asks for. */
export interface WantedFlag {
  /** The letters of a short cluster, else the option itself. */
  atoms: readonly string[]
  match: Match
  /** `--option` also matches `--option=value`. */
  matchValued: Match
  alternatives: Token[][]
}

export interface GivenFlags {
  words: readonly string[]
  atoms: ReadonlySet<string>
}

/** Whether a word with gaps could be what is missing of an option. */
export type Need = (shape: readonly ShapeToken[]) => boolean

/** Longest pattern word read as joined letters; `-destroy` and its kind are one option. */
const maxCluster = 6

/** Different spellings of one option, where an accident is near. */
const spellings: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  rm: { '-R': ['-r'], '--recursive': ['-r'], '--force': ['-f'] },
  chmod: { '--recursive': ['-R'] },
  chown: { '--recursive': ['-R'] },
  cp: { '-R': ['-r'], '--recursive': ['-r'], '--force': ['-f'] },
  git: { '--force': ['-f'], '--delete': ['-d'], '-D': ['-d', '-f'] },
}

export function wantFlag(word: string, program: string): WantedFlag {
  const read = readGlob(word)
  return {
    atoms: atomsOf(word, program),
    match: compileGlob(word, 'plain'),
    matchValued: compileGlob(`${word}=*`, 'plain'),
    alternatives: 'alternatives' in read ? read.alternatives : [],
  }
}

/**
 * The options that a command has for certain, in all their spellings; `--name value` counts as
 * `--name=value` too.
 */
export function readFlags(given: readonly Argument[], program: string): GivenFlags {
  const words = new Set<string>()
  const atoms = new Set<string>()
  const addAtoms = (flag: string) => {
    for (const atom of atomsOf(flag, program)) atoms.add(atom)
  }
  for (const [index, { word, mayBeOption, mayBeValue, grammar }] of given.entries()) {
    const { text } = word
    if (text === undefined || !isOption(text) || !mayBeOption || mayBeValue) continue
    const following = given[index + 1]?.word.text
    words.add(text)
    if (grammar === undefined) {
      addAtoms(text)
      if (canJoin(text) && following !== undefined) words.add(`${text}=${following}`)
      continue
    }
    for (const one of readOption(grammar, text).given) {
      const { option, value = option?.takes === 'value' ? following : undefined } = one
      for (const name of namesOf(one)) {
        words.add(name)
        addAtoms(name)
        if (value !== undefined) words.add(`${name}=${value}`)
      }
    }
  }
  return { words: [...words], atoms }
}

const isOption = (text: string): boolean => /^-./.test(text) && text !== '--'

const namesOf = ({ name, option }: GivenOption): readonly string[] => option?.names ?? [name]

const canJoin = (text: string): boolean => /^--[^=]+$/.test(text)

/** A reading of words as one option, and how many words it takes. */
export interface OptionShape {
  shape: readonly ShapeToken[]
  length: 1 | 2
}

/** What the word at `index` may be of an option, alone or with the word before or behind it. */
export function optionShapes(given: readonly Argument[], index: number): readonly OptionShape[] {
  const argument = given[index]
  if (argument === undefined) return []
  const { word, mayBeOption, mayBeValue } = argument
  if (word.pieces !== undefined)
    return mayBeOption || mayBeValue ? [{ shape: [anyRun], length: 1 }] : []
  return [
    ...(mayBeOption ? ownShapes(argument) : []),
    ...(mayBeOption ? joinedShapes(argument, given[index + 1]) : []),
    ...valueShapes(given[index - 1], argument),
  ]
}

/** The word as an option of its own. */
function ownShapes({ word, mayBeValue, grammar }: Argument): readonly OptionShape[] {
  const { text } = word
  const shape = word.shape ?? (text ?? '').split('')
  const isUnsure = grammar !== undefined && isLong(shape) && !shape.includes('=')
  // Several options begin like this: git refuses it, a git with fewer of them would not.
  if (text !== undefined) {
    const isAbbreviated =
      isUnsure &&
      isOption(text) &&
      readOption(grammar, text).given.some(({ option }) => option === undefined)
    if (!mayBeValue && !isAbbreviated) return []
    return [{ shape: isAbbreviated ? [...shape, anyRun] : shape, length: 1 }]
  }
  if (grammar === undefined || (shape[0] !== '-' && !isGap(shape[0]))) return [{ shape, length: 1 }]
  const { given, gap } = readOptionShape(grammar, shape)
  const last = given.at(-1)
  if (gap === 'value' && last?.option !== undefined) {
    const start = shape.findIndex(isGap)
    return last.option.names.map((name) => ({
      shape: [...name, '=', ...(last.value ?? ''), ...shape.slice(start)],
      length: 1,
    }))
  }
  return [{ shape: isUnsure ? [...shape, anyRun] : shape, length: 1 }]
}

const isLong = (shape: readonly ShapeToken[]): boolean => shape[0] === '-' && shape[1] === '-'

/** A name with gaps, and the value behind it. */
function joinedShapes(
  { word, grammar }: Argument,
  next: Argument | undefined,
): readonly OptionShape[] {
  const { shape } = word
  if (shape === undefined || next === undefined || shape.includes('=')) return []
  if (shape[0] !== '-' && !isGap(shape[0])) return []
  if (grammar !== undefined && !next.mayBeValue) return []
  const value = next.word.shape ?? (next.word.text ?? '').split('')
  return [{ shape: [...shape, '=', ...value], length: 2 }]
}

/** A value with gaps, joined to the name before it. */
function valueShapes(previous: Argument | undefined, argument: Argument): readonly OptionShape[] {
  const name = previous?.word.text
  const { shape } = argument.word
  if (shape === undefined || previous === undefined || name === undefined) return []
  if (previous.grammar === undefined) {
    return canJoin(name) ? [{ shape: [...name, '=', ...shape], length: 1 }] : []
  }
  if (!argument.mayBeValue || !previous.mayBeOption || !/^-./.test(name)) return []
  const last = readOption(previous.grammar, name).given.at(-1)
  return (last === undefined ? [] : namesOf(last)).map((one) => ({
    shape: [...one, '=', ...shape],
    length: 1,
  }))
}

/** What is missing of an option, letter by letter where it is a cluster of them. */
export function needsOf(
  flag: WantedFlag,
  given: GivenFlags,
  { program, words }: { program: string; words: readonly Argument[] },
): Need[] {
  if (isKnownFlag(flag, given)) return []
  const asked: Need = (shape) =>
    flag.alternatives.some(
      (tokens) =>
        canMatch(tokens, shape) ||
        (!tokens.includes('=') && canMatch([...tokens, '=', anyRun], shape)),
    )
  const missing = flag.atoms.filter((atom) => !given.atoms.has(atom))
  return missing.map((atom) => {
    const spelled = spellingsOf(atom, program, words)
    return (shape) => asked(shape) || spelled.some((name) => couldHold(name, shape))
  })
}

/** An option in the spellings of a table and of the program's own options. */
function spellingsOf(atom: string, program: string, words: readonly Argument[]): readonly string[] {
  const same = Object.hasOwn(spellings, program) ? (spellings[program] ?? {}) : {}
  const spelled = Object.entries(same).flatMap(([name, atoms]) =>
    atoms.includes(atom) ? [name] : [],
  )
  const own = words.at(-1)?.grammar?.get(atom)?.names ?? []
  return [...new Set([atom, ...spelled, ...own])]
}

/** `-f` may be in `-"$X"`, in `-v"$X"`, and in `--for"$X"` where that is another spelling. */
const couldHold = (name: string, shape: readonly ShapeToken[]): boolean =>
  name.length === 2 ? couldBeOptions({ shape }) : canMatch([...name], shape)

export const isKnownFlag = (flag: WantedFlag, given: GivenFlags): boolean =>
  flag.atoms.every((atom) => given.atoms.has(atom)) ||
  given.words.some((word) => flag.match(word) || flag.matchValued(word))

function atomsOf(flag: string, program: string): readonly string[] {
  const same = Object.hasOwn(spellings, program) ? spellings[program] : undefined
  const spelled = (atom: string): readonly string[] => same?.[atom] ?? [atom]
  if (!/^-[0-9A-Za-z]+$/.test(flag) || flag.length > maxCluster + 1) return spelled(flag)
  return [...flag.slice(1)].flatMap((letter) => spelled(`-${letter}`))
}
