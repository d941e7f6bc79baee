import { GuardError } from '../src/core/errors.ts'

/** @throws {GuardError} `MACHINE_UNSUITABLE` where the action cannot work, saying what is missing */
export function checkPlatform(platform: NodeJS.Platform): void {
  if (platform === 'linux' || platform === 'darwin') return
  const name = platform === 'win32' ? 'Windows' : platform
  throw new GuardError(
    'MACHINE_UNSUITABLE',
    `this action does not work on ${name} runners yet: files that only their owner can read, process groups that can be ended as a whole, and bash in front of the agent are missing there`,
    { hint: 'Use runs-on: ubuntu-latest or macos-latest for the job with the agent.' },
  )
}
