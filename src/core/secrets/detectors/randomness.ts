import { entropyOf } from '../entropy.ts'
import { isPlaceholder } from './placeholder.ts'
import { isExpression, readsAsName, withoutTemplates } from './value-template.ts'

/** Letters that often follow a letter in words and identifiers: 88 % of all pairs, of which noise has 25 %. */
const follows: Record<string, string> = {
  a: 'bcdgilmnprstu',
  b: 'aelou',
  c: 'aehklortu',
  d: 'aeio',
  e: 'acdfglmnpqrstvxy',
  f: 'aeio',
  g: 'ei',
  h: 'aeo',
  i: 'acdefglmnoprstvz',
  j: 's',
  k: 'e',
  l: 'aeilotuy',
  m: 'aeiop',
  n: 'acdefgiost',
  o: 'bcdklmnoprstuw',
  p: 'aeloprt',
  q: 'u',
  r: 'acdeimorstuy',
  s: 'acehiopstu',
  t: 'acehiorstuy',
  u: 'elmnprst',
  v: 'aei',
  x: 'pt',
  y: 'p',
}
/** Share of common pairs from which on a text reads like words. */
const wordyShare = 0.55
/** With fewer pairs of letters the share says nothing. */
const leastPairs = 4

/** Words seldom have digits strewn in; this often a letter gives way to a digit or back. */
const strewn = 4

const letterA = 0x61
const alphabet = 26
const digit = -1
const other = -2
/** For each pair of letters whether it is common in words; a row for each first letter. */
const isCommonPair = new Uint8Array(alphabet * alphabet)
for (const [first, seconds] of Object.entries(follows)) {
  const row = (first.charCodeAt(0) - letterA) * alphabet
  for (const second of seconds) isCommonPair[row + second.charCodeAt(0) - letterA] = 1
}

/** Place in the alphabet, whichever case; `digit`, or `other`. */
function letterOf(code: number): number {
  const letter = (code | 0x20) - letterA
  if (letter >= 0 && letter < alphabet) return letter
  return code >= 0x30 && code <= 0x39 ? digit : other
}

/**
 * Whether the letters of `text` follow each other as they do in words. One pass over the bytes:
 * hostile text can have a value of 128 bytes judged at every tenth byte.
 */
