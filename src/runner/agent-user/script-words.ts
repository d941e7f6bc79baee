/** Takes a value for a script and gives what stands for it in the script's text. */
export type Word = (value: string | number) => string

/** The values of a shell script, which stand in its text as `"${1}"`, `"${2}"`, … alone. */
export function scriptWords(): { values: string[]; word: Word } {
  const values: string[] = []
  const word = (value: string | number) => {
    values.push(String(value))
    return `"\${${values.length}}"`
  }
  return { values, word }
}

/**
 * The beginning of a `find` through `folders`, without other file systems and without what lies in
 * `excluded`; its tests follow. Links are never followed.
 */
export function walkOf(
  folders: readonly string[],
  excluded: readonly string[],
  word: Word,
): string {
  // `find -path` takes a pattern: what looks like one in a name is escaped.
  const paths = excluded.map((path) => `-path ${word(path.replace(/[\\*?[\]]/g, '\\$&'))}`)
  const skip = paths.length === 0 ? '' : `\\( ${paths.join(' -o ')} \\) -prune -o`
  return `find ${folders.map(word).join(' ')} -xdev ${skip}`
}
