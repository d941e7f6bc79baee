import { removeTree } from '../adapters/machine/remove-tree.ts'
import type { SessionSummary } from '../guard/seal-session.ts'
import { makeOwnFolder } from '../own-folder.ts'
import { watchProcesses } from './client-processes/watch.ts'
import { type PlaceOptions, prepareCommandPlace } from './command-place.ts'
import { repositoryAround } from './repository-around.ts'
import { type ChildEnd, runChild } from './run-child.ts'
import { createEarlyNotes } from './runner-notes.ts'
import type { RunningGuard } from './start-guard.ts'
import { prepareStandalone, type StandaloneOptions } from './start-standalone.ts'

/** Exit codes of the guard itself; anything else is the command's own. */
export const exitCodes = { guardFailed: 70, policyEnded: 77 } as const

export interface RunOptions
  extends PlaceOptions,
    Omit<StandaloneOptions, 'levelReasons' | 'workspace' | keyof PlaceOptions> {
  /** Told once the session is open, before the command starts. */
  onStart?(guard: RunningGuard): void | Promise<void>
}

export interface RunOutcome {
  exitCode: number
  /** The command's own exit code. */
  childExitCode: number
  /** Why the guard decided the exit code, when it did. */
  problem?: string
  summary: SessionSummary
  recording: string
}

/**
 * Runs one command under guard, to its end; what `cursor-guard run` does.
 *
 * Everything around the command is prepared before the session opens, so that its first line can
 * state what was reached. What was begun is undone in reverse: the command's user first, so that what
 * stays of it is in the record, then the session, then the files.
 */
export async function runGuarded(options: RunOptions): Promise<RunOutcome> {
  await using undo = new AsyncDisposableStack()
  const scratch = await makeOwnFolder('cursor-guard-', [
    (await repositoryAround(options.cwd)) ?? options.cwd,
  ])
  undo.defer(() => removeTree(scratch))
  const prepared = await prepareStandalone({
    ...options,
    workspace: options.cwd,
    levelReasons: [],
  })
  let end: ChildEnd | undefined
  undo.defer(() => prepared.end(end === undefined ? {} : { exitCode: end.exitCode }))
  const notes = createEarlyNotes()
  const { endpoint } = prepared
  const place = undo.use(await prepareCommandPlace(options, { endpoint, scratch, notes }))
  const { guard, recording, close } = await prepared.open(place.files)
  notes.passTo(guard.notes)
  await options.onStart?.(guard)
  const watch = watchProcesses(place.findProcesses, guard.processes)
  undo.defer(() => watch.stop())
  await watch.begin()
  end = guard.session.ended === undefined ? await runChild(guard.session, place.child) : notStarted
  await place.look()
  await watch.end()
  await place[Symbol.asyncDispose]()
  const verdict = judgeEnd(guard, end)
  const summary = await close({ exitCode: verdict.exitCode })
  return { ...verdict, childExitCode: end.exitCode, summary, recording: recording.path }
}

/** The session was over before its command began. */
const notStarted: ChildEnd = {
  exitCode: exitCodes.policyEnded,
  problem: 'the command was not started',
}

/** Silence must not look like success, and an end by policy not like the command's own. */
function judgeEnd(guard: RunningGuard, end: ChildEnd): { exitCode: number; problem?: string } {
  const { ended, endedBy } = guard.session
  if (ended !== undefined) {
    const exitCode = endedBy === 'policy' ? exitCodes.policyEnded : exitCodes.guardFailed
    return { exitCode, problem: `the session was ended: ${ended}` }
  }
  if (guard.calls() > 0) return { exitCode: end.exitCode }
  guard.notes.addCaveat('gap: the agent did not use the guard')
  const why = end.problem ?? `the command ended with ${end.exitCode}`
  return { exitCode: exitCodes.guardFailed, problem: `the agent did not use the guard (${why})` }
}
