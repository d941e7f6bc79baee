import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import * as core from '@actions/core'
import { createSecretEngine } from '../src/core/secrets/create-engine.ts'
import type { StepAnnotation } from './annotations.ts'
import { assembleArtifact } from './artifact.ts'
import { maxArtifactName } from './inputs.ts'
import { checkForLeaks, type Leak } from './leak-check.ts'
import type { SessionReport } from './report.ts'
import type { State } from './state.ts'
import { renderSummary, type Whereabouts } from './summary.ts'
import { cell } from './text.ts'
import { artifactLink, upload } from './upload.ts'

export interface KeptArtifact {
  where: Whereabouts
  annotations: StepAnnotation[]
}

/** Credentials of the step and the job, none of which may stand in an artifact. */
const secretNames = [
  'INPUT_CURSOR-API-KEY',
  'INPUT_GITHUB-TOKEN',
  'CURSOR_API_KEY',
  'CURSOR_AUTH_TOKEN',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
]

/** Puts the artifact together, looks for secrets in it, and uploads it if there are none. */
export async function keepArtifact(
  state: State,
  report: SessionReport,
  env: NodeJS.ProcessEnv,
): Promise<KeptArtifact> {
  const { artifact: mode } = state
  if (mode === 'off') return kept('Nothing was uploaded (artifact: off).')
  const into = await mkdtemp(join(state.scratch, 'artifact-'))
  const summary = renderSummary(report, { sentence: 'This summary is part of the artifact.' })
  const { writeReplayPage } = await import('./replay-page.ts')
  const files = await assembleArtifact({
    mode,
    recording: state.recording,
    into,
    report,
    summary,
    renderReplay: writeReplayPage,
  })
  const { leaks, suspicions } = await checkForLeaks(files, engineFor(state, env))
  if (leaks.length > 0) {
    core.setFailed('Nothing was uploaded: there are secrets in the artifact.')
    return kept('Nothing was uploaded: there are secrets in it.', leaks.map(leakAnnotation))
  }
  if (suspicions > 0) {
    core.info(`cursor-guard: ${suspicions} uncertain finds in the artifact, as the summary lists.`)
  }
  const session = report.session?.session ?? 'session'
  const name = state.artifactName ?? `cursor-guard-${session}`
  const otherName = `${name.slice(0, maxArtifactName - session.length - 1)}-${session}`
  const retentionDays = state.retentionDays
  const result = await upload({ name, otherName, files, root: into, retentionDays, env })
  if (result.outcome === 'uploaded') {
    const link = artifactLink(env, result.id)
    const taken =
      result.name === name ? '' : ` (${cell(name)} was taken by another job of this run)`
    const holds =
      mode === 'full'
        ? 'has the recording and a page that plays it.'
        : 'has this summary alone (artifact: summary).'
    const sentence = `The artifact ${cell(result.name)}${taken} ${holds}`
    core.info(`cursor-guard: ${sentence}`)
    return { where: { sentence, ...(link === undefined ? {} : { link }) }, annotations: [] }
  }
  const fails = result.outcome === 'failed' && state.recordingRequired
  if (fails) core.setFailed(`The recording could not be uploaded: ${result.why}`)
  return kept(`Nothing was uploaded: ${result.why}`, fails ? [] : [notUploaded(result.why)])
}

const kept = (sentence: string, annotations: StepAnnotation[] = []): KeptArtifact => ({
  where: { sentence },
  annotations,
})

const leakAnnotation = ({ file, rule, fingerprint }: Leak): StepAnnotation => ({
  kind: 'error',
  title: 'cursor-guard: a secret in the artifact',
  message: `${file}: ${rule} (fingerprint ${fingerprint})`,
})

const notUploaded = (why: string): StepAnnotation => ({
  kind: 'warning',
  title: 'cursor-guard: the recording was not uploaded',
  message: why,
})

function engineFor(state: State, env: NodeJS.ProcessEnv) {
  const names = new Set([...secretNames, ...state.secrets.known])
  const known = [...names].flatMap((name) => {
    const value = env[name]?.trim()
    return value ? [{ name, value }] : []
  })
  if (state.sessionToken !== undefined) {
    known.push({ name: 'session token', value: state.sessionToken })
  }
  return createSecretEngine({
    pseudonymKey: randomBytes(32),
    known,
    customRules: state.secrets.rules,
    allow: state.secrets.allow,
    now: Date.now(),
  })
}
