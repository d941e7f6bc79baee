import { foldAt, mayFold } from './character.ts'
import { isBase64Byte, mayDecode, minBase64 } from './probe.ts'

/** A run that began earlier was judged by its beginning when that arrived. */
const maxBehind = 256

/** Finds the first feature of one kind in `from`…`to` of `text`; -1 when there is none. */
type Finder = (text: string, from: number, to: number, floor: number) => number

/**
 * Walks the places in `text` between `from` and `to` from which text may be decoded: escapes,
 * characters that fold, long base64 or hex. Most text has none, and is passed at memory speed.
 */
export function createFeatures(
  text: string,
  from: number,
  to: number,
  { ascii, floor = from }: { ascii: boolean; floor?: number },
) {
  const nexts = finders.map((find) =>
    ascii && find === findFold ? -1 : find(text, from, to, floor),
  )
  return {
    /** The first feature at or behind `at`; -1 when there is none before the end. */
    next(at: number): number {
      let first = -1
      for (let index = 0; index < nexts.length; index++) {
        let next = nexts[index] as number
        if (next >= 0 && next < at) {
          next = (finders[index] as Finder)(text, at, to, floor)
          nexts[index] = next
        }
        if (next >= 0 && (first < 0 || next < first)) first = next
      }
      return first
    },
  }
}

/** `second`: what may stand behind the first character; it is asked first, since most text fails it. */
function escapeFinder(first: string, second: string, pattern: RegExp): Finder {
  const maySecond = new Uint8Array(256)
  for (const char of second) maySecond[char.charCodeAt(0)] = 1
  return (text, from, to) => {
    for (let at = text.indexOf(first, from); at >= 0 && at < to; at = text.indexOf(first, at + 1)) {
      if (maySecond[text.charCodeAt(at + 1) & 0xff] === 0) continue
      pattern.lastIndex = at
      if (pattern.test(text)) return at
    }
    return -1
  }
}

function findFold(text: string, from: number, to: number): number {
  mayFold.lastIndex = from
  while (mayFold.test(text)) {
    const at = mayFold.lastIndex - 1
    if (at >= to) break
    if (foldAt(text, at) !== undefined) return at
  }
  return -1
}

/**
 * Runs of base64 characters that begin like text. A run of `minBase64` characters covers every
 * place that is a multiple of it. A run may have begun before `from`, but not before `floor`.
 */
function findBase64(text: string, from: number, to: number, floor: number): number {
  let clear = Math.max(floor, from - maxBehind)
  for (let at = from + minBase64 - 1; at < to; at += minBase64) {
    if (isBase64Byte[text.charCodeAt(at)] === 0) {
      clear = at + 1
      continue
    }
    let start = at
    while (start > clear && isBase64Byte[text.charCodeAt(start - 1)] === 1) start--
    let end = at + 1
    while (end < to && isBase64Byte[text.charCodeAt(end)] === 1) end++
    while (end - start >= minBase64) {
      if (mayDecode(text, start)) return start
      // In a path the last parts may be base64 by themselves.
      while (start < end && text[start] !== '/') start++
      start++
    }
    clear = end
    at = end
  }
  return -1
}

const finders: readonly Finder[] = [
  escapeFinder('%', '0123456789ABCDEFabcdef', /%[0-9A-Fa-f]{2}/y),
  escapeFinder('&', '#algq', /&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);/y),
  escapeFinder('\\', '\\ux', /\\{1,8}(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2})/y),
  findFold,
  findBase64,
]
