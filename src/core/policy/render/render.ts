import { needText } from '../../approval/eligibility.ts'
import type { ApprovalNeed, ConditionResult, Decision, RuleResult, Verdict } from '../decision.ts'
import type { Subject } from '../subject.ts'
import { markdownText, plain } from './plain-text.ts'

/** Sections of the file that judge without being a rule, in words. */
const sectionReasons: Readonly<Record<string, (subject: Subject) => string>> = {
  'branches.force_push': (subject) =>
    `${refOf(subject)} is protected, and this push would drop commits from it. Fetch, rebase onto it and push without force.`,
  'branches.delete': (subject) =>
    `${refOf(subject)} is protected and cannot be deleted. Leave it, or ask a person to delete it.`,
  'secrets.push': () =>
    'This push holds a secret, in a commit or in a name. Take it out of all of them, revoke it if it was real, and push again.',
  'agents.cloud': () =>
    'A cloud agent works where this guard cannot see it. Do the work in this session, or ask a person to start it.',
  'egress.default': (subject) =>
    `${subject.kind === 'egress' ? plain(`${subject.host}:${subject.port}`) : 'This host'} is not in egress.allow. Use a host that is listed, or ask for this one to be added to the policy.`,
}

const refOf = (subject: Subject): string =>
  subject.kind === 'push' ? plain(subject.ref.replace(/^refs\/heads\//, '')) : 'The branch'

/**
 * Why a rule stands in the way and what to do next; `undefined` when it lets pass without a word.
 */
export function reasonFor(result: RuleResult, subject: Subject): string | undefined {
  const text = result.reason ?? sectionReason(result, subject) ?? generalReason(result)
  if (text === undefined) return undefined
  const doubt = result.conditions.filter(({ outcome }) => outcome === 'unknown')
  return doubt.length === 0 ? text : `${text} ${doubtText(doubt)}`
}

const sectionReason = ({ rule }: RuleResult, subject: Subject): string | undefined =>
  Object.hasOwn(sectionReasons, rule) ? sectionReasons[rule]?.(subject) : undefined

function generalReason({ rule, then }: RuleResult): string | undefined {
  if (then === 'deny') {
    return `The rule "${plain(rule)}" refuses this. Do not look for another way; say what is needed and ask a person.`
  }
  if (then === 'hold') {
    return `The rule "${plain(rule)}" asks for a person's approval.`
  }
  return undefined
}

const doubtText = (doubt: readonly ConditionResult[]): string => {
  const keys = doubt.map(({ key }) => key.replace(/^when\./, '')).join(' and ')
  const hint = keys.includes('command') ? ': write the command out, without variables' : ''
  return `(${keys} could not be read for certain, so the stricter case counts${hint}.)`
}

const words: Readonly<Record<Verdict, string>> = {
  allow: 'allowed',
  warn: 'allowed with a warning',
  mask: 'masked',
  hold: 'held for approval',
  deny: 'refused',
}

/** One sentence or two for whoever is refused: rule, reason, what to do next. */
export function renderReason(decision: Decision): string {
  const { verdict, effective, rule, reason } = decision
  const by = rule === undefined ? '' : ` by "${plain(rule)}"`
  if (effective === verdict) {
    return `cursor-guard: ${words[effective]}${by}${reason === undefined ? '' : `: ${plain(reason)}`}`
  }
  const would = `would be ${words[verdict]}`
  return `cursor-guard: ${words[effective]}; ${would}${by} if the policy were enforced`
}

/** A few lines for a terminal: the verdict, the rules that matched and on what, who may approve. */
export function renderTerminal(decision: Decision): string {
  const matched = decision.rules.filter((rule) => rule.matched)
  const others = decision.rules.filter((rule) => !rule.matched)
  const lines = [renderReason(decision), ...matched.flatMap(ruleLines)]
  if (decision.approve !== undefined) lines.push(`  approval: ${approvalText(decision.approve)}`)
  lines.push(...others.map((rule) => `  - ${plain(rule.rule)}: does not apply, ${whyNot(rule)}`))
  return `${lines.join('\n')}\n`
}

function ruleLines(rule: RuleResult): string[] {
  const from = rule.source === 'repository' ? '' : ` [${rule.source}]`
  return [
    `  + ${plain(rule.rule)}${from}: ${rule.then}`,
    ...rule.conditions.map((condition) => `      ${conditionText(condition)}`),
  ]
}

const whyNot = ({ conditions }: RuleResult): string => {
  const last = conditions.at(-1)
  return last === undefined ? 'it has no condition' : conditionText(last)
}

function conditionText({ key, expected, actual, outcome }: ConditionResult): string {
  const value = plain(actual) || '(empty)'
  if (outcome === 'unknown') return `${key}: ${value} may match ${plain(expected)}`
  return `${key}: ${value} ${outcome === 'yes' ? 'matches' : 'does not match'} ${plain(expected)}`
}

/** Who may release a hold, in words. */
const approvalText = (need: ApprovalNeed): string => plain(needText(need))

/** The whole result tree as markdown, for check runs and summaries. */
export function renderMarkdown(decision: Decision): string {
  const rows = decision.rules.map((rule) => {
    const mark = rule.matched ? `**${rule.then}**` : 'does not apply'
    const why = rule.matched ? rule.conditions.map(conditionText).join('; ') : whyNot(rule)
    return `| ${markdownText(rule.rule)} | ${rule.source} | ${mark} | ${markdownText(why || 'always')} |`
  })
  const approval =
    decision.approve === undefined
      ? []
      : ['', `Approval: ${markdownText(approvalText(decision.approve))}`]
  return [
    markdownText(renderReason(decision)),
    ...approval,
    '',
    '| rule | from | verdict | why |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
