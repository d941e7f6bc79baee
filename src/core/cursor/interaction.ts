import type { ToolSubject } from '../policy/subject.ts'
import { lengthDelimited, stringField, varintField } from './protobuf-write.ts'

/** Questions whose answer lets the service itself reach out, with their field numbers. */
const reachingOut: ReadonlyMap<string, number> = new Map([
  ['web-search', 2],
  ['web-fetch', 9],
])

/**
 * What the policy judges about an `InteractionQuery`, or `undefined` for one that only asks the
 * person at the client. A page the service fetches is a fetch, like one the client would fetch.
 *
 * @param texts every text of the query: where the address stands is not written down anywhere
 */
export function querySubject(query: string, texts: readonly string[]): ToolSubject | undefined {
  if (!reachingOut.has(query)) return undefined
  if (query !== 'web-fetch') return { kind: 'tool', tool: 'other', name: query }
  const url = texts.find((text) => /^https?:\/\//i.test(text)) ?? 'unknown'
  return { kind: 'tool', tool: 'fetch', name: query, url }
}

/**
 * The `AgentClientMessage` with the client's no to a question: `interaction_response` {1 id, and the
 * question's number {2 rejected {1 reason}}}.
 */
export function rejectQuery(id: number, query: string, reason: string): Uint8Array {
  const rejected = lengthDelimited(2, stringField(1, reason))
  return lengthDelimited(
    6,
    varintField(1, id),
    lengthDelimited(reachingOut.get(query) ?? 2, rejected),
  )
}
