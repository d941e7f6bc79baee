/** What of an answer says how much is left, or that it was too much. */
export interface LimitedAnswer {
  status?: number
  headers?: Readonly<Record<string, string | number | undefined>>
  data?: unknown
}

/** The hourly quota as an answer states it. */
export interface Quota {
  /** `core` for REST, `graphql`; absent on servers that do not say. */
  resource?: string
  limit: number
  remaining: number
  /** Milliseconds since the epoch. */
  resetAt: number
}

/** The quota in an answer's headers; `undefined` where there are none, as with limits switched off. */
export function quotaIn({ headers = {} }: LimitedAnswer): Quota | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    numberIn(headers[`x-ratelimit-${name}`]),
  )
  if (limit === undefined || remaining === undefined || reset === undefined) return undefined
  const resource = headers['x-ratelimit-resource']
  return {
    ...(resource === undefined ? {} : { resource: String(resource) }),
    limit,
    remaining,
    resetAt: reset * 1_000,
  }
}

/**
 * Whether GitHub turned a call away for one of its limits.
 *
 * @returns `quota`: the hourly one is used up, and this API waits for its reset; `secondary`:
 * everything waits, until a time in milliseconds since the epoch, or for as long as the caller thinks
 * right where none is stated
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function limitIn(
  answer: LimitedAnswer,
  now: number,
): { kind: 'quota' } | { kind: 'secondary'; until?: number } | undefined {
  const { status, headers = {}, data } = answer
  const isTurnedAway = status === 403 || status === 429
  if (!isTurnedAway && !isRateLimited(data)) return undefined
  const after = numberIn(headers['retry-after'])
  if (after !== undefined) return { kind: 'secondary', until: now + after * 1_000 }
  const quota = quotaIn(answer)
  const saysSecondary = /secondary rate|abuse detection/i.test(messageIn(data))
  if (quota?.remaining === 0) {
    return saysSecondary ? { kind: 'secondary', until: quota.resetAt } : { kind: 'quota' }
  }
  // 403 alone says that something is not permitted.
  return status === 403 && !saysSecondary ? undefined : { kind: 'secondary' }
}

/** GraphQL answers with 200, and says so within. */
const isRateLimited = (data: unknown): boolean => {
  const { errors } = (data ?? {}) as { errors?: unknown }
  return (
    Array.isArray(errors) &&
    errors.some((one: { type?: unknown } | null) => one?.type === 'RATE_LIMITED')
  )
}

function messageIn(data: unknown): string {
  const { message } = (data ?? {}) as { message?: unknown }
  return typeof message === 'string' ? message : ''
}

function numberIn(value: string | number | undefined): number | undefined {
  const number = Number(value ?? Number.NaN)
  return Number.isFinite(number) && number >= 0 ? number : undefined
}
