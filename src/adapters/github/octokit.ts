import type { ProbotOctokit } from 'probot'

/** A client of the forge's API: of one installation, or of the App itself. */
export type Octokit = ProbotOctokit

/** Whether the forge answered with one of these statuses; anything else is not this kind of error. */
export function isStatus(error: unknown, ...statuses: number[]): boolean {
  return (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    statuses.includes(error.status)
  )
}
