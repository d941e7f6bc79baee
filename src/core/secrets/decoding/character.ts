import { Buffer } from 'node:buffer'

/** First bytes of the UTF-8 characters that may be invisible or have an ASCII look-alike. */
export const mayFold = /[\xc2\xcd\xd8\xe1-\xe3\xef\xf0\xf3]/g

/** Characters that show nothing: soft hyphens, joiners, marks of direction, tags, selectors. */
const invisible = /^\p{Default_Ignorable_Code_Point}$/u

/** By the bytes of a character as one number, so that looking one up makes no string. */
const folded = new Map<number, string | undefined>()
const maxFolded = 4096

/** Bytes of the UTF-8 character that begins with this byte; 1 for a byte that begins none. */
export function lengthFrom(byte: number): number {
  if (byte >= 0xf0) return byte < 0xf8 ? 4 : 1
  if (byte >= 0xe0) return 3
  return byte >= 0xc2 ? 2 : 1
}

/**
 * What the character that begins at `at` stands for to a reader: nothing when it is invisible,
 * ASCII when it is a compatibility form (Unicode NFKC) of ASCII, else `undefined`. `bytes` are
 * UTF-8; a character of which some are missing stands for itself.
 */
export function foldAt(bytes: string, at: number): string | undefined {
  const length = lengthFrom(bytes.charCodeAt(at))
  if (at + length > bytes.length) return undefined
  let key = 0
  for (let index = at; index < at + length; index++) key = key * 256 + bytes.charCodeAt(index)
  const known = folded.get(key)
  if (known !== undefined || folded.has(key)) return known
  const fold = compatible(bytes.slice(at, at + length))
  if (folded.size >= maxFolded) folded.clear()
  folded.set(key, fold)
  return fold
}

function compatible(bytes: string): string | undefined {
  const character = Buffer.from(bytes, 'latin1').toString('utf8')
  if (invisible.test(character)) return ''
  const plain = character.normalize('NFKC')
  return /^[\x21-\x7e]+$/.test(plain) ? plain : undefined
}

/** Bytes that may stand within one word of a secret: all but blanks, quotes, brackets, commas. */
export const isWordByte = new Uint8Array(256)
for (let byte = 0x21; byte < 0x7f; byte++) {
  isWordByte[byte] = '"\'`,<>()[]|'.includes(String.fromCharCode(byte)) ? 0 : 1
}

/** Where the word that reaches `to` from the left begins, not before `least`; `to` when none does. */
export function wordStart(text: string, to: number, least: number): number {
  let at = to
  while (at > least) {
    const byte = text.charCodeAt(at - 1)
    if (isWordByte[byte] === 1) at--
    else if (byte < 0x80) break
    else {
      const start = characterStart(text, at - 1)
      if (start < least || !joins(text, start, at)) break
      at = start
    }
  }
  return at
}

/** Where the word that begins at `from` ends, at most at `most`. */
export function wordEnd(text: string, from: number, most: number): number {
  let at = from
  while (at < most) {
    const byte = text.charCodeAt(at)
    if (isWordByte[byte] === 1) at++
    else if (byte < 0x80) break
    else {
      const end = Math.min(most, at + lengthFrom(byte))
      if (!joins(text, at, end)) break
      at = end
    }
  }
  return at
}

function characterStart(text: string, last: number): number {
  let at = last
  while (at > 0 && last - at < 3 && (text.charCodeAt(at) & 0xc0) === 0x80) at--
  return at
}

/** Whether the bytes are a character that folds; one that has not come in full may be one. */
function joins(text: string, start: number, end: number): boolean {
  const length = lengthFrom(text.charCodeAt(start))
  if (length === 1) return false
  if (end - start < length) return end === text.length
  return end - start === length && foldAt(text, start) !== undefined
}
