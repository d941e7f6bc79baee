import { anyRun, compileGlob, type Match, readGlob, type Token } from '../judge/glob.ts'
import { canMatch, couldBeOptions, type ShapeToken, type ShellWord } from './shell-word.ts'

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

/** The options among the words of a command, up to `--`; `--name value` counts as `--name=value` too. */
export function readFlags(words: readonly ShellWord[], program: string): GivenFlags {
  const end = words.findIndex(({ text }) => text === '--')
  const before = end === -1 ? words : words.slice(0, end)
  const flags = before.flatMap(({ text }, index) => {
    if (text === undefined || !/^-./.test(text)) return []
    const value = before[index + 1]?.text
    return canJoin(text) && value !== undefined ? [text, `${text}=${value}`] : [text]
  })
  return { words: flags, atoms: new Set(flags.flatMap((flag) => atomsOf(flag, program))) }
}

const canJoin = (text: string): boolean => text.startsWith('--') && !text.includes('=')

/** The shape of a word, joined to the option before it as `--name=value` where there is one. */
export function optionShapes(
  words: readonly ShellWord[],
  index: number,
): (readonly ShapeToken[])[] {
  const shape = words[index]?.shape
  if (shape === undefined) return []
  const name = words[index - 1]?.text
  return name !== undefined && canJoin(name) ? [shape, [...name, '=', ...shape]] : [shape]
}

/** What is missing of an option, letter by letter where it is a cluster of them. */
export function needsOf(flag: WantedFlag, given: GivenFlags, program: string): Need[] {
  if (isKnownFlag(flag, given)) return []
  const asked: Need = (shape) =>
    flag.alternatives.some(
      (tokens) => canMatch(tokens, shape) || canMatch([...tokens, '=', anyRun], shape),
    )
  const missing = flag.atoms.filter((atom) => !given.atoms.has(atom))
  return missing.map((atom) => (shape) => asked(shape) || couldHold(atom, shape, program))
}

/** `-f` may be in `-"$X"`, in `-v"$X"`, and in `--for"$X"` where that is another spelling. */
function couldHold(atom: string, shape: readonly ShapeToken[], program: string): boolean {
  if (atom.length === 2 && couldBeOptions({ shape })) return true
  const same = Object.hasOwn(spellings, program) ? (spellings[program] ?? {}) : {}
  return Object.entries(same).some(
    ([spelling, atoms]) => atoms.includes(atom) && canMatch([...spelling], shape),
  )
}

export const isKnownFlag = (flag: WantedFlag, given: GivenFlags): boolean =>
  flag.atoms.every((atom) => given.atoms.has(atom)) ||
  given.words.some((word) => flag.match(word) || flag.matchValued(word))

function atomsOf(flag: string, program: string): readonly string[] {
  const same = Object.hasOwn(spellings, program) ? spellings[program] : undefined
  const spelled = (atom: string): readonly string[] => same?.[atom] ?? [atom]
  if (!/^-[A-Za-z]+$/.test(flag) || flag.length > maxCluster + 1) return spelled(flag)
  return [...flag.slice(1)].flatMap((letter) => spelled(`-${letter}`))
}
