import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as core from '@actions/core'
import { openPlainFile } from '../src/adapters/machine/plain-file.ts'
import type { CheckoutPlace } from '../src/runner/checkout-credentials/git-files.ts'
import { restoreCheckout } from './cleared-checkout.ts'
import { type ReadyDaemon, startDaemon } from './daemon-client.ts'
import type { Inputs } from './inputs.ts'
import { saveState } from './state.ts'
import { stopCommands } from './step-log.ts'

const why =
  'The command is started by later steps, as the same user as everything else of the job: the level is at most L0. Give the command in the input run to let the guard start it.'

/** Starts the proxy for the steps that follow and tells them, through the runner, where it is. */
export async function startForLaterSteps(
  inputs: Inputs,
  place: CheckoutPlace,
  scratch: string,
): Promise<void> {
  const log = join(scratch, 'daemon.log')
  // It loads while the policy is fetched and the checkout is looked through.
  const daemon = startDaemon(join(import.meta.dirname, 'daemon.js'), log, process.env)
  try {
    const { prepare } = await import('./prepare.ts')
    const { loaded, state, environment } = await prepare(inputs, place, scratch)
    const secret = randomBytes(24).toString('base64url')
    const ready = await daemon.order({
      policy: loaded.policy,
      policySource: loaded.source,
      policyReasons: loaded.reasons,
      levelReasons: ['started by later steps', 'same-uid', ...mintable(place.env)],
      environment,
      recording: state.recording,
      // A socket's path may have some hundred bytes; RUNNER_TEMP can be longer by itself.
      scratch: tmpdir(),
      secret,
      ...(process.ppid > 1 ? { job: process.ppid } : {}),
      ...(inputs.cursorUpstream === undefined ? {} : { cursorUpstream: inputs.cursorUpstream }),
    })
    await loaded.remember()
    core.setSecret(ready.sessionToken)
    core.setSecret(secret)
    const { socket, pid, sessionToken } = ready
    saveState({ ...state, sessionToken, daemon: { socket, secret, log, pid } })
    exportGuard(ready, join(state.recording, 'recording.jsonl'))
  } catch (error) {
    daemon.kill()
    await printLog(log)
    await restoreCheckout({
      backup: join(scratch, 'git-configuration'),
      secret: inputs.cursorApiKey,
      env: place.env,
    })
    throw error
  }
}

/** With this address in its environment every later step can become the job for other services. */
const mintable = (env: NodeJS.ProcessEnv): string[] =>
  env.ACTIONS_ID_TOKEN_REQUEST_URL === undefined ? [] : ['oidc-mintable']

function exportGuard(ready: ReadyDaemon, recording: string): void {
  for (const [name, value] of Object.entries(ready.environment)) core.exportVariable(name, value)
  core.addPath(ready.shimDirectory)
  core.setOutput('session-id', ready.sessionId)
  core.setOutput('recording', recording)
  core.setOutput('level', 'L0')
  core.setOutput('verdict', '')
  core.warning(why, { title: 'cursor-guard: level L0' })
  core.info(
    `cursor-guard: session ${ready.sessionId}. Later steps must not set CURSOR_API_KEY themselves.`,
  )
}

/** The process's own words, which may quote what it was given, cannot command the runner. */
export async function printLog(log: string): Promise<void> {
  const text = await endOf(log).catch(() => '')
  if (text === '') return
  const print = (line: string) => void process.stdout.write(line)
  const resume = stopCommands(print)
  print(text)
  resume()
}

const maxLogBytes = 256 * 1024

/** The end of a file that a command of the same user could have replaced. */
async function endOf(path: string): Promise<string> {
  await using file = await openPlainFile(path)
  const start = Math.max(0, (await file.stat()).size - maxLogBytes)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(maxLogBytes), 0, maxLogBytes, start)
  return buffer.toString('utf8', 0, bytesRead)
}
