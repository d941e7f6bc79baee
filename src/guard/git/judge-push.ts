import type {
  PushedSecret,
  PushWarning,
  RefCommand,
  UpdateFacts,
} from '../../core/git/ref-update.ts'
import type { RepositoryName } from '../../core/git/repository-name.ts'
import { type Decision, stricter, type Verdict } from '../../core/policy/decision.ts'
import { compileRefs, toText } from '../../core/policy/judge/match.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { OrUnknown, PushSubject } from '../../core/policy/subject.ts'
import type { Quarantine } from '../git-ports.ts'
import type { About, Place, Session } from '../session.ts'
import { nameWarnings } from './name-warnings.ts'
import { newNameSecrets } from './new-name-secrets.ts'
import { type PushReason, pushReasons } from './push-reasons.ts'

/** What is known about a push before it is judged. */
export interface PushFacts {
  updates: readonly UpdateFacts[]
  secrets: readonly PushedSecret[] | 'unknown'
  bytes: number
  /** Of the repository pushed to. */
  defaultBranch: OrUnknown<string>
}

/** One ref update and what is done about it. */
export interface JudgedRef {
  update: UpdateFacts
  /** The strictest of what the policy says and what the guard says by itself. */
  decision: Decision
  /** What the policy says. */
  byPolicy: Decision
  /** All that stands in the way, the weightiest first. */
  reasons: readonly PushReason[]
}

/** What a push would do, and what is done about each of its refs. */
export interface JudgedPush {
  facts: PushFacts
  verdicts: readonly JudgedRef[]
}

export const hasVerdict = ({ verdicts }: JudgedPush, effective: Verdict): boolean =>
  verdicts.some(({ decision }) => decision.effective === effective)

/**
 * Everything that can be found out about a push; history, secrets and the rest at the same time.
 *
 * @param push `tips` as the forge shows them; `common`: warnings about the push as a whole
 */
export async function gatherFacts(
  session: Session,
  push: {
    quarantine: Quarantine
    commands: readonly RefCommand[]
    tips: ReadonlyMap<string, string>
    common: Promise<readonly PushWarning[]>
    defaultBranch: Promise<OrUnknown<string>>
  },
): Promise<PushFacts> {
  const { quarantine, commands, tips, common } = push
  const [updates, found, warnings, defaultBranch] = await Promise.all([
    quarantine.examine(commands, tips),
    quarantine.secrets(session.secrets),
    common,
    push.defaultBranch,
  ])
  const own = nameWarnings(updates, tips, (ref) => isGoverned(ref, session.policy))
  const withNames = updates.map((update, index) => ({
    ...update,
    warnings: [...update.warnings, ...(own[index] ?? []), ...warnings],
  }))
  const named = newNameSecrets(commands, tips, session.secrets)
  const secrets = found === 'unknown' ? found : [...found, ...named]
  const bytes = Math.max(quarantine.packBytes, quarantine.inflatedBytes)
  return { updates: withNames, secrets, bytes, defaultBranch }
}

/**
 * Judges every ref update of a push; every verdict that is not a plain allow is recorded.
 *
 * @param again the same push once more, after a wait: only what has become stricter is recorded
 */
export function judgePush(
  session: Session,
  facts: PushFacts,
  { repository, place }: { repository: RepositoryName; place: Place },
  again = false,
): JudgedRef[] {
  const about: About = { repository, defaultBranch: facts.defaultBranch }
  return facts.updates.map((update) => {
    const subject = pushSubject(update, facts)
    const byPolicy = again ? session.rejudge(subject, about) : session.judge(subject, place, about)
    let decision = byPolicy
    for (const warning of update.warnings) {
      const own = warningDecision(warning)
      if (own === undefined) continue
      if (!again) session.recordVerdict('push', own, place)
      decision = stricterDecision(decision, own)
    }
    if (again && decision.effective === 'deny') session.recordVerdict('push', decision, place)
    const reasons = pushReasons(session.policy, byPolicy, { subject, warnings: update.warnings })
    return { update, decision, byPolicy, reasons }
  })
}

function pushSubject(update: UpdateFacts, { secrets, bytes }: PushFacts): PushSubject {
  const { command, kind, paths, commits } = update
  return {
    kind: 'push',
    ref: command.ref,
    update: kind,
    paths: paths === 'unknown' ? paths : [...new Set(paths.map(({ path }) => path))],
    secrets: secrets === 'unknown' ? secrets : secrets.length > 0,
    authors: authorsOf(commits),
    bytes,
  }
}

/** Authors and committers, each once. */
export const authorsOf = (commits: UpdateFacts['commits']): OrUnknown<readonly string[]> =>
  commits === 'unknown'
    ? commits
    : [...new Set(commits.flatMap(({ author, committer }) => [author, committer].map(mailOf)))]

/** Policies name authors by address; what has none is taken as it is. */
const mailOf = (person: string): string => /<([^<>]*)>\s*$/.exec(person)?.[1] ?? person

/** What the guard does by itself is carried out whether the policy enforces or audits. */
function warningDecision({ code, text, effect }: PushWarning): Decision | undefined {
  if (effect === 'note') return undefined
  const rule = `push.${code}`
  return {
    verdict: effect,
    effective: effect,
    rule,
    reason: text,
    rules: [
      // biome-ignore lint/suspicious/noThenProperty: the tree's own word, never awaited
      { rule, source: 'built-in', then: effect, matched: true, conditions: [], reason: text },
    ],
    ...(effect === 'hold'
      ? { approve: { count: 1, teams: [], users: [], permission: 'write' as const } }
      : {}),
  }
}

function stricterDecision(a: Decision, b: Decision): Decision {
  if (a.effective === b.effective) return a
  return stricter(a.effective, b.effective) === a.effective ? a : b
}

/** Whether the policy speaks of this ref itself. */
const isGoverned = (ref: string, policy: Policy): boolean =>
  policy.branches.some(({ match }) => compileRefs(match)(toText(ref), '') === 'yes')
