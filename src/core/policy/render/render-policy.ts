import { policyDigest } from '../digest.ts'
import type { BranchRule, Bypass, Policy } from '../policy.ts'
import { writtenDuration } from './duration-text.ts'
import { plain } from './plain-text.ts'

/** What a policy says, in a few lines a person can hold against what they meant. */
export function renderPolicy(policy: Policy): string {
  const { enforcement, branches, secrets, rules, limits, agents, recording, approval } = policy
  const rows: [string, string][] = [
    ['enforcement', enforcement === 'audit' ? 'audit: judges and records, lets pass' : 'enforce'],
    ...branches.map((branch): [string, string] => ['branch', branchText(branch)]),
    [
      'secrets',
      `inline ${secrets.inline}, push ${secrets.push}, pushed ${secrets.pushed}, ${secrets.rules.length} own rules, ${secrets.allow.length} exceptions${secrets.allow_inline ? ', comments count' : ''}`,
    ],
    ...rules.map((rule): [string, string] => [
      'rule',
      `${rule.then.padEnd(5)} ${plain(rule.name)}${from(rule.source)}`,
    ]),
    ['limits', limitsText(limits)],
    ['git', gitText(policy.git)],
    [
      'agents',
      `cloud ${agents.cloud}${agents.identities.length > 0 ? `, ${agents.identities.join(', ')}` : ''}`,
    ],
    ['cursor', `unknown calls ${policy.cursor.unknown_calls}`],
    [
      'recording',
      `kept ${writtenDuration(policy, 'recording.retention', recording.retention)}, ${recording.require ? 'required' : 'not required'}, artifact ${recording.artifact ?? 'by visibility'}`,
    ],
    [
      'approval',
      `waits ${writtenDuration(policy, 'approval.wait', approval.wait)}, expires after ${writtenDuration(policy, 'approval.expires', approval.expires)}`,
    ],
    ...(policy.floor === undefined
      ? []
      : [['floor', Object.keys(policy.floor).join(', ')] as [string, string]]),
    ['digest', policyDigest(policy)],
  ]
  return rows.map(([name, text]) => `  ${name.padEnd(12)}${plain(text)}\n`).join('')
}

const from = (source: string | undefined): string =>
  source === undefined || source === 'repository' ? '' : ` (${source})`

function branchText(branch: BranchRule): string {
  const { match, force_push, delete: onDelete, pull_request, required_checks, source } = branch
  const parts = [
    `force push ${force_push}`,
    `delete ${onDelete}`,
    ...(pull_request === undefined ? [] : [`${pull_request.approvals} approvals`]),
    ...(required_checks.length === 0 ? [] : [`checks ${required_checks.join(', ')}`]),
    ...(branch.linear_history ? ['linear history'] : []),
    ...(branch.signed_commits ? ['signed commits'] : []),
    ...(branch.bypass.length === 0
      ? []
      : [`bypassed by ${branch.bypass.map(bypassText).join(', ')}`]),
  ]
  return `${match.join(', ')}: ${parts.join(', ')}${from(source)}`
}

const bypassText = ({ actor, until }: Bypass): string =>
  until === undefined ? actor : `${actor} until ${until}`

function limitsText({ reached, ...limits }: Policy['limits']): string {
  const set = Object.entries(limits).map(([name, value]) => `${value} ${name.replace('_', ' ')}`)
  return set.length === 0 ? 'none' : `${set.join(', ')}; reached: ${reached}`
}

function gitText({ repositories, push_options, refs_per_push }: Policy['git']): string {
  const others = repositories.length === 0 ? '' : `, also ${repositories.join(', ')}`
  const options = push_options === 'allow' ? 'push options allowed, ' : ''
  return `${options}${refs_per_push} refs a push${others}`
}
