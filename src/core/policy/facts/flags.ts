import { compileGlob, type Match, readGlob, type Token } from '../judge/glob.ts'
import type { ShellWord } from './shell-word.ts'

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
    const isJoinable = text.startsWith('--') && !text.includes('=') && value !== undefined
    return isJoinable ? [text, `${text}=${value}`] : [text]
  })
  return { words: flags, atoms: new Set(flags.flatMap((flag) => atomsOf(flag, program))) }
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
