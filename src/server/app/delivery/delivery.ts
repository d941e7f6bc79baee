import type { z } from 'zod'
import type { Work } from '../../../adapters/storage/work.ts'
import { GuardError } from '../../../core/errors.ts'
import { installationKey, repositoryKey } from '../../work/work-queue.ts'
import { installationPayloads, repositoryPayloads } from '../payloads.ts'

/** A webhook as it is kept: what handlers read of it, and no more. */
export interface Delivery extends Work {
  event: string
}

/**
 * Reads a webhook's payload; `undefined` for an event that nobody here answers.
 *
 * @throws {GuardError} `INPUT_INVALID`, naming the field that is missing or malformed
 */
export function readDelivery(id: string, event: string, payload: unknown): Delivery | undefined {
  if (Object.hasOwn(repositoryPayloads, event)) {
    const kept = parse(event, repositoryPayloads[event as keyof typeof repositoryPayloads], payload)
    return { id, event, key: repositoryKey(kept.repository.id), body: bodyOf(id, event, kept) }
  }
  if (Object.hasOwn(installationPayloads, event)) {
    const schema = installationPayloads[event as keyof typeof installationPayloads]
    const kept = parse(event, schema, payload)
    return { id, event, key: installationKey(kept.installation.id), body: bodyOf(id, event, kept) }
  }
  return undefined
}

const bodyOf = (id: string, event: string, payload: unknown): string =>
  JSON.stringify({ kind: 'delivery', id, event, payload })

function parse<Schema extends z.ZodType>(event: string, schema: Schema, payload: unknown) {
  const result = schema.safeParse(payload)
  if (result.success) return result.data
  const [first] = result.error.issues
  const field = first?.path.join('.') || 'the payload'
  throw new GuardError('INPUT_INVALID', `${event}: ${field}: ${first?.message}`)
}
