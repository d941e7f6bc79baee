import { Buffer } from 'node:buffer'
import { toBytes } from './bytes.ts'
import type { Confidence } from './detector.ts'

/** One way a known value may be written. Bytes as latin-1 characters. */
export interface Needle {
  /** The name under which the value was registered. */
  name: string
  /** The value itself, whichever way it is written. */
  value: string
  text: string
  /** Base64 characters before and behind the text that hold some bits of the value, 0 or 1. */
  before: number
  behind: number
  /** A short value counts only where no letter or digit touches it. */
  alone: boolean
  /** Of a value that was not registered but found by a rule: how it was found. */
  found?: { rule: string; confidence: Confidence; order: number }
}

/** Parts of a value (its lines, its JSON strings) that are shorter are no secret by themselves. */
const minFragment = 8
/** A whole value that is shorter cannot be told from ordinary text. */
const minValue = 4
/** Bytes of a value beyond which only its beginning is looked for. */
const maxNeedle = 16_384
const maxFragments = 256

/**
 * Everything to look for so that `value` is found as it is and as programs commonly write it: JSON,
 * JSON in JSON, percent, form, XML, shell, hex, base64 and base64url at each alignment. A value of
 * several lines is also looked for line by line, and JSON by its strings, because tools print them
 * so. Empty when the value has fewer than four bytes.
 */
export function needlesOf(name: string, value: string): Needle[] {
  const trimmed = value.trim()
  const bytes = toBytes(value).slice(0, maxNeedle)
  const texts = new Map<string, Needle>()
  const add = (text: string, before = 0, behind = 0, alone = false) => {
    if (text.length >= (alone ? minValue : minFragment) && !texts.has(text)) {
      texts.set(text, { name, value: bytes, text, before, behind, alone })
    }
  }
  if (trimmed.length > 0 && toBytes(trimmed).length < minFragment) add(toBytes(trimmed), 0, 0, true)
  for (const part of new Set([value, trimmed, ...fragmentsOf(trimmed)])) {
    if (toBytes(part).length < minFragment) continue
    for (const text of spellingsOf(part)) add(toBytes(text).slice(0, maxNeedle))
    for (const core of base64Cores(part)) add(core.text, core.before, core.behind)
  }
  return [...texts.values()]
}

/** Lines, and the strings of JSON: not its braces, which are part of everything. */
function fragmentsOf(value: string): string[] {
  const leaves = jsonStrings(value)
  const lines = leaves.length > 0 ? [] : value.split(/\r?\n/).map((line) => line.trim())
  return [
    ...leaves,
    ...leaves.flatMap((leaf) => leaf.split(/\r?\n/)),
    ...(lines.length > 1 ? lines : []),
  ]
    .filter((part) => part.length >= minFragment && !isBoilerplate(part))
    .slice(0, maxFragments)
}

/** Lines that say what a value is and are the same in everybody's. */
const isBoilerplate = (line: string) => /^-----(BEGIN|END) [A-Z0-9 ]+-----$/.test(line)

function jsonStrings(value: string): string[] {
  if (!/^[{["]/.test(value)) return []
  const leaves: string[] = []
  try {
    JSON.parse(value, (key, leaf) => {
      if (typeof leaf === 'string' && !isPublicField(key, leaf)) leaves.push(leaf)
      return leaf
    })
  } catch {
    return []
  }
  return leaves
}

/** Fields of service accounts and the like which name things and open none. */
const isPublicField = (key: string, leaf: string) =>
  /^(type|.*_ur[il]s?|universe_domain|project_id|client_email|client_id)$/.test(key) ||
  /^https?:\/\/[^@?]*$/.test(leaf)

function spellingsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1)
  const jsonTwice = JSON.stringify(json).slice(1, -1)
  const percent = encodeStrictly(value)
  const loose = encodeLoosely(value)
  const hex = Buffer.from(value, 'utf8').toString('hex')
  return [
    value,
    value.replaceAll('\r\n', '\n'),
    value.replaceAll(/\r?\n/g, '\r\n'),
    json,
    jsonTwice,
    json.replaceAll('/', '\\/'),
    ...asciiJson(json),
    percent,
    percent.replaceAll(/%../g, (text) => text.toLowerCase()),
    loose,
    loose.replaceAll(/%../g, (text) => text.toLowerCase()),
    loose.replaceAll('%20', '+'),
    percent.replaceAll('%20', '+'),
    xml(value, '&quot;', '&apos;'),
    xml(value, '&quot;', '&#39;'),
    xml(value, '&#34;', '&#39;'),
    xml(value, '"', "'"),
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", `'"'"'`),
    value.replaceAll(/["$`\\]/g, '\\$&'),
    value.replaceAll(/[^\w@%+=:,./-]/g, '\\$&'),
    hex,
    hex.toUpperCase(),
  ]
}

function encodeLoosely(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value) : ''
}

const encodeStrictly = (value: string) =>
  encodeLoosely(value).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** JSON in ASCII, with and without the characters that HTML gives a meaning, in either case. */
function asciiJson(json: string): string[] {
  const code = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  const upper = (text: string) =>
    text.replaceAll(/\\u[0-9a-f]{4}/g, (text) => `\\u${text.slice(2).toUpperCase()}`)
  const texts = [
    json.replaceAll(/[^\x00-\x7f]/g, code),
    json.replaceAll(/[^\x00-\x7f]|[<>&]/g, code),
    json.replaceAll(/[<>&]/g, code),
  ]
  return [...texts, ...texts.map(upper)]
}

const xml = (value: string, quote: string, apostrophe: string) =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', quote)
    .replaceAll("'", apostrophe)

/**
 * The characters of a base64 text that depend on the value alone, for each of the three places in
 * a group of three bytes where it may begin.
 */
function base64Cores(value: string): { text: string; before: number; behind: number }[] {
  const bytes = Buffer.from(value, 'utf8')
  const cores = []
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    const from = Math.ceil((shift * 8) / 6)
    const to = Math.floor(((shift + bytes.length) * 8) / 6)
    const text = encoded.slice(from, to)
    const before = (shift * 8) % 6 === 0 ? 0 : 1
    const behind = ((shift + bytes.length) * 8) % 6 === 0 ? 0 : 1
    cores.push({ text, before, behind })
    cores.push({ text: text.replaceAll('+', '-').replaceAll('/', '_'), before, behind })
  }
  return cores
}
