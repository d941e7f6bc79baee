/**
 * Text as it may stand on a terminal or in a log: one line, without control characters, marks that
 * turn the direction of writing, and the commands CI systems read from a log.
 */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/::/g, ': :')
    .trim()
}

/**
 * Text from outside as it may stand in markdown, a table's cell included: nothing in it is a mark, a
 * tag, a formula, a mention, a reference or a link, in whatever spelling.
 */
export const markdownText = (text: string): string => withoutLinks(withoutMarks(text))

/** The same of a text of ours with ids that people copy: they stay whole. */
export const markdownTextWithIds = (text: string): string => withoutAddresses(withoutMarks(text))

/**
 * Parts what GitHub makes links of after it has read the marks: addresses, `www.`, mentions, `#1`,
 * `GH-1`, hashes of commits. Whoever copies a hash copies the parting characters with it.
 *
 * @see https://github.github.com/gfm/#autolinks-extension-
 * @see https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export const withoutLinks = (text: string): string =>
  withoutAddresses(text).replace(commitHash, (hash) => hash.replace(/.{6}(?=.)/g, `$&${widthless}`))

const withoutAddresses = (text: string): string =>
  text
    .replace(/[@#]/g, `$&${widthless}`)
    .replaceAll('://', `:${widthless}//`)
    .replace(/www(?=\.)/gi, `$&${widthless}`)
    .replace(/\bgh-(?=\d)/gi, `$&${widthless}`)

const withoutMarks = (text: string): string =>
  plain(text)
    .replaceAll('&', '&amp;')
    .replace(/[\\`*_{}[\]()|~>!$]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d{1,9})\./, '$1\\.')

/** Stands between characters and is not seen. */
export const widthless = '\u200b'

/** Seven hexadecimal digits are the shortest that GitHub takes for a commit. */
const commitHash = /(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/gi

/** Text from outside as code in markdown: whatever backticks it has, it does not end there. */
export function markdownCode(text: string): string {
  const shown = plain(text)
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`
}

/** One word of a command that people paste into a shell: `refs/heads/$(x)` runs nothing. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
