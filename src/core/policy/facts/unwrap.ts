import type { CommandSink } from './shell-text.ts'
import { type ShellWord, unknownWords, withoutDirectory } from './shell-word.ts'
import { findActions, isShell, type Wrapper, wrapperFor } from './wrappers.ts'

/** Where a shell without a script would read one. */
export interface Input {
  /** The command reads what another one writes. */
  piped: boolean
  /** The text of its here-document. */
  input: string | undefined
}

/** Most commands one list of words is taken for; the rest counts as unreadable. */
const maxStarts = 64

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
    for (const found of inner.commands) pending.push({ words: found, guess: next.guess })
    for (const found of inner.guesses) pending.push({ words: found, guess: true })
  }
}

interface Inner {
  commands: (readonly ShellWord[])[]
  guesses: (readonly ShellWord[])[]
  /** The words only wrap the commands found. */
  transparent: boolean
}

const nothing: Inner = { commands: [], guesses: [], transparent: false }

function innerCommands(words: readonly ShellWord[], input: Input, sink: CommandSink): Inner {
  const [first, ...rest] = words
  const program = first && withoutDirectory(first).text?.toLowerCase()
  if (program === undefined) return nothing
  if (isShell(program)) return readShell(rest, input, sink)
  if (program === 'eval') return runScript(rest, sink)
  if (program === 'trap') return runScript(operandsOf(rest).slice(0, 1), sink)
  if (program === 'alias') return runScript(rest.map(withoutName), sink)
  if (program === 'source' || program === '.') return readSourced(rest, sink)
  if (program === 'find') return { ...nothing, commands: findCommands(rest) }
  const wrapper = wrapperFor(program)
  if (wrapper !== undefined) return readWrapper(wrapper, rest, sink)
  const dashes = rest.findIndex(({ text }) => text === '--')
  return dashes === -1 ? nothing : { ...nothing, guesses: [rest.slice(dashes + 1)] }
}

const isOption = ({ text }: ShellWord): boolean =>
  text !== undefined && text.length > 1 && /^[-+]/.test(text)

const operandsOf = (words: readonly ShellWord[]) => words.filter((word) => !isOption(word))

const scriptOf = (words: readonly ShellWord[]): string =>
  words.map(({ script }) => script).join(' ')

function runScript(words: readonly ShellWord[], sink: CommandSink): Inner {
  if (words.length > 0) sink.script(scriptOf(words))
  return nothing
}

const withoutName = (word: ShellWord): ShellWord => ({
  ...word,
  script: word.script.slice(word.script.indexOf('=') + 1),
})

/** A file that is being written by a substitution has no text to read. */
function readSourced(words: readonly ShellWord[], sink: CommandSink): Inner {
  if (operandsOf(words)[0]?.fromProcess === true) sink.unreadable()
  return nothing
}

/** `sh -c SCRIPT`, `bash -eo pipefail -c SCRIPT`, `sh FILE`, or a script on standard input. */
function readShell(words: readonly ShellWord[], { piped, input }: Input, sink: CommandSink): Inner {
  let takesScript = false
  let takesInput = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as ShellWord
    const { text } = word
    if (text !== undefined && isOption(word)) {
      const letters = text.startsWith('--') ? '' : text.slice(1)
      takesScript ||= text.startsWith('-') && letters.includes('c')
      takesInput ||= text.startsWith('-') && letters.includes('s')
      if (/[oO]/.test(letters) || text === '--rcfile' || text === '--init-file') index++
      continue
    }
    if (takesScript) {
      sink.script(word.script)
      return { ...nothing, transparent: true }
    }
    if (!takesInput) return readSourced([word], sink)
    break
  }
  if (input !== undefined) sink.script(input)
  else if (piped) sink.unreadable()
  return nothing
}

