/** What a form stands for once it is compiled. Lengths in bytes. */
export interface CompiledForm {
  /** Regular expression source without boundaries or capture groups. */
  source: string
  /** Literal parts that every match holds, lower case. */
  keywords: string[]
  /** Most bytes before the keyword. */
  beforeKeyword: number
  maxLength: number
  /** Least entropy a random value of this form can reasonably have, in bits per byte. */
  minEntropy: number
  /** The class in which the form ends, as the inside of `[…]`; empty when it ends in a literal. */
  tail: string
  startsWith: string
  /** The class in which the form begins; empty when it begins with a literal. */
  head: string
}

/** Alphabets that forms name. `Hex` is either case; `low` and `up` hold digits as well. */
const alphabets: Record<string, string> = {
  digit: '0-9',
  hex: '0-9a-f',
  HEX: '0-9A-F',
  Hex: '0-9A-Fa-f',
  low: '0-9a-z',
  up: '0-9A-Z',
  AZ: 'A-Z',
  az: 'a-z',
  letter: 'A-Za-z',
  alnum: '0-9A-Za-z',
  word: '0-9A-Za-z_',
  url: '0-9A-Za-z_-',
  lowurl: '0-9a-z_-',
  dotted: '0-9A-Za-z_.-',
  b64: '0-9A-Za-z+/',
  pad64: '0-9A-Za-z+/=',
  any64: '0-9A-Za-z+/_=-',
  b32: '2-7A-Z',
  bech32: '02-9ac-hj-np-z',
  b58: '1-9A-HJ-NP-Za-km-z',
  entra: '0-9A-Za-z_.~-',
}

interface Part {
  /** Literals one of which stands here; empty for a run of characters of one alphabet. */
  choices: string[]
  alphabet: string
  min: number
  max: number
}

const uuid = '<Hex:8>-<Hex:4>-<Hex:4>-<Hex:4>-<Hex:12>'
const plain = (form: string) => form.replaceAll('<uuid>', uuid).replace('^', '')
/** A form that begins with a literal of this many bytes is looked for by it. */
const goodStart = 5
/** Longer literals only make the keyword search slower. */
const maxKeywordLength = 12
const maxKeywords = 32

/**
 * Compiles a form: literals, `{a|b}` for one of several literals, `<alphabet:12>` or
 * `<alphabet:12-40>` for a run of characters, and `<uuid>`. What stands before a `^` is a label:
 * it must be there and is no part of the secret.
 *
 * The keyword is the literal the form begins with when that has five bytes, else its longest one.
 * @throws {Error} when an alphabet is unknown or no literal has three bytes
 */
export function compileForm(form: string): CompiledForm {
  const [label = '', value] = form.replaceAll('<uuid>', uuid).split('^')
  const parts = readParts(label + (value ?? ''))
  const keyword = keywordOf(parts)
  if (keyword === undefined) throw new Error(`the form ${form} has no literal of three bytes`)
  const last = parts.at(-1)
  return {
    source:
      value === undefined
        ? sourceOf(parts)
        : `${sourceOf(readParts(label))}(?<secret>${sourceOf(readParts(value))})`,
    keywords: keyword.words,
    beforeKeyword: keyword.beforeKeyword,
    maxLength: sum(parts, (part) => part.max),
    minEntropy: minEntropyOf(parts),
    tail: last?.alphabet ?? '',
    startsWith: parts[0]?.choices[0] ?? '',
    head: parts[0]?.alphabet ?? '',
  }
}

/** Like `compileForm` for a value that stands near a keyword of its own and needs no literal. */
export function compileValue(form: string): Omit<CompiledForm, 'keywords' | 'beforeKeyword'> {
  const parts = readParts(plain(form))
  return {
    source: sourceOf(parts),
    maxLength: sum(parts, (part) => part.max),
    minEntropy: minEntropyOf(parts),
    tail: parts.at(-1)?.alphabet ?? '',
    startsWith: parts[0]?.choices[0] ?? '',
    head: parts[0]?.alphabet ?? '',
  }
}

/** A value of this form, the same for the same seed: evidence, never a real secret. */
export function sampleForm(form: string, seed: number): string {
  const random = generator(seed)
  return readParts(plain(form))
    .map((part) => samplePart(part, random, Math.min(part.max, part.min + 8)))
    .join('')
}

/** The same, one byte too short at its end. */
export function shortSampleForm(form: string, seed: number): string {
  const random = generator(seed)
  const parts = readParts(plain(form))
  const lastAt = parts.length - 1
  return parts
    .map((part, at) => {
      if (at < lastAt) return samplePart(part, random, part.min)
      return samplePart(part, random, part.min - 1).slice(0, part.min - 1)
    })
    .join('')
}

