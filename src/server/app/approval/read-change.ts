import { createHash } from 'node:crypto'
import { readCommitPeople } from '../../../adapters/github/commit-people.ts'
import type { PullRequest } from '../../../adapters/github/pull-requests.ts'
import type { ChangeFindings } from '../../../core/approval/change-findings.ts'
import type { Participant } from '../../../core/approval/eligibility.ts'
import { asksForSecrets, judgeChange } from '../../../core/approval/judge-change.ts'
import type { Pusher } from '../../../core/approval/remembered-pull.ts'
import type { PullChanges } from '../../../core/git/change-reader.ts'
import { rolesOf } from '../../../core/git/path-facts.ts'
import type { PushedCommit } from '../../../core/git/ref-update.ts'
import type { PolicyInForce } from '../../../core/policy/in-force.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import type { OrUnknown } from '../../../core/policy/subject.ts'
import { gitSource } from '../git-source.ts'
import { standingTip } from '../restore/standing-tip.ts'
import { lookThroughPull } from '../scan/look-through.ts'
import { secretsOfHead } from '../scan/report-secrets.ts'
import type { Scope } from '../scope.ts'
import { agentInvolvementOf } from './agent-involvement.ts'

/** Raised when the same change would be judged or described differently. */
const version = 2
/** Commits with different people that are asked about; a change with more has too many authors. */
const maxDistinctPeople = 40

/** What a change is judged on besides its commits, and a digest of all of it. */
export interface Basis {
  digest: string
  /** Who pushed the head. */
  pushers: readonly Pusher[]
}

/** Everything a judgement depends on: the same digest again needs no second look. */
export async function readBasis(
  { repository, services }: Scope,
  pull: PullRequest,
  loaded: PolicyInForce,
): Promise<Basis> {
  const { number, headSha, baseRef, baseSha, author } = pull
  const pushers = await services.rememberedPulls.pushersOf(repository.id, headSha)
  const sessions = await services.sessions.find(repository.id, [headSha])
  const parts = [
    version,
    loaded.digest,
    number,
    headSha,
    baseRef,
    baseSha,
    author?.id ?? 0,
    pushers.map(({ id }) => id),
    sessions.get(headSha) ?? {},
  ]
  return { digest: createHash('sha256').update(JSON.stringify(parts)).digest('hex'), pushers }
}

/** Reads the change from git, and judges it. */
export async function readChange(
  scope: Scope,
  pull: PullRequest,
  loaded: PolicyInForce,
  pushers: readonly Pusher[],
): Promise<ChangeFindings> {
  const { repository, services } = scope
  const changes = await readChanges(scope, pull)
  const { commits, warnings } = changes.facts
  const paths = changes.paths === 'unknown' ? changes.paths : changes.paths.map(({ path }) => path)
  const involvement = await agentInvolvementOf(scope, {
    policy: loaded.policy,
    commits,
    pushers,
    author: pull.author,
  })
  const decision = judgeChange(loaded.policy, {
    repository: `${repository.owner}/${repository.name}`,
    defaultBranch: `refs/heads/${repository.defaultBranch}`,
    baseRef: pull.baseRef,
    actor: pull.author?.login ?? 'unknown',
    paths,
    authors: commits === 'unknown' ? commits : addressesIn(commits),
    bytes: changes.bytes ?? 'unknown',
    ...(asksForSecrets(loaded.policy)
      ? { secrets: await hasSecrets(scope, pull, loaded.policy) }
      : {}),
    warnings,
    agent: involvement.agent,
    cloudAgent: involvement.cloudAgent,
    ...(involvement.runner === undefined ? {} : { runner: involvement.runner }),
    now: services.now(),
  })
  const isHeld = decision.effective === 'hold'
  const people = isHeld ? await peopleOf(scope, commits) : nobody
  return {
    mergeBase: changes.mergeBase ?? pull.baseSha,
    decision,
    ...people,
    participants: [...people.participants, ...involvement.people],
    risks: [...involvement.sentences, ...risksOf(changes)],
    notes: changes.problems,
  }
}

