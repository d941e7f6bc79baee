import type { Octokit } from '../../adapters/github/octokit.ts'
import { readPolicyFile } from '../../adapters/github/policy-file.ts'
import { at, type Repository } from '../../adapters/github/repository.ts'
import { GuardError } from '../../core/errors.ts'
import { policyPath, troubleLine } from '../../core/policy/file/file-trouble.ts'
import type { OrganisationFile } from '../../core/policy/file/organisation-file.ts'
import type { LoadedPolicy, PolicyInForce } from '../../core/policy/in-force.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { KnownFile } from '../../core/policy/policy-memory.ts'
import { forbiddenBy } from '../../core/protection/protected.ts'
import { isRemoved, type PolicySources, toKnown } from './known-file.ts'
import { createOrganisationReader, isOrganisationRepository } from './organisation-reader.ts'
import type { ParsedPolicies } from './parsed-policies.ts'

/** Knows which policy holds for a repository; App and gateway ask the same one. */
export interface PolicyReader {
  /**
   * The policy in force now, with at most one conditional request when nothing has changed; where
   * there is no file, one more shows that the repository can be seen.
   *
   * @throws when the forge could not be asked; an answer that says nothing is never "no policy"
   */
  load(octokit: Octokit, repository: Repository): Promise<LoadedPolicy>
  /** The organisation's file, as `load` counts it in; read at most once a minute. */
  organisation(octokit: Octokit, repository: Repository): Promise<OrganisationFile>
}

/**
 * Reads the policy in force: the file of the default branch, what the organisation gives, and the last
 * valid version where the present one is broken. Everything outlives a restart in `memory`.
 */
export function createPolicyReader(sources: PolicySources): PolicyReader {
  const { memory, parsed } = sources
  const organisations = createOrganisationReader(sources)
  return {
    async load(octokit, repository) {
      const file = await refresh(octokit, repository, sources, organisations)
      if (file === undefined) return { state: 'absent' }
      const organisation = isOrganisationRepository(repository)
        ? await organisations.adopt(repository, file)
        : await organisations.read(octokit, repository)
      if (isRemoved(file) && organisation.policy?.floor === undefined) {
        return { state: 'absent', wasPresent: true }
      }
      return judge(file, organisation, parsed, isOrganisationRepository(repository))
    },
    async organisation(octokit, repository) {
      if (!isOrganisationRepository(repository)) return organisations.read(octokit, repository)
      const file = await memory.find('repository', repository.id)
      return organisations.adopt(repository, file ?? { checkedAt: 0 })
    },
  }
}

/** The file as it is now; `undefined` when there never was one. */
async function refresh(
  octokit: Octokit,
  repository: Repository,
  sources: PolicySources,
  organisations: OrganisationReader,
): Promise<KnownFile | undefined> {
  const { memory, parsed, now } = sources
  const known = await memory.find('repository', repository.id)
  const answer = await readPolicyFile(octokit, at(repository), known)
  if (answer.kind === 'unchanged') return known
  if (answer.kind === 'missing' || answer.kind === 'no-commit') {
    await confirmVisible(octokit, repository)
    if (known === undefined || isRemoved(known)) return known
  }
  if (answer.kind === 'unusable' && answer.trouble === 'forbidden') return unreadable(known)
  const isOther = !('blob' in answer) || answer.blob !== known?.blob
  if (known !== undefined && isOther) {
    if (await isImposed(known, octokit, repository, { sources, organisations })) return known
  }
  const organisation = isOrganisationRepository(repository)
  const file = toKnown(answer, { known, organisation, parsed, checkedAt: now() })
  await memory.save('repository', repository.id, file)
  return file
}

type OrganisationReader = ReturnType<typeof createOrganisationReader>

/**
 * Whether another file came with a rewrite that the known policy is about: the rewrite is judged by
 * the policy at the old tip, or dropping the file in the same push would switch everything off. It is
 * adopted when the new tip is accepted.
 */
async function isImposed(
  known: KnownFile,
  octokit: Octokit,
  repository: Repository,
  { sources, organisations }: { sources: PolicySources; organisations: OrganisationReader },
): Promise<boolean> {
  if (isRemoved(known) || sources.isRewritten === undefined) return false
  const isOrganisation = isOrganisationRepository(repository)
  const organisation: OrganisationFile = isOrganisation
    ? { floor: 'none', problems: [] }
    : await organisations.read(octokit, repository)
  const { policy } = judge(known, organisation, sources.parsed, isOrganisation)
  const { defaultBranch } = repository
  const ref = `refs/heads/${defaultBranch}`
  if (forbiddenBy(policy, ref, defaultBranch, 'rewrite').length === 0) return false
  return sources.isRewritten(octokit, repository)
}

/**
 * A repository that is out of sight answers as one without the file does; only a repository that can
 * be seen, and is the one that was meant, has none.
 */
async function confirmVisible(octokit: Octokit, repository: Repository): Promise<void> {
  const { data } = await octokit.rest.repos.get(at(repository))
  if (data.id === repository.id) return
  throw new GuardError('UPSTREAM_FAILED', 'another repository has taken the name of this one')
}

/** Nobody may write to a repository whose policy was never seen. */
function unreadable(known: KnownFile | undefined): KnownFile {
  if (known?.good === undefined) {
    throw new GuardError('UPSTREAM_FAILED', `the App may not read ${policyPath}`, {
      hint: 'Grant the App the permission "Contents: read".',
    })
  }
  return { good: known.good, trouble: 'forbidden', checkedAt: known.checkedAt }
}

/** The policy that follows from a repository's file and its organisation's. */
function judge(
  file: KnownFile,
  { policy: organisation, floor, problems: theirs }: OrganisationFile,
  parsed: ParsedPolicies,
  isOrganisation: boolean,
): PolicyInForce {
  const read = (content: string | undefined) =>
    content === undefined ? undefined : parsed.parse(content, { organisation: isOrganisation })
  const current = read(file.content)
  const good = read(file.good?.content)
  const [own, source] = inForce(policyIn(current), policyIn(good))
  const { policy, digest, messages } = parsed.resolve({
    organisation: isOrganisation && own !== undefined ? own : organisation,
    repository: own,
  })
  const blob = source === 'file' ? file.blob : source === 'last-good' ? file.good?.blob : undefined
  return {
    state: 'in-force',
    policy,
    digest,
    source,
    ...(blob === undefined ? {} : { blob }),
    problems: problemsOf(file, current),
    floor,
    messages: [
      ...messages,
      ...(isRemoved(file) ? ['the file was removed; the floor of the organisation stays'] : []),
      ...(isOrganisation ? [] : theirs.map((problem) => `the organisation's file: ${problem}`)),
    ],
  }
}

type ParsedFile = ReturnType<ParsedPolicies['parse']>

const policyIn = (parsed: ParsedFile | undefined): Policy | undefined =>
  parsed !== undefined && 'policy' in parsed ? parsed.policy : undefined

const inForce = (
  current: Policy | undefined,
  good: Policy | undefined,
): [Policy | undefined, 'file' | 'last-good' | 'built-in'] => {
  if (current !== undefined) return [current, 'file']
  return good === undefined ? [undefined, 'built-in'] : [good, 'last-good']
}

function problemsOf({ trouble }: KnownFile, parsed: ParsedFile | undefined): readonly string[] {
  if (trouble !== undefined) return [troubleLine(trouble)]
  return parsed !== undefined && 'problems' in parsed ? parsed.problems : []
}
