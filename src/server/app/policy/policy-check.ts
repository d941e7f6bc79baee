import {
  type CheckMemory,
  type CheckReport,
  publishCheck,
} from '../../../adapters/github/check-runs.ts'
import { isStatus } from '../../../adapters/github/octokit.ts'
import { type PolicyFileAnswer, readPolicyFile } from '../../../adapters/github/policy-file.ts'
import { readRef } from '../../../adapters/github/refs.ts'
import { refusalOf } from '../../../adapters/github/refusal.ts'
import { at } from '../../../adapters/github/repository.ts'
import { GuardError } from '../../../core/errors.ts'
import { policyPath, troubleLine } from '../../../core/policy/file/file-trouble.ts'
import type { OrganisationFile } from '../../../core/policy/file/organisation-file.ts'
import type { LoadedPolicy, PolicyInForce } from '../../../core/policy/in-force.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import type { KnownFile } from '../../../core/policy/policy-memory.ts'
import { resolvePolicy } from '../../../core/policy/resolve.ts'
import { isOrganisationRepository } from '../../policy/organisation-reader.ts'
import { parsePolicyFile } from '../../policy/parsed-policies.ts'
import { sweepInstallation } from '../jobs/sweep-installation.ts'
import type { Payload } from '../payloads.ts'
import type { Scope } from '../scope.ts'
import { summarizeAudit } from './audit-summary.ts'
import { type PolicyReview, policyReport } from './policy-report.ts'

/** `push`: says what a changed policy file on the default branch means. */
export async function reviewPolicyPush(
  { ref, after }: Payload<'push'>,
  scope: Scope,
): Promise<void> {
  const { repository, services, installation } = scope
  if (repository.archived || ref !== `refs/heads/${repository.defaultBranch}`) return
  if (/^0+$/.test(after)) return
  const due = await findDue(scope)
  if (due === undefined) return
  if (isOrganisationRepository(repository)) {
    // Every repository of the organisation is looked at afresh.
    await services.jobs.add(sweepInstallation, { installation })
  }
  await reviewDefaultBranch(after, due, scope)
}

/** In a sweep: the report on a changed policy whose push no webhook told of. */
export async function sweepPolicyCheck(scope: Scope): Promise<void> {
  const { octokit, repository } = scope
  if (repository.archived) return
  const due = await findDue(scope)
  if (due === undefined) return
  const head = await readRef(octokit, repository, `refs/heads/${repository.defaultBranch}`)
  if (head !== undefined) await reviewDefaultBranch(head, due, scope)
}

interface Due {
  current: PolicyInForce
  file: KnownFile
  /** Names the file as it is now, and a floor that has gone out of sight. */
  version: string
}

/** The policy in force, when it is another than the last report was about. */
async function findDue(scope: Scope, again = false): Promise<Due | undefined> {
  const { repository, services } = scope
  const current = await scope.policy()
  if (current.state === 'absent') return undefined
  const file = await services.policyMemory.find('repository', repository.id)
  const last = await services.policyMemory.lastReport(repository.id)
  if (file === undefined) return undefined
  const floor = current.floor === 'unreadable' ? ' without its floor' : ''
  const version = `${file.blob ?? file.trouble ?? 'removed'}${floor}`
  return last?.version === version && !again ? undefined : { current, file, version }
}

