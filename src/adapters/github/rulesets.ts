import { GuardError } from '../../core/errors.ts'
import type { RulesetDocument } from '../../core/protection/ruleset.ts'
import type { LiveRuleset } from '../../core/protection/ruleset-changes.ts'
import { rulesetFields } from '../../core/protection/ruleset-fields.ts'
import { isStatus, type Octokit } from './octokit.ts'
import { at, type Repository } from './repository.ts'

/** A line of the list: which rulesets there are, without what they say. */
export interface RulesetSummary {
  id: number
  name: string
  target: string
  enforcement: string
  isOwn: boolean
  /** The organisation or enterprise it comes from, or the repository itself. */
  source: string
}

/** A ruleset in full, read back. */
export interface ReadRuleset extends LiveRuleset {
  /** Whether the App itself may pass it, as far as the forge says so. */
  canBypass: string | undefined
}

/** Most rulesets looked at: GitHub has 75 for a repository, and 75 for each of its owners. */
const maxListed = 500

/**
 * Every ruleset that applies, those of the organisation included.
 *
 * @see https://docs.github.com/en/rest/repos/rules#get-all-repository-rulesets
 */
export async function listRulesets(
  octokit: Octokit,
  repository: Repository,
): Promise<RulesetSummary[]> {
  const found: RulesetSummary[] = []
  const pages = octokit.paginate.iterator(octokit.rest.repos.getRepoRulesets, {
    ...at(repository),
    includes_parents: true,
    per_page: 100,
  })
  for await (const { data } of pages) {
    if (!Array.isArray(data)) throw unreadable()
    found.push(...data.map((one) => toSummary(repository, one)))
    if (found.length > maxListed) throw unreadable()
  }
  return found
}

/** `undefined` when it is gone. */
export async function getRuleset(
  octokit: Octokit,
  repository: Repository,
  id: number,
): Promise<ReadRuleset | undefined> {
  try {
    const { data } = await octokit.rest.repos.getRepoRuleset({
      ...at(repository),
      ruleset_id: id,
    })
    const { name, isOwn } = toSummary(repository, data)
    // An answer without rules says nothing about them.
    if (!Array.isArray(data.rules)) throw unreadable()
    return { id, name, isOwn, fields: rulesetFields(data), canBypass: data.current_user_can_bypass }
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

/** @returns the id of the new ruleset */
export async function createRuleset(
  octokit: Octokit,
  repository: Repository,
  document: RulesetDocument,
): Promise<number> {
  const { data } = await octokit.rest.repos.createRepoRuleset({ ...at(repository), ...document })
  if (typeof data?.id !== 'number') throw unreadable()
  return data.id
}

/** Replaces the whole ruleset. */
export async function updateRuleset(
  octokit: Octokit,
  repository: Repository,
  id: number,
  document: RulesetDocument,
): Promise<void> {
  await octokit.rest.repos.updateRepoRuleset({
    ...at(repository),
    ruleset_id: id,
    ...document,
  })
}

/** One that is gone already is as good. */
export async function deleteRuleset(
  octokit: Octokit,
  repository: Repository,
  id: number,
): Promise<void> {
  try {
    await octokit.rest.repos.deleteRepoRuleset({ ...at(repository), ruleset_id: id })
  } catch (error) {
    if (!isStatus(error, 404)) throw error
  }
}

interface Listed {
  id: number
  name: string
  target?: string
  source_type?: string
  source: string
  enforcement: string
}

/** A fork sees push rulesets of the repository it came from: those are not its own either. */
function toSummary(repository: Repository, one: Listed): RulesetSummary {
  if (typeof one?.id !== 'number' || typeof one.name !== 'string') throw unreadable()
  const { id, name, target = 'branch', enforcement, source = '' } = one
  const isOwn =
    (one.source_type ?? 'Repository') === 'Repository' &&
    source.toLowerCase() === `${repository.owner}/${repository.name}`.toLowerCase()
  return { id, name, target, enforcement, source, isOwn }
}

const unreadable = (): GuardError =>
  new GuardError('UPSTREAM_FAILED', 'GitHub gave a list of rulesets that cannot be read')
