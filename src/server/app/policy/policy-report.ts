import {
  type CheckAnnotation,
  type CheckReport,
  maxAnnotations,
} from '../../../adapters/github/check-runs.ts'
import {
  type ChangeEffect,
  comparePolicies,
  type PolicyChange,
} from '../../../core/policy/compare/compare.ts'
import { policyPath, readProblem } from '../../../core/policy/file/file-trouble.ts'
import type { FloorState } from '../../../core/policy/in-force.ts'
import type { AuditCount } from '../../../core/policy/judge/audit.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import { markdownCode, markdownText, plain } from '../../../core/policy/render/plain-text.ts'
import { auditSentence, auditTable } from '../../../core/policy/render/render-audit.ts'
import { renderPolicy } from '../../../core/policy/render/render-policy.ts'

/** A policy file that was looked at, and what it is held against. */
export interface PolicyReview {
  headSha: string
  defaultBranch: string
  /** Whether it counts already, or would once it is merged. */
  place: 'default branch' | 'pull request'
  file: 'valid' | 'broken' | 'removed'
  /** One line a problem, as the parser gives them. */
  problems: readonly string[]
  /** In force before; absent where the repository had no file. */
  before?: Policy
  /** What follows from the file; from no file, when it is removed. */
  after?: Policy
  /** What guarded sessions follow without a file. */
  without: Policy
  floor: FloorState
  /** Where the file is looser than the floor, and why the organisation's file does not count. */
  messages: readonly string[]
  /** What would have been done lately, where the policy in force only audits. */
  audit?: AuditSummary
}

export interface AuditSummary {
  counts: readonly AuditCount[]
  days: number
}

/**
 * The check run `cursor-guard / policy` of one commit.
 *
 * A file that cannot be read fails; a floor that cannot be read fails where it counts, and is no fault
 * of a pull request. A loosening is `neutral`, so that it stands out among the green
 * ones, and stands first; whether it is wanted is for reviewers to say.
 */
export function policyReport(review: PolicyReview): CheckReport {
  const { headSha, file, problems, messages, after } = review
  const changes = changesOf(review)
  const loosened = changes.filter(({ effect }) => effect === 'loosened')
  const ignored = file === 'valid' ? (after?.ignored ?? []) : []
  const own = ignored.filter((line) => line.startsWith(`${policyPath}:`))
  const isLooser = review.before !== undefined && (file === 'removed' || loosened.length > 0)
  const parts = [
    introduction(review),
    ...(file === 'broken' ? [bullets('What is wrong', problems)] : []),
    bullets('Not in this version, in force without it', ignored),
    changeText(review, changes),
    bullets("The organisation's floor", messages),
    floorText(review),
    auditText(review),
  ]
  const annotations = [
    ...(file === 'broken' ? toAnnotations(problems, 'failure') : []),
    ...toAnnotations(own, 'warning'),
  ]
  return {
    name: 'policy',
    headSha,
    conclusion: isFault(review) ? 'failure' : isLooser || own.length > 0 ? 'neutral' : 'success',
    title: titleOf(review, changes, own.length),
    summary: parts.filter((part) => part !== '').join('\n\n'),
    ...(after === undefined ? {} : { text: effectiveText(after, review.place) }),
    ...(annotations.length === 0 ? {} : { annotations: annotations.slice(0, maxAnnotations) }),
  }
}

const isFault = ({ file, floor, place }: PolicyReview): boolean =>
  file === 'broken' || (floor === 'unreadable' && place === 'default branch')

/** Without a file before, a first one is held against what sessions follow without any. */
function changesOf({ before, after, without, defaultBranch }: PolicyReview): PolicyChange[] {
  return after === undefined ? [] : comparePolicies(before ?? without, after, { defaultBranch })
}

function titleOf(review: PolicyReview, changes: readonly PolicyChange[], ignored: number): string {
  const warning = review.floor === 'unreadable' ? "; the organisation's floor cannot be read" : ''
  const later = ignored === 0 ? '' : `; without ${countOf(ignored, 'key')} not in this version`
  return `${mainTitle(review, changes)}${later}${warning}`
}

function mainTitle(review: PolicyReview, changes: readonly PolicyChange[]): string {
  const { file, problems, before, after } = review
  const number = (effect: ChangeEffect) =>
    changes.filter((change) => change.effect === effect).length
  if (file === 'broken') return `Not valid: ${countOf(problems.length, 'problem')}`
  if (file === 'removed') return 'Removes the policy'
  if (before === undefined) {
    const isAudit = after?.enforcement === 'audit'
    return isAudit ? 'A first policy: judges and refuses nothing yet' : 'A first policy'
  }
  const loosened = number('loosened')
  if (loosened > 0) return `Loosens the policy in ${countOf(loosened, 'place')}`
  const others = number('tightened') + number('changed')
  return others === 0
    ? 'Valid; says the same as before'
    : `Valid; ${countOf(others, 'change')}, nothing loosened`
}