/** What the scan of the pull request knows; asked only where a rule wants to know. */
async function hasSecrets(
  scope: Scope,
  pull: PullRequest,
  policy: Policy,
): Promise<OrUnknown<boolean>> {
  await lookThroughPull(scope, policy, pull)
  const found = await secretsOfHead(scope, policy, pull.headSha)
  if (found !== undefined && found.secrets.length > 0) return true
  return found?.isWhole === true ? false : 'unknown'
}

/**
 * The base is taken where it is now, for what the forge says of it can be old; while it is rewritten,
 * where it will be again.
 */
export async function readChanges(
  scope: Scope,
  { baseRef, baseSha, headSha }: Pick<PullRequest, 'baseRef' | 'baseSha' | 'headSha'>,
): Promise<PullChanges> {
  const source = gitSource(scope)
  const { changes } = scope.services
  const tips = await changes.readTips(source)
  const base = await standingTip(scope, baseRef, tips.get(baseRef) ?? baseSha)
  return changes.readPullRequest(source, { base, head: headSha })
}

const addressOf = (person: string): string => /<([^<>]*)>\s*$/.exec(person)?.[1] ?? person

const addressesIn = (commits: readonly PushedCommit[]): string[] => [
  ...new Set(commits.flatMap(({ author, committer }) => [author, committer].map(addressOf))),
]

type People = Pick<ChangeFindings, 'participants' | 'unresolved' | 'blind'>
const nobody: People = { participants: [], unresolved: [] }

/** Commits with the same people in them are asked about once. */
async function peopleOf(
  { octokit, repository }: Scope,
  commits: readonly PushedCommit[] | 'unknown',
): Promise<People> {
  if (commits === 'unknown') {
    return { ...nobody, blind: 'the commits could not be read, so nobody can say who made them' }
  }
  const distinct = new Map<string, string>()
  for (const { id, author, committer, coAuthors = [] } of commits) {
    distinct.set(JSON.stringify([author, committer, ...coAuthors].map(addressOf)), id)
  }
  if (distinct.size > maxDistinctPeople) {
    return {
      ...nobody,
      blind: `more than ${maxDistinctPeople} different groups of people made these commits`,
    }
  }
  const participants: Participant[] = []
  const unresolved = new Set<string>()
  for (const commit of distinct.values()) {
    const people = await readCommitPeople(octokit, repository, commit)
    if (people === 'unknown') {
      return { ...nobody, blind: `the forge does not say who made commit ${commit.slice(0, 10)}` }
    }
    for (const { as, email, account } of people) {
      if (account === undefined) unresolved.add(`${as} ${email}`)
      else if (!participants.some((one) => one.id === account.id && one.as === as)) {
        participants.push({ ...account, as, type: 'User' })
      }
    }
  }
  return { participants, unresolved: [...unresolved] }
}

const roleTexts = {
  workflow: 'decides what CI runs',
  policy: 'is the policy of this guard',
  'code-owners': 'decides who must review',
  'agent-settings': 'decides what agents do',
  submodules: 'decides where submodules come from',
} as const

const countText = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`

function risksOf({ paths, facts }: PullChanges): string[] {
  if (paths === 'unknown') return ['What it changes could not be read as a whole.']
  const byRole = paths.flatMap(({ path }) =>
    rolesOf(path).map((role) => `${path} ${roleTexts[role]}`),
  )
  const kinds = new Map([
    ['120000', 'a symlink'],
    ['160000', 'a submodule'],
  ])
  const byMode = paths.flatMap(({ path, mode }) => {
    const kind = kinds.get(mode)
    return kind === undefined ? [] : [`${path} is ${kind}`]
  })
  const commits =
    facts.commits === 'unknown' ? '' : ` in ${countText(facts.commits.length, 'commit')}`
  return [
    `${countText(paths.length, 'file')} changed${commits}`,
    ...new Set([...byRole, ...byMode]),
    ...facts.warnings.map(({ text }) => text),
  ]
}
