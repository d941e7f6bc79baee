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
 * tag, a mention, a reference or a link.
 */
export const markdownText = (text: string): string =>
  plain(text)
    .replace(/[\\`*_{}[\]()|~>!]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replace(/[@#]/g, '$&\u200b')
    .replaceAll('://', ':\u200b//')
