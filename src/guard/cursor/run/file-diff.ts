import { createTwoFilesPatch } from 'diff'

/** Files longer than this, in characters, are recorded whole instead of compared. */
export const maxComparedCharacters = 256 << 10
/** How much work a comparison may take, in edits. */
const maxEdits = 2_000

/** A unified diff of a file that was written; without the text before, every line is new. */
export function fileDiff(path: string, before: string | undefined, after: string): string {
  const small = (before?.length ?? 0) + after.length <= maxComparedCharacters
  const patch = small
    ? createTwoFilesPatch(
        path,
        path,
        before ?? '',
        after,
        before === undefined ? 'not read' : '',
        '',
        {
          maxEditLength: maxEdits,
        },
      )
    : undefined
  // The library puts an index line and a rule of its own above the diff.
  return (
    patch?.slice(patch.indexOf('--- ')) ??
    `--- ${path}\tnot compared\n+++ ${path}\n${after.replace(/^/gm, '+')}`
  )
}
