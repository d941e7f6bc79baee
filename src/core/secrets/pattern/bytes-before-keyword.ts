import { type PatternNode, parsePattern } from './tree.ts'

/** Texts a way through the pattern may begin with; `open` when what follows is not known. */
interface Beginning {
  text: string
  open: boolean
}

const maxBeginnings = 512
const maxBytes = 24
const maxChoices = 8

/**
 * How many bytes of a match stand before its first keyword, when the pattern says so by itself;
 * else `undefined`, and a match may start anywhere within its length before the keyword.
 */
export function bytesBeforeKeyword(
  pattern: RegExp,
  keywords: readonly string[],
): { min: number; max: number } | undefined {
  const beginnings = beginningsOf(parsePattern(pattern.source), pattern.flags)
  if (beginnings === undefined) return undefined
  let min = Infinity
  let max = 0
  for (const { text } of beginnings) {
    const offsets = keywords.map((keyword) => text.indexOf(keyword)).filter((at) => at >= 0)
    if (offsets.length === 0) return undefined
    min = Math.min(min, ...offsets)
    max = Math.max(max, Math.min(...offsets))
  }
  return { min, max }
}

function beginningsOf(node: PatternNode, flags: string): Beginning[] | undefined {
  switch (node.type) {
    case 'assert':
    case 'look':
      return [{ text: '', open: false }]
    case 'one':
      return charactersOf(node.source, flags)
    case 'group':
      return beginningsOf(node.item, flags)
    case 'sequence':
      return sequenceOf(node.items, flags)
    case 'either': {
      const all = node.options.map((option) => beginningsOf(option, flags))
      return capped(all.flatMap((some) => some ?? [{ text: '', open: true }]))
    }
    case 'repeat':
      return repeatOf(node, flags)
    default:
      return [{ text: '', open: true }]
  }
}

function sequenceOf(items: readonly PatternNode[], flags: string): Beginning[] | undefined {
  let soFar: Beginning[] = [{ text: '', open: false }]
  for (const item of items) {
    if (soFar.every((one) => one.open)) break
    const more = beginningsOf(item, flags)
    const next = soFar.flatMap((one) => {
      if (one.open || one.text.length >= maxBytes) return [{ ...one, open: true }]
      return (more ?? [{ text: '', open: true }]).map((two) => ({
        text: one.text + two.text,
        open: two.open,
      }))
    })
    if (next.length > maxBeginnings) return soFar.map((one) => ({ ...one, open: true }))
    soFar = next
  }
  return soFar
}

function repeatOf(node: PatternNode & { type: 'repeat' }, flags: string): Beginning[] | undefined {
  const once = Array.from({ length: Math.min(node.min, maxBytes) }, () => node.item)
  const least = sequenceOf(once, flags)
  if (node.max === node.min) return least
  if (node.max > node.min + 1) return least?.map((one) => ({ ...one, open: true }))
  return capped([...(least ?? []), ...(sequenceOf([...once, node.item], flags) ?? [])])
}

function charactersOf(source: string, flags: string): Beginning[] {
  const one = new RegExp(`^${source}$`, flags.replace(/[gy]/g, ''))
  const found = new Set<string>()
  for (let byte = 0; byte < 256; byte++) {
    const char = String.fromCharCode(byte)
    if (one.test(char)) found.add(byte < 128 ? char.toLowerCase() : char)
    if (found.size > maxChoices) return [{ text: '', open: true }]
  }
  return [...found].map((text) => ({ text, open: false }))
}

const capped = (beginnings: Beginning[]) =>
  beginnings.length > maxBeginnings ? undefined : beginnings
