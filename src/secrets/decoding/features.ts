import { foldOf, lengthFrom, mayFold } from './character.ts'
import { isBase64Byte, mayDecode, minBase64 } from './probe.ts'

/** A run that began earlier was judged by its beginning when that arrived. */
const maxBehind = 256

const escapes: Record<string, RegExp> = {
  '%': /%[0-9A-Fa-f]{2}/y,
  '&': /&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);/y,
  '\\': /\\{1,8}(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2})/y,
}

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
  const finders = [
    ...Object.entries(escapes).map(([char, pattern]) => escapeFinder(text, to, char, pattern)),
    ...(ascii ? [] : [foldFinder(text, to)]),
    base64Finder(text, floor, to),
  ]
  const nexts = finders.map((find) => find(from))
  return {
    /** The first feature at or behind `at`; -1 when there is none before the end. */
    next(at: number): number {
      let first = -1
      finders.forEach((find, index) => {
        let next = nexts[index] ?? -1
        if (next >= 0 && next < at) {
          next = find(at)
          nexts[index] = next
        }
        if (next >= 0 && (first < 0 || next < first)) first = next
      })
      return first
    },
  }
}

function escapeFinder(text: string, to: number, char: string, pattern: RegExp) {
  return (from: number): number => {
    for (let at = text.indexOf(char, from); at >= 0 && at < to; at = text.indexOf(char, at + 1)) {
      pattern.lastIndex = at
      if (pattern.test(text)) return at
    }
    return -1
  }
}

function foldFinder(text: string, to: number) {
  return (from: number): number => {
    mayFold.lastIndex = from
    for (
      let match = mayFold.exec(text);
      match !== null && match.index < to;
      match = mayFold.exec(text)
    ) {
      const { index } = match
      const bytes = text.slice(index, index + lengthFrom(text.charCodeAt(index)))
      if (foldOf(bytes) !== undefined) return index
    }
    return -1
  }
}

/**
 * Runs of base64 characters that begin like text. A run of `minBase64` characters covers every
 * place that is a multiple of it. A run may have begun before `from`, but not before `floor`.
 */
function base64Finder(text: string, floor: number, to: number) {
  return (from: number): number => {
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
}
