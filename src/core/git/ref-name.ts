import { glance, mixedWord } from './look-alike.ts'
import { codePointName, hiddenCharacters } from './path-facts.ts'

/** Longest ref that is accepted, in bytes. */
export const maxRefBytes = 255

/**
 * Why a push may not make or move this ref, as the end of a sentence; `undefined` for one that is
 * fine: a branch or tag that git allows, that a terminal and a script can bear, and that does not
 * pass for another one.
 */
export const refNameProblem = (ref: string): string | undefined =>
  unnameable(ref) ?? unbearable(shortRef(ref)) ?? deceptive(shortRef(ref))

/** Why a push may not delete this ref: it names none. What is there may go, whatever it is called. */
export const deletedNameProblem = (ref: string): string | undefined => unnameable(ref)

/**
 * Git's own rules for the names of branches and tags.
 *
 * @see https://git-scm.com/docs/git-check-ref-format
 */
function unnameable(ref: string): string | undefined {
  if (Buffer.byteLength(ref) > maxRefBytes)
    return `a name of at most ${maxRefBytes} bytes is expected`
  const short = /^refs\/(?:heads|tags)\/(.+)$/s.exec(ref)?.[1]
  if (short === undefined) return 'only refs/heads/… and refs/tags/… can be pushed'
  if (short.includes('\ufffd')) return 'its name is not UTF-8'
  const isBad =
    /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\.$/u.test(short) ||
    short.split('/').some((part) => /^$|^\.|\.lock$/i.test(part))
  return isBad ? 'git does not allow this name' : undefined
}

/** Names that a shell, a program's options or git itself would take for something else. */
function unbearable(short: string): string | undefined {
  const [active] = /[$`"|;<>{}]/.exec(short) ?? []
  if (active !== undefined)
    return `a shell runs commands in names with ${active}, where a script forgets to quote`
  if (short.split('/').some((part) => part.startsWith('-')))
    return 'a name that begins with - is taken for an option'
  if (/^(HEAD|FETCH_HEAD|ORIG_HEAD|MERGE_HEAD|@)$/i.test(short))
    return 'git reads this name as something else'
  if (/^refs(\/|$)/i.test(short)) return 'a branch or tag named like a ref is taken for another one'
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(short))
    return 'a name that looks like a commit id is taken for one'
  return undefined
}

/** Nothing that is not seen, blanks that are none, private and unassigned characters. */
const unseen = /[\p{Z}\p{Co}\p{Cn}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5/u
/** A sign of its own that is drawn through, over or beyond the letter it stands on. */
const overdrawn = /[ijl]\u0307|\u0334|\u0335|\u0336|\u0337|\u0338|\u0489|[\u20d0-\u20f0]|\p{M}{4}/iu

/** Names that show something else than they are. */
function deceptive(short: string): string | undefined {
  const [hidden] = hiddenCharacters(short)
  if (hidden !== undefined) return `its name holds ${hidden.code}, which nobody sees`
  const blank = unseen.exec(short)?.[0]
  if (blank !== undefined) return `its name holds ${codePointName(blank)}, which nobody sees`
  const marked = overdrawn.exec(short.normalize('NFC'))?.[0]
  if (marked !== undefined)
    return `its name holds ${codePointName(marked.at(-1) ?? '')} on a letter`
  const word = mixedWord(short)
  return word === undefined
    ? undefined
    : `${word} mixes alphabets, and looks like what it is not; write it in one`
}

/** The name without `refs/heads/` or `refs/tags/`. */
export const shortRef = (ref: string): string => ref.replace(/^refs\/(heads|tags)\//, '')

/** Two refs that a file system or a person may take for the same one have the same key. */
export const refKey = (ref: string): string => glance(ref)
