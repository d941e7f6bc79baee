import { z } from 'zod'
import { commentHistoryQuery, maxNodesPerQuery } from '../../../src/adapters/github/comments.ts'
import { commitPeopleQuery } from '../../../src/adapters/github/commit-people.ts'
import { mergeQueueQuery } from '../../../src/adapters/github/merge-queue.ts'
import { updateRefsMutation } from '../../../src/adapters/github/refs.ts'
import { ContractViolation } from './contract.ts'

/** One query or mutation that the App sends, and what GitHub takes as its variables. */
export interface GraphqlDocument {
  query: string
  variables: z.ZodType
}

const gitObjectId = z.string().regex(/^[0-9a-f]{40}$/)
const repository = { owner: z.string().min(1), name: z.string().min(1) }

/**
 * The input of `updateRefs`, as GitHub's GraphQL schema has it.
 *
 * @see https://docs.github.com/en/graphql/reference/mutations#updaterefs
 */
export const updateRefsInput = z.strictObject({
  repositoryId: z.string().min(1),
  refUpdates: z
    .array(
      z.strictObject({
        name: z.string().startsWith('refs/'),
        afterOid: gitObjectId,
        beforeOid: gitObjectId.nullish(),
        force: z.boolean().nullish(),
      }),
    )
    .min(1),
  clientMutationId: z.string().nullish(),
})

/**
 * Every GraphQL document of the App, one line each: import its text from the file that sends it. A
 * query that is not one of these, letter by letter, is a violation.
 */
const documents: readonly GraphqlDocument[] = [
  { query: updateRefsMutation, variables: z.strictObject({ input: updateRefsInput }) },
  {
    query: commentHistoryQuery,
    variables: z.strictObject({ ids: z.array(z.string().min(1)).min(1).max(maxNodesPerQuery) }),
  },
  { query: commitPeopleQuery, variables: z.strictObject({ ...repository, commit: gitObjectId }) },
  {
    query: mergeQueueQuery,
    variables: z.strictObject({
      ...repository,
      branch: z.string().min(1),
      after: z.string().nullable(),
    }),
  },
]

/** @throws {ContractViolation} for a document or variables that are not ours */
export function checkGraphql(body: unknown): void {
  const { query, variables } = z
    .object({ query: z.string(), variables: z.unknown().optional() })
    .parse(body)
  const known = documents.find((one) => one.query === query)
  if (known === undefined) {
    throw new ContractViolation(
      `a GraphQL query that test/support/github/graphql.ts does not list: ${query.slice(0, 200)}`,
    )
  }
  const result = known.variables.safeParse(variables ?? {})
  if (result.success) return
  throw new ContractViolation(`the variables of a GraphQL query: ${z.prettifyError(result.error)}`)
}
