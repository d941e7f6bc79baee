import type { PushHead } from '../../git/receive-pack.ts'
import { refKey, refNameProblem } from '../../git/ref-name.ts'
import { isZero, type RefCommand } from '../../git/ref-update.ts'
import type { GitContext } from './context.ts'

export interface HeadProblems {
  lines: string[]
  /** What git prints behind each ref. */
  reason(command: RefCommand): string
}

/** What is wrong with a push before its pack is looked at: it is refused as a whole. */
export function checkHead(
  { session, maxRefs, pushOptions }: GitContext,
  { commands, options, capabilities }: PushHead,
): HeadProblems | undefined {
  if (session.ended !== undefined) return forAll(`the session has ended: ${session.ended}`)
  if (commands.length > maxRefs) {
    return forAll(
      `a push has at most ${maxRefs} refs, this one has ${commands.length}; push fewer at a time`,
    )
  }
  if ((options.length > 0 || capabilities.pushOptions) && !pushOptions) {
    return forAll('push options are not passed on; push without -o')
  }
  const problems = new Map<string, string>()
  const seen = new Set<string>()
  for (const { ref, old, new: fresh } of commands) {
    const name = refNameProblem(ref)
    if (name !== undefined) problems.set(ref, name)
    else if (seen.has(refKey(ref))) problems.set(ref, 'the push names this ref twice')
    else if (isZero(old) && isZero(fresh)) problems.set(ref, 'the ref is neither made nor changed')
    seen.add(refKey(ref))
  }
  if (problems.size === 0) return undefined
  return {
    lines: [...problems].map(([ref, why]) => `cursor-guard: ${ref} is refused: ${why}`),
    reason: ({ ref }) => `cursor-guard: ${problems.get(ref) ?? 'refused with the others'}`,
  }
}

const forAll = (why: string): HeadProblems => ({
  lines: [`cursor-guard: ${why}`],
  reason: () => `cursor-guard: ${why}`,
})

/** Refs that are not where the client believes, each with a sentence. */
export function staleRefs(
  commands: readonly RefCommand[],
  tips: ReadonlyMap<string, string>,
): Map<string, string> {
  const stale = new Map<string, string>()
  for (const { ref, old } of commands) {
    const tip = tips.get(ref)
    if (isZero(old) ? tip === undefined : tip === old) continue
    const claimed = isZero(old) ? 'new' : `at ${old.slice(0, 10)}`
    const found = tip === undefined ? 'not there' : `at ${tip.slice(0, 10)}`
    stale.set(
      ref,
      `${ref} is ${found}, and the push takes it to be ${claimed}; fetch, then push again`,
    )
  }
  return stale
}
