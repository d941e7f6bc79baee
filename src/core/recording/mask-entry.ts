import type { EntryBody } from './entry.ts'

/**
 * Fields whose words are the guard's own, and ids and digests made here. Everything else in an entry
 * may come from outside: names of refs, files, hosts, models, people, and what failed upstream.
 */
const ownFields: ReadonlySet<string> = new Set([
  ...['kind', 'format', 'session', 'startedAt', 'guard', 'mode', 'level', 'digest', 'enforcement'],
  ...['verdict', 'effective', 'tier', 'confidence', 'fingerprint', 'pseudonym', 'action', 'state'],
  ...['outcome', 'stream', 'blob', 'head', 'limit'],
])

/** Fields that lanes mask as streams or whole texts before an entry is made of them. */
const maskedBefore: Readonly<Record<string, readonly string[]>> = {
  prompt: ['text'],
  response: ['text'],
  thinking: ['text'],
  'tool-call': ['arguments'],
  'tool-result': ['text'],
  'command-output': ['text'],
  'file-write': ['diff'],
  push: ['updates', 'secrets'],
}

/**
 * An entry without secrets in its names: whoever makes one need not think of it. What is masked
 * already stays as it is.
 */
export function maskEntry<Body extends EntryBody>(
  body: Body,
  mask: (text: string) => string,
): Body {
  const before = maskedBefore[body.kind] ?? []
  const isOwn = (name: string, value: unknown) =>
    before.includes(name) || (ownFields.has(name) && typeof value !== 'object')
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      isOwn(name, value) || isOwnSubject(body, name) ? value : maskAll(value, mask),
    ]),
  ) as Body
}

/** Of a verdict the subject is a word; of a tool call it is what the call names. */
const isOwnSubject = ({ kind }: EntryBody, name: string): boolean =>
  kind === 'verdict' && name === 'subject'

function maskAll(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value)
  if (Array.isArray(value)) return value.map((one) => maskAll(one, mask))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskAll(one, mask)]))
}
