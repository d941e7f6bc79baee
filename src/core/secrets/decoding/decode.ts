import { Buffer } from 'node:buffer'
import { toBytes } from '../bytes.ts'
import { foldAt } from './character.ts'
import { inflateBegin } from './gzip.ts'
import {
  base64BeginsLikeText,
  gzipInBase64,
  hexBeginsLikeText,
  isBase64Byte,
  minBase64,
} from './probe.ts'

/** A text that another one stands for, and where in that other one its parts come from. */
export interface Decoded {
  text: string
  /** Whether the rest of the word still stands around what was decoded. */
  inPlace: boolean
  /** The part of the original which `from`…`to` of the text comes from; `undefined`: as it was. */
  origin: (from: number, to: number) => { start: number; end: number } | undefined
}

/** Everything one word may stand for: its escapes undone, and each base64 or hex part decoded. */
export function decodingsOf(word: string): Decoded[] {
  const unescaped = mayHoldEscapes.test(word) ? undoEscapes(word) : undefined
  return [...(unescaped === undefined ? [] : [unescaped]), ...blocksOf(word)]
}

const mayHoldEscapes = /[%&\\\x80-\xff]/
const escapeForms =
  /%(?<byte>[0-9A-Fa-f]{2})|\\{1,8}(?:u(?<unit>[0-9A-Fa-f]{4})|u\{(?<point>[0-9A-Fa-f]{1,6})\}|x(?<code>[0-9A-Fa-f]{2}))|&(?:#(?<decimal>\d{1,7})|#[xX](?<hex>[0-9A-Fa-f]{1,6})|(?<name>amp|lt|gt|quot|apos));|(?<folds>[\xc2\xcd\xd8][\x80-\xbf]|[\xe1-\xe3\xef][\x80-\xbf]{2}|[\xf0\xf3][\x80-\xbf]{3})/g
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** One place where something was undone: what stood in the word, and what stands in the text. */
interface Change {
  from: number
  to: number
  textFrom: number
  textTo: number
}

/** Percent, `\u`, `\x` and entities undone, invisible characters dropped, the rest in NFKC. */
function undoEscapes(word: string): Decoded | undefined {
  let text = ''
  let from = 0
  const changes: Change[] = []
  for (const match of word.matchAll(escapeForms)) {
    const plain = plainOf(match.groups ?? {})
    if (plain === undefined) continue
    text += word.slice(from, match.index)
    from = match.index + match[0].length
    changes.push({
      from: match.index,
      to: from,
      textFrom: text.length,
      textTo: text.length + plain.length,
    })
    text += plain
  }
  if (changes.length === 0) return undefined
  return {
    text: text + word.slice(from),
    inPlace: true,
    origin(start, end) {
      // A part in which nothing was undone stands in the word as it is, and is found there.
      if (!changes.some(({ textFrom, textTo }) => textTo >= start && textFrom <= end))
        return undefined
      return { start: originOf(changes, start, 'from'), end: originOf(changes, end, 'to') }
    },
  }
}

/** Where a place of the text comes from; inside something undone, that place's start or end. */
function originOf(changes: readonly Change[], at: number, side: 'from' | 'to'): number {
  let shift = 0
  for (const change of changes) {
    if (at < change.textFrom || (side === 'to' && at === change.textFrom)) break
    if (at < change.textTo) return change[side]
    shift = change.to - change.textTo
    if (side === 'to' && at === change.textTo) break
  }
  return at + shift
}

function plainOf(groups: Record<string, string | undefined>): string | undefined {
  const { byte, unit, point, code, decimal, hex, name, folds } = groups
  if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16))
  if (folds !== undefined) return foldAt(folds, 0)
  if (name !== undefined) return named[name]
  const number =
    decimal !== undefined
      ? Number(decimal)
      : Number.parseInt(unit ?? point ?? code ?? hex ?? '', 16)
  return number <= 0x10ffff ? toBytes(String.fromCodePoint(number)) : undefined
}

/** Runs of base64 characters, and those of them that are hex, with what they decode to. */
function blocksOf(word: string): Decoded[] {
  const blocks: Decoded[] = []
  for (let at = 0; at < word.length; ) {
    if (isBase64Byte[word.charCodeAt(at)] === 0) {
      at++
      continue
    }
    let end = at + 1
    while (end < word.length && isBase64Byte[word.charCodeAt(end)] === 1) end++
    const found = decodeBlock(word.slice(at, end), at)
    blocks.push(...found)
    // In a path the last parts may be base64 by themselves.
    const slash = found.length > 0 ? -1 : word.indexOf('/', at)
    at = slash < 0 || slash > end ? end : slash + 1
  }
  return blocks
}

/** Decoded text is looked at when it begins like text, in any of the four places of a group. */
function decodeBlock(block: string, at: number): Decoded[] {
  const decoded: Decoded[] = []
  if (block.length < minBase64) return decoded
  const add = (bytes: Buffer) => {
    const text = bytes.toString('latin1')
    const origin = () => ({ start: at, end: at + block.length })
    decoded.push({
      text: utf16.test(text) ? text.replaceAll('\0', '') : text,
      inPlace: false,
      origin,
    })
  }
  if (block.startsWith(gzipInBase64)) {
    const inflated = inflateBegin(Buffer.from(block, 'base64'))
    if (inflated !== undefined) add(inflated.bytes)
  }
  if (wholeHex.test(block) && hexBeginsLikeText(block, 0)) add(Buffer.from(block, 'hex'))
  for (let shift = 0; shift < 4; shift++) {
    if (base64BeginsLikeText(block, shift)) add(Buffer.from(block.slice(shift), 'base64'))
  }
  return decoded
}

const wholeHex = /^(?:[0-9A-Fa-f]{2}){16,}$/
const utf16 = /^(?:\xff\xfe|\xfe\xff)?(?:(?:[\t\n\r\x20-\x7e]\0){4}|(?:\0[\t\n\r\x20-\x7e]){4})/