const countOf = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

function introduction(review: PolicyReview): string {
  const { place, before, file } = review
  const isProposed = place === 'pull request'
  if (file === 'broken') {
    return isProposed
      ? `\`${policyPath}\` would not be valid. If it is merged like this, ${brokenText(review)}.`
      : `\`${policyPath}\` is not valid: ${brokenText(review)}.`
  }
  if (file === 'removed') return removedText(review)
  const counts = isProposed
    ? `\`${policyPath}\` is valid. It counts once it is on ${markdownCode(review.defaultBranch)}.`
    : `\`${policyPath}\` is valid and in force.`
  if (before !== undefined) return counts
  const verb = isProposed ? 'will write' : 'writes'
  return `${counts} With a policy the App ${verb} check runs, rulesets and comments here; without one it does nothing.`
}

const brokenText = ({ before }: PolicyReview): string =>
  before === undefined
    ? 'the built-in policy is in force until it is valid'
    : 'the version that is in force now stays'

function removedText({ place, after, floor }: PolicyReview): string {
  const when = place === 'pull request' ? 'Once this is merged' : 'From now on'
  if (after?.floor !== undefined || floor === 'unreadable') {
    return `${when} the built-in policy and the organisation's floor are in force: a floor does not go with the file.`
  }
  return `${when} the App writes nothing to this repository and takes away the rulesets it made. Guarded sessions follow the built-in policy.`
}

const headings: Readonly<Record<ChangeEffect, string>> = {
  loosened: 'Loosened',
  tightened: 'Tightened',
  changed: 'Changed',
}

function changeText({ before, place }: PolicyReview, changes: readonly PolicyChange[]): string {
  const lists = (['loosened', 'tightened', 'changed'] as const).map((effect) =>
    bullets(
      headings[effect],
      changes.filter((change) => change.effect === effect).map(({ text }) => text),
    ),
  )
  const text = lists.filter((list) => list !== '').join('\n\n')
  if (text === '' || before !== undefined) return text
  const were = place === 'pull request' ? 'follow' : 'followed'
  return `Compared with the built-in policy, which guarded sessions ${were} without a file:\n\n${text}`
}

/** Entries of one list that are shown. */
const maxBullets = 100

function bullets(heading: string, texts: readonly string[]): string {
  if (texts.length === 0) return ''
  const lines = texts.slice(0, maxBullets).map((text) => `- ${markdownText(text)}`)
  const more = texts.length - lines.length
  return `### ${heading}\n\n${lines.join('\n')}${more > 0 ? `\n- … and ${more} more` : ''}`
}

function floorText({ floor }: PolicyReview): string {
  if (floor === 'unreadable') {
    return "**The organisation's floor cannot be read.** The floor that was read last stays in force. Repair `.github/cursor-guard.yml` in the organisation's `.github` repository, or add that repository to the App's installation."
  }
  if (floor === 'unknown') {
    return "Whether the organisation sets a floor cannot be seen from here: its `.github` repository, if there is one, does not belong to the App's installation or has never held a valid file."
  }
  return ''
}

function auditText({ audit }: PolicyReview): string {
  if (audit === undefined) return ''
  const { counts, days } = audit
  return [
    '### Audit',
    `${auditSentence(counts, days)}.`,
    auditTable(counts),
    'Change `enforcement` to `enforce` once this is what you want.',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function effectiveText(policy: Policy, place: PolicyReview['place']): string {
  const text = renderPolicy(policy)
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const what = place === 'pull request' ? 'What would be in force' : 'What is in force'
  return `### ${what}\n\n${fence}text\n${text}${fence}`
}

function toAnnotations(
  lines: readonly string[],
  level: CheckAnnotation['level'],
): CheckAnnotation[] {
  return lines.flatMap((line) => {
    const problem = readProblem(line)
    if (problem === undefined) return []
    return [
      {
        path: policyPath,
        startLine: problem.line,
        endLine: problem.line,
        level,
        title: plain(problem.key),
        message: plain(problem.text),
      },
    ]
  })
}

/** What a policy that only audits would have done, told where an administrator looks. */
export function auditReport(headSha: string, policy: Policy, audit: AuditSummary): CheckReport {
  const { counts, days } = audit
  const summary = [
    `${auditSentence(counts, days)}.`,
    auditTable(counts),
    `The policy only audits: everything was let pass. Change \`enforcement\` in \`${policyPath}\` to \`enforce\` once this is what you want.`,
  ]
  return {
    name: 'policy',
    headSha,
    conclusion: counts.length === 0 ? 'success' : 'neutral',
    title: auditSentence(counts, days),
    summary: summary.filter((part) => part !== '').join('\n\n'),
    text: effectiveText(policy, 'default branch'),
  }
}
