import type { Octokit } from '../../adapters/github/octokit.ts'
import { readPolicyFile } from '../../adapters/github/policy-file.ts'
import { refusalOf } from '../../adapters/github/refusal.ts'
import type { Repository } from '../../adapters/github/repository.ts'
import { troubleLine } from '../../core/policy/file/file-trouble.ts'
import type { OrganisationFile } from '../../core/policy/file/organisation-file.ts'
import type { KnownFile } from '../../core/policy/policy-memory.ts'
import { type PolicySources, toKnown } from './known-file.ts'

/** Where an organisation keeps what holds for all of its repositories. */
const organisationRepository = '.github'
/** A file is read again after so many milliseconds; a push to it is heard of by webhook. */
const reReadMs = 60_000
/** Where there is none, or none to be seen, more rarely: finding out takes up to three requests. */
const reReadMissingMs = 600_000

/** Whether the repository's file is the organisation's. */
export const isOrganisationRepository = ({ ownerType, name }: Repository): boolean =>
  ownerType === 'Organization' && name.toLowerCase() === organisationRepository

/** Reads the organisation's file; what was read last stays in force while it cannot be read. */
export function createOrganisationReader(sources: PolicySources) {
  const { memory, parsed, now } = sources
  const reading = new Map<number, Promise<KnownFile>>()

  async function fresh(octokit: Octokit, repository: Repository): Promise<KnownFile> {
    const known = await memory.find('organisation', repository.ownerId)
    if (known !== undefined && now() - known.checkedAt < lifetime(known)) return known
    const file = await refresh(octokit, repository, known, sources)
    await memory.save('organisation', repository.ownerId, file)
    return file
  }

  return {
    async read(octokit: Octokit, repository: Repository): Promise<OrganisationFile> {
      const { ownerId } = repository
      if (repository.ownerType !== 'Organization') return { floor: 'none', problems: [] }
      // Many repositories of one organisation ask at the same time.
      const pending = reading.get(ownerId) ?? fresh(octokit, repository)
      reading.set(ownerId, pending)
      const file = await pending.finally(() => reading.delete(ownerId))
      return toOrganisationFile(file, parsed)
    },

    /** Takes over what was read as the file of the organisation's own repository. */
    async adopt({ ownerId }: Repository, file: KnownFile): Promise<OrganisationFile> {
      const known = await memory.find('organisation', ownerId)
      const isSame = known?.blob === file.blob && known?.trouble === file.trouble
      if (known === undefined || !isSame || now() - known.checkedAt >= lifetime(known)) {
        await memory.save('organisation', ownerId, { ...file, checkedAt: now() })
      }
      return toOrganisationFile(file, parsed)
    },
  }
}

const lifetime = ({ content }: KnownFile): number =>
  content === undefined ? reReadMissingMs : reReadMs

async function refresh(
  octokit: Octokit,
  repository: Repository,
  known: KnownFile | undefined,
  { parsed, now }: PolicySources,
): Promise<KnownFile> {
  const checkedAt = now()
  const place = { owner: repository.owner, repo: organisationRepository }
  const answer = await readPolicyFile(octokit, place, known)
  if (answer.kind === 'unchanged' && known !== undefined) return { ...known, checkedAt }
  const isGone = answer.kind === 'missing' || answer.kind === 'no-commit'
  if (isGone && !(await isSurelyMissing(octokit, repository, known))) {
    return {
      ...(known?.good === undefined ? {} : { good: known.good }),
      trouble: 'unseen',
      checkedAt,
    }
  }
  return toKnown(answer, { known, organisation: true, parsed, checkedAt })
}

/**
 * Whether the organisation has no file, rather than one that cannot be seen: its `.github` repository
 * is visible, or the App sees all repositories and never saw a file. A repository that has vanished
 * does not take a floor with it.
 */
async function isSurelyMissing(
  octokit: Octokit,
  { owner, ownerId }: Repository,
  known: KnownFile | undefined,
): Promise<boolean> {
  try {
    const { data } = await octokit.rest.repos.get({ owner, repo: organisationRepository })
    return data.owner.id === ownerId
  } catch (error) {
    const kind = refusalOf(error)?.kind
    if (kind !== 'absent' && kind !== 'permission') throw error
  }
  if (known?.good !== undefined) return false
  const { data } = await octokit.rest.apps.listReposAccessibleToInstallation({ per_page: 1 })
  return data.repository_selection === 'all'
}

function toOrganisationFile(
  { content, trouble, good }: KnownFile,
  parsed: PolicySources['parsed'],
): OrganisationFile {
  const read = (text: string | undefined) =>
    text === undefined ? undefined : parsed.parse(text, { organisation: true })
  const current = read(content)
  if (current !== undefined && 'policy' in current) {
    const { policy } = current
    return { policy, floor: policy.floor === undefined ? 'none' : 'applied', problems: [] }
  }
  if (current === undefined && trouble === undefined) return { floor: 'none', problems: [] }
  const last = read(good?.content)
  const problems = current?.problems ?? (trouble === undefined ? [] : [troubleLine(trouble)])
  if (last === undefined || !('policy' in last)) {
    // Most organisations have no such repository: that is no problem of anybody's.
    return { floor: 'unknown', problems: trouble === 'unseen' ? [] : problems }
  }
  return { policy: last.policy, floor: 'unreadable', problems }
}
