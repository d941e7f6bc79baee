import * as core from '@actions/core'
import { findSystemProgram } from '../src/adapters/machine/system-programs.ts'
import { progressLine } from '../src/commands/progress.ts'
import { summaryText } from '../src/commands/summary-text.ts'
import { GuardError } from '../src/core/errors.ts'
import { printable } from '../src/core/recording/visible.ts'
import type { CheckoutPlace } from '../src/runner/checkout-credentials/git-files.ts'
import { exitCodes, type RunOutcome, runGuarded } from '../src/runner/run-guarded.ts'
import { restoreCheckout } from './cleared-checkout.ts'
import { holdCommandFiles } from './command-files.ts'
import { explain } from './explain.ts'
import type { Inputs } from './inputs.ts'
import { backupPath, type Prepared } from './prepare.ts'
import { readSessionReport } from './report.ts'
import { saveState } from './state.ts'
import { stopCommands } from './step-log.ts'

export interface StepRun extends Prepared {
  inputs: Inputs & { run: string }
  place: CheckoutPlace
  scratch: string
}

/** As the runner starts a script with `shell: bash`, with the system's own. */
async function shellCommand(script: string): Promise<string[]> {
  const bash = await findSystemProgram('bash')
  if (bash === undefined) {
    throw new GuardError('MACHINE_UNSUITABLE', 'bash was not found in the folders of the system', {
      hint: 'Install bash; PATH is not searched, since an agent may have written into a folder of it.',
    })
  }
  return [bash, '--noprofile', '--norc', '-eo', 'pipefail', '-c', script]
}

/** Runs the command of this step under guard, to its end, and says what came of it. */
export async function runForStep(step: StepRun): Promise<void> {
  const { inputs, state, scratch, environment } = step
  const files = await holdCommandFiles(process.env)
  let resume = () => {}
  let outcome: RunOutcome | undefined
  try {
    outcome = await runGuarded({
      ...guardOptions(step),
      command: await shellCommand(inputs.run),
      async onStart(guard) {
        await step.loaded.remember()
        core.setSecret(guard.sessionToken)
        core.info(`cursor-guard: session ${guard.sessionId}, policy ${step.loaded.source}`)
        resume = stopCommands(print)
      },
    })
    print(summaryText(outcome, 'cursor-guard'))
  } catch (error) {
    resume()
    core.setFailed(explain(error))
    process.exitCode = exitCodes.guardFailed
  } finally {
    resume()
    const { changed, left } = await files.restore()
    for (const name of changed) {
      core.warning(`Somebody wrote to ${name} while the agent ran; it is as it was before.`)
    }
    if (left.length > 0) {
      core.setFailed(
        `Somebody changed ${left.join(', ')} while the agent ran, and it could not be put back: later steps would read what is there now.`,
      )
      process.exitCode = exitCodes.guardFailed
    }
    const secret = inputs.cursorApiKey
    const backup = backupPath(scratch)
    for (const line of await restoreCheckout({ backup, secret, env: environment })) {
      core.warning(line, { title: 'cursor-guard: git configuration' })
    }
  }
  if (outcome === undefined) return
  await report(step, outcome)
  saveState({ ...state, reported: true })
}

const print = (text: string): void => void process.stdout.write(text)

function guardOptions({ inputs, place, loaded, state, environment }: StepRun) {
  return {
    cwd: place.workspace,
    policy: loaded.policy,
    policySource: loaded.source,
    policyReasons: loaded.reasons,
    out: state.recording,
    environment,
    pass: inputs.environment,
    contain: inputs.contain,
    terminal: false,
    now: Date.now,
    ...(inputs.cursorUpstream === undefined ? {} : { cursorUpstream: inputs.cursorUpstream }),
    onRemark: (remark: string) => print(`cursor-guard: ${printable(remark)}\n`),
    onHead: (line: string) => print(`${line}\n`),
    onEntry: (entry: Parameters<typeof progressLine>[0]) => {
      const line = progressLine(entry, 'cursor-guard')
      if (line !== undefined) print(`cursor-guard: ${line}\n`)
    },
  }
}

async function report({ inputs, state }: StepRun, outcome: RunOutcome): Promise<void> {
  const { exitCode, problem, summary, recording } = outcome
  const { verdict: recorded } = await readSessionReport(state.recording)
  const verdict = summary.verdict === 'violations' ? summary.verdict : recorded
  core.setOutput('session-id', summary.sessionId)
  core.setOutput('recording', recording)
  core.setOutput('level', summary.level)
  core.setOutput('verdict', verdict)
  if (exitCode !== 0) {
    core.setFailed(problem ?? `The command ended with exit code ${exitCode}.`)
    process.exitCode = exitCode
  } else if (verdict === 'violations' && inputs.onViolation === 'fail') {
    core.setFailed('Policy stopped what the agent tried (on-violation: fail); see the job summary.')
  }
}
