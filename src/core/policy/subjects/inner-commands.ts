import { type ShellWord, unknownWord } from './shell-word.ts'

/** The commands that the words of one make it run. */
export interface Inner {
  commands: (readonly ShellWord[])[]
  guesses: (readonly ShellWord[])[]
  /** The words only wrap the commands found. */
  transparent: boolean
}

export const nothing: Inner = { commands: [], guesses: [], transparent: false }

/** Most commands one list of words is taken for; the rest counts as unreadable. */
export const maxStarts = 64

/** `{}` stands for a file nobody has read yet. */
export function fileNamed(word: ShellWord, mark = '{}'): ShellWord {
  if (mark === '' || word.text === undefined || !word.text.includes(mark)) return word
  return { ...unknownWord, script: word.script.replaceAll(mark, '"$1"') }
}

/** The replacement strings of `parallel`: `{}`, `{.}`, `{1}`. */
const replacement = /\{[^{}\s]*\}/g

export const hasReplacement = ({ script }: ShellWord): boolean => script.search(replacement) !== -1

/** Each replacement string stands for an argument nobody has read yet. */
export const withArguments = (word: ShellWord): ShellWord =>
  hasReplacement(word) ? { ...unknownWord, script: word.script.replace(replacement, '"$1"') } : word
