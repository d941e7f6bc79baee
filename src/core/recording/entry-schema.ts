import * as z from 'zod'
import type { Entry, EntryKind } from './entry.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits')
const count = z.int().nonnegative()
const bodySchema = z.union([z.string(), z.strictObject({ blob: hash, bytes: count })])
const inRun = { run: z.string(), call: z.string().exactOptional() }
const place = { run: z.string().exactOptional(), call: z.string().exactOptional() }
const levelSchema = z.enum(['L0', 'L1', 'L2'])

const totalsSchema = z.strictObject({
  prompts: count,
  responses: count,
  toolCalls: count,
  masked: count,
  reported: count,
  denied: count,
  held: count,
  approved: count,
  pushes: count,
  tokens: count,
})

/**
 * The fields of every kind. Further fields are allowed everywhere but in the seal, so that a
 * reader of today can read what a writer of tomorrow adds.
 */
export const bodySchemas = {
  session: z.looseObject({
    format: z.int().positive(),
    session: z.string().min(1),
    startedAt: z.string(),
    guard: z.string(),
    mode: z.enum(['standalone', 'gateway']),
    level: levelSchema,
    identity: z.record(z.string(), z.string()),
    policy: z.looseObject({
      source: z.string(),
      digest: z.string(),
      enforcement: z.enum(['enforce', 'audit']),
      retention: z.int().positive().exactOptional(),
    }),
    command: z.array(z.string()).exactOptional(),
  }),
  prompt: z.looseObject({
    ...inRun,
    text: bodySchema,
    model: z.string().exactOptional(),
    conversation: z.string().exactOptional(),
  }),
  response: z.looseObject({ ...inRun, text: bodySchema }),
  thinking: z.looseObject({ ...inRun, text: bodySchema }),
  'tool-call': z.looseObject({
    run: z.string(),
    call: z.string(),
    tool: z.string(),
    subject: z.record(z.string(), z.unknown()),
    model: z.string().exactOptional(),
    arguments: bodySchema.exactOptional(),
  }),
  'tool-result': z.looseObject({
    run: z.string(),
    call: z.string(),
    outcome: z.enum(['success', 'failure', 'rejected', 'unknown']),
    exitCode: z.int().exactOptional(),
    text: bodySchema.exactOptional(),
  }),
  'file-write': z.looseObject({
    run: z.string(),
    call: z.string(),
    path: z.string(),
    diff: bodySchema,
  }),
  'command-output': z.looseObject({
    run: z.string(),
    call: z.string(),
    stream: z.enum(['stdout', 'stderr']),
    text: bodySchema,
  }),
  push: z.looseObject({
    call: z.string().exactOptional(),
    repository: z.string(),
    updates: z.array(z.record(z.string(), z.unknown())),
    outcome: z.string(),
  }),
  github: z.looseObject({
    verb: z.string().exactOptional(),
    path: z.string().exactOptional(),
    operation: z.string().exactOptional(),
    status: z.int().exactOptional(),
  }),
  process: z.looseObject({
    call: z.string(),
    process: z.string(),
    name: z.string().exactOptional(),
    file: z.string(),
    command: z.string().exactOptional(),
  }),
  egress: z.looseObject({ host: z.string(), port: z.int(), outcome: z.string() }),
  finding: z.looseObject({
    rule: z.string(),
    tier: z.enum(['rewrite', 'report']),
    confidence: z.string(),
    fingerprint: z.string(),
    where: z.string(),
    action: z.enum(['masked', 'reported']),
    pseudonym: z.string().exactOptional(),
    ...place,
  }),
  verdict: z.looseObject({
    subject: z.string(),
    verdict: z.string(),
    effective: z.string(),
    rule: z.string().exactOptional(),
    reason: z.string().exactOptional(),
    ...place,
    tree: z.unknown().exactOptional(),
  }),
  approval: z.looseObject({
    request: z.string(),
    state: z.enum(['asked', 'approved', 'denied', 'expired', 'withdrawn', 'used']),
    by: z.string().exactOptional(),
    why: z.string().exactOptional(),
    surface: z.string().exactOptional(),
    ...place,
  }),
  limit: z.looseObject({
    limit: z.string(),
    allowed: z.number(),
    reached: z.number(),
    action: z.string(),
  }),
  usage: z.looseObject({
    run: z.string(),
    model: z.string().exactOptional(),
    input: count,
    output: count,
    cacheRead: count,
    cacheWrite: count,
  }),
  note: z.looseObject({ text: z.string() }),
  gap: z.looseObject({
    reason: z.string(),
    bytes: count.exactOptional(),
    digest: z.string().exactOptional(),
    run: z.string().exactOptional(),
  }),
  seal: z.strictObject({
    seq: count,
    t: count,
    kind: z.literal('seal'),
    count,
    head: hash,
    totals: totalsSchema,
    coverage: z.strictObject({
      level: levelSchema,
      state: z.enum(['complete', 'partial']),
      reasons: z.array(z.string()),
    }),
    exitCode: z.int().exactOptional(),
    digest: hash,
    signature: z.strictObject({ key: z.string(), value: z.string() }).exactOptional(),
    prev: hash,
  }),
} satisfies Record<EntryKind, z.ZodType>

/** An entry of a kind that a later version of the format added; kept and shown as it is. */
export type UnknownEntry = { kind: 'unknown'; name: string; seq: number; t: number; prev: string }

const frameSchema = z.looseObject({ seq: count, t: count, kind: z.string(), prev: hash })

/** What one line says, or why it is not an entry. */
export function readEntry(value: unknown): { entry: Entry | UnknownEntry } | { problem: string } {
  const frame = frameSchema.safeParse(value)
  if (!frame.success) return { problem: `it is not an entry: ${firstIssue(frame.error)}` }
  const { kind, seq, t, prev } = frame.data
  if (!Object.hasOwn(bodySchemas, kind)) {
    return { entry: { kind: 'unknown', name: kind, seq, t, prev } }
  }
  const parsed = bodySchemas[kind as EntryKind].safeParse(value)
  if (!parsed.success) return { problem: `it is not a ${kind} entry: ${firstIssue(parsed.error)}` }
  return { entry: value as Entry }
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  if (issue === undefined) return 'unreadable'
  return `${issue.path.map(String).join('.') || 'line'}: ${issue.message}`
}
