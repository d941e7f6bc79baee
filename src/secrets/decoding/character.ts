import { Buffer } from 'node:buffer'

/** First bytes of the UTF-8 characters that may be invisible or have an ASCII look-alike. */
export const mayFold = /[\xc2\xcd\xd8\xe1-\xe3\xef\xf0\xf3]/g

/** Characters that show nothing: soft hyphens, joiners, marks of direction, tags, selectors. */
const invisible = /^\p{Default_Ignorable_Code_Point}$/u

const folded = new Map<string, string | undefined>()
const maxFolded = 4096

/** Bytes of the UTF-8 character that begins with this byte; 1 for a byte that begins none. */
export function lengthFrom(byte: number): number {
  if (byte >= 0xf0) return byte < 0xf8 ? 4 : 1
  if (byte >= 0xe0) return 3
  return byte >= 0xc2 ? 2 : 1
}

/**
 * What a character stands for to a reader: nothing when it is invisible, ASCII when it is a
 * compatibility form (Unicode NFKC) of ASCII, else `undefined`. `bytes` is its UTF-8.
 */
export function foldOf(bytes: string): string | undefined {
  if (folded.has(bytes)) return folded.get(bytes)
  const character = Buffer.from(bytes, 'latin1').toString('utf8')
  const plain = character.normalize('NFKC')
  const fold = invisible.test(character) ? '' : /^[\x21-\x7e]+$/.test(plain) ? plain : undefined
  if (folded.size >= maxFolded) folded.clear()
  folded.set(bytes, fold)
  return fold
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
  const bytes = text.slice(start, end)
  const length = lengthFrom(bytes.charCodeAt(0))
  if (length === 1) return false
  if (bytes.length < length) return end === text.length
  return foldOf(bytes) !== undefined
}
