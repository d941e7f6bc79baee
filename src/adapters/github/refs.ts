import type { RefCommand } from '../../core/git/ref-update.ts'
import { isStatus, type Octokit } from './octokit.ts'
import { at, type Repository } from './repository.ts'

/** What a ref points at now; `undefined` when there is no such ref. */
export async function readRef(
  octokit: Octokit,
  repository: Repository,
  ref: string,
): Promise<string | undefined> {
  try {
    const { data } = await octokit.rest.git.getRef({
      ...at(repository),
      ref: ref.replace(/^refs\//, ''),
    })
    // GitHub once answered with refs that merely begin so; only this one counts.
    return data.ref === ref ? data.object.sha : undefined
  } catch (error) {
    // 409: the repository has no commit at all.
    if (isStatus(error, 404, 409)) return undefined
    throw error
  }
}

export type RefsOutcome =
  | { outcome: 'done' }
  /** The forge said no: a ref is elsewhere, a rule stands in the way, an object is gone. */
  | { outcome: 'refused'; why: string }
  /** This forge has no such mutation. */
  | { outcome: 'unsupported'; why: string }

/** A ref to be moved; `old` undefined where its present value does not matter. */
export type RefMove = Omit<RefCommand, 'old'> & { old?: string }

export const updateRefsMutation = `mutation ($input: UpdateRefsInput!) {
  updateRefs(input: $input) {
    clientMutationId
  }
}`

/**
 * Moves several refs in one step: all of them or none, each only from its `old`. REST can neither
 * compare nor move two refs at once.
 *
 * @see https://docs.github.com/en/graphql/reference/mutations#updaterefs
 */
export async function updateRefs(
  octokit: Octokit,
  repository: Repository,
  moves: readonly RefMove[],
): Promise<RefsOutcome> {
  const refUpdates = moves.map(({ ref, old, new: to }) => ({
    name: ref,
    afterOid: to,
    ...(old === undefined ? {} : { beforeOid: old, force: true }),
  }))
  try {
    await octokit.graphql(updateRefsMutation, {
      input: { repositoryId: repository.nodeId, refUpdates },
    })
    return { outcome: 'done' }
  } catch (error) {
    if (isStatus(error, 404)) return { outcome: 'unsupported', why: 'it has no GraphQL API' }
    const problems = graphqlProblems(error)
    if (problems === undefined) throw error
    const why = problems.map(({ message }) => message).join('; ')
    const isUnknown = problems.some(({ message }) =>
      /doesn't (?:exist|accept)|is not defined/i.test(message),
    )
    return { outcome: isUnknown ? 'unsupported' : 'refused', why }
  }
}

/** What a GraphQL answer complains of; `undefined` for any other error. */
function graphqlProblems(error: unknown): { message: string }[] | undefined {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) return
  return error.errors.map((problem: unknown) => ({
    message:
      typeof problem === 'object' && problem !== null && 'message' in problem
        ? String(problem.message)
        : 'no reason given',
  }))
}
