import { widthless, withoutLinks } from '../src/core/policy/render/plain-text.ts'
import { visibleLine } from '../src/core/recording/visible.ts'

/** One line in which nothing acts unseen, cut to `max` characters. */
export const oneLine = (text: string, max = 300): string => visibleLine(text, max).trim()

/**
 * Untrusted text for a Markdown table cell: every character that Markdown or HTML gives a meaning
 * is written as a character reference, so it cannot end the cell, start a tag, link or mention.
 */
export function cell(text: string, max = 300): string {
  const shown = withoutLinks(oneLine(text, max)).replace(
    marks,
    (mark) => `&#${mark.charCodeAt(0)};`,
  )
  return shown === '' ? '' : `<code>${shown}</code>`
}

/** Whatever markdown or HTML gives a meaning, and what parts addresses. */
const marks = new RegExp(`[!-/:-@[-\`{-~${widthless}]`, 'g')

/** `1 prompt`, `2 prompts`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`
