import { markdownText } from '../policy/render/plain-text.ts'
import { driftText, stoppedText } from './drift-incident.ts'
import type { DriftIncident } from './protection-record.ts'
import type { RulesetDocument } from './ruleset.ts'
import { actorText } from './ruleset-fields.ts'

/** What `cursor-guard / protection` is about. */
export interface ProtectionState {
  /** In force on the forge, as wanted. */
  rulesets: readonly RulesetDocument[]
  /** What there would be, were the policy enforced. */
  preview: readonly RulesetDocument[]
  /** The plan has no rulesets; in the forge's words. */
  noRulesets?: string | undefined
  /** What went wrong, one sentence each; markdown. */
  problems: readonly string[]
  /** What is worth knowing; markdown. */
  notes: readonly string[]
  /** Rulesets of others that are named like the App's. */
  strangers: readonly string[]
  /** What else protects the default branch or the repository; markdown. */
  others: readonly string[]
  incident?: DriftIncident | undefined
  stoppedAt?: number | undefined
}

export interface ProtectionText {
  conclusion: 'success' | 'failure' | 'neutral'
  title: string
  /** Markdown. */
  summary: string
}

/** How long an incident is told of in the check, in milliseconds. */
export const toldInCheckMs = 24 * 3_600_000

/** The check run about branch protection. */
export function renderProtection(state: ProtectionState): ProtectionText {
  const { problems, notes, strangers, others, incident, stoppedAt } = state
  const sections = [
    section('Not as the policy says', problems),
    stoppedAt === undefined ? '' : stoppedText(stoppedAt),
    section('Changed by others', incident?.drifts.map(driftText) ?? []),
    state.noRulesets === undefined ? '' : withoutRulesets(state.noRulesets),
    table('Kept by the App', state.rulesets),
    table('Would be kept, were the policy enforced', state.preview),
    section('Good to know', notes),
    section(
      'Named like the App’s rulesets, but not made by it: left alone',
      strangers.map(markdownText),
    ),
    section('Also in force, and never touched', others),
  ]
  return {
    ...headline(state),
    summary: sections.filter((text) => text !== '').join('\n\n') || nothingText,
  }
}

const nothingText =
  'The policy has no entry under `branches` that asks for a ruleset, and nothing else protects the default branch.'

function headline(state: ProtectionState): Pick<ProtectionText, 'conclusion' | 'title'> {
  const { problems, stoppedAt, noRulesets, rulesets, preview, incident } = state
  if (stoppedAt !== undefined) {
    return { conclusion: 'failure', title: 'Changed again and again: not put back for now' }
  }
  if (problems.length > 0) {
    return { conclusion: 'failure', title: 'Branches are not protected as the policy says' }
  }
  if (noRulesets !== undefined) return { conclusion: 'neutral', title: 'Detect and restore only' }
  if (preview.length > 0 && rulesets.length === 0) {
    return {
      conclusion: 'neutral',
      title: `Audit: ${count(preview.length)} would be kept, none is written`,
    }
  }
  if (incident !== undefined) {
    return { conclusion: 'success', title: `Put back; ${count(rulesets.length)} in place` }
  }
  if (rulesets.length === 0) {
    return { conclusion: 'success', title: 'The policy asks for no protection of branches' }
  }
  return { conclusion: 'success', title: `${count(rulesets.length)} in place` }
}

const count = (number: number): string => (number === 1 ? '1 ruleset' : `${number} rulesets`)

const withoutRulesets = (words: string): string =>
  `**This repository has no rulesets** (GitHub says: ${markdownText(words)}). Rewrites and deletions of protected refs are detected when they have happened, and put back; nothing is refused beforehand, and no check is required before a merge.`

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `### ${title}\n\n${lines.map(item).join('\n')}`

/** An entry of a list; lines after its first are part of it. */
const item = (text: string): string => `- ${text.replaceAll('\n', '\n  ')}`

function table(title: string, rulesets: readonly RulesetDocument[]): string {
  if (rulesets.length === 0) return ''
  const rows = rulesets.map((ruleset) => {
    const { include, exclude } = ruleset.conditions.ref_name
    const refs = [...include, ...exclude.map((pattern) => `not ${pattern}`)].join(', ')
    const bypass = ruleset.bypass_actors.map(actorText).join(', ')
    const cells = [ruleset.name, refs, ruleset.rules.map(ruleText).join('; '), bypass || 'nobody']
    return `| ${cells.map(markdownText).join(' | ')} |`
  })
  return [
    `### ${title}\n`,
    '| ruleset | refs | rules | who may pass it |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n')
}

const simpleRules = {
  deletion: 'cannot be deleted',
  non_fast_forward: 'no force push',
  update: 'no moving',
  required_linear_history: 'linear history',
  required_signatures: 'signed commits',
} as const

function ruleText(rule: RulesetDocument['rules'][number]): string {
  if (rule.type === 'pull_request') {
    const { required_approving_review_count: approvals } = rule.parameters
    return `pull request with ${approvals === 1 ? '1 approval' : `${approvals} approvals`}`
  }
  if (rule.type === 'required_status_checks') {
    const checks = rule.parameters.required_status_checks.map(({ context }) => `"${context}"`)
    return `checks ${checks.join(', ')}`
  }
  return simpleRules[rule.type]
}