export function isWordy(text: string): boolean {
  let changes = 0
  let pairs = 0
  let common = 0
  let before = other
  for (let at = 0; at < text.length; at++) {
    const here = letterOf(text.charCodeAt(at))
    if (here >= 0 && before >= 0) {
      pairs++
      common += isCommonPair[before * alphabet + here] as number
    } else if ((here >= 0 && before === digit) || (here === digit && before >= 0)) changes++
    before = here
  }
  if (changes >= strewn && !/[a-z]{7}/.test(text)) return false
  return pairs >= leastPairs && common / pairs >= wordyShare
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const hex = /^(?:0x)?[0-9a-f]+$/i
const tokenBytes = /^[0-9A-Za-z+/_=.~:-]+$/
/** Paths, addresses, file names, dotted names, dates, versions, sums for integrity. */
const knownShape =
  /^[./~@#]|^arn:|:\/\/|\.(?:[jt]sx?|json|md|ya?ml|html?|css|png|svg|com|org|net|io|dev)\b|^\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|^v?\d+\.\d+|^\d{4}-\d\d|^sha\d{1,3}-|^[A-Za-z_$][\w$]*(?:[Kk]ey|[Tt]oken|[Ss]ecret|[Pp]assword)s?$|^(?:rgba?|hsla?|url|var|calc|data|image|text|application)\b/i

/** Whether `value` looks drawn by a machine: a key or token, not a name, a path, a sum of words. */
export function isRandomToken(value: string): boolean {
  if (!tokenBytes.test(value) || isPlaceholder(value) || isSequence(value)) return false
  if (uuid.test(value)) return true
  if (knownShape.test(value)) return false
  const { digits, letters } = countKinds(value)
  if (hex.test(value))
    return value.length >= 16 && digits >= 2 && letters >= 2 && entropyOf(value) >= 2.7
  if (value.length < 16 || letters < 4 || isWordy(value)) return false
  if (entropyOf(value) < (value.length < 24 ? 3.2 : 3.6)) return false
  if (digits === 0) return value.length >= 24 && /[a-z]/.test(value) && /[A-Z]/.test(value)
  return changesOf(value) >= 3 && !hasWordParts(value)
}

function countKinds(value: string): { digits: number; letters: number } {
  let digits = 0
  let letters = 0
  for (let at = 0; at < value.length; at++) {
    const letter = letterOf(value.charCodeAt(at))
    if (letter >= 0) letters++
    else if (letter === digit) digits++
  }
  return { digits, letters }
}

/**
 * Whether `value` looks like a password with care taken: three kinds of bytes, no plain words.
 * Text that stands for something else, such as `${NAME}`, is taken out before it is judged.
 */
export function isStrongPassword(value: string): boolean {
  if (value.length < 8 || value.length > maxPassword || kindsOf(value) < 3) return false
  if (isPlaceholder(value)) return false
  const own = withoutTemplates(value)
  if (own.length < 8 || isSequence(own) || isExpression(own)) return false
  if (kindsOf(own) < 3 || entropyOf(own) < 2.75) return false
  if (isMixedThroughout(own)) return true
  return !(
    isWordy(own) ||
    knownShape.test(own) ||
    /[\s<>{}()[\]|]/.test(own) ||
    /^\W|[=;,]$/.test(own)
  )
}

const maxPassword = 128
/** Shorter ones may be mixed by accident. */
const leastMixed = 10
/** Least length of those without small letters or without capitals. */
const leastOneCase = 24
/** Of random passwords with symbols seven in ten neighbours are of different kinds; of text, few. */
const mixedShare = 0.45
/** Of a password a third is symbols, of code half and more. */
const maxSymbolShare = 0.65

const kindsOf = (value: string) =>
  [/[a-z]/, /[A-Z]/, /\d/, /[^0-9A-Za-z]/].filter((kind) => kind.test(value)).length

/** Whether small letters, capitals, digits and symbols take turns, as only a generator writes them. */
function isMixedThroughout(value: string): boolean {
  const hasBothCases = /[a-z]/.test(value) && /[A-Z]/.test(value)
  if (value.length < leastMixed || (!hasBothCases && value.length < leastOneCase)) return false
  const turns = (value.match(turn) ?? []).length
  const symbols = (value.match(/[^0-9A-Za-z]/g) ?? []).length
  return (
    turns >= mixedShare * (value.length - 1) &&
    symbols <= maxSymbolShare * value.length &&
    !readsAsName(value) &&
    !/\s[\s\S]*\s[\s\S]*\s|[a-z]{6}|[A-Z]{6}/.test(value)
  )
}

const turn = /[a-z](?=[^a-z])|[A-Z](?=[^A-Z])|\d(?=\D)|[^0-9A-Za-z](?=[0-9A-Za-z])/g

/** How often letters give way to digits or back. */
const changesOf = (value: string) =>
  (value.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])|[a-z](?=[A-Z])/g) ?? []).length

/** Most of it is words joined by punctuation, as in `my-first-token-1`. */
function hasWordParts(value: string): boolean {
  const parts = value.split(/[-_.:/=+]/).filter((part) => part !== '')
  if (parts.length < 2) return false
  const plain = parts.filter((part) => /^[A-Za-z]{2,}\d{0,2}$|^\d{1,4}$/.test(part))
  return plain.join('').length >= value.length / 2 - 2 && parts.every((part) => part.length <= 12)
}

const runs = 'abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm fedcba 9876543210'

const codeOf = (first: number, second: number, third: number) =>
  (first << 16) | (second << 8) | third
const threesInOrder = new Set<number>()
/** For each two ASCII characters whether they begin three in order: a look before the set is asked. */
const beginsThree = new Uint8Array(128 * 128)
for (let at = 0; at + 3 <= runs.length; at++) {
  const [first, second, third] = [0, 1, 2].map((offset) => runs.charCodeAt(at + offset))
  if (first === undefined || second === undefined || third === undefined) continue
  threesInOrder.add(codeOf(first, second, third))
  beginsThree[first * 128 + second] = 1
}

/** Whether half of it is the alphabet, the digits or the keyboard in their order. */
function isSequence(value: string): boolean {
  let inOrder = 0
  let first = 0
  let second = 0
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    const third = code >= 0x41 && code <= 0x5a ? code | 0x20 : code
    const begins = at >= 2 && first < 128 && second < 128 && beginsThree[first * 128 + second] === 1
    if (begins && threesInOrder.has(codeOf(first, second, third))) inOrder++
    first = second
    second = third
  }
  return inOrder >= value.length * 0.4
}
