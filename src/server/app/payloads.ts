import { z } from 'zod'
import { namedRepositorySchema } from '../../adapters/github/repository.ts'
import { keptCommand } from '../../core/approval/comment-command.ts'

const id = z.number().int()
const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)

/** Who did it. An account's name can change hands; its id cannot. */
export const accountSchema = z.object({ id, login: z.string(), type: z.string().default('User') })
export type Account = z.output<typeof accountSchema>

const installation = z.object({ id })

/** The fields every event of a repository has. */
const about = { repository: namedRepositorySchema, installation, sender: accountSchema }

/** The App whose object it is. */
const madeBy = z.object({ id }).nullish()

const pullRequest = z.object({ number: id })

/** Where the changes of a pull request stand; a fork may be gone. */
const changes = pullRequest.extend({
  head: z.object({
    sha,
    repo: z.object({ name: z.string(), owner: z.object({ login: z.string() }) }).nullish(),
  }),
  base: z.object({ sha }),
})

/** `/cursor-guard approve 1a2b3c`, or nothing: other people's words are not ours to keep. */
const command = z
  .string()
  .nullish()
  .transform((body) => keptCommand(body ?? ''))

/**
 * What is kept of a webhook: the fields that handlers read, and no others. Commit messages, titles
 * and descriptions can hold secrets, so they never reach the database; what a handler needs of them
 * it asks the forge. Reading what was kept gives the same again.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export const repositoryPayloads = {
  push: z.object({ ...about, ref: z.string(), before: sha, after: sha }),
  create: z.object({ ...about, ref: z.string(), ref_type: z.string() }),
  delete: z.object({ ...about, ref: z.string(), ref_type: z.string() }),
  pull_request: z.object({ ...about, action: z.string(), pull_request: changes }),
  pull_request_review: z.object({ ...about, action: z.string(), pull_request: pullRequest }),
  issue_comment: z.object({
    ...about,
    action: z.string(),
    issue: z.object({ number: id, pull_request: z.object({}).optional() }),
    comment: z.object({ id, body: command, performed_via_github_app: madeBy }),
  }),
  check_run: z.object({
    ...about,
    action: z.string(),
    check_run: z.object({
      id,
      name: z.string(),
      head_sha: sha,
      external_id: z.string().nullish(),
      app: madeBy,
    }),
    requested_action: z.object({ identifier: z.string() }).optional(),
  }),
  check_suite: z.object({
    ...about,
    action: z.string(),
    check_suite: z.object({ head_sha: sha, app: madeBy }),
  }),
  merge_group: z.object({
    ...about,
    action: z.string(),
    merge_group: z.object({
      head_sha: sha,
      head_ref: z.string(),
      base_sha: sha,
      base_ref: z.string(),
    }),
  }),
  repository_ruleset: z.object({
    ...about,
    action: z.string(),
    repository_ruleset: z.object({ id, name: z.string() }),
  }),
  branch_protection_rule: z.object({ ...about, action: z.string() }),
  branch_protection_configuration: z.object({ ...about, action: z.string() }),
  repository: z.object({
    ...about,
    action: z.string(),
    changes: z.object({ default_branch: z.object({ from: z.string() }).optional() }).optional(),
  }),
} as const

const listed = z.object({ id, node_id: z.string(), name: z.string(), full_name: z.string() })

/** Events about an installation as a whole. */
export const installationPayloads = {
  installation: z.object({
    action: z.string(),
    installation,
    sender: accountSchema,
    repositories: z.array(listed).optional(),
  }),
  installation_repositories: z.object({
    action: z.string(),
    installation,
    sender: accountSchema,
    repositories_added: z.array(listed),
    repositories_removed: z.array(listed),
  }),
} as const

export type RepositoryEvent = keyof typeof repositoryPayloads
export type InstallationEvent = keyof typeof installationPayloads
export type Payload<Name extends RepositoryEvent> = z.output<(typeof repositoryPayloads)[Name]>
export type InstallationPayload<Name extends InstallationEvent> = z.output<
  (typeof installationPayloads)[Name]
>