async function reviewDefaultBranch(
  headSha: string,
  { current, file, version }: Due,
  scope: Scope,
  memory: CheckMemory = scope.services.checks,
): Promise<void> {
  const { octokit, repository, services } = scope
  const known = file.blob === undefined ? {} : { blob: file.blob }
  const there = await readPolicyFile(octokit, { ...at(repository), ref: headSha }, known)
  // Another push changed the file, later or earlier: the report goes on that one's commit.
  if (blobOf(there) !== file.blob) return
  const organisation = await services.policies.organisation(octokit, repository)
  const last = await services.policyMemory.lastReport(repository.id)
  const before = last?.content === undefined ? undefined : policyIn(last.content, scope)
  const report = policyReport({
    ...(await frame(headSha, scope, organisation)),
    place: 'default branch',
    file: current.problems.length > 0 ? 'broken' : file.blob === undefined ? 'removed' : 'valid',
    problems: current.problems,
    ...(before === undefined ? {} : { before: resolveWith(before, organisation, scope) }),
    after: current.policy,
    messages: current.messages,
  })
  await publish(report, scope, memory)
  const content = file.good?.content
  await services.policyMemory.saveReport(repository.id, {
    version,
    ...(content === undefined ? {} : { content }),
  })
}

const reviewed = new Set(['opened', 'reopened', 'synchronize', 'edited'])

/** `pull_request`: says what would change, where a pull request touches the policy file. */
export async function reviewPolicyPull(
  { action, pull_request: { head, base } }: Payload<'pull_request'>,
  scope: Scope,
): Promise<void> {
  if (!reviewed.has(action) || scope.repository.archived) return
  await reviewPull({ headSha: head.sha, baseSha: base.sha, fork: head.repo ?? undefined }, scope)
}

interface Proposal {
  headSha: string
  baseSha: string
  fork?: { name: string; owner: { login: string } } | undefined
}

async function reviewPull(
  { headSha, baseSha, fork }: Proposal,
  scope: Scope,
  memory: CheckMemory = scope.services.checks,
): Promise<void> {
  const { octokit, repository, services } = scope
  const current = await scope.policy()
  const known = await services.policyMemory.find('repository', repository.id)
  const proposed = await readProposed(headSha, fork, scope)
  if (!isOther(proposed, known)) return
  if (!(await isTouched(proposed, headSha, baseSha, scope))) return
  const organisation = await services.policies.organisation(octokit, repository)
  const report = policyReport({
    ...(await frame(headSha, scope, organisation)),
    place: 'pull request',
    ...outcomeOf(proposed, current, organisation, scope),
  })
  await publish(report, scope, memory)
}

/** Whether the proposed file is another one than the default branch has. */
const isOther = (proposed: PolicyFileAnswer, known: KnownFile | undefined): boolean =>
  proposed.kind === 'unusable' || blobOf(proposed) !== known?.blob

const blobOf = (answer: PolicyFileAnswer): string | undefined =>
  'blob' in answer ? answer.blob : undefined

/**
 * The file at the head, by its commit id. The forge has the commits of a pull request in its own
 * repository as well; one that has not is asked for the repository they came from.
 */
async function readProposed(
  ref: string,
  fork: Proposal['fork'],
  { octokit, repository }: Scope,
): Promise<PolicyFileAnswer> {
  const answer = await readPolicyFile(octokit, { ...at(repository), ref })
  if (answer.kind !== 'no-commit') return answer
  if (fork !== undefined) {
    const place = { owner: fork.owner.login, repo: fork.name }
    const there = await readPolicyFile(octokit, { ...place, ref })
    if (there.kind === 'file' || there.kind === 'unusable') return there
    // A repository out of sight answers as one without the file does.
    if (there.kind === 'missing') {
      await octokit.rest.repos.getCommit({ ...place, ref, per_page: 1 })
      return there
    }
  }
  throw new GuardError('UPSTREAM_FAILED', `${policyPath} cannot be read at ${ref}`)
}

/** A branch that was made before the default branch changed its file has not touched it. */
async function isTouched(
  proposed: PolicyFileAnswer,
  headSha: string,
  baseSha: string,
  { octokit, repository }: Scope,
): Promise<boolean> {
  try {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...at(repository),
      basehead: `${baseSha}...${headSha}`,
      per_page: 1,
    })
    const place = { ...at(repository), ref: data.merge_base_commit.sha }
    const before = await readPolicyFile(octokit, place)
    return before.kind !== proposed.kind || blobOf(before) !== blobOf(proposed)
  } catch (error) {
    // No common history, or an unknown commit: taken as touched.
    if (isStatus(error, 404, 422)) return true
    throw error
  }
}

