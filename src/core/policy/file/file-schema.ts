import { z } from 'zod'
import { verdicts } from '../decision.ts'
import { hostProblem } from '../judge/match.ts'
import { secretPathProblem } from '../judge/secret-paths.ts'
import {
  checked,
  count,
  duration,
  line,
  listOf,
  oneOrMore,
  pattern,
  refPattern,
  repositoryName,
  wholeNumber,
} from './file-values.ts'
import { later, whenSchema } from './file-when.ts'
import { secretPatternProblem } from './secret-pattern.ts'

const restriction = z.enum(['deny', 'hold', 'allow'])
const permission = z.enum(['read', 'triage', 'write', 'maintain', 'admin'])

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day such as 2027-03-01')
  .refine((text) => new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true, {
    error: 'expected a day of the calendar',
  })

const branch = z.strictObject({
  match: oneOrMore(refPattern).meta({ description: 'Branch names or full refs; globs.' }),
  force_push: restriction.default('deny').meta({ description: 'Updates that drop commits.' }),
  delete: restriction.default('deny').meta({ description: 'Deletion of the ref.' }),
  pull_request: z
    .strictObject({
      approvals: wholeNumber(0, 10).default(1),
      dismiss_stale: z.boolean().default(true),
      code_owners: z.boolean().default(false),
      last_push_approval: z.boolean().default(false),
    })
    .optional()
    .meta({ description: 'Changes need a pull request with these conditions.' }),
  required_checks: listOf(line(100)).default([]),
  linear_history: z.boolean().default(false),
  signed_commits: z.boolean().default(false),
  bypass: listOf(
    z.strictObject({
      actor: z
        .string()
        .regex(
          /^[A-Za-z0-9][\w-]{0,99}(?:\[bot\])?$/,
          'expected a login, or an app as "name[bot]"',
        ),
      reason: line(300),
      until: day.optional(),
    }),
  )
    .default([])
    .meta({ description: 'Who may rewrite or delete these refs without the App restoring them.' }),
})

const secrets = z.strictObject({
  inline: z.enum(['mask', 'warn']).optional().meta({ description: 'Streams and written files.' }),
  push: z.enum(['deny', 'hold', 'warn']).optional().meta({ description: 'A push with a secret.' }),
  pushed: z
    .enum(['warn', 'block', 'quarantine'])
    .optional()
    .meta({ description: 'What the App does about a secret in commits that have arrived.' }),
  known: listOf(
    z.string().regex(/^[A-Za-z_]\w{0,127}$/, 'expected the name of an environment variable'),
  )
    .optional()
    .meta({ description: 'Environment variables whose values are masked.' }),
  rules: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and -'),
        pattern: checked(secretPatternProblem).meta({ description: 'RE2 syntax.' }),
        keywords: listOf(z.string().min(3, 'expected at least 3 characters').max(100))
          .min(1, 'expected at least one keyword, so that the pattern need not run everywhere')
          .meta({ description: 'The pattern runs only near one of these.' }),
      }),
    )
    .max(50, 'expected at most 50 rules')
    .optional(),
  allow: listOf(
    z
      .strictObject({
        fingerprint: z
          .string({ error: 'expected a fingerprint as reported, in quotes' })
          .regex(/^[\w:.+/=-]{6,200}$/, 'expected a fingerprint as reported')
          .optional(),
        path: checked(secretPathProblem)
          .optional()
          .meta({ description: 'Files in which it counts, in scans and pushes; a glob.' }),
        reason: line(300),
        until: day.optional(),
      })
      .refine(({ fingerprint, path }) => fingerprint !== undefined || path !== undefined, {
        error: 'expected a fingerprint, a path, or both',
      }),
  )
    .optional()
    .meta({ description: 'Findings that are not secrets.' }),
  allow_inline: z
    .boolean()
    .optional()
    .meta({ description: 'Comments may except findings of `cursor-guard scan`.' }),
})

