/** People read of one message at most. */
const maxCoAuthors = 100

/**
 * People that `Co-authored-by: Name <address>` lines name, wherever in the message they stand: the
 * forge counts them in the last paragraph only, but whoever wants to be seen as an author is.
 *
 * @see https://docs.github.com/en/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors
 */
export function coAuthorsIn(message: string): string[] {
  const named: string[] = []
  for (const [, person = ''] of message.matchAll(/^[ \t]*co-authored-by:[ \t]*(\S.*)$/gim)) {
    named.push(person.trim().slice(0, 300))
    if (named.length === maxCoAuthors) break
  }
  return [...new Set(named)]
}

/** The address in `Name <address>`, lower case; undefined where there is none. */
export const addressOf = (person: string): string | undefined =>
  /<([^<>]*)>[^<>]*$/.exec(person)?.[1]?.trim().toLowerCase() || undefined