/** The words after `-exec` and its kind, up to `;` or `+`. */
function findCommands(words: readonly ShellWord[]): ShellWord[][] {
  const commands: ShellWord[][] = []
  let open: ShellWord[] | undefined
  for (const word of words) {
    if (open === undefined) {
      if (word.text === undefined || !findActions.has(word.text)) continue
      open = []
      commands.push(open)
    } else if (word.text === ';' || word.text === '+') open = undefined
    else open.push(fileNamed(word))
  }
  return commands
}

/** `{}` stands for a file nobody has read yet. */
function fileNamed(word: ShellWord, mark = '{}'): ShellWord {
  if (mark === '' || word.text === undefined || !word.text.includes(mark)) return word
  return { ...unknownWords, many: false, script: word.script.replaceAll(mark, '"$1"') }
}

function readWrapper(wrapper: Wrapper, words: readonly ShellWord[], sink: CommandSink): Inner {
  const { starts, scripts, mark, idle } = readOptions(wrapper, words)
  if (idle) return nothing
  for (const script of scripts) sink.script(script)
  const first = starts[0]
  if (first === undefined || first >= words.length) {
    return { ...nothing, transparent: wrapper.transparent === true && scripts.length > 0 }
  }
  if (wrapper.joins === true) return runScript(words.slice(first), sink)
  const appended = wrapper.appends === true && mark === undefined ? [unknownWords] : []
  const command = (start: number) => [
    ...words.slice(start).map((word) => fileNamed(word, mark ?? '')),
    ...appended,
  ]
  return {
    commands: [command(first)],
    // After an option nobody knows, the next word may be its value or already the command.
    guesses: starts.slice(1).map(command),
    transparent: wrapper.transparent === true,
  }
}

interface Options {
  /** Where the command starts, and where else it may. */
  starts: number[]
  scripts: string[]
  /** `xargs -I MARK`: the words take the place of the mark and are not appended. */
  mark: string | undefined
  idle: boolean
}

function readOptions(wrapper: Wrapper, words: readonly ShellWord[]): Options {
  const options: Options = { starts: [], scripts: [], mark: undefined, idle: false }
  let operands = wrapper.operands ?? 0
  let index = 0
  for (; index < words.length; index++) {
    const word = words[index] as ShellWord
    const { text } = word
    if (text === '--') continue
    if (text !== undefined && wrapper.idle?.includes(text)) options.idle = true
    if (text !== undefined && /^-./.test(text)) index += readOption(wrapper, words, index, options)
    else if (wrapper.assigns === true && /^[A-Za-z_]\w*=/.test(word.script)) continue
    else if (operands > 0 || wrapper.anywhere === true) operands--
    else break
  }
  options.starts.unshift(index)
  return options
}

/** Notes what one option says; returns how many further words belong to it. */
function readOption(
  wrapper: Wrapper,
  words: readonly ShellWord[],
  index: number,
  options: Options,
): number {
  const text = words[index]?.text ?? ''
  if (text.startsWith('--')) {
    const [name = '', value] = text.slice(2).split('=', 2)
    if (wrapper.appends === true && name === 'replace') options.mark = value ?? '{}'
    const isScript = name === 'command' || name === 'split-string'
    if (isScript) options.scripts.push(value ?? words[index + 1]?.script ?? '')
    if (value !== undefined) return 0
    if (isScript || wrapper.valuedLong?.includes(name)) return 1
    if (index + 2 < words.length) options.starts.push(index + 2)
    return 0
  }
  const letters = text.slice(1)
  if (wrapper.appends === true && /^[Ii]/.test(letters)) {
    const next = letters.startsWith('I') ? words[index + 1]?.text : undefined
    options.mark = letters.slice(1) || (next ?? '{}')
  }
  const valued = [...letters].findIndex((letter) => wrapper.valued?.includes(letter))
  if (wrapper.script !== undefined && letters.includes(wrapper.script)) {
    const attached = letters.slice(letters.indexOf(wrapper.script) + 1)
    options.scripts.push(attached === '' ? (words[index + 1]?.script ?? '') : attached)
    return attached === '' ? 1 : 0
  }
  return valued !== -1 && valued === letters.length - 1 ? 1 : 0
}
