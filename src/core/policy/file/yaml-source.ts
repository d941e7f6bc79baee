import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml'
import { hiddenCharacters } from '../../git/path-facts.ts'

/** Largest file read, in bytes. */
export const maxFileBytes = 262_144
/** Deepest nesting accepted; the format itself needs no more than twelve levels. */
const maxNesting = 32

/** Something wrong at a place of a file; line and column count from 1. */
export interface Mistake {
  line: number
  column: number
  message: string
}

/** A file of plain YAML: values, and where each of them stands. */
export interface YamlSource {
  value: unknown
  has(path: readonly (string | number)[]): boolean
  /** The place of a value, or of the nearest thing around it that is in the file. */
  placeOf(path: readonly (string | number)[]): { line: number; column: number }
  /** The place of a key of the map at `path`. */
  placeOfKey(path: readonly (string | number)[], key: string): { line: number; column: number }
}

/**
 * Reads a file as one YAML document without anchors, aliases, tags and repeated keys, so that what
 * a person sees is what counts and nothing in it can grow when it is read.
 *
 * @throws {RangeError} when it is nested too deeply
 */
export function readYaml(bytes: Uint8Array): YamlSource | Mistake[] {
  if (bytes.length > maxFileBytes) {
    return atStart(`the file has more than ${maxFileBytes} bytes, and no policy needs as many`)
  }
  const text = decode(bytes)
  if (typeof text !== 'string') return [text]
  const surprising = findSurprise(text)
  if (surprising !== undefined) return [surprising]
  if (isBracketBomb(text)) throw new RangeError('nested')
  return readText(text)
}

/** More brackets opened than closed, or lists within lists on one line, than any file has. */
const maxOpenBrackets = 2000
const nestedDashes = /(?:[-?:] +){40}/

/** Told apart before it is parsed: the parser would take seconds to fail on it. */
function isBracketBomb(text: string): boolean {
  let open = 0
  for (const character of text.match(/[[\]{}]/g) ?? []) {
    open += character === '[' || character === '{' ? 1 : -1
    if (open > maxOpenBrackets) return true
  }
  return nestedDashes.test(text)
}

const atStart = (message: string): Mistake[] => [{ line: 1, column: 1, message }]

function readText(text: string): YamlSource | Mistake[] {
  const lines = new LineCounter()
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    // Compares every key with every other; a file of 50,000 keys would take a minute.
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
  })
  if (!Array.isArray(documents) || documents.length === 0) return atStart('the file is empty')
  const [document, second] = documents as [Document.Parsed, Document.Parsed?]
  if (second !== undefined) {
    const start = place(second.contents?.range?.[0] ?? second.range[0])
    return [{ ...start, message: 'a second document starts here; expected one' }]
  }
  if (hasDirective(document)) return atStart('a line that starts with %; leave it out')
  const broken = structureMistake(document, place)
  const tricks = findTricks(document, place)
  const mistakes = broken === undefined ? tricks : [...tricks.filter(isBefore(broken)), broken]
  if (mistakes.length > 0) return mistakes
  if (!isMap(document.contents)) return atStart('expected keys and values, such as "version: 1"')
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    has: (path) => path.length === 0 || document.hasIn(path),
    placeOf: (path) => place(offsetOf(document, path)),
    placeOfKey: (path, key) => place(keyOffset(document, path, key)),
  }
}

/** `%YAML 1.1` makes `yes` a truth value and `010` eight; nobody who reads the rest expects it. */
const hasDirective = ({ directives }: Document.Parsed): boolean =>
  directives.yaml.explicit === true || Object.keys(directives.tags).length > 1

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? message

type PlaceOf = (offset: number) => { line: number; column: number }

/** Behind a broken place the parser takes words for what they are not. */
const isBefore =
  (end: Mistake) =>
  ({ line, column }: Mistake): boolean =>
    line < end.line || (line === end.line && column < end.column)

