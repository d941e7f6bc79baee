/** One setting of git: section and key in lower case, what stands between them as written. */
export interface GitSetting {
  key: string
  value: string
}

/** Reads what `git config --list -z` prints: `key\nvalue`, or a key alone, which is true. */
export function readSettings(list: string): GitSetting[] {
  return list
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const end = line.indexOf('\n')
      return end < 0
        ? { key: line, value: 'true' }
        : { key: line.slice(0, end), value: line.slice(end + 1) }
    })
}

/**
 * Settings as a file of git's configuration.
 *
 * @see https://git-scm.com/docs/git-config#_syntax
 */
export function configText(settings: readonly GitSetting[]): string {
  return settings
    .map(({ key, value }) => {
      const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')]
      const middle = first === last ? '' : ` ${quotedText(key.slice(first + 1, last))}`
      return `[${key.slice(0, first)}${middle}]\n\t${key.slice(last + 1)} = ${quotedText(value)}\n`
    })
    .join('')
}

/** Quoted as git reads it in its configuration, and in `info/alternates`. */
export const quotedText = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
