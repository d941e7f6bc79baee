import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as core from '@actions/core'
import { recoverAgentUsers } from '../src/runner/agent-user.ts'
import { annotationsOf, type StepAnnotation } from './annotations.ts'
import { restoreCheckout } from './cleared-checkout.ts'
import { endDaemon } from './daemon-client.ts'
import { explain } from './explain.ts'
import { printLog } from './later-steps.ts'
import { backupPath } from './prepare.ts'
import { readSessionReport, type SessionReport } from './report.ts'
import { readState, type State } from './state.ts'
import { renderSummary } from './summary.ts'

/** Ends what main started; every part runs, whatever became of the parts before it. */
async function post(): Promise<void> {
  const state = readState()
  if (state === undefined) return core.info('cursor-guard: no session was started.')
  await attempt(() => endSession(state))
  await attempt(() => restore(state))
  await attempt(takeBack)
  if (!existsSync(join(state.recording, 'recording.jsonl'))) {
    return core.info('cursor-guard: no session was started, so there is no recording.')
  }
  await attempt(async () => {
    const report = await readSessionReport(state.recording)
    const { keepArtifact } = await import('./keep-artifact.ts')
    const kept = await keepArtifact(state, report, process.env).catch((error: unknown) => {
      core.setFailed(explain(error))
      return {
        where: { sentence: 'Nothing was uploaded; the log of this step says why.' },
        annotations: [],
      }
    })
    if (process.env.GITHUB_STEP_SUMMARY) {
      await core.summary.addRaw(renderSummary(report, kept.where)).write()
    }
    for (const annotation of [...annotationsOf(report, state.onViolation), ...kept.annotations]) {
      annotate(annotation)
    }
    core.setOutput('verdict', report.verdict)
    judge(state, report)
  })
}

/** Seals the recording of a proxy that served later steps. */
async function endSession({ daemon }: State): Promise<void> {
  if (daemon === undefined) return
  const summary = await endDaemon(daemon.socket, daemon.secret)
  await printLog(daemon.log)
  if (summary === undefined) {
    core.error(
      `The guard (process ${daemon.pid}) was killed before the job ended: the record is partial, and what the agent did afterwards is not in it.`,
      { title: 'cursor-guard: killed' },
    )
  } else if (summary.calls === 0) {
    fail('The agent did not use the guard: no Cursor traffic reached it.', 'fail')
  }
}

async function restore({ scratch }: State): Promise<void> {
  const secret = core.getInput('cursor-api-key') || (process.env.CURSOR_API_KEY ?? '')
  const backup = backupPath(scratch)
  for (const line of await restoreCheckout({ backup, secret: secret.trim(), env: process.env })) {
    core.warning(line, { title: 'cursor-guard: git configuration' })
  }
}

/** What a guard that was killed left of the agent's user is undone at once, not at the next start. */
async function takeBack(): Promise<void> {
  for (const problem of await recoverAgentUsers()) {
    core.warning(problem, { title: 'cursor-guard: the agent’s user' })
  }
}

function judge(state: State, report: SessionReport): void {
  if (report.seal === undefined && state.recordingRequired) {
    core.setFailed(report.damage ?? 'The recording is partial: it was never sealed.')
  }
  if (report.verdict === 'clean' || state.reported) return
  fail('Policy stopped what the agent tried; see the job summary.', state.onViolation)
}

function fail(message: string, how: 'fail' | 'warn'): void {
  if (how === 'fail') core.setFailed(message)
  else core.warning(message)
}

const annotators = { error: core.error, warning: core.warning, notice: core.notice }

function annotate({ kind, title, message }: StepAnnotation): void {
  annotators[kind](message, { title })
}

async function attempt(part: () => Promise<void>): Promise<void> {
  try {
    await part()
  } catch (error) {
    core.setFailed(explain(error))
  }
}

await attempt(post)
