import { homedir, tmpdir } from 'node:os'
import type { CheckoutPlace } from '../src/runner/checkout-credentials/git-files.ts'

/** Where the job keeps its files, as the runner says. */
export function placeOf(env: NodeJS.ProcessEnv): CheckoutPlace {
  return {
    workspace: env.GITHUB_WORKSPACE ?? process.cwd(),
    temp: env.RUNNER_TEMP ?? tmpdir(),
    home: env.HOME ?? homedir(),
    server: env.GITHUB_SERVER_URL ?? 'https://github.com',
    env,
  }
}
