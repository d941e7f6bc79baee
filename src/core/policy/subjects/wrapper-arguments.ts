import { fileNamed, type Inner, nothing } from './inner-commands.ts'
import { runScript } from './shell-arguments.ts'
import type { CommandSink } from './shell-text.ts'
import { isDynamic, isGap, knownWord, repeats, type ShellWord, unknownWords } from './shell-word.ts'
import type { Wrapper } from './wrappers.ts'

/** The commands that a wrapper such as `env`, `sudo` or `xargs` runs from its own words. */
export function readWrapper(
  wrapper: Wrapper,
  words: readonly ShellWord[],
  sink: CommandSink,
): Inner {
  const { starts, gaps, scripts, mark, idle, open } = readOptions(wrapper, words)
  if (idle) return nothing
  if (open) sink.unreadable()
  for (const script of scripts) runScript([script], sink)
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
    commands: [first, ...gaps].map(command),
    // After an option nobody knows, the next word may be its value or already the command.
    guesses: starts.slice(1).map(command),
    transparent: wrapper.transparent === true,
  }
}

interface Options {
  /** Where the command starts, and where else it may. */
  starts: number[]
  /** Gaps that may be options or already the command. */
  gaps: number[]
  scripts: ShellWord[]
  /** `xargs -I MARK`: the words take the place of the mark and are not appended. */
  mark: string | undefined
  idle: boolean
  /** A gap among them may hold options, a command or a script of its own. */
  open: boolean
}

function readOptions(wrapper: Wrapper, words: readonly ShellWord[]): Options {
  const options: Options = {
    starts: [],
    gaps: [],
    scripts: [],
    mark: undefined,
    idle: false,
    open: false,
  }
  let operands = wrapper.operands ?? 0
  let index = 0
  for (; index < words.length; index++) {
    const word = words[index] as ShellWord
    const { text, shape } = word
    const isAssignment = wrapper.assigns === true && /^[A-Za-z_]\w*=/.test(word.script)
    if (text === '--') continue
    options.open ||= repeats(word)
    if (text !== undefined && wrapper.idle?.includes(text)) options.idle = true
    if (text !== undefined && /^-./.test(text)) index += readOption(wrapper, words, index, options)
    else if (isAssignment) continue
    else if (shape !== undefined && (shape[0] === '-' || isGap(shape[0]))) {
      readGap(wrapper, words, index, options)
      if (shape[0] === '-') continue
      if (operands > 0 || wrapper.anywhere === true) operands--
      else options.gaps.push(index)
    } else if (operands > 0 || wrapper.anywhere === true) operands--
    else break
  }
  options.starts.unshift(index)
  return options
}

/** Notes what an option may be that nobody can read: the next word may be its value or its script. */
function readGap(
  wrapper: Wrapper,
  words: readonly ShellWord[],
  index: number,
  options: Options,
): void {
  const next = words[index + 1]
  const isPart = words[index]?.shape?.[0] === '-'
  if (wrapper.script !== undefined && next !== undefined) options.scripts.push(next)
  if (isPart && (wrapper.script !== undefined || wrapper.appends === true)) options.open = true
  if (index + 2 < words.length) options.starts.push(index + 2)
}

/** Notes what one option says; returns how many further words belong to it. */
function readOption(
  wrapper: Wrapper,
  words: readonly ShellWord[],
  index: number,
  options: Options,
): number {
  const text = words[index]?.text ?? ''
  const next = words[index + 1]
  if (text.startsWith('--')) {
    const [name = '', value] = text.slice(2).split('=', 2)
    if (wrapper.appends === true && name === 'replace') options.mark = value ?? '{}'
    const isScript = name === 'command' || name === 'split-string'
    const script = value === undefined ? next : knownWord(value)
    if (isScript && script !== undefined) options.scripts.push(script)
    if (value !== undefined) return 0
    if (isScript || wrapper.valuedLong?.includes(name)) return oneValue(next, options)
    if (index + 2 < words.length) options.starts.push(index + 2)
    return 0
  }
  const letters = text.slice(1)
  if (wrapper.appends === true && /^[Ii]/.test(letters)) {
    const value = letters.startsWith('I') ? next : undefined
    options.open ||= letters === 'I' && value !== undefined && isDynamic(value)
    options.mark = letters.slice(1) || (value?.text ?? '{}')
  }
  const valued = [...letters].findIndex((letter) => wrapper.valued?.includes(letter))
  if (wrapper.script !== undefined && letters.includes(wrapper.script)) {
    const attached = letters.slice(letters.indexOf(wrapper.script) + 1)
    const script = attached === '' ? next : knownWord(attached)
    if (script !== undefined) options.scripts.push(script)
    return attached === '' ? oneValue(next, options) : 0
  }
  return valued !== -1 && valued === letters.length - 1 ? oneValue(next, options) : 0
}

/** One word belongs to the option; a gap may bring others with it. */
function oneValue(word: ShellWord | undefined, options: Options): 1 {
  options.open ||= word !== undefined && repeats(word)
  return 1
}
