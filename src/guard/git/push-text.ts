import {
  isZero,
  type PushedSecret,
  type RefCommand,
  type UpdateFacts,
} from '../../core/git/ref-update.ts'
import type { Decision } from '../../core/policy/decision.ts'
import { renderReason } from '../../core/policy/render/render.ts'
import type { HoldAnswer } from '../ports.ts'
import type { JudgedRef, PushFacts } from './judge-push.ts'

/** Most secrets, commits and paths that are listed for people; the rest is counted. */
const maxListed = 10

const labels: Readonly<Record<string, string>> = {
  'branches.force_push': 'force push to a protected branch',
  'branches.delete': 'deletion of a protected branch',
  'secrets.push': 'a secret in a commit',
  'push.tag-moved': 'tags stay where they are',
  limits: 'the limit of pushes was reached',
}

/** The few words which git prints behind a rejected ref; the reason stands in lines of its own. */
export function rejection({ rule, effective }: Decision): string {
  const label = rule === undefined ? undefined : labels[rule]
  const said = label ?? (rule === undefined ? 'refused' : `refused by "${rule}"`)
  return `cursor-guard: ${effective === 'hold' ? 'approval needed: ' : ''}${said}`
}

/** Why a push was refused, ref by ref: the rule, the reason, what to do. */
export function refusalLines(verdicts: readonly JudgedRef[], facts: PushFacts): string[] {
  const refused = verdicts.filter(({ decision }) => decision.effective === 'deny')
  return [
    ...refused.flatMap(({ update, decision }) => [
      `cursor-guard: ${update.command.ref} is refused by "${decision.rule ?? 'policy'}"`,
      ...(decision.reason === undefined ? [] : [`  ${decision.reason}`]),
      ...update.warnings
        .filter(({ effect, text }) => effect === 'deny' && text !== decision.reason)
        .map(({ text }) => `  also: ${text}`),
    ]),
    ...secretLines(facts.secrets),
    ...(verdicts.length > refused.length ? ['  Nothing of this push has reached the forge.'] : []),
  ]
}

/** Where the secrets are, without what they are. */
export function secretLines(secrets: PushFacts['secrets']): string[] {
  if (secrets === 'unknown') return ['  The push could not be searched for secrets to its end.']
  const lines = secrets.slice(0, maxListed).map((secret) => `  ${secretPlace(secret)}`)
  const left = secrets.length - lines.length
  return left > 0 ? [...lines, `  and ${left} more`] : lines
}

/** `github-token in src/a.ts:3 (commit 0123456), fingerprint 3f9c…`. */
export function secretPlace({ rule, fingerprint, where, ...found }: PushedSecret): string {
  const { path, line, commit, object } = found
  const file = path === undefined ? where : `${path}${line === undefined ? '' : `:${line}`}`
  const at =
    commit === undefined ? `object ${object.slice(0, 10)}` : `commit ${commit.slice(0, 10)}`
  return `${rule} in ${file} (${at}), fingerprint ${fingerprint}`
}

/**
 * What passes with a word: warnings, what would be refused if the policy were enforced, and what
 * could not be read and counts as the stricter case.
 */
export function warningLines(verdicts: readonly JudgedRef[]): string[] {
  return verdicts.flatMap(({ update, decision }) => {
    const { verdict, effective } = decision
    const isPlain = verdict === 'allow' || effective === 'hold' || effective === 'deny'
    const { ref } = update.command
    const unread = update.warnings.filter(({ code }) => code === 'not-read')
    return [
      ...unread.map(({ text }) => `cursor-guard: ${ref}: ${text}`),
      ...(isPlain ? [] : [`${renderReason(decision)} (${ref})`]),
    ]
  })
}

/** `refs/heads/main 0123456789..abcdef0123`, or what is made or deleted. */
export function commandText({ ref, old, new: fresh }: RefCommand): string {
  if (isZero(fresh)) return `${ref} deleted (was ${old.slice(0, 10)})`
  if (isZero(old)) return `${ref} new at ${fresh.slice(0, 10)}`
  return `${ref} ${old.slice(0, 10)}..${fresh.slice(0, 10)}`
}

/** What a person who is asked reads: every ref, its commits, paths and warnings. */
export function questionDetail(
  repository: string,
  { updates, secrets }: PushFacts,
  options: readonly string[],
): string {
  const found = secretLines(secrets)
  return [
    `push to ${repository}`,
    ...options.map((option) => `push option: ${option}`),
    ...updates.flatMap(updateLines),
    ...(found.length === 0 ? [] : ['secrets:', ...found]),
  ].join('\n')
}

function updateLines({ command, kind, commits, paths, warnings }: UpdateFacts): string[] {
  const changed = paths === 'unknown' ? paths : [...new Set(paths.map(({ path }) => path))]
  return [
    `${commandText(command)} (${kind})`,
    ...listed(
      'commit',
      commits === 'unknown'
        ? commits
        : commits.map((one) => `${one.id.slice(0, 10)} ${one.subject} — ${one.author}`),
    ),
    ...listed('path', changed),
    ...warnings.map(({ text }) => `  note: ${text}`),
  ]
}

function listed(name: string, values: readonly string[] | 'unknown'): string[] {
  if (values === 'unknown') return [`  ${name}s: unknown`]
  const shown = values.slice(0, maxListed).map((value) => `  ${name} ${value}`)
  const left = values.length - shown.length
  return left > 0 ? [...shown, `  and ${left} more ${name}s`] : shown
}

/** What the agent reads when nobody released its push. */
export function unreleasedLines(answer: HoldAnswer, decision: Decision, waitMs: number): string[] {
  const why = decision.reason === undefined ? [] : [`  ${decision.reason}`]
  switch (answer.outcome) {
    case 'denied':
      return [
        `cursor-guard: ${answer.by} denied this push${answer.why ? `: ${answer.why}` : ''}`,
        ...why,
      ]
    case 'impossible':
      return [`cursor-guard: nobody can approve this push here: ${answer.why}`, ...why]
    default: {
      const request = answer.outcome === 'timeout' ? answer.request : ''
      const waited = waitMs > 0 ? ` within ${Math.round(waitMs / 1_000)} s` : ''
      return [
        `cursor-guard: nobody decided${waited}; request ${request} stays open`,
        ...why,
        '  Once it is approved, the very same commits pass when they are pushed again.',
      ]
    }
  }
}
