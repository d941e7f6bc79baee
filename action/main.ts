import { mkdtemp, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import * as core from '@actions/core'
import { GuardError } from '../src/core/errors.ts'
import { explain } from './explain.ts'
import { readInputs } from './inputs.ts'
import { placeOf } from './place.ts'
import { checkPlatform } from './platform.ts'

async function main(): Promise<void> {
  checkPlatform(process.platform)
  const inputs = readInputs((name) => core.getInput(name, { trimWhitespace: false }), process.env)
  // Before anything can print them.
  for (const secret of [inputs.cursorApiKey, inputs.githubToken]) {
    if (secret !== undefined) core.setSecret(secret)
  }
  // The runner hands over what the action does not declare as well.
  if (core.getInput('gateway') !== '') throw noGateway()
  const place = placeOf(process.env, inputs.githubToken)
  // Resolved: what lies in it is opened later without following a link, wherever that would lead.
  const scratch = await mkdtemp(join(await realpath(place.temp), 'cursor-guard-'))
  // Each way loads what it needs and nothing else: a job waits for this step.
  if (inputs.run === undefined) {
    const { startForLaterSteps } = await import('./later-steps.ts')
    return startForLaterSteps(inputs, place, scratch)
  }
  const [{ prepare }, { runForStep }] = await Promise.all([
    import('./prepare.ts'),
    import('./run-step.ts'),
  ])
  const prepared = await prepare(inputs, place, scratch)
  await runForStep({ inputs: { ...inputs, run: inputs.run }, place, scratch, ...prepared })
}

function noGateway(): GuardError {
  return new GuardError(
    'INPUT_INVALID',
    'input gateway: not in this version; a session is judged on the runner',
    { hint: 'Leave gateway out.' },
  )
}

try {
  await main()
} catch (error) {
  core.setFailed(explain(error))
}
