/**
 * Characters that act on a terminal or a reader instead of being seen; `markOf` spares newline and
 * tab. A joiner between two emoji is seen as what it joins.
 */
const acting =
  /(?!(?<=\p{Extended_Pictographic}|\ufe0f|[\u{1f3fb}-\u{1f3ff}])\u200d(?=\p{Extended_Pictographic}))[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0d]|(?<=[\ufe00-\ufe0f])[\ufe0e\ufe0f]|[\u{e0100}-\u{e01ef}]/gu
const plain = /^[\n\t\x20-\x7e]*$/

/**
 * A text with everything that acts unseen replaced by a mark that is seen: control characters and
 * terminal escapes as control pictures (`␛[31m`), direction overrides, invisible and private
 * characters as `⟨U+202E⟩`. Newlines and tabs stay; `\r\n` becomes a newline.
 */
export function visible(text: string): string {
  if (plain.test(text)) return text
  return text.replaceAll('\r\n', '\n').replace(acting, markOf)
}

/** The same on one line, cut to `max` characters. */
export function visibleLine(text: string, max = 200): string {
  const line = visible(text.slice(0, max * 4))
    .replaceAll('\n', ' ⏎ ')
    .replaceAll('\t', ' ')
  const characters = Array.from(line.slice(0, max * 2))
  const cut = characters.length > max || line.length > max * 2 || text.length > max * 4
  return cut ? `${characters.slice(0, max - 1).join('')}…` : line
}

/**
 * Takes their meaning from workflow commands, which a runner reads in a step log: `::name::` at
 * the start of a line, `##[name]` anywhere. A backslash shows where.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1:\\').replace(/##(?=\[|vso\[)/g, '##\\')
}

/** A foreign text as a terminal or a step log may show it. */
export const printable = (text: string): string => withoutCommands(visible(text))

/** The same on one line. */
export const printableLine = (text: string, max?: number): string =>
  withoutCommands(visibleLine(text, max))

/**
 * JSON that is inert wherever it stands: it closes no element of a page, holds no character that
 * acts unseen, and no command to a runner. A parser gets exactly `value`.
 */
export function safeJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[<>&]/g, escapeUnit)
    .replaceAll('##', '#\\u0023')
    .replace(acting, (character) => Array.from(units(character), escapeUnit).join(''))
}

function markOf(character: string): string {
  if (character === '\n' || character === '\t') return character
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  if (code === 0x7f) return '␡'
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
}

const escapeUnit = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

function* units(character: string): Generator<string> {
  for (let index = 0; index < character.length; index += 1) yield character.charAt(index)
}
