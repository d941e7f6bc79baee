import { isGap, type ShapeToken } from './shell-word.ts'

/** An option of a program, in all its spellings: `-m` and `--message`. */
export interface Option {
  names: readonly string[]
  /** `joined`: a value only in the same word, as `-S[key]`. */
  takes: 'nothing' | 'value' | 'joined'
}

/** The options a program knows. */
export type OptionGrammar = ReadonlyMap<string, Option>

/** One option as it was given. */
export interface GivenOption {
  /** The name as it was written: `-m`, `--mess`. */
  name: string
  /** Undefined for one that is not known, or could be several. */
  option: Option | undefined
  /** What was joined to it. */
  value?: string
}

/** What one word says that is read as options. */
export interface OptionReading {
  given: readonly GivenOption[]
  /** What the next word is: another argument, the value of the last option, or either. */
  next: 'argument' | 'value' | 'either'
}

/**
 * Reads a list such as `q,quiet m,message= S,gpg-sign?`: names by their length short or long, `=`
 * before a value, `?` before one that can only be joined. With `negates` every long name has its
 * `no-`, as git reads them.
 */
export function optionGrammar(list: string, { negates = false } = {}): OptionGrammar {
  const grammar = new Map<string, Option>()
  for (const item of list.split(/\s+/).filter((one) => one !== '')) {
    const takes = item.endsWith('=') ? 'value' : item.endsWith('?') ? 'joined' : 'nothing'
    const names = item
      .replace(/[=?]$/, '')
      .split(',')
      .map((name) => (name.length === 1 ? `-${name}` : `--${name}`))
    for (const name of names) grammar.set(name, { names, takes })
  }
  if (!negates) return grammar
  for (const name of [...grammar.keys()].filter((key) => key.startsWith('--'))) {
    const negation = name.startsWith('--no-') ? `--${name.slice(5)}` : `--no-${name.slice(2)}`
    if (!grammar.has(negation)) grammar.set(negation, { names: [negation], takes: 'nothing' })
  }
  return grammar
}

/** The option a long name or its beginning stands for; undefined when it is none or several. */
function longOption(grammar: OptionGrammar, name: string): Option | undefined {
  const exact = grammar.get(name)
  if (exact !== undefined) return exact
  const meant = new Set<Option>()
  for (const [known, option] of grammar) if (known.startsWith(name)) meant.add(option)
  const [only] = meant
  return meant.size === 1 ? only : undefined
}

/** Reads `--name`, `--name=value`, `--na`, or short options joined to each other and to a value. */
export function readOption(grammar: OptionGrammar, text: string): OptionReading {
  return text.startsWith('--') ? readLong(grammar, text) : readCluster(grammar, text)
}

function readLong(grammar: OptionGrammar, text: string): OptionReading {
  const at = text.indexOf('=')
  const name = at === -1 ? text : text.slice(0, at)
  const option = longOption(grammar, name)
  if (at !== -1) return { given: [{ name, option, value: text.slice(at + 1) }], next: 'argument' }
  const next = option === undefined ? 'either' : option.takes === 'value' ? 'value' : 'argument'
  return { given: [{ name, option }], next }
}

function readCluster(grammar: OptionGrammar, text: string): OptionReading {
  const given: GivenOption[] = []
  let isSure = true
  for (let at = 1; at < text.length; at++) {
    const name = `-${text[at]}`
    const option = grammar.get(name)
    const rest = text.slice(at + 1)
    if (option === undefined) isSure = false
    if (option === undefined || option.takes === 'nothing') {
      given.push({ name, option })
      if (option === undefined && rest === '') return { given, next: 'either' }
      continue
    }
    given.push(rest === '' ? { name, option } : { name, option, value: rest })
    if (rest !== '' || option.takes === 'joined') return { given, next: 'argument' }
    return { given, next: isSure ? 'value' : 'either' }
  }
  return { given, next: 'argument' }
}

/** What a word with gaps says that begins as an option, or with a gap. */
export interface GapReading {
  /** Options in front of the gaps, the last of them with its value in them where `gap` says so. */
  given: readonly GivenOption[]
  /** What the gaps hold: more options, or the value of the last one. */
  gap: 'options' | 'value'
  next: OptionReading['next']
}

/** Reads a word with gaps whose first token is `-` or a gap. */
export function readOptionShape(grammar: OptionGrammar, shape: readonly ShapeToken[]): GapReading {
  const end = shape.findIndex(isGap)
  const text = shape.slice(0, end).join('')
  if (text.startsWith('--')) {
    if (text.includes('=')) return { ...readLong(grammar, text), gap: 'value' }
  } else if (text.length > 1) {
    const { given } = readCluster(grammar, text)
    const last = given.at(-1)?.option
    const isValue = last !== undefined && last.takes !== 'nothing'
    if (isValue && given.every(({ option }) => option !== undefined)) {
      return { given, gap: 'value', next: 'argument' }
    }
    return {
      given: given.filter(({ option }) => option !== undefined),
      gap: 'options',
      next: 'either',
    }
  }
  return { given: [], gap: 'options', next: shape.includes('=') ? 'argument' : 'either' }
}
