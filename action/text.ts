/** Invisible and direction-changing characters, which make a text read otherwise than it is. */
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu

/** One line without control or invisible characters, cut to `max` characters. */
export function plain(text: string, max = 300): string {
  const line = text
    .slice(0, max * 4)
    // biome-ignore lint/complexity/useRegexLiterals: the characters are easier to read as escapes
    .replace(new RegExp('\\u001b\\[[0-?]*[ -/]*[@-~]', 'g'), '')
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(invisible, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`)
    .trim()
  return line.length <= max ? line : `${line.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/**
 * Untrusted text for a Markdown table cell: every character that Markdown or HTML gives a meaning
 * is written as a character reference, so it cannot end the cell, start a tag, link or mention.
 */
export function cell(text: string, max = 300): string {
  const shown = plain(text, max).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`)
  return shown === '' ? '' : `<code>${shown}</code>`
}

/** `1 prompt`, `2 prompts`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`