/** What the proposed file means. */
function outcomeOf(
  proposed: PolicyFileAnswer,
  current: LoadedPolicy,
  organisation: OrganisationFile,
  scope: Scope,
): Pick<PolicyReview, 'file' | 'problems' | 'before' | 'after' | 'messages'> {
  const before = current.state === 'in-force' ? { before: current.policy } : {}
  const theirs = organisation.problems.map((problem) => `the organisation's file: ${problem}`)
  const broken = (problems: readonly string[]) =>
    ({ ...before, file: 'broken', problems, messages: theirs }) as const
  if (proposed.kind === 'unusable') return broken([troubleLine(proposed.trouble)])
  const isFile = proposed.kind === 'file'
  const isOrganisation = isOrganisationRepository(scope.repository)
  const parsed = isFile
    ? parsePolicyFile(proposed.content, { organisation: isOrganisation })
    : undefined
  if (parsed !== undefined && 'problems' in parsed) return broken(parsed.problems)
  const resolved = resolvePolicy({
    organisation: isOrganisation ? parsed?.policy : organisation.policy,
    repository: parsed?.policy,
  })
  return {
    ...before,
    file: isFile ? 'valid' : 'removed',
    problems: [],
    after: resolved.policy,
    messages: [...resolved.messages, ...theirs],
  }
}

/** What every report says, whatever became of the file. */
async function frame(headSha: string, scope: Scope, organisation: OrganisationFile) {
  const { repository } = scope
  const audit = await summarizeAudit(scope)
  return {
    headSha,
    defaultBranch: repository.defaultBranch,
    without: resolvePolicy({ organisation: organisation.policy }).policy,
    floor: organisation.floor,
    ...(audit === undefined ? {} : { audit }),
  }
}

function policyIn(content: string, { repository }: Scope): Policy | undefined {
  const organisation = isOrganisationRepository(repository)
  const parsed = parsePolicyFile(content, { organisation, inForce: true })
  return 'policy' in parsed ? parsed.policy : undefined
}

/** A file of the organisation's own repository is its own organisation's file. */
const resolveWith = (own: Policy, organisation: OrganisationFile, scope: Scope): Policy =>
  resolvePolicy({
    organisation: isOrganisationRepository(scope.repository) ? own : organisation.policy,
    repository: own,
  }).policy

/** Where the App may not write check runs, its log says what they would have said. */
async function publish(report: CheckReport, scope: Scope, memory: CheckMemory): Promise<void> {
  try {
    await publishCheck(scope.octokit, scope.repository, report, memory)
  } catch (error) {
    if (refusalOf(error)?.kind !== 'permission') throw error
    const { title, conclusion, headSha } = report
    scope.log.warn(
      { title, conclusion, headSha, missing: 'checks: write' },
      'the policy check could not be written',
    )
  }
}

/** `check_run`, `check_suite`: somebody has asked for the check once more. */
export async function repeatPolicyCheck(headSha: string, scope: Scope): Promise<void> {
  const { octokit, repository, services } = scope
  if (repository.archived) return
  const anew: CheckMemory = {
    ...services.checks,
    find: async () => undefined,
    save: (...all) => services.checks.save(...all),
  }
  const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
    ...at(repository),
    commit_sha: headSha,
    per_page: 100,
  })
  const open = data.filter(({ state, head }) => state === 'open' && head.sha === headSha)
  for (const { head, base } of open) {
    await reviewPull({ headSha, baseSha: base.sha, fork: head.repo ?? undefined }, scope, anew)
  }
  if (open.length > 0) return
  const due = await findDue(scope, true)
  const tip = await readRef(octokit, repository, `refs/heads/${repository.defaultBranch}`)
  if (due !== undefined && tip === headSha) await reviewDefaultBranch(headSha, due, scope, anew)
}
