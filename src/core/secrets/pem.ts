import { entropyOf } from './entropy.ts'
import type { FollowSecret, Look, MatcherRule } from './rule.ts'

/** Bytes of base64 that decide whether it is a key; documentation has dots or one line of As. */
const sampleBytes = 64
const minBody = 40
const minEntropy = 4
/** A key is told within this many bytes, headers included. */
const windowBytes = 1024
/** A piece of base64 that is shorter is the last line of a key, or prose. */
const minLine = 16
/** A block that has not ended after this many bytes is not followed further. */
const maxBlock = 262_144
const longestMarker = 80

const begin = /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y
const end = /-----END [A-Z0-9 ]{1,60}-----/y
/** One header of PEM (RFC 1421) or of OpenPGP armour (RFC 9580, 6.2), up to the end of its line. */
const header =
  /(?:[ \t\r\n"'+,>#*|]|\\{1,8}[nrt])*[A-Z][A-Za-z0-9-]{1,30}: [^\r\n\\]{0,200}(?=[\r\n\\])/y
const line = /[0-9A-Za-z+/=]+/y
/** What stands between the lines of a key, also when it is quoted in source code or JSON. */
const gap = /[ \t\r\n"'+,>#*|]+|\\{1,8}[nrt]/y

/**
 * Private keys in PEM and OpenPGP armour. A key is recognised by its first bytes and followed to
 * its END line, so that its length does not matter; one that is cut off counts as well.
 */
export const pemRule: MatcherRule = {
  id: 'private-key',
  tier: 'rewrite',
  confidence: 'high',
  keywords: ['-----begin'],
  maxLength: windowBytes,
  beforeKeyword: { min: 0, max: 0 },
  look(text, first, _last, complete): Look {
    const window = text.slice(first, first + windowBytes)
    const opening = match(begin, window, 0)
    if (opening === 0) return !complete && window.length < longestMarker ? 'begun' : 'no'
    const from = skipHeaders(window, opening)
    if (!complete && !/[\r\n\\]/.test(window.slice(from).trimStart())) return 'begun'
    const body = bodyOf(window, from, complete)
    if (body === 'wait') return 'begun'
    if (body.length < minBody || entropyOf(body) < minEntropy) return 'no'
    return { start: first, end: first + from, matchEnd: first + from, follow: createFollow(from) }
  },
}

/** The length of what `pattern` matches at `at`; 0 when it does not. */
function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

function skipHeaders(text: string, from: number): number {
  let at = from
  for (let length = match(header, text, at); length > 0; length = match(header, text, at))
    at += length
  return at
}

/** The first base64 of a block; `'wait'` while more text may add to it. */
function bodyOf(text: string, from: number, complete: boolean): string | 'wait' {
  let body = ''
  let at = from
  while (body.length < sampleBytes) {
    const part = nextPart(text, at, complete)
    if (part.kind === 'wait') return complete ? body : 'wait'
    if (part.kind !== 'line' && part.kind !== 'gap') break
    if (part.kind === 'line') {
      if (part.length < minLine) break
      body += text.slice(at, at + part.length)
    }
    at += part.length
  }
  return body.slice(0, sampleBytes)
}

interface Part {
  kind: 'line' | 'gap' | 'end' | 'wait' | 'stop'
  length: number
}

const wait: Part = { kind: 'wait', length: 0 }
const stop: Part = { kind: 'stop', length: 0 }

/**
 * What stands at `at` in a block; `'wait'` when that cannot be told before more text comes. A `+`
 * joins quoted lines, unless it stands inside one (`insideLine`: the text was cut there).
 */
function nextPart(text: string, at: number, final: boolean, insideLine = false): Part {
  const rest = text.length - at
  if (rest === 0) return wait
  if (text[at] === '-') {
    const length = match(end, text, at)
    if (length > 0) return { kind: 'end', length }
    const mayGrow = !final && rest < longestMarker && startsLikeEnd(text.slice(at))
    return mayGrow ? wait : stop
  }
  const inLine = match(line, text, at)
  if (inLine > 0 && insideLine) return { kind: 'line', length: inLine }
  if (inLine > 0 && inLine < minLine && inLine === rest && !final) return wait
  if (inLine > 0 && (inLine >= minLine || text[at] !== '+')) return { kind: 'line', length: inLine }
  const inGap = match(gap, text, at)
  if (inGap > 0) return { kind: 'gap', length: inGap }
  return !final && rest <= 8 && /^\\+$/.test(text.slice(at)) ? wait : stop
}

const startsLikeEnd = (text: string) =>
  text.length < 9 ? '-----END '.startsWith(text) : /^-----END [A-Z0-9 ]*-*$/.test(text)

/** Goes over lines: past the END line, or to where something that is no key begins. */
function createFollow(before: number): FollowSecret {
  let passed = before
  let insideLine = false
  return (text, from, final) => {
    const most = Math.min(text.length, from + maxBlock - passed)
    let at = from
    let done = false
    while (!done && at < most) {
      const part = nextPart(text, at, final, insideLine)
      if (part.kind === 'wait') break
      if (part.kind === 'line' && part.length < minLine && !insideLine) {
        const closes = closesBlock(text, at + part.length, final)
        if (closes === 'wait') break
        if (!closes) {
          done = true
          break
        }
      }
      at += part.length
      done = part.kind === 'stop' || part.kind === 'end'
      insideLine = part.kind === 'line'
    }
    at = Math.min(at, most)
    passed += at - from
    return { to: at, done: done || final || passed >= maxBlock }
  }
}

/** Whether an END line or the end of all text follows: only then is a short piece a last line. */
function closesBlock(text: string, from: number, final: boolean): boolean | 'wait' {
  let at = from
  for (let length = match(gap, text, at); length > 0; length = match(gap, text, at)) at += length
  const rest = text.slice(at, at + 9)
  if (rest.length === 9 || final) return rest === '-----END ' || rest === ''
  return '-----END '.startsWith(rest) || /^\\+$/.test(rest) ? 'wait' : false
}