function readParts(form: string): Part[] {
  const token =
    /<(?<name>\w+):(?<min>\d+)(?:-(?<max>\d+))?>|\{(?<choices>[^}]*)\}|(?<literal>[^<{]+)/gy
  const parts: Part[] = []
  let read = 0
  for (const match of form.matchAll(token)) {
    parts.push(partOf(match.groups ?? {}, form))
    read += match[0].length
  }
  if (read !== form.length) throw new Error(`the form ${form} cannot be read at byte ${read}`)
  return parts
}

function partOf(groups: Record<string, string | undefined>, form: string): Part {
  const choices = groups.literal === undefined ? groups.choices?.split('|') : [groups.literal]
  if (choices !== undefined) {
    const lengths = choices.map((choice) => choice.length)
    return { choices, alphabet: '', min: Math.min(...lengths), max: Math.max(...lengths) }
  }
  const alphabet = alphabets[groups.name ?? '']
  if (alphabet === undefined) throw new Error(`the form ${form} names no alphabet ${groups.name}`)
  const min = Number(groups.min)
  return { choices: [], alphabet, min, max: Number(groups.max ?? min) }
}

function sourceOf(parts: Part[]): string {
  return parts
    .map(({ choices, alphabet, min, max }) => {
      if (alphabet !== '') return `[${alphabet}]{${min === max ? min : `${min},${max}`}}`
      const escaped = choices.map(escapeLiteral)
      return escaped.length === 1 ? escaped[0] : `(?:${escaped.join('|')})`
    })
    .join('')
}

/**
 * Source for `text` in any case. Modifier groups `(?i:…)` would say it shorter, but V8 gets some of
 * them wrong once an isolate holds more than 1 MB of compiled patterns.
 */
export const inAnyCase = (text: string) =>
  [...text]
    .map((byte) =>
      /[a-z]/i.test(byte) ? `[${byte.toUpperCase()}${byte.toLowerCase()}]` : escapeLiteral(byte),
    )
    .join('')

/** Source for one of `words` in any case, which may be joined to what stands before it. */
export const inAnyCaseOf = (words: readonly string[]) =>
  `[_. -]?(?:${words.map(inAnyCase).join('|')})`

export const escapeLiteral = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

function keywordOf(parts: Part[]): { words: string[]; beforeKeyword: number } | undefined {
  let best: { words: string[]; beforeKeyword: number } | undefined
  let offset = 0
  for (let at = 0; at < parts.length; ) {
    const start = offset
    let words = ['']
    for (; at < parts.length && parts[at]?.alphabet === ''; at++) {
      const choices = parts[at]?.choices ?? []
      offset += parts[at]?.max ?? 0
      if (words.length * choices.length <= maxKeywords) {
        words = words.flatMap((word) => choices.map((choice) => word + choice))
      }
    }
    if (best === undefined && start === 0 && shortest(words) >= goodStart) {
      return { words: trimmed(words), beforeKeyword: 0 }
    }
    if (shortest(words) >= 3 && shortest(words) > shortest(best?.words ?? [''])) {
      best = { words: trimmed(words), beforeKeyword: start }
    }
    for (; at < parts.length && parts[at]?.alphabet !== ''; at++) offset += parts[at]?.max ?? 0
  }
  return best
}

const shortest = (words: string[]) => Math.min(...words.map((word) => word.length))

const trimmed = (words: string[]) => [
  ...new Set(words.map((word) => word.toLowerCase().slice(0, maxKeywordLength))),
]

function minEntropyOf(parts: Part[]): number {
  const runs = parts.filter((part) => part.alphabet !== '')
  const length = sum(runs, (run) => run.min)
  const symbols = Math.max(1, ...runs.map((run) => symbolsOf(run.alphabet).length))
  return Math.floor(Math.log2(Math.max(1, Math.min(length, symbols))) * 6.5) / 10
}

function samplePart(part: Part, random: () => number, length: number): string {
  if (part.alphabet === '') return part.choices[random() % part.choices.length] ?? ''
  const symbols = symbolsOf(part.alphabet)
  return Array.from({ length }, () => symbols[random() % symbols.length]).join('')
}

const ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code))
const symbolsSeen = new Map<string, string[]>()

/** Every character of the inside of a `[…]` class, in code order. */
function symbolsOf(alphabet: string): string[] {
  let symbols = symbolsSeen.get(alphabet)
  if (symbols === undefined) {
    symbols = ascii.match(new RegExp(`[${alphabet}]`, 'g')) ?? []
    symbolsSeen.set(alphabet, symbols)
  }
  return symbols
}

/** xorshift32: small, even, and the same on every machine. */
function generator(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 3
  }
}

const sum = <Item>(items: Item[], of: (item: Item) => number) =>
  items.reduce((total, item) => total + of(item), 0)
