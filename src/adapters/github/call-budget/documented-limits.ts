/**
 * What GitHub allows one installation beside its hourly quota, which the answers state: the
 * "secondary" limits. Points, content and processor time are counted over any minute or hour.
 *
 * Where the page leaves room for doubt the stricter reading is taken: the points "of a single
 * endpoint" are counted over all of REST, and all the time until an answer counts as processor time.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 * @see https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export const documentedLimits = {
  /** REST and GraphQL together. */
  concurrentCalls: 100,
  restPointsPerMinute: 900,
  graphqlPointsPerMinute: 2_000,
  /** REST and GraphQL together; estimated, as the page advises, by how long answers take. */
  processorSecondsPerMinute: 90,
  graphqlProcessorSecondsPerMinute: 60,
  contentPerMinute: 80,
  contentPerHour: 500,
} as const

/** Points of one call: reading, and writing; of both APIs. */
export const readPoints = 1
export const writePoints = 5

/**
 * GitHub ends what takes longer, in seconds: no call costs more of its processor time.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts
 */
export const maxAnswerSeconds = 10
