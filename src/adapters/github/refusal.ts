import { plain } from '../../core/policy/render/plain-text.ts'
import { isStatus } from './octokit.ts'

/**
 * Why the forge does not do something, where trying again would not help.
 *
 * `permission`: the installation may not; `plan`: the account's plan has no such thing; `absent`: not
 * there, or not to be seen; `invalid`: it does not take what was sent.
 */
export interface Refusal {
  kind: 'permission' | 'plan' | 'archived' | 'absent' | 'invalid'
  /** The forge's own words, on one line. */
  text: string
}

/** Longest text of the forge that is passed on, in characters. */
const maxTextLength = 500

/**
 * The refusal in an error of a call, or `undefined` for anything that may pass: rate limits, outages,
 * conflicts.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined
  const text = plain(textOf(error)).slice(0, maxTextLength)
  if (error.status === 404) return { kind: 'absent', text }
  if (error.status === 422) return { kind: 'invalid', text }
  if (error.status !== 403 || isLimit(error, text)) return undefined
  if (/upgrade to github/i.test(text)) return { kind: 'plan', text }
  if (/archived/i.test(text)) return { kind: 'archived', text }
  return { kind: 'permission', text }
}

interface Answer {
  headers?: Record<string, unknown>
  data?: { message?: unknown; errors?: unknown }
}

const answerOf = (error: Error): Answer | undefined =>
  'response' in error ? (error.response as Answer | undefined) : undefined

/** GitHub answers 403 for its limits as well. */
function isLimit(error: Error, text: string): boolean {
  const headers = answerOf(error)?.headers ?? {}
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /rate limit|abuse detection/i.test(text)
  )
}

function textOf(error: Error): string {
  const data = answerOf(error)?.data
  if (typeof data?.message !== 'string') return error.message
  const errors = Array.isArray(data.errors) ? data.errors : []
  const details = errors.map((one: unknown) => {
    if (typeof one === 'string') return one
    const { message, field, code } = (one ?? {}) as Record<string, unknown>
    return typeof message === 'string' ? message : `${field}: ${code}`
  })
  return [data.message, ...details].join('; ')
}

/** GitHub's word for a call the installation has no permission for; rate limits say other words. */
export const isMissingPermission = (error: unknown): boolean =>
  error instanceof Error &&
  /not accessible by integration/i.test(error.message) &&
  (isStatus(error, 403) || isForbiddenQuery(error))

/** GraphQL answers with 200, and says so within. */
const isForbiddenQuery = (error: Error): boolean =>
  'errors' in error &&
  Array.isArray(error.errors) &&
  error.errors.some((one: { type?: unknown } | null) => one?.type === 'FORBIDDEN')