const approve = z.strictObject({
  by: z
    .strictObject({
      teams: listOf(z.string().regex(/^[\w.-]{1,100}$/, 'expected the slug of a team')).default([]),
      users: listOf(z.string().regex(/^[\w-]{1,100}$/, 'expected the login of a person')).default(
        [],
      ),
      permission: permission.optional(),
    })
    .default({ teams: [], users: [] }),
  count: wholeNumber(1, 10).default(1),
})

const rule = z.strictObject({
  name: line(120).meta({ description: 'Stands in refusals, check runs and the recording.' }),
  when: whenSchema,
  // biome-ignore lint/suspicious/noThenProperty: the file's own word, never awaited
  then: z.enum(verdicts).meta({ description: 'The strictest matching rule wins.' }),
  reason: line(500).optional().meta({ description: 'Shown to whoever is refused.' }),
  approve: approve.optional().meta({ description: 'Who releases a hold.' }),
})

const sections = {
  enforcement: z
    .enum(['enforce', 'audit'])
    .optional()
    .meta({ description: 'audit judges and records, and lets pass.' }),
  branches: listOf(branch).optional(),
  secrets: secrets.optional(),
  rules: listOf(rule).optional(),
  limits: z
    .strictObject({
      minutes: wholeNumber(1, 10_080).optional(),
      tokens: count(1).optional(),
      tool_calls: count(0).optional(),
      pushes: count(0).optional(),
      reached: z.enum(['end', 'hold']).optional(),
    })
    .optional(),
  git: z
    .strictObject({
      repositories: listOf(repositoryName)
        .optional()
        .meta({ description: 'Further repositories of the session, as the forge spells them.' }),
      push_options: z
        .enum(['deny', 'allow'])
        .optional()
        .meta({ description: 'Whether `git push -o` reaches the forge.' }),
      refs_per_push: wholeNumber(1, 1_000)
        .optional()
        .meta({ description: 'Most branches and tags of one push.' }),
    })
    .optional()
    .meta({ description: 'What a session may do by git.' }),
  agents: z
    .strictObject({
      cloud: restriction.optional().meta({ description: "Starting Cursor's cloud agents." }),
      identities: listOf(line(100)).optional().meta({ description: 'Accounts that are agents.' }),
    })
    .optional(),
  cursor: z
    .strictObject({
      unknown_calls: z
        .enum(['deny', 'allow'])
        .optional()
        .meta({ description: "Calls to Cursor's service that an agent's run does not need." }),
    })
    .optional()
    .meta({ description: "What may be asked of Cursor's service." }),
  egress: z
    .strictObject({
      default: z.enum(['deny', 'allow']).optional(),
      allow: listOf(pattern(hostProblem)).optional(),
    })
    .optional()
    .meta(later),
  recording: z
    .strictObject({
      retention: duration('1d', '3650d').optional(),
      require: z.boolean().optional(),
      artifact: z.enum(['full', 'summary', 'off']).optional(),
      sinks: z.unknown().optional().meta(later),
    })
    .optional(),
  approval: z
    .strictObject({
      wait: duration('0s', '6h').optional().meta({ description: 'How long a call is held open.' }),
      expires: duration('1m', '30d').optional().meta({ description: 'How long one can decide.' }),
      after_job: z.unknown().optional().meta(later),
      self: z.boolean().optional(),
      park: z.unknown().optional().meta(later),
    })
    .optional(),
}

/** `.github/cursor-guard.yml`. What is left out stays out: defaults are filled in later. */
export const fileSchema = z
  .strictObject({
    version: z.literal(1, { error: 'expected 1, the only version there is' }),
    ...sections,
    cases: listOf(line(300)).optional().meta({ description: 'Case files for `policy test`.' }),
    floor: z
      .strictObject(sections)
      .optional()
      .meta({ description: "In the organisation's file: what no repository may loosen." }),
  })
  .meta({
    title: 'cursor-guard policy',
    description: '.github/cursor-guard.yml: what Cursor may do in this repository.',
  })

export type PolicyFile = z.output<typeof fileSchema>
export type FileSections = Omit<PolicyFile, 'version' | 'cases' | 'floor'>
export type FileBranch = NonNullable<PolicyFile['branches']>[number]
export type FileRule = NonNullable<PolicyFile['rules']>[number]
