import { type Inner, maxStarts, nothing } from './inner-commands.ts'
import type { CommandSink } from './shell-text.ts'
import { couldBeOptions, isDynamic, knownWord, repeats, type ShellWord } from './shell-word.ts'

/** Where a shell without a script would read one. */
export interface Input {
  /** The command reads what another one writes. */
  piped: boolean
  /** The text of its here-document. */
  input: ShellWord | undefined
}

const isOption = ({ text }: ShellWord): boolean =>
  text !== undefined && text.length > 1 && /^[-+]/.test(text)

export const operandsOf = (words: readonly ShellWord[]) => words.filter((word) => !isOption(word))

/** What a shell would read, were these words a script. */
export const scriptOf = (words: readonly ShellWord[]): string =>
  words.map(({ script }) => script).join(' ')

/** A word so that a shell reads the same word again; what is in its gaps stays unknown. */
export const quoted = (word: ShellWord): string => {
  if (word.text !== undefined) return `'${word.text.replaceAll("'", "'\\''")}'`
  return repeats(word) ? '$@' : '"$1"'
}

/** What is expanded before a shell reads it may bring commands of its own: `eval "true $X"`. */
export function runScript(words: readonly ShellWord[], sink: CommandSink): Inner {
  if (words.some(isDynamic)) sink.unreadable()
  if (words.length > 0) sink.script(scriptOf(words))
  return nothing
}

/** A file that is being written by a substitution has no text to read. */
export function readSourced(
  words: readonly ShellWord[],
  sink: CommandSink,
  { piped, input }: Input,
): Inner {
  const [file] = operandsOf(words)
  if (file === undefined) return nothing
  if (file.fromProcess) sink.unreadable()
  if (!isDynamic(file) && !isInputFile(file)) return nothing
  if (input !== undefined) return runScript([input], sink)
  if (piped) sink.unreadable()
  return nothing
}

/** Names of standard input. */
const isInputFile = ({ text = '' }: ShellWord): boolean =>
  /^(?:-|\/dev\/(?:stdin|fd\/\d+)|\/proc\/.*\/fd\/\d+)$/.test(text)

/** `sh -c SCRIPT`, `bash -eo pipefail -c SCRIPT`, `sh FILE`, or a script on standard input. */
export function readShell(words: readonly ShellWord[], input: Input, sink: CommandSink): Inner {
  let takesScript = false
  let takesInput = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as ShellWord
    const { text } = word
    if (text !== undefined && isOption(word)) {
      const letters = text.startsWith('--') ? '' : text.slice(1)
      takesScript ||= text.startsWith('-') && letters.includes('c')
      takesInput ||= text.startsWith('-') && letters.includes('s')
      const value = longScript(text)
      if (value !== undefined)
        runScript(value === '' ? words.slice(index + 1, index + 2) : [knownWord(value)], sink)
      if (/[oO]/.test(letters) || text === '--rcfile' || text === '--init-file') index++
      continue
    }
    if (takesScript) {
      runScript([word], sink)
      return { ...nothing, transparent: true }
    }
    if (isDynamic(word) && (word.shape?.[0] === '-' || couldBeOptions(word))) {
      readAfterGap(word, words.slice(index + 1), sink)
    }
    if (!takesInput) return readSourced([word], sink, input)
    break
  }
  if (input.input !== undefined) runScript([input.input], sink)
  else if (input.piped) sink.unreadable()
  return nothing
}

/** `--command` and `--init-command` of fish, or a beginning of one; empty: the next word is the script. */
function longScript(text: string): string | undefined {
  const [, name = '', value = ''] = /^--([a-z-]+)(?:=(.*))?$/s.exec(text) ?? []
  const isScript = name !== '' && ['command', 'init-command'].some((one) => one.startsWith(name))
  return isScript ? value : undefined
}

/** `bash "$X" SCRIPT`: the gap may be `-c`, and more than that where it is no single word. */
function readAfterGap(gap: ShellWord, words: readonly ShellWord[], sink: CommandSink): void {
  if (repeats(gap) || words.length > maxStarts) sink.unreadable()
  else for (const word of words) runScript([word], sink)
}
