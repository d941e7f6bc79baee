import { z } from 'zod'
import { type Facts, processKinds, type Subject, toolKinds } from './subject.ts'

/** A value, or the word `unknown`. */
const known = <T extends z.ZodType>(value: T) => z.union([z.literal('unknown'), value])
const text = z.string()
const texts = z.array(text)

const shapes = [
  z.strictObject({ kind: z.literal('prompt'), text }),
  z.strictObject({ kind: z.literal('response'), text }),
  z.strictObject({
    kind: z.literal('tool'),
    tool: z.enum([...toolKinds, 'unknown']),
    command: text.exactOptional(),
    path: text.exactOptional(),
    leadsTo: text.exactOptional(),
    mcp: text.exactOptional(),
    url: text.exactOptional(),
    name: text.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('cloud-agent'),
    action: z.enum(['create', 'follow-up', 'read', 'change', 'unknown']),
    path: text.default('/'),
  }),
  z.strictObject({
    kind: z.literal('push'),
    ref: text.min(1),
    update: z.enum(['create', 'fast-forward', 'rewrite', 'delete', 'unknown']).default('unknown'),
    paths: known(texts).default('unknown'),
    secrets: known(z.boolean()).exactOptional(),
    authors: known(texts).exactOptional(),
    bytes: known(z.int().nonnegative()).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('egress'),
    host: text.min(1),
    port: z.int().min(1).max(65_535),
  }),
  z.strictObject({
    kind: z.literal('process'),
    process: z.enum([...processKinds, 'unknown']),
    command: text.exactOptional(),
    name: text.exactOptional(),
    file: text.exactOptional(),
  }),
] as const

const rest = z.strictObject({ kind: z.literal('github'), verb: text.min(1), path: text.min(1) })
const graphql = z.strictObject({
  kind: z.literal('github'),
  operation: z.enum(['query', 'mutation', 'subscription']),
  name: text,
})

/** A subject as people write it: in a case file or on the command line. */
export const subjectSchema: z.ZodType<Subject> = z.union([
  z.discriminatedUnion('kind', shapes),
  rest,
  graphql,
])

/** Facts as people write them; what they leave out is `unknown`. */
export const factsSchema = z.strictObject({
  repository: text.optional(),
  ref: text.optional(),
  defaultBranch: text.optional(),
  actor: text.optional(),
  runner: z
    .strictObject({
      workflow: text.optional(),
      workflowRef: text.optional(),
      environment: text.optional(),
      event: text.optional(),
      kind: text.optional(),
    })
    .optional(),
  model: text.optional(),
  workspace: text.optional(),
})
export type GivenFacts = z.output<typeof factsSchema>

/** The facts of a judgement; the later of two sources counts where both say something. */
export function completeFacts(given: readonly (GivenFacts | undefined)[], now: number): Facts {
  const merged: GivenFacts = Object.assign({}, ...given)
  const runner = Object.assign({}, ...given.map((facts) => facts?.runner)) as NonNullable<
    GivenFacts['runner']
  >
  return {
    repository: merged.repository ?? 'unknown',
    ref: merged.ref ?? 'unknown',
    defaultBranch: merged.defaultBranch ?? 'unknown',
    actor: merged.actor ?? 'unknown',
    runner: {
      workflow: runner.workflow ?? 'unknown',
      workflowRef: runner.workflowRef ?? 'unknown',
      environment: runner.environment ?? 'unknown',
      event: runner.event ?? 'unknown',
      kind: runner.kind ?? 'unknown',
    },
    model: merged.model ?? 'unknown',
    ...(merged.workspace === undefined ? {} : { workspace: merged.workspace }),
    now,
  }
}
