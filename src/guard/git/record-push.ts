import type { PushReport } from '../../core/git/receive-pack.ts'
import type { RefCommand } from '../../core/git/ref-update.ts'
import type { Decision } from '../../core/policy/decision.ts'
import type { Place, Session } from '../session.ts'
import { authorsOf, type JudgedRef, type PushFacts } from './judge-push.ts'
import { secretPlace } from './push-text.ts'

/** Of one ref's commits and paths that stand in the entry; the rest is counted. */
export const maxRecorded = 1_000

/**
 * What became of a push: `accepted`, `partly accepted` and `rejected` are the forge's word, `refused`
 * is the guard's, `abandoned` means that the client went away first, `unknown` that nobody could
 * find out.
 */
export type PushOutcome =
  | 'accepted'
  | 'partly accepted'
  | 'rejected by the forge'
  | 'refused'
  | 'held, not released'
  | 'abandoned while held'
  | 'abandoned'
  | 'unknown'

export interface PushEnd {
  repository: string
  place: Place
  commands: readonly RefCommand[]
  outcome: PushOutcome
  /** Absent for a push that was refused before anybody looked into it. */
  facts?: PushFacts
  verdicts?: readonly JudgedRef[]
  report?: PushReport
  /** Why, where no verdict says it. */
  why?: string
}

/** One entry for each push, whatever became of it; commits are listed so that they can be traced. */
export function recordPush(session: Session, end: PushEnd): void {
  const { repository, place, commands, outcome, facts, why } = end
  const safe = (text: string) => session.secrets.maskText(text).text
  session.recorder.append({
    kind: 'push',
    ...place,
    repository,
    updates: commands.map((command) => maskedUpdate(updateOf(command, end), safe)),
    outcome,
    ...(why === undefined ? {} : { why: safe(why) }),
    ...(facts === undefined
      ? {}
      : {
          bytes: facts.bytes,
          defaultBranch: facts.defaultBranch,
          ...recordedSecrets(facts.secrets, safe),
        }),
  })
}

function recordedSecrets(secrets: PushFacts['secrets'], safe: (text: string) => string) {
  if (secrets === 'unknown') return { secrets }
  if (secrets.length === 0) return {}
  return { secrets: secrets.slice(0, maxRecorded).map((one) => safe(secretPlace(one))) }
}

/** Masked in one go; where that would break its form, only what all of it is called is left. */
function maskedUpdate(
  update: ReturnType<typeof updateOf>,
  safe: (text: string) => string,
): Record<string, unknown> {
  try {
    return JSON.parse(safe(JSON.stringify(update)))
  } catch {
    return { ref: safe(update.ref), old: update.old, new: update.new }
  }
}

function updateOf(command: RefCommand, { facts, verdicts, report }: PushEnd) {
  const update = facts?.updates.find((one) => one.command.ref === command.ref)
  const judged = verdicts?.find((one) => one.update.command.ref === command.ref)
  const decision = judged?.decision
  const result = report?.refs.find(({ ref }) => ref === command.ref)
  return {
    ref: command.ref,
    old: command.old,
    new: command.new,
    ...(update === undefined ? {} : { update: update.kind, ...lists(update) }),
    ...(decision === undefined ? {} : { verdict: decision.effective }),
    ...(decision?.rule === undefined ? {} : { rule: decision.rule }),
    ...(judged === undefined ? {} : { policy: shortOf(judged.byPolicy) }),
    ...(result === undefined ? {} : { result: result.ok ? 'ok' : (result.reason ?? 'rejected') }),
  }
}

/** Of the policy's own decision what a backtest is held against; rules stand in the verdicts. */
const shortOf = ({ verdict, rule }: Decision) => ({
  verdict,
  ...(rule === undefined ? {} : { rule }),
})

function lists({ commits, paths, warnings }: PushFacts['updates'][number]) {
  const ids = commits === 'unknown' ? commits : commits.map(({ id }) => id)
  const changed = paths === 'unknown' ? paths : [...new Set(paths.map(({ path }) => path))]
  return {
    ...capped('commits', ids),
    ...capped('paths', changed),
    ...capped('authors', authorsOf(commits)),
    ...(warnings.length === 0 ? {} : { warnings: warnings.map(({ code }) => code) }),
  }
}

function capped(name: string, values: readonly string[] | 'unknown') {
  if (values === 'unknown') return { [name]: values }
  const left = values.length - maxRecorded
  return {
    [name]: values.slice(0, maxRecorded),
    ...(left > 0 ? { [`${name}Left`]: left } : {}),
  }
}

/** Secrets of a push as findings, where they count like those of a stream. */
export function recordSecrets(session: Session, secrets: PushFacts['secrets'], place: Place): void {
  if (secrets === 'unknown') return
  for (const { rule, confidence, fingerprint } of secrets.slice(0, maxRecorded)) {
    session.recorder.append({
      kind: 'finding',
      rule,
      tier: 'report',
      confidence,
      fingerprint,
      where: 'push',
      action: 'reported',
      ...place,
    })
  }
}
