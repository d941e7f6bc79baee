import {
  fileNamed,
  hasReplacement,
  type Inner,
  maxStarts,
  nothing,
  withArguments,
} from './inner-commands.ts'
import {
  type GivenOption,
  type OptionReading,
  readOption,
  readOptionShape,
} from './option-grammar.ts'
import { quoted, runScript } from './shell-arguments.ts'
import type { CommandSink } from './shell-text.ts'
import {
  canMatch,
  isDynamic,
  isGap,
  knownWord,
  repeats,
  type ShellWord,
  unknownWords,
} from './shell-word.ts'
import type { Wrapper } from './wrapper.ts'

/** The commands that a wrapper such as `env`, `sudo` or `xargs` runs from its own words. */
export function readWrapper(
  wrapper: Wrapper,
  words: readonly ShellWord[],
  sink: CommandSink,
): Inner {
  const read = exploreOptions(wrapper, words)
  if (read.open) sink.unreadable()
  for (const { word, rest } of read.scripts) {
    if (isDynamic(word)) sink.unreadable()
    const more = wrapper.scriptContinues === true ? rest.map(quoted) : []
    sink.script([word.script, ...more].join(' '))
  }
  const transparent = wrapper.transparent === true
  // Without a command, `parallel` runs what it reads.
  if (wrapper.lists !== undefined && read.starts.length === 0 && !read.isIdle) sink.unreadable()
  if (read.starts.length === 0) {
    return { ...nothing, transparent: transparent && read.scripts.length > 0 }
  }
  if (wrapper.verbs !== undefined) return readVerbs(wrapper.verbs, read.starts, words, sink)
  const inner = read.starts.map((start) => commandAt(wrapper, read, words.slice(start), sink))
  return { ...nothing, commands: inner.flatMap(({ commands }) => commands), transparent }
}

/** The commands behind the verbs that stand at one of `starts`, or may. */
export function readVerbs(
  verbs: Readonly<Record<string, Wrapper>>,
  starts: readonly number[],
  words: readonly ShellWord[],
  sink: CommandSink,
): Inner {
  const inner = starts.flatMap((start) => {
    const verb = words[start]
    if (verb === undefined) return []
    return wrappersNamed(verbs, verb).map((one) => readWrapper(one, words.slice(start + 1), sink))
  })
  return {
    ...nothing,
    commands: inner.flatMap(({ commands }) => commands),
    guesses: inner.flatMap(({ guesses }) => guesses),
  }
}

function wrappersNamed(verbs: Readonly<Record<string, Wrapper>>, verb: ShellWord): Wrapper[] {
  const { text, shape = [] } = verb
  return Object.entries(verbs).flatMap(([name, wrapper]) =>
    (text === undefined ? canMatch([...name], shape) : text === name) ? [wrapper] : [],
  )
}

/** What one reading of the options leaves as the command. */
function commandAt(
  wrapper: Wrapper,
  { marks, isUnsure, entries }: Explored,
  words: readonly ShellWord[],
  sink: CommandSink,
): Inner {
  const list = words.findIndex(({ text }) => wrapper.lists?.includes(text ?? '') ?? false)
  const own = list === -1 ? words : words.slice(0, list)
  if (own.length === 0) return readList(words.slice(1), words[0], sink)
  const hasLists = wrapper.lists !== undefined
  const takesPlace = marks.size > 0 || (hasLists && own.some(hasReplacement))
  const appended = wrapper.appends === true && (!takesPlace || isUnsure) ? [unknownWords] : []
  const replaced = own.map((word) => {
    const named = [...marks].reduce((one, mark) => fileNamed(one, mark), word)
    return hasLists ? withArguments(named) : named
  })
  const command = [...replaced, ...appended]
  if (wrapper.joins === 'all' || (wrapper.joins === 'one' && own.length === 1)) {
    if (own.some(isDynamic)) sink.unreadable()
    sink.script(command.map(({ script }) => script).join(' '))
    return nothing
  }
  return { ...nothing, commands: [...entries.map((entry) => [entry, ...command]), command] }
}

/** `parallel ::: 'a' 'b'` runs each; what it reads from files or from its input nobody knows. */
function readList(
  words: readonly ShellWord[],
  separator: ShellWord | undefined,
  sink: CommandSink,
): Inner {
  if (separator === undefined || separator.text?.startsWith('::::') === true) sink.unreadable()
  for (const word of words) runScript([word], sink)
  return nothing
}

/** Everything that some reading of a wrapper's words finds. */
interface Explored {
  /** Where the command may start. */
  starts: number[]
  scripts: { word: ShellWord; rest: readonly ShellWord[] }[]
  marks: Set<string>
  entries: ShellWord[]
  values: { name: string; word: ShellWord }[]
  /** A gap among them may hold options, a command or a script of its own. */
  open: boolean
  /** An option says that nothing is run. */
  isIdle: boolean
  /** There is more than one reading. */
  isUnsure: boolean
}

/** What is left to read: the words from `index` on, with so many operands before the command. */
interface Reading {
  index: number
  operands: number
  /** Behind `--`. */
  ended: boolean
}

/**
 * Follows every way in which the words of a wrapper can be read: behind an option that it does not
 * know, and behind a gap, the next word may be a value or not.
 */
