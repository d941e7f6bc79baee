import { readPoints, writePoints } from './documented-limits.ts'
import type { Urgency } from './urgency.ts'

/** What a call costs, and what can be told of its urgency. */
export interface DescribedCall {
  api: 'rest' | 'graphql'
  points: number
  /** Counts towards GitHub's limits on content. */
  createsContent: boolean
  /** Its answer says what to do; nothing is changed by it. */
  isRead: boolean
  /** Its own; else that of the work it is made for. */
  urgency?: Urgency
}

interface Write {
  createsContent: boolean
  isRead?: boolean
  urgency?: Urgency
}

const repository = '/repos/{owner}/{repo}'

/**
 * The writes of the App by their routes. GitHub does not list what it counts as content; reports of
 * those it stopped name issues, comments, pull requests and reviews, and not check runs or rulesets.
 * A write that is not in this table counts as content.
 */
const writes: Readonly<Record<string, Write>> = {
  [`${repository}/rulesets`]: { createsContent: false, urgency: 'restore' },
  [`${repository}/rulesets/{ruleset_id}`]: { createsContent: false, urgency: 'restore' },
  [`${repository}/check-runs`]: { createsContent: false, urgency: 'required' },
  [`${repository}/check-runs/{check_run_id}`]: { createsContent: false, urgency: 'required' },
  [`${repository}/issues`]: { createsContent: true, urgency: 'informing' },
  [`${repository}/issues/{issue_number}`]: { createsContent: true, urgency: 'informing' },
  [`${repository}/issues/{issue_number}/comments`]: { createsContent: true, urgency: 'informing' },
  [`${repository}/issues/comments/{comment_id}`]: { createsContent: true, urgency: 'informing' },
  '/app/installations/{installation_id}/access_tokens': { createsContent: false, isRead: true },
  '/app/hook/deliveries/{delivery_id}/attempts': { createsContent: false },
}

/** Checks that no branch is made to wait for by the App. */
const informingChecks = new Set(['cursor-guard / policy', 'cursor-guard / protection'])

/** A request as octokit's hooks see it: the route is still a template. */
export interface GivenRequest {
  method: string
  url: string
  /** Of GraphQL. */
  query?: unknown
  /** Of a check run. */
  name?: unknown
}

/** Says what a request costs. */
export function describeCall({ method, url, query, name }: GivenRequest): DescribedCall {
  if (url.endsWith('/graphql')) return describeQuery(typeof query === 'string' ? query : '')
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) {
    return { api: 'rest', points: readPoints, createsContent: false, isRead: true }
  }
  const write = writes[url] ?? { createsContent: true }
  const informs = typeof name === 'string' && informingChecks.has(name)
  return {
    api: 'rest',
    points: writePoints,
    isRead: false,
    ...write,
    ...(informs ? { urgency: 'informing' } : {}),
  }
}

/** A document with a mutation in it is one; anything else reads. */
function describeQuery(query: string): DescribedCall {
  if (!/^\s*mutation\b/m.test(query)) {
    return { api: 'graphql', points: readPoints, createsContent: false, isRead: true }
  }
  const movesRefs = /\bupdateRefs\s*\(/.test(query)
  return {
    api: 'graphql',
    points: writePoints,
    createsContent: !movesRefs,
    isRead: false,
    ...(movesRefs ? { urgency: 'restore' } : {}),
  }
}
