import { listRefSteps } from '../../../adapters/github/activity.ts'
import type { RefStep } from '../../../core/git/ref-step.ts'
import { isZero } from '../../../core/git/ref-update.ts'
import type { RefPush } from '../../../core/protection/ref-push.ts'
import type { Scope } from '../scope.ts'
import { ancestry } from './ancestry.ts'

type Actor = NonNullable<RefStep['actor']>

/** How a ref came to lose commits. */
export interface Loss {
  /** Where it was before: the tip to go back to. */
  lost: string
  /** What it was moved to by the last step that dropped commits. */
  pushed: string
  /** Who dropped commits, the first of them first; empty where nobody is known. */
  by: Actor[]
  /** Who has pushed on top of that since: their commits are nobody's to drop. */
  onTop: Actor[] | 'nobody' | 'unknown'
  /** Tips it had on the way: nothing of them may get lost. */
  between: string[]
}

/** Steps walked back at most, from where the ref is to where it was. */
const maxSteps = 200

/**
 * In which steps a ref lost commits, and who made them. A webhook tells one step; where it does not begin
 * at the tip that was lost, or nobody told of it, the forge's list of steps is asked.
 *
 * @param lost the tip that is known to be lost
 * @param actor who made this push, as its webhook says; undefined when none did
 */
export async function lossOf(
  scope: Scope,
  push: RefPush,
  lost: string,
  actor: Actor | undefined,
): Promise<Loss> {
  const { ref, before, after } = push
  const by = actor === undefined ? [] : [actor]
  const direct: Loss = { lost, pushed: after, by, onTop: 'nobody', between: [] }
  // A tag is moved as a whole: nothing stands on top of it.
  if (ref.startsWith('refs/tags/') || (actor !== undefined && before === lost)) return direct
  const path = await pathBack(scope, ref, after, lost)
  if (path !== undefined) return lossIn(scope, path, direct)
  // A deletion leaves nothing on top; what a webhook tells of a push is true of that one step.
  if (isZero(after)) return direct
  if (actor === undefined) return { ...direct, onTop: 'unknown' }
  const isOnTop = !isZero(before) && (await ancestry(scope, before, after)) !== 'no'
  return isOnTop ? { ...direct, pushed: before, by: [], onTop: [actor] } : direct
}

/** Who pushed what stands between two tips of a ref; nobody where the forge does not show it. */
export async function pushersBetween(
  scope: Scope,
  ref: string,
  tips: { later: string; earlier: string },
): Promise<Actor[]> {
  const path = await pathBack(scope, ref, tips.later, tips.earlier)
  return (path ?? []).flatMap(({ actor }) => actor ?? [])
}

/** The steps from one tip back to another, the latest first; undefined where they are not all known. */
async function pathBack(
  { octokit, repository }: Scope,
  ref: string,
  from: string,
  to: string,
): Promise<RefStep[] | undefined> {
  const listed = await listRefSteps(octokit, repository, { ref })
  if (listed === 'unknown') return undefined
  const path: RefStep[] = []
  let tip = from
  for (const step of listed) {
    if (step.after !== tip) continue
    path.push(step)
    tip = step.before
    if (tip === to) return path
    if (path.length >= maxSteps) return undefined
  }
  return undefined
}

async function lossIn(scope: Scope, path: readonly RefStep[], direct: Loss): Promise<Loss> {
  const drops: RefStep[] = []
  for (const step of path) if (await isDrop(scope, step)) drops.push(step)
  const [last] = drops
  const first = drops.at(-1)
  if (first === undefined || last === undefined) return direct
  const above = path.slice(0, path.indexOf(last))
  return {
    lost: first.before,
    pushed: last.after,
    by: drops.toReversed().flatMap(({ actor }) => actor ?? []),
    onTop: above.length === 0 ? 'nobody' : above.flatMap(({ actor }) => actor ?? []),
    between: drops.slice(0, -1).map(({ before }) => before),
  }
}

/** Whether a step took commits from the ref; what nobody can tell is no reason to take others off. */
async function isDrop(scope: Scope, { before, after }: RefStep): Promise<boolean> {
  if (isZero(before) || isZero(after)) return true
  return (await ancestry(scope, before, after)) === 'no'
}
