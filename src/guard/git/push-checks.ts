import type { PushHead } from '../../core/git/receive-pack.ts'
import { deletedNameProblem, refKey, refNameProblem } from '../../core/git/ref-name.ts'
import { isZero, type RefCommand } from '../../core/git/ref-update.ts'
import { visibleLine } from '../../core/recording/visible.ts'
import type { Session } from '../session.ts'
import type { GitContext } from './git-context.ts'
import { andMore } from './push-text.ts'

export interface HeadProblems {
  lines: string[]
  /** What git prints behind each ref. */
  reason(command: RefCommand): string
}

/** Everything that is wrong with a push before its pack is looked at: it is refused as a whole. */
export function checkHead({ session }: GitContext, head: PushHead): HeadProblems | undefined {
  if (session.ended !== undefined) return headProblems([`the session has ended: ${session.ended}`])
  const { commands } = head
  const { refs_per_push } = session.policy.git
  if (commands.length > refs_per_push) {
    // So many refs are not gone through one by one.
    return headProblems([
      `a push has at most ${refs_per_push} refs, this one has ${commands.length}; push fewer at a time`,
      ...optionProblems(session, head),
    ])
  }
  const problems = new Map<string, string>()
  const seen = new Set<string>()
  for (const { ref, old, new: fresh } of commands) {
    const name = isZero(fresh) ? deletedNameProblem(ref) : refNameProblem(ref)
    if (name !== undefined) problems.set(ref, name)
    else if (seen.has(refKey(ref))) problems.set(ref, 'the push names this ref twice')
    else if (isZero(old) && isZero(fresh)) problems.set(ref, 'the ref is neither made nor changed')
    seen.add(refKey(ref))
  }
  const common = optionProblems(session, head)
  return problems.size + common.length === 0 ? undefined : headProblems(common, problems)
}

/** @param common of the whole push; @param byRef of single refs, each as the end of a sentence */
function headProblems(
  common: readonly string[],
  byRef: ReadonlyMap<string, string> = new Map(),
): HeadProblems {
  return {
    lines: [
      ...common.map((why) => `cursor-guard: ${why}`),
      ...[...byRef].map(([ref, why]) => `cursor-guard: ${ref} is refused: ${why}`),
    ],
    reason({ ref }) {
      const [why = 'refused with the others', ...others] = [byRef.get(ref) ?? [], common].flat()
      return `cursor-guard: ${why}${andMore(others.length)}`
    },
  }
}

function optionProblems(session: Session, head: PushHead): string[] {
  const { options, capabilities } = head
  const isGiven = options.length > 0 || capabilities.pushOptions
  const isDenied = isGiven && session.policy.git.push_options === 'deny'
  return [
    isDenied ? 'push options are not passed on; push without -o' : undefined,
    optionProblem(session, options),
    agentProblem(session, head),
  ].filter((problem) => problem !== undefined)
}

/** Push options of one push, and characters of each. */
const maxOptions = 50
const maxOptionLength = 1_000

/** Options reach the forge as they are, outside of what is searched in commits. */
function optionProblem(session: Session, options: readonly string[]): string | undefined {
  if (options.length > maxOptions) {
    return `a push has at most ${maxOptions} push options, this one has ${options.length}`
  }
  if (options.some((text) => text.length > maxOptionLength || visibleLine(text, 4e3) !== text)) {
    return `a push option is one line of at most ${maxOptionLength} visible characters`
  }
  const bytes = Buffer.from(options.join('\n'))
  return session.secrets.scan(bytes).length > 0 ? 'a push option holds a secret' : undefined
}

/** The client's own name reaches the forge as well; those of refs are judged with what they hold. */
function agentProblem(session: Session, { capabilities }: PushHead): string | undefined {
  const bytes = Buffer.from(capabilities.agent ?? '')
  return session.secrets.scan(bytes).length > 0
    ? 'the name of the client holds a secret'
    : undefined
}

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
