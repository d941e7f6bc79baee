import { refKey, shortRef } from '../../core/git/ref-name.ts'
import type { PushWarning, UpdateFacts } from '../../core/git/ref-update.ts'
import { isZero } from '../../core/git/ref-update.ts'

/**
 * Names that would make one ref pass for another, and tags that would not stay where they are; a
 * list for each update.
 *
 * @param tips every ref of the repository
 * @param isGoverned whether the policy itself says what may happen to a ref
 */
export function nameWarnings(
  updates: readonly UpdateFacts[],
  tips: ReadonlyMap<string, string>,
  isGoverned: (ref: string) => boolean,
): PushWarning[][] {
  const isNew = ({ command: { ref, new: fresh } }: UpdateFacts) => !isZero(fresh) && !tips.has(ref)
  const names = updates.some(isNew) ? indexNames(tips, updates) : undefined
  return updates.map((update) => {
    const { ref } = update.command
    const found: PushWarning[] = []
    const deny = (code: string, text: string) => {
      const isKnown = update.warnings.some((warning) => warning.code === code)
      if (!isKnown) found.push({ code, text, effect: 'deny' })
    }
    const isTag = ref.startsWith('refs/tags/')
    if (isTag && tips.has(ref) && !isGoverned(ref)) {
      deny('tag-moved', `${ref} exists, and a tag stays where it is. Make a new tag.`)
    }
    if (names === undefined || !isNew(update)) return found
    const seen = `refs/${isTag ? 'tags' : 'heads'}/${refKey(shortRef(ref))}`
    if (seen !== ref && isGoverned(seen) && !isGoverned(ref)) {
      deny('ref-look-alike', `${ref} looks like ${seen}, which the policy speaks of.`)
    }
    for (const other of names.get(refKey(shortRef(ref))) ?? []) {
      if (other === ref) continue
      if (refKey(other) === refKey(ref)) {
        deny('ref-look-alike', `${ref} ${likeness(ref, other)} ${other}. Choose another name.`)
      } else {
        const code = isTag ? 'tag-shadows-branch' : 'branch-shadows-tag'
        deny(code, `${ref} has the name of ${other}, and one would be taken for the other.`)
      }
    }
    return found
  })
}

const likeness = (one: string, other: string): string =>
  one.toLowerCase() === other.toLowerCase() ? 'differs by case alone from' : 'looks like'

/** Branches and tags, there or about to be, by their short name without case. */
function indexNames(
  tips: ReadonlyMap<string, string>,
  updates: readonly UpdateFacts[],
): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>()
  const wanted = updates.filter(({ command }) => !isZero(command.new))
  for (const ref of [...tips.keys(), ...wanted.map(({ command }) => command.ref)]) {
    if (!/^refs\/(heads|tags)\//.test(ref)) continue
    const key = refKey(shortRef(ref))
    names.set(key, (names.get(key) ?? new Set()).add(ref))
  }
  return names
}
