import type { Quarantine } from '../git-ports.ts'
import { gatherFacts, type JudgedPush, judgePush } from './judge-push.ts'
import { lfsWarnings } from './lfs-warnings.ts'
import type { Push } from './push.ts'
import { staleRefs } from './push-checks.ts'

/**
 * Facts and verdicts of a push on the tips as they are now, or the refs that are not where the push
 * takes them to be, each with a sentence.
 *
 * @param again the same push once more, after a wait: only what has become stricter is recorded
 */
export async function lookAtPush(
  push: Push,
  quarantine: Quarantine,
  tips: ReadonlyMap<string, string>,
  again = false,
): Promise<{ judged: JudgedPush } | { stale: ReadonlyMap<string, string> }> {
  const { context, repository, head, signal } = push
  const stale = staleRefs(head.commands, tips)
  if (stale.size > 0) return { stale }
  const facts = await gatherFacts(context.session, {
    quarantine,
    commands: head.commands,
    tips: withDeleted(push, tips),
    common: lfsWarnings(context, repository, quarantine, signal),
    defaultBranch: context.gitRepositories.defaultBranch(repository),
  })
  const verdicts = judgePush(context.session, facts, push, again)
  return { judged: { facts, verdicts } }
}

/** A ref that this session deleted counts as still there: deleting and making anew is a rewrite. */
function withDeleted(
  { context, repository, head }: Push,
  tips: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const remembered = head.commands.flatMap(({ ref }) => {
    const tip = tips.has(ref) ? undefined : context.deleted.get(`${repository} ${ref}`)
    return tip === undefined ? [] : [[ref, tip] as const]
  })
  return remembered.length === 0 ? tips : new Map([...tips, ...remembered])
}