export function exploreOptions(wrapper: Wrapper, words: readonly ShellWord[]): Explored {
  const explored: Explored = {
    starts: [],
    scripts: [],
    marks: new Set(),
    entries: [],
    values: [],
    open: false,
    isIdle: false,
    isUnsure: false,
  }
  const seen = new Set<string>()
  const pending: Reading[] = [{ index: 0, operands: wrapper.operands ?? 0, ended: false }]
  for (let reading = pending.pop(); reading !== undefined; reading = pending.pop()) {
    const key = `${reading.index} ${reading.operands} ${reading.ended}`
    if (reading.index >= words.length || seen.has(key)) continue
    seen.add(key)
    const next = stepsFrom(reading, { wrapper, words, explored })
    if (next.length > 1) explored.isUnsure = true
    pending.push(...next)
    if (explored.starts.length > maxStarts) {
      explored.open = true
      break
    }
  }
  return explored
}

interface Exploring {
  wrapper: Wrapper
  words: readonly ShellWord[]
  explored: Explored
}

function stepsFrom(reading: Reading, exploring: Exploring): Reading[] {
  const { wrapper, words, explored } = exploring
  const { index, operands, ended } = reading
  const word = words[index] as ShellWord
  const { text, shape } = word
  const skipped = (count: number): Reading => ({ ...reading, index: index + count })
  const asOperand = (): Reading[] => {
    if (operands > 0) return [{ ...reading, index: index + 1, operands: operands - 1 }]
    if (wrapper.anywhere === true) return [skipped(1)]
    explored.starts.push(index)
    return []
  }
  if (repeats(word)) explored.open = true
  if (wrapper.assigns === true && /^[A-Za-z_]\w*=/.test(word.script)) return [skipped(1)]
  if (ended) return asOperand()
  if (text === '--' && wrapper.lists === undefined) {
    return [{ ...skipped(1), ended: wrapper.anywhere !== true }]
  }
  // `env -`, `su -`; for others it is a word like any.
  if (text === '-') return operands > 0 ? [skipped(1), ...asOperand()] : [skipped(1)]
  if (text !== undefined && wrapper.idle?.includes(text) === true) {
    explored.isIdle = true
    return []
  }
  if (text?.startsWith('-') === true) {
    const { given, next } = readOption(wrapper.options, text)
    noteOptions(given, next, index, exploring)
    return stepsBy(next, skipped)
  }
  if (shape === undefined || (shape[0] !== '-' && !isGap(shape[0]))) return asOperand()
  const next = noteGap(word, shape, index, exploring)
  return [...stepsBy(next, skipped), ...(shape[0] === '-' ? [] : asOperand())]
}

const stepsBy = (next: OptionReading['next'], skipped: (count: number) => Reading): Reading[] =>
  next === 'argument' ? [skipped(1)] : next === 'value' ? [skipped(2)] : [skipped(1), skipped(2)]

/** Notes what the options of one word say of scripts, marks and the program. */
function noteOptions(
  given: readonly GivenOption[],
  next: OptionReading['next'],
  index: number,
  exploring: Exploring,
): void {
  const { words, explored } = exploring
  for (const one of given) {
    const following = next === 'argument' ? undefined : words[index + 1]
    const value = one.value === undefined ? following : knownWord(one.value)
    const rest = words.slice(index + (one.value === undefined ? 2 : 1))
    const takesNone = one.option?.takes === 'nothing'
    if (!takesNone) noteValue(one, value, rest, exploring)
    if (value === following && following !== undefined && repeats(following)) explored.open = true
  }
}

function noteValue(
  { name, option }: GivenOption,
  value: ShellWord | undefined,
  rest: readonly ShellWord[],
  { wrapper, explored }: Exploring,
): void {
  const names = option?.names ?? [name]
  const isOne = (list: readonly string[] = []) =>
    list.some((one) => names.includes(one) || (option === undefined && isBeginning(name, one)))
  if (isOne(wrapper.marks)) {
    explored.open ||= value !== undefined && isDynamic(value)
    explored.marks.add(value?.text ?? '{}')
  }
  if (value === undefined) return
  for (const one of names) explored.values.push({ name: one, word: value })
  if (isOne(wrapper.scripts)) explored.scripts.push({ word: value, rest })
  if (wrapper.entry !== undefined && isOne([wrapper.entry])) explored.entries.push(value)
}

const isBeginning = (name: string, whole: string): boolean =>
  name.startsWith('--') && whole.startsWith(name)

/** Notes what an option with gaps may be: the next word may be its value or its script. */
function noteGap(
  word: ShellWord,
  shape: NonNullable<ShellWord['shape']>,
  index: number,
  { wrapper, words, explored }: Exploring,
): OptionReading['next'] {
  const { given, gap, next } = readOptionShape(wrapper.options, shape)
  const hasScripts = wrapper.scripts !== undefined
  const names = given.at(-1)?.option?.names ?? []
  const isHarmless =
    gap === 'value' &&
    names.length > 0 &&
    ![...(wrapper.scripts ?? []), ...(wrapper.marks ?? [])].some((one) => names.includes(one))
  if (isHarmless) {
    for (const name of names) explored.values.push({ name, word })
    return next
  }
  const following = words[index + 1]
  if (hasScripts && following !== undefined) {
    explored.scripts.push({ word: following, rest: words.slice(index + 2) })
  }
  const isPart = shape[0] === '-'
  if (isPart && (hasScripts || wrapper.appends === true)) explored.open = true
  if (wrapper.entry !== undefined) explored.open = true
  return next
}
