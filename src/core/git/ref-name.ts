/** Longest ref that is accepted, in bytes. */
export const maxRefBytes = 255

/**
 * Why a push may not name this ref, as the end of a sentence; `undefined` for one that is fine.
 *
 * Branches and tags alone, of characters that mean nothing to a shell, a file system or an eye
 * that is used to look-alikes; then the rules git itself has for names.
 *
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export function refNameProblem(ref: string): string | undefined {
  if (Buffer.byteLength(ref) > maxRefBytes)
    return `a name of at most ${maxRefBytes} bytes is expected`
  const short = /^refs\/(?:heads|tags)\/(.+)$/s.exec(ref)?.[1]
  if (short === undefined) return 'only refs/heads/… and refs/tags/… can be pushed'
  if (!/^[A-Za-z0-9._/@+=#-]+$/.test(short)) {
    return 'a name has the characters A-Z a-z 0-9 . _ / @ + = # - alone'
  }
  if (short.split('/').some(isBadPart) || short.endsWith('.') || short.includes('..')) {
    return 'git does not allow this name'
  }
  if (/^(HEAD|FETCH_HEAD|ORIG_HEAD|MERGE_HEAD|@)$/i.test(short))
    return 'git reads this name as something else'
  if (/^refs(\/|$)/i.test(short)) return 'a branch or tag named like a ref is taken for another one'
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(short))
    return 'a name that looks like a commit id is taken for one'
  return undefined
}

const isBadPart = (part: string): boolean =>
  part === '' || part.startsWith('.') || part.startsWith('-') || /\.lock$/i.test(part)

/** The name without `refs/heads/` or `refs/tags/`. */
export const shortRef = (ref: string): string => ref.replace(/^refs\/(heads|tags)\//, '')

/** Two refs that a file system or a person may take for the same one have the same key. */
export const refKey = (ref: string): string => ref.normalize('NFC').toLowerCase()
