import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { unmetHolds } from '../core/approval/holds-here.ts'
import { firstError, GuardError } from '../core/errors.ts'
import { notForSessions } from '../core/policy/render/carried-out-by.ts'
import { printable, printableLine } from '../core/recording/visible.ts'
import { unreachableOn } from '../runner/levels.ts'
import { type RunPolicy, readRunPolicy } from '../runner/policy/run-policy.ts'
import { exitCodes, type RunOutcome, runGuarded } from '../runner/run-guarded.ts'
import { isAttended } from '../runner/runner-facts.ts'
import { apiOf, forgeOf } from '../runner/session-git.ts'
import { sessionPrograms } from '../runner/session-programs.ts'
import { recordingsDirectory } from '../state-directory.ts'
import type { CommandIo } from './io.ts'
import { progressLine } from './progress.ts'
import { summaryText } from './summary-text.ts'
import { asTyped } from './typed-command.ts'

/** `cursor-guard run`. */
export async function runCommand(argv: string[], io: CommandIo): Promise<number> {
  const wanted = readArguments(argv, io)
  // Beside a command at a pseudo-terminal ours is raw: a line end alone does not go back.
  const end = process.stdin.isTTY ? '\r\n' : '\n'
  const say = (text: string) => io.stderr.write(`${text.replaceAll('\n', end)}${end}`)
  const lacking = unreachableOn(process.platform)
  if (lacking !== undefined) say(`cursor-guard: ${lacking}`)
  try {
    const loaded = await loadPolicy(wanted, io)
    const { app, action } = notForSessions(loaded.policy)
    const unmet = unmetHolds(loaded.policy, isAttended(io.env))
    for (const note of [...loaded.notes, ...app, ...action, ...unmet]) {
      say(`cursor-guard: ${printableLine(note, 600)}`)
    }
    const outcome = await runGuarded({
      ...wanted.run,
      cwd: io.cwd,
      policy: loaded.policy,
      policySource: loaded.source,
      policyReasons: loaded.reasons,
      environment: io.env,
      terminal: io.stderr === process.stderr,
      now: io.now,
      onHead: (line) => {
        if (io.env.CI) say(line)
      },
      onRemark: (remark) => say(`cursor-guard: ${printable(remark)}`),
      onStart: async ({ sessionId }) => {
        await loaded.remember()
        say(
          `cursor-guard: session ${sessionId}, policy ${loaded.source}, recording to ${wanted.run.out}`,
        )
      },
      onEntry: (entry) => {
        const line = progressLine(entry, io.command)
        if (line !== undefined) say(`cursor-guard: ${line}`)
      },
    })
    if (outcome.problem !== undefined) say(`cursor-guard: ${outcome.problem}`)
    io.stderr.write(summaryText(outcome, io.command))
    if (wanted.json) io.stdout.write(`${JSON.stringify(summaryJson(outcome))}\n`)
    return outcome.exitCode
  } catch (thrown) {
    const error = firstError(thrown)
    if (!(error instanceof GuardError)) throw thrown
    say(`cursor-guard: ${error.message}`)
    if (error.hint) say(asTyped(error.hint, io.command))
    if (wanted.json) io.stdout.write(`${JSON.stringify(failureJson(error))}\n`)
    return exitCodes.guardFailed
  }
}

async function loadPolicy(
  { policyFile, run: { sameUser, gitUpstream } }: ReturnType<typeof readArguments>,
  { cwd: workspace, env: environment }: CommandIo,
): Promise<RunPolicy> {
  return readRunPolicy({
    file: policyFile,
    workspace,
    environment,
    findProgram: await sessionPrograms({ sameUser, workspace, environment }),
    api: apiOf(forgeOf(environment, gitUpstream), environment),
    token: environment.GITHUB_TOKEN || environment.GH_TOKEN || undefined,
  })
}

/** @throws {GuardError} `INPUT_INVALID` for what makes no sense; node's own error for other options */
function readArguments(argv: string[], io: CommandIo) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      policy: { type: 'string' },
      out: { type: 'string' },
      env: { type: 'string', multiple: true },
      contain: { type: 'boolean', default: false },
      'same-user': { type: 'boolean', default: false },
      'cursor-upstream': { type: 'string' },
      'git-upstream': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (positionals.length === 0) {
    throw new GuardError('INPUT_INVALID', 'a command after -- was expected', {
      hint: 'Write for instance: cursor-guard run -- node agent.mjs',
    })
  }
  const cursorUpstream = values['cursor-upstream']
  const gitUpstream = values['git-upstream']
  checkUrl('--cursor-upstream', cursorUpstream)
  checkUrl('--git-upstream', gitUpstream)
  checkUrl('GITHUB_SERVER_URL', io.env.GITHUB_SERVER_URL || undefined)
  checkUrl('GITHUB_API_URL', io.env.GITHUB_API_URL || undefined)
  checkPath('--policy', values.policy)
  checkPath('--out', values.out)
  if (values.contain && values['same-user']) {
    throw new GuardError('INPUT_INVALID', '--contain and --same-user exclude each other', {
      hint: 'What can be contained is a user of its own: leave one of the two out.',
    })
  }
  return {
    policyFile: values.policy && resolve(io.cwd, values.policy),
    json: values.json,
    run: {
      command: positionals,
      out: resolve(io.cwd, values.out ?? newRecordingDirectory(io)),
      pass: values.env ?? [],
      contain: values.contain,
      sameUser: values['same-user'],
      ...(cursorUpstream === undefined ? {} : { cursorUpstream }),
      ...(gitUpstream === undefined ? {} : { gitUpstream }),
    },
  }
}

function newRecordingDirectory({ env, now }: CommandIo): string {
  const started = new Date(now()).toISOString().replace(/[-:]|\.\d+/g, '')
  return join(recordingsDirectory(env), `${started}-${process.pid}`)
}

/** An empty word, as of a variable that is not set, is no leaving out: another policy would count. */
function checkPath(option: string, value: string | undefined): void {
  if (value !== '') return
  throw new GuardError('INPUT_INVALID', `${option}: a path was expected, not an empty word`)
}

function checkUrl(option: string, value: string | undefined): void {
  if (value === undefined || /^https?:$/.test(URL.parse(value)?.protocol ?? '')) return
  throw new GuardError(
    'INPUT_INVALID',
    `${option}: an http or https URL was expected, not ${value}`,
  )
}

function summaryJson(outcome: RunOutcome): Record<string, unknown> {
  const { summary, exitCode, childExitCode, problem, recording } = outcome
  return {
    exitCode,
    childExitCode,
    ...(problem === undefined ? {} : { problem }),
    recording,
    ...summary,
  }
}

const failureJson = ({ code, message }: GuardError): Record<string, unknown> => ({
  exitCode: exitCodes.guardFailed,
  error: { code, message },
})
