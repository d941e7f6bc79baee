import type { ReceivedText } from '../received-text.ts'
import type { Span } from '../span.ts'
import { wordEnd, wordStart } from './character.ts'
import { decodingsOf } from './decode.ts'
import { createFeatures } from './features.ts'

/** Text as far as it has been received. */
export interface Received extends ReceivedText {
  /** Whether every byte since the last call is ASCII. */
  ascii: boolean
}

/**
 * Looks through the words of a growing text for ones that stand for another text, and searches
 * that. A word is looked at once it has ended, so that where the text was cut does not matter.
 */
export interface Words {
  /** Text was added. */
  grow(received: Received): void
  finish(received: Received): void
  /** Where the word at the end starts that may still turn out to hold a secret. */
  heldFrom: number
  /** The same when the stream idles: only a word that already has something to decode. */
  heldWhenIdle: number
}

/** Bytes of a word before the first thing to decode that belong to what is decoded. */
const leading = 256
/** Bytes after which anything to decode can be told. */
const maxFeature = 32
/** Longer words are looked at in parts of this length, which overlap. */
const maxPart = 4096
const overlap = 512
/** Bytes of the same line before a word that are searched with it, for rules that need a name. */
const contextBytes = 64

/** Words with fewer bytes stand for nothing that could be a secret. */
const minWord = 12

/** `search` finds secrets in a decoded text; `report` takes them with offsets of the stream. */
export function createWords(search: (text: string) => Span[], report: (span: Span) => void): Words {
  /** Words before this offset have been looked at. */
  let done = 0
  /** Whether `done` is inside a word, of which what stands before it has been looked at. */
  let inside = false
  /** Where the word at the end starts; the end itself when there is none. */
  let trail = 0
  let lastEnd = 0
  let ascii = true

  function grow(received: Received): void {
    const { text, base } = received
    const end = base + text.length
    ascii = ascii && received.ascii
    // Four bytes more, for a character whose last bytes have only now arrived.
    const reached = base + wordStart(text, text.length, Math.max(0, lastEnd - 4 - base))
    trail = reached <= lastEnd ? Math.min(trail, reached) : reached
    if (trail > done) lookThrough(text, base, trail)
    if (trail === end) ascii = true
    else if (!inside) startInside(text, base)
    while (inside && end - done > maxPart) part(text, base, done, done + maxPart)
    words.heldFrom = inside ? done : Math.max(trail, end - leading - maxFeature)
    words.heldWhenIdle = inside ? done : end
    lastEnd = end
  }

  /** Looks at every word before `limit`, which is where one may start. */
  function lookThrough(text: string, base: number, limit: number): void {
    if (inside) parts(text, base, done, base + wordEnd(text, done - base, limit - base))
    inside = false
    const features = createFeatures(text, done - base, limit - base, { ascii })
    for (let at = features.next(done - base); at >= 0; at = features.next(done - base)) {
      const from = wordStart(text, at, Math.max(done - base, at - leading))
      parts(text, base, base + from, base + wordEnd(text, at, limit - base))
    }
    done = limit
  }

  /** The word at the end: from its first thing to decode on it waits for its end. */
  function startInside(text: string, base: number): void {
    const from = Math.max(trail, lastEnd - maxFeature) - base
    const at = createFeatures(text, from, text.length, { ascii, floor: trail - base }).next(from)
    // Until it is this long, something that begins before it may still turn out to count.
    if (at < 0 || at + maxFeature > text.length) return
    inside = true
    done = base + wordStart(text, at, Math.max(trail - base, at - leading))
  }

  function parts(text: string, base: number, from: number, to: number): void {
    done = from
    while (to - done > maxPart) part(text, base, done, done + maxPart)
    part(text, base, done, to)
    done = to
  }

  function part(text: string, base: number, from: number, to: number): void {
    done = to - overlap
    if (to - from < minWord) return
    const word = text.slice(from - base, to - base)
    for (const decoded of decodingsOf(word)) {
      const context = decoded.inPlace ? lineBefore(text, from - base) : ''
      for (const span of search(context + decoded.text)) {
        const origin = decoded.origin(
          Math.max(0, span.start - context.length),
          span.end - context.length,
        )
        if (span.end <= context.length || origin === undefined) continue
        report({ ...span, start: from + origin.start, end: from + origin.end })
      }
    }
  }

  const words: Words = {
    grow,
    finish(received) {
      ascii = ascii && received.ascii
      trail = received.base + received.text.length
      if (trail > done) lookThrough(received.text, received.base, trail)
      words.heldFrom = trail
      words.heldWhenIdle = trail
    },
    heldFrom: 0,
    heldWhenIdle: 0,
  }
  return words
}

function lineBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - contextBytes), at)
  return before.slice(before.lastIndexOf('\n') + 1)
}
