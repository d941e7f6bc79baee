import { basename } from 'node:path'
import type { Facts } from '../core/policy/subject.ts'
import type { Identity } from '../core/recording/entry.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * What the job's environment says about the run. Nothing here is verified: any step can set it,
 * which is why the level says so and why a missing value is `unknown`, the worse case.
 *
 * @see https://docs.github.com/actions/reference/variables-reference
 */
export function factsFromEnvironment(env: Environment): Omit<Facts, 'now'> {
  const workflowRef = env.GITHUB_WORKFLOW_REF
  const [file = '', ref] = (workflowRef ?? '').split('@')
  return {
    repository: env.GITHUB_REPOSITORY ?? 'unknown',
    ref: env.GITHUB_REF ?? 'unknown',
    defaultBranch: 'unknown',
    actor: env.GITHUB_ACTOR ?? 'unknown',
    runner: {
      workflow: file === '' ? 'unknown' : basename(file),
      workflowRef: ref ?? 'unknown',
      environment: 'unknown',
      event: env.GITHUB_EVENT_NAME ?? 'unknown',
      kind: env.RUNNER_ENVIRONMENT ?? 'unknown',
    },
  }
}

/** Whether somebody sits at this machine who could decide: in a CI job nobody does. */
export const isAttended = ({ CI = '', GITHUB_ACTIONS }: Environment): boolean =>
  GITHUB_ACTIONS !== 'true' && /^(?:|0|false)$/i.test(CI)

/** Who ran, for the recording's first line. */
export function identityFromEnvironment(env: Environment): Identity {
  const fields: [keyof Identity, string | undefined][] = [
    ['repository', env.GITHUB_REPOSITORY],
    ['repositoryId', env.GITHUB_REPOSITORY_ID],
    ['run', env.GITHUB_RUN_ID],
    ['attempt', env.GITHUB_RUN_ATTEMPT],
    ['job', env.GITHUB_JOB],
    ['workflow', env.GITHUB_WORKFLOW_REF],
    ['commit', env.GITHUB_SHA],
    ['ref', env.GITHUB_REF],
    ['actor', env.GITHUB_ACTOR],
  ]
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}
