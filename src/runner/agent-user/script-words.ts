import { agentIds } from './account.ts'

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

/**
 * A walk through a tree by name in which nobody else can put a link in a name's place meanwhile.
 *
 * `hold` are the lines of a script that come first: folders which everybody can write are closed to
 * others until the script ends. Each is closed before it is read, so that what is in it stays where it was
 * found; at the end the innermost ones are opened first. `walk` is as `walkOf` gives it, and passes over
 * folders of commands of other sessions. Other third parties who own folders in the tree are trusted.
 *
 * @param record whose tree it is: the command's user and the job's
 */
export function stillWalk(
  folders: readonly string[],
  record: { excluded: readonly string[]; uid: number; job: { uid: number } },
  word: Word,
): { hold: string[]; walk: string } {
  const all = walkOf(folders, record.excluded, word)
  const own = [record.uid, record.job.uid].map(word)
  const isOurs = [...own, '0'].map((owner) => `-uid ${owner}`).join(' -o ')
  const isOthers = `-uid +${agentIds.min - 1} -uid -${agentIds.max + 1} ! -uid ${own[0]}`
  return {
    hold: [
      'still=$(mktemp) || exit',
      'let_go() { code=$?; sort -rz -- "$still" | xargs -0 -r chmod o+w --; rm -f -- "$still"; exit $code; }',
      'trap let_go EXIT',
      `${all} -type d ! \\( ${isOurs} \\) -prune -o -type d -perm -o=w -exec chmod o-w -- {} \\; -print0 >"$still"`,
    ],
    walk: `${all} -type d ${isOthers} -prune -o`,
  }
}
