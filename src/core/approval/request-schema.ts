import * as z from 'zod'
import { approvalNeedSchema } from '../policy/decision-schema.ts'
import type { Fields } from '../schema-fields.ts'
import {
  type ApprovalRequest,
  type ChangeBounds,
  type Decider,
  type HeldAction,
  type HeldChange,
  heldKinds,
  type KeptVote,
  requestStates,
  surfaces,
} from './request.ts'
import { isKey } from './request-key.ts'

const decider = z.strictObject({
  id: z.number(),
  login: z.string(),
  surface: z.enum(surfaces),
  at: z.number(),
  self: z.boolean(),
} satisfies Fields<Decider>) satisfies z.ZodType<Decider>

const keptVote = z.strictObject({
  by: z.strictObject({ id: z.number(), login: z.string() }),
  approve: z.boolean(),
  at: z.number(),
  surface: z.enum(surfaces).exclude(['review']),
  mark: z.number(),
  why: z.string().exactOptional(),
} satisfies Fields<KeptVote>) satisfies z.ZodType<KeptVote>

const key = z.string().refine(isKey, 'a whole key')

const asked = {
  state: z.enum(requestStates),
  need: approvalNeedSchema,
  askedAt: z.number(),
  expiresAt: z.number(),
}

const votesAndEnd = {
  kept: z.array(keptVote),
  impossible: z.string().exactOptional(),
  why: z.string().exactOptional(),
  decidedBy: z.array(decider).exactOptional(),
}

const heldAction = z.strictObject({
  about: z.enum(heldKinds),
  key,
  session: z.string(),
  title: z.string(),
  detail: z.string(),
  rule: z.string(),
  reason: z.string().exactOptional(),
  ...asked,
  ...votesAndEnd,
} satisfies Fields<HeldAction>) satisfies z.ZodType<HeldAction>

const changeBounds = z.strictObject({
  baseRef: z.string(),
  mergeBase: z.string(),
  policyDigest: z.string(),
} satisfies Fields<ChangeBounds>) satisfies z.ZodType<ChangeBounds>

const heldChange = z.strictObject({
  about: z.literal('pull-request'),
  key,
  repository: z.number(),
  number: z.number(),
  headSha: z.string(),
  bound: changeBounds.exactOptional(),
  ...asked,
  after: z.strictObject({ review: z.number(), comment: z.number() }),
  ...votesAndEnd,
} satisfies Fields<HeldChange>) satisfies z.ZodType<HeldChange>

/** What a store holds; something else there is an error, not an approval. */
export const requestSchema = z.discriminatedUnion('about', [
  heldAction,
  heldChange,
]) satisfies z.ZodType<ApprovalRequest>

/**
 * Reads what a store holds.
 *
 * @param key what it was found by; a request with another key is not the one that was asked for
 * @throws when it is no request, or another one
 */
export function readRequest(text: string, key: string): ApprovalRequest {
  const request = requestSchema.parse(JSON.parse(text))
  if (request.key !== key) throw new Error(`a request is stored under another key than its own`)
  return request
}

/** In the schema's order of keys, so that equal requests have equal texts. */
export const writeRequest = (request: ApprovalRequest): string =>
  JSON.stringify(requestSchema.parse(request))
