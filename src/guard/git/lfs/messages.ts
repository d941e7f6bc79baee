import * as z from 'zod'
import { plain } from '../../../core/policy/render/plain-text.ts'

/** @see https://github.com/git-lfs/git-lfs/blob/main/docs/api/README.md */
export const mediaType = 'application/vnd.git-lfs+json'

/** Largest question of a client, in bytes. */
export const maxQuestionBytes = 1_048_576
/** Largest answer of the forge, in bytes. */
export const maxAnswerBytes = 8 * 1_048_576
/** Objects in one question; git-lfs asks for 100 at a time. */
export const maxObjects = 1_000

const oid = z.string().regex(/^[0-9a-f]{64}$/)
const size = z.int().min(0)

export const batchQuestionSchema = z.object({
  operation: z.enum(['upload', 'download']),
  transfers: z.array(z.string()).max(20).default(['basic']),
  ref: z.object({ name: z.string().min(1).max(255) }).optional(),
  hash_algo: z.literal('sha256').default('sha256'),
  objects: z.array(z.object({ oid, size })).max(maxObjects),
})
export type BatchQuestion = z.infer<typeof batchQuestionSchema>

/** Where the forge wants an object to be sent to or fetched from, and what to send along. */
const actionSchema = z.object({
  href: z.string().max(16_384),
  header: z.record(z.string().max(200), z.string().max(16_384)).default({}),
  expires_in: z.number().optional(),
  expires_at: z.string().max(100).optional(),
})
export type Action = z.infer<typeof actionSchema>

const answeredObject = z.object({
  oid,
  size: size.optional(),
  actions: z
    .object({
      upload: actionSchema.optional(),
      verify: actionSchema.optional(),
      download: actionSchema.optional(),
    })
    .optional(),
  error: z.object({ code: z.int(), message: z.string().max(4_096).default('') }).optional(),
})
export type AnsweredObject = z.infer<typeof answeredObject>

export const batchAnswerSchema = z.object({
  transfer: z.literal('basic').default('basic'),
  objects: z.array(answeredObject).max(maxObjects),
})

/** The reason in an answer that is no success, fit for a terminal. */
export function reasonIn(body: Buffer): string | undefined {
  const parsed = z.object({ message: z.string() }).safeParse(parseJson(body))
  return parsed.success ? plain(parsed.data.message).slice(0, 300) : undefined
}

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
