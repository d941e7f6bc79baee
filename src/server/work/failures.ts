/** What to do after a failed attempt. */
export type NextStep =
  /** Again in a moment, before everything else about this repository. */
  | { do: 'retry' }
  /** Again at a time (milliseconds since the epoch), letting the others pass. */
  | { do: 'postpone'; at: number }
  /** Made a dead letter: kept, and not tried again by itself. */
  | { do: 'bury' }

/**
 * Attempts during which the others of a repository wait; with the waits between them some 5
 * seconds.
 */
export const attemptsInOrder = 3
/** Attempts before work that fails by itself becomes a dead letter: some 40 minutes. */
export const maxAttempts = 10
/**
 * Attempts before work that fails because the forge does becomes a dead letter: some three days.
 */
export const maxOutageAttempts = 300
const firstDelayMs = 30_000
const maxDelayMs = 15 * 60_000
/**
 * Longest wait that a rate limit may ask for, in milliseconds; after it the forge is asked again.
 */
const maxRateLimitWaitMs = 3_600_000

/**
 * What to do after a failure. The forge being down, slow or out of patience is nobody's fault, and
 * is waited for much longer than an error that is likely to come again.
 *
 * @param attempt 1 for the first one
 * @param now milliseconds since the epoch
 * @param random at least 0, less than 1
 */
export function afterFailure(
  error: unknown,
  attempt: number,
  now: number,
  random: number,
): NextStep {
  const all = causesOf(error)
  const causes = all.filter((cause) => !isPutOff(cause))
  // The first that can go on does not wait for the others.
  if (causes.length === 0) {
    const waits = all.map((cause) => askedWaitMs(cause, now))
    return { do: 'postpone', at: now + Math.min(...waits, maxRateLimitWaitMs) }
  }
  const outage = causes.length > 0 && causes.every(isOutage)
  if (attempt >= (outage ? maxOutageAttempts : maxAttempts)) return { do: 'bury' }
  const asked = Math.max(0, ...causes.map((cause) => askedWaitMs(cause, now)))
  if (asked > 0) return { do: 'postpone', at: now + Math.min(asked, maxRateLimitWaitMs) }
  if (attempt < attemptsInOrder) return { do: 'retry' }
  const doubled = firstDelayMs * 2 ** Math.min(attempt - attemptsInOrder, 10)
  return { do: 'postpone', at: now + Math.min(doubled, maxDelayMs) * (0.75 + random / 2) }
}

/** Nothing went wrong: a call of the forge waits for its turn in the budget. */
export const isWaiting = (error: unknown): boolean => causesOf(error).every(isPutOff)

/** The budget of calls says so by this name; it stands in a ring that this one does not know. */
const isPutOff = (cause: unknown): boolean =>
  cause instanceof Error && cause.name === 'CallDeferred'

/** One sentence for the log and the list of dead letters. */
export function problemOf(error: unknown): string {
  const texts = causesOf(error).map((cause) =>
    cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
  )
  return [...new Set(texts)].join('; ') || 'no reason was given'
}

/** The failures inside a failure: several handlers, or what the octokit middleware wrapped. */
function causesOf(error: unknown, depth = 0): unknown[] {
  if (error instanceof AggregateError && depth < 5 && error.errors.length > 0) {
    return error.errors.flatMap((one) => causesOf(one, depth + 1))
  }
  return [error]
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

function isOutage(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; depth += 1) {
    const { status, code, response } = cause as HttpFailure
    // Octokit gives 500 to a request that got no answer at all.
    if (status !== undefined)
      return status >= 500 || status === 429 || isRateLimit(status, response)
    if (code !== undefined && (networkCodes.has(code) || isDatabaseOutage(code))) return true
    cause = cause.cause
  }
  return false
}

interface HttpFailure {
  status?: number
  code?: string
  response?: { headers?: Record<string, string | number | undefined> }
}

const isRateLimit = (status: number, response: HttpFailure['response']): boolean =>
  status === 403 &&
  (response?.headers?.['retry-after'] !== undefined ||
    String(response?.headers?.['x-ratelimit-remaining']) === '0')

/** PostgreSQL's classes "connection exception" and "operator intervention". */
const isDatabaseOutage = (code: string): boolean => /^(?:08|57)[0-9A-Z]{3}$/.test(code)

/**
 * How long the forge wants to be left alone, in milliseconds; 0 when it did not say.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
function askedWaitMs(error: unknown, now: number): number {
  if (!(error instanceof Error)) return 0
  const { status, response } = error as HttpFailure
  if (status !== 403 && status !== 429 && status !== 503) return 0
  const header = (name: string) => Number(response?.headers?.[name] ?? Number.NaN)
  const after = header('retry-after')
  if (after > 0) return after * 1_000
  if (header('x-ratelimit-remaining') !== 0) return 0
  return Math.max(0, header('x-ratelimit-reset') * 1_000 - now) || 0
}
