import { entropyOf } from '../entropy.ts'
import { isPlaceholder } from './placeholder.ts'

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

/** Whether the letters of `text` follow each other as they do in words. */
export function isWordy(text: string): boolean {
  const changes = text.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0
  if (changes >= strewn && !/[a-z]{7}/.test(text)) return false
  let pairs = 0
  let common = 0
  const lower = text.toLowerCase()
  for (let at = 1; at < lower.length; at++) {
    const [first = '', second = ''] = [lower[at - 1], lower[at]]
    if (!/[a-z]/.test(first) || !/[a-z]/.test(second)) continue
    pairs++
    if (follows[first]?.includes(second)) common++
  }
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
  const digits = value.replace(/\D/g, '').length
  const letters = value.replace(/[^A-Za-z]/g, '').length
  if (hex.test(value))
    return value.length >= 16 && digits >= 2 && letters >= 2 && entropyOf(value) >= 2.7
  if (value.length < 16 || letters < 4 || isWordy(value)) return false
  if (entropyOf(value) < (value.length < 24 ? 3.2 : 3.6)) return false
  if (digits === 0) return value.length >= 24 && /[a-z]/.test(value) && /[A-Z]/.test(value)
  return changesOf(value) >= 3 && !hasWordParts(value)
}

/** Whether `value` looks like a password with care taken: three kinds of bytes, no plain words. */
export function isStrongPassword(value: string): boolean {
  if (value.length < 8 || value.length > 64 || isPlaceholder(value)) return false
  if (isSequence(value) || knownShape.test(value) || /[\s<>{}()[\]|]|%[a-z]|\$\w+$/.test(value))
    return false
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^0-9A-Za-z]/].filter((kind) => kind.test(value)).length
  return kinds >= 3 && entropyOf(value) >= 2.75 && !/^\W|[=;,]$/.test(value) && !isWordy(value)
}

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

/** Whether half of it is the alphabet, the digits or the keyboard in their order. */
function isSequence(value: string): boolean {
  const lower = value.toLowerCase()
  let inOrder = 0
  for (let at = 0; at + 3 <= lower.length; at++)
    if (runs.includes(lower.slice(at, at + 3))) inOrder++
  return inOrder >= lower.length * 0.4
}