/**
 * What the parser objects to first, apart from tags and aliases, which are told about in plainer words:
 * the rest is what it makes of the file from there on.
 */
function structureMistake(document: Document.Parsed, place: PlaceOf): Mistake | undefined {
  const [first] = [...document.errors, ...document.warnings]
    .filter(({ code }) => code !== 'TAG_RESOLVE_FAILED' && code !== 'BAD_ALIAS')
    .sort((a, b) => a.pos[0] - b.pos[0])
  return first && { ...place(first.pos[0]), message: firstLine(first.message) }
}

function findTricks(document: Document.Parsed, place: PlaceOf): Mistake[] {
  const mistakes: Mistake[] = []
  const add = (node: Node, message: string) =>
    mistakes.push({ ...place(node.range?.[0] ?? 0), message })
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value)) add(key, 'this key is there twice')
        seen.add(key.value)
      }
    },
    Pair(_, pair) {
      if (!isScalar(pair.key) || typeof pair.key.value !== 'string') {
        add(isNode(pair.key) ? pair.key : (pair.value as Node), 'expected a plain word as key')
      }
    },
    Node(_, node, path) {
      if (path.length > maxNesting) {
        throw new RangeError('nested')
      }
      if (isAlias(node)) add(node, aliasText(node, document))
      else if (node.anchor !== undefined)
        add(node, 'an anchor; write the value out where it is used')
      else if (node.tag?.startsWith('!') === true) {
        add(node, `a tag; put text that starts with ! in quotes, as in "${node.tag}"`)
      } else if (node.tag !== undefined) add(node, 'a tag; leave it out')
      return undefined
    },
  })
  return mistakes
}

/** A glob that begins with a star looks like an alias; only one whose anchor is there is meant as one. */
function aliasText({ source }: Alias, document: Document.Parsed): string {
  let isAnchored = false
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && node.anchor === source) isAnchored = true
      return isAnchored ? visit.BREAK : undefined
    },
  })
  return isAnchored
    ? 'an alias; write the value out'
    : `put text that starts with * in quotes, as in "*${source}"`
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

function keyOffset(
  document: Document.Parsed,
  path: readonly (string | number)[],
  key: string,
): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true)
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined
  const range = isScalar(pair?.key) ? pair.key.range : undefined
  return range?.[0] ?? offsetOf(document, path)
}

function decode(bytes: Uint8Array): string | Mistake {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return findInvalidByte(bytes)
  }
}

function findInvalidByte(bytes: Uint8Array): Mistake {
  let start = 0
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start)
    const slice = bytes.subarray(start, end === -1 ? undefined : end + 1)
    const valid = validPrefix(slice)
    if (valid < slice.length || end === -1) {
      return { line, column: valid + 1, message: 'invalid UTF-8; save the file as UTF-8' }
    }
    start = end + 1
  }
}

/** How many characters decode before the first byte that does not. */
function validPrefix(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let characters = 0
  try {
    for (const byte of bytes)
      characters += decoder.decode(Uint8Array.of(byte), { stream: true }).length
    decoder.decode()
    return Math.max(characters, bytes.length)
  } catch {
    return characters
  }
}

/** Control characters, and what some programs show as the end of a line where YAML sees none. */
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]|\r(?!\n)/

/** The first character that makes a file read differently from what it says. */
function findSurprise(text: string): Mistake | undefined {
  const found = controls.exec(text)
  if (found === null) {
    const [hidden] = hiddenCharacters(text)
    if (hidden === undefined) return undefined
    return { line: hidden.line, column: hidden.column, message: surprise(hidden.code) }
  }
  const before = text.slice(0, found.index).split('\n')
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  const column = (before.at(-1)?.length ?? 0) + 1
  return { line: before.length, column, message: surprise(`U+${code}`) }
}

const surprise = (code: string): string => `an invisible control character (${code}); remove it`
