import { join } from 'node:path'
import * as core from '@actions/core'
import { unmetHolds } from '../src/core/approval/holds-here.ts'
import { notForSessions } from '../src/core/policy/render/carried-out-by.ts'
import type { CheckoutPlace } from '../src/runner/checkout-credentials/git-files.ts'
import { unreachableOn } from '../src/runner/levels.ts'
import type { RunPolicy } from '../src/runner/policy/run-policy.ts'
import { isAttended } from '../src/runner/runner-facts.ts'
import { clearCheckout } from './cleared-checkout.ts'
import { chooseArtifact, readRepositoryFacts } from './event.ts'
import { findPolicy } from './find-policy.ts'
import type { Inputs } from './inputs.ts'
import { type State, saveState } from './state.ts'
import { oneLine } from './text.ts'

export interface Prepared {
  loaded: RunPolicy
  /** Already handed to post, which may have to take over at any time. */
  state: State
  /** The guard's environment: the job's, and the credentials it holds. */
  environment: NodeJS.ProcessEnv
}

/** What has to be known and done before anything can be guarded, with or without `run`. */
export async function prepare(
  inputs: Inputs,
  place: CheckoutPlace,
  scratch: string,
): Promise<Prepared> {
  const facts = await readRepositoryFacts(place.env)
  const found = await findPolicy({
    file: inputs.policy,
    token: inputs.githubToken,
    defaultBranch: facts.defaultBranch,
    workspace: place.workspace,
    env: place.env,
  })
  const { recording, secrets } = found.policy
  const { mode, notice } = chooseArtifact(inputs.artifact, recording.artifact, facts.visibility)
  if (notice !== undefined) core.warning(notice, { title: 'cursor-guard: what is uploaded' })
  const lacking = unreachableOn(process.platform)
  if (lacking !== undefined) core.info(`cursor-guard: ${lacking}`)
  const notes = [...found.notes, ...notForSessions(found.policy).app]
  for (const note of notes) core.info(`cursor-guard: ${note}`)
  for (const note of unmetHolds(found.policy, isAttended(place.env))) {
    core.warning(oneLine(note, 600), { title: 'cursor-guard: approvals' })
  }
  for (const reason of found.reasons) core.warning(reason, { title: 'cursor-guard: policy' })

  const state: State = {
    version: 1,
    mode: inputs.run === undefined ? 'steps' : 'run',
    recording: join(scratch, 'recording'),
    scratch,
    artifact: mode,
    retentionDays: inputs.retentionDays ?? Math.max(1, Math.ceil(recording.retention / 86_400)),
    onViolation: inputs.onViolation,
    recordingRequired: recording.require,
    secrets,
    reported: false,
    ...(inputs.artifactName === undefined ? {} : { artifactName: inputs.artifactName }),
  }
  saveState(state)
  const kept = await clear(inputs, place, scratch)
  return {
    loaded: { ...found, reasons: [...found.reasons, ...kept] },
    state,
    environment: {
      ...place.env,
      CURSOR_API_KEY: inputs.cursorApiKey,
      ...(inputs.githubToken === undefined ? {} : { GITHUB_TOKEN: inputs.githubToken }),
    },
  }
}

export const backupPath = (scratch: string): string => join(scratch, 'git-configuration')

/** Says what was done about credentials of a checkout; returns what the record must say of it. */
async function clear(inputs: Inputs, place: CheckoutPlace, scratch: string): Promise<string[]> {
  const found = await clearCheckout({
    place,
    mode: inputs.checkoutCredentials,
    backup: backupPath(scratch),
    secret: inputs.cursorApiKey,
  })
  if (found.length === 0) return []
  const places = [...new Set(found.map(({ where }) => where))].join(', ')
  const until = inputs.run === undefined ? 'the end of the job' : 'the command has ended'
  if (inputs.checkoutCredentials !== 'keep') {
    core.info(`cursor-guard: took the checkout's credentials out of ${places} until ${until}.`)
    return []
  }
  core.warning(`The agent can use the credentials in ${places} beside the guard.`, {
    title: 'cursor-guard: checkout credentials kept',
  })
  return ['checkout credentials kept']
}
