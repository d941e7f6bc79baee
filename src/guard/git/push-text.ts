import {
  isZero,
  type PushedSecret,
  type RefCommand,
  type UpdateFacts,
} from '../../core/git/ref-update.ts'
import { renderReason } from '../../core/policy/render/render.ts'
import type { LimitName } from '../limits.ts'
import type { HoldAnswer } from '../ports.ts'
import type { JudgedPush, JudgedRef, PushFacts } from './judge-push.ts'
import type { PushReason } from './push-reasons.ts'

/** Most secrets, commits and paths that are listed for people; the rest is counted. */
const maxListed = 10

const labels: Readonly<Record<string, string>> = {
  'branches.force_push': 'force push to a protected branch',
  'branches.delete': 'deletion of a protected branch',
  'secrets.push': 'a secret in this push',
  'push.tag-moved': 'tags stay where they are',
  limits: 'the limit of pushes was reached',
}

/** The few words which git prints behind a rejected ref; the reasons stand in lines of their own. */
export function rejection({ decision: { rule, effective }, reasons }: JudgedRef): string {
  const label = rule === undefined ? undefined : labels[rule]
  const said = label ?? (rule === undefined ? 'refused' : `refused by "${rule}"`)
  return `cursor-guard: ${effective === 'hold' ? 'approval needed: ' : ''}${said}${andMore(reasons.length - 1)}`
}

/** Behind the reason that is named: that it is not the only one. */
export const andMore = (others: number): string =>
  others > 0 ? ` and ${others} more reason${others === 1 ? '' : 's'}` : ''

/**
 * Why a push was refused: ref by ref every rule that stands in its way with its reason, so that
 * nothing is left to be met by the next push; then the secrets, and that nothing has passed.
 */
export function refusalLines({ verdicts, facts }: JudgedPush, limit?: LimitName): string[] {
  const refused = verdicts.filter(({ decision }) => decision.effective === 'deny')
  return [
    ...verdicts.flatMap(refLines),
    ...(limit === undefined
      ? []
      : [`cursor-guard: ${limitText(limit)} A person has to let more pass.`]),
    ...secretSentence(verdicts, facts),
    ...(verdicts.length > refused.length ? ['  Nothing of this push has reached the forge.'] : []),
  ]
}

function refLines({ update, decision, reasons }: JudgedRef): string[] {
  const { ref } = update.command
  // By what has become stricter since it was asked about, of which the tree says no more.
  const [
    first = {
      effect: decision.effective,
      rule: decision.rule ?? 'policy',
      text: decision.reason ?? '',
    },
    ...others
  ] = reasons
  if (reasons.length === 0 && decision.effective !== 'deny') return []
  const held = ({ effect }: { effect: string }) => effect === 'hold'
  const head = held(first)
    ? `cursor-guard: ${ref} would need approval by "${first.rule}"`
    : `cursor-guard: ${ref} is refused by "${first.rule}"`
  return [
    head,
    ...reasonLines(first),
    ...others.flatMap((reason) => [
      held(reason)
        ? `  and needs approval by "${reason.rule}"`
        : `  and is refused by "${reason.rule}"`,
      ...reasonLines(reason),
    ]),
  ]
}

/** A secret has a sentence of its own, said once for the whole push. */
const secretRule = 'secrets.push'
const reasonLines = ({ rule, text }: { rule: string; text: string }): string[] =>
  rule === secretRule || text === '' ? [] : [`  ${text}`]

function secretSentence(verdicts: readonly JudgedRef[], { secrets }: PushFacts): string[] {
  const reason = verdicts.flatMap(({ reasons }) => reasons).find(({ rule }) => rule === secretRule)
  const places = secretLines(secrets)
  if (reason === undefined && places.length === 0) return []
  const said =
    reason?.text ?? 'This push holds what looks like a secret, which alone does not stop it.'
  return [`cursor-guard: ${said}`, ...places]
}

export const limitText = (limit: LimitName): string =>
  `The limit of this session for ${limit.replace('_', ' ')} was reached.`

/** Where the secrets are, without what they are. */
export function secretLines(secrets: PushFacts['secrets']): string[] {
  if (secrets === 'unknown') return ['  The push could not be searched for secrets to its end.']
  const lines = secrets.slice(0, maxListed).map((secret) => `  ${secretPlace(secret)}`)
  const left = secrets.length - lines.length
  return left > 0 ? [...lines, `  and ${left} more`] : lines
}

/** `github-token in src/a.ts:3 (commit 0123456), fingerprint 3f9c…`. */
export function secretPlace({ rule, fingerprint, where, ...found }: PushedSecret): string {
  const { path, inside, line, commit, object } = found
  const inArchive = inside === undefined ? '' : `!/${inside}`
  const atLine = line === undefined ? '' : `:${line}`
  const file = path === undefined ? where : `${path}${inArchive}${atLine}`
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

/** What a person who is asked reads: why, every ref, its commits, paths and warnings. */
export function questionDetail(
  {
    repository,
    facts,
    options,
  }: { repository: string; facts: PushFacts; options: readonly string[] },
  reasons: readonly PushReason[],
): string {
  const { updates, secrets } = facts
  const found = secretLines(secrets)
  return [
    `push to ${repository}`,
    ...reasons.map(({ rule, text }) => `"${rule}" asks: ${text}`),
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
export function unreleasedLines(
  answer: HoldAnswer,
  why: readonly string[],
  wait: string | undefined,
): string[] {
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
      const waited = wait === undefined ? '' : ` within ${wait}`
      return [
        `cursor-guard: nobody decided${waited}; request ${request} stays open`,
        ...why,
        '  Once it is approved, the very same commits pass when they are pushed again.',
      ]
    }
  }
}
