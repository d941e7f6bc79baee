/** A regular expression as a tree; `source` is what stood there. */
export type PatternNode =
  | { type: 'one'; source: string }
  | { type: 'assert'; source: string }
  | { type: 'backreference'; source: string }
  | { type: 'sequence'; items: PatternNode[] }
  | { type: 'either'; options: PatternNode[] }
  | { type: 'group'; open: string; name: string | undefined; item: PatternNode }
  | { type: 'look'; open: string; item: PatternNode }
  | { type: 'repeat'; item: PatternNode; min: number; max: number; suffix: string }

const opening =
  /\((?:\?(?:<(?<name>[A-Za-z_]\w*)>|P<(?<other>[A-Za-z_]\w*)>|<?[=!]|[a-z]*(?:-[a-z]+)?:))?/y
const quantifier = /(?:[*+?]|\{(?<min>\d+)(?<comma>,(?<max>\d*))?\})[?]?/y
const escaped =
  /\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]+\}|[pP]\{\w+\}|c[A-Za-z]|k<\w+>|[\s\S])/y

/**
 * Reads the source of a regular expression (JavaScript without the `v` flag, or RE2).
 * The source must be valid: what cannot be read is a `SyntaxError`.
 */
export function parsePattern(source: string): PatternNode {
  const reader = { source, at: 0 }
  const tree = readEither(reader)
  if (reader.at < source.length) throw new SyntaxError(`unexpected ) at ${reader.at}`)
  return tree
}

interface Reader {
  source: string
  at: number
}

function readEither(reader: Reader): PatternNode {
  const options = [readSequence(reader)]
  while (reader.source[reader.at] === '|') {
    reader.at++
    options.push(readSequence(reader))
  }
  return options.length === 1 && options[0] !== undefined ? options[0] : { type: 'either', options }
}

function readSequence(reader: Reader): PatternNode {
  const items: PatternNode[] = []
  for (;;) {
    const next = reader.source[reader.at]
    if (next === undefined || next === '|' || next === ')') break
    items.push(readQuantified(reader))
  }
  return { type: 'sequence', items }
}

function readQuantified(reader: Reader): PatternNode {
  const item = readAtom(reader)
  const match = take(reader, quantifier)
  if (match === undefined) return item
  const { min, comma, max } = match.groups ?? {}
  const sign = match[0][0]
  const least = min === undefined ? (sign === '+' ? 1 : 0) : Number(min)
  const most =
    min === undefined
      ? sign === '?'
        ? 1
        : Infinity
      : comma === undefined
        ? least
        : max === '' || max === undefined
          ? Infinity
          : Number(max)
  return { type: 'repeat', item, min: least, max: most, suffix: match[0] }
}

function readAtom(reader: Reader): PatternNode {
  const char = reader.source[reader.at] ?? ''
  if (char === '(') return readGroup(reader)
  if (char === '[') return { type: 'one', source: readClass(reader) }
  if (char === '\\') {
    const [text] = take(reader, escaped) ?? ['']
    if (/^\\(?:[bBAzZ])$/.test(text)) return { type: 'assert', source: text }
    if (/^\\(?:[1-9]|k)/.test(text)) return { type: 'backreference', source: text }
    return { type: 'one', source: text }
  }
  reader.at++
  return char === '^' || char === '$'
    ? { type: 'assert', source: char }
    : { type: 'one', source: char }
}

function readGroup(reader: Reader): PatternNode {
  const match = take(reader, opening)
  const open = match?.[0] ?? '('
  const item = readEither(reader)
  if (reader.source[reader.at] !== ')') throw new SyntaxError(`missing ) at ${reader.at}`)
  reader.at++
  if (/^\(\?<?[=!]$/.test(open)) return { type: 'look', open, item }
  return { type: 'group', open, name: match?.groups?.name ?? match?.groups?.other, item }
}

function readClass(reader: Reader): string {
  const from = reader.at
  reader.at++
  if (reader.source[reader.at] === '^') reader.at++
  // RE2 reads a leading ] as itself; JavaScript ends the class there, and so do we.
  while (reader.at < reader.source.length && reader.source[reader.at] !== ']') {
    if (reader.source.startsWith('[:', reader.at) && reader.source.includes(':]', reader.at)) {
      reader.at = reader.source.indexOf(':]', reader.at) + 2
    } else if (reader.source[reader.at] === '\\') take(reader, escaped)
    else reader.at++
  }
  reader.at++
  return reader.source.slice(from, reader.at)
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at
  const match = pattern.exec(reader.source)
  if (match === null) return undefined
  reader.at += match[0].length
  return match
}
