import { homedir, tmpdir } from 'node:os'
import type { CheckoutPlace } from '../src/runner/checkout-credentials/git-files.ts'
import { tokensIn } from '../src/runner/job-tokens.ts'

/**
 * Where the job keeps its files, as the runner says.
 *
 * @param token what the step was given as the job's token
 */
export function placeOf(env: NodeJS.ProcessEnv, token?: string): CheckoutPlace {
  const given = token?.trim()
  return {
    tokens: [...new Set([...(given ? [given] : []), ...tokensIn(env)])],
    workspace: env.GITHUB_WORKSPACE ?? process.cwd(),
    temp: env.RUNNER_TEMP ?? tmpdir(),
    home: env.HOME ?? homedir(),
    server: env.GITHUB_SERVER_URL ?? 'https://github.com',
    env,
  }
}
