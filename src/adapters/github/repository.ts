import { z } from 'zod'

/** A repository. Names change; `id` does not, and everything stored goes by it. */
export interface Repository {
  id: number
  /** GraphQL's name for it. */
  nodeId: string
  owner: string
  ownerId: number
  ownerType: 'Organization' | 'User'
  name: string
  defaultBranch: string
  visibility: 'public' | 'private' | 'internal'
  archived: boolean
  fork: boolean
}

const owner = z.object({
  id: z.number().int(),
  login: z.string().min(1),
  type: z.string().optional(),
})

/** The repository as the REST API gives it. */
export const repositorySchema = z.object({
  id: z.number().int(),
  node_id: z.string(),
  name: z.string().min(1),
  owner,
  default_branch: z.string().min(1),
  private: z.boolean(),
  visibility: z.enum(['public', 'private', 'internal']).optional(),
  archived: z.boolean().optional(),
  fork: z.boolean().optional(),
})

/**
 * The `repository` of a webhook: which one it is. The rest is usually there too; what is left out is
 * asked of the forge.
 */
export const namedRepositorySchema = repositorySchema
  .partial()
  .required({ id: true, name: true })
  .extend({ owner: owner.partial().required({ login: true }) })

export const toRepository = (from: z.output<typeof repositorySchema>): Repository => ({
  id: from.id,
  nodeId: from.node_id,
  owner: from.owner.login,
  ownerId: from.owner.id,
  ownerType: from.owner.type === 'User' ? 'User' : 'Organization',
  name: from.name,
  defaultBranch: from.default_branch,
  visibility: from.visibility ?? (from.private ? 'private' : 'public'),
  archived: from.archived ?? false,
  fork: from.fork ?? false,
})

/** What octokit's calls take. */
export const at = ({ owner, name }: Pick<Repository, 'owner' | 'name'>) => ({ owner, repo: name })
