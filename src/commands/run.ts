import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { GuardError } from '../core/errors.ts'
import { readRunPolicy } from '../runner/policy-source.ts'
import { exitCodes, type RunOutcome, runGuarded } from '../runner/run-guarded.ts'
import { recordingsDirectory } from '../state-directory.ts'
import type { CommandIo } from './io.ts'
import { progressLine } from './progress.ts'
import { summaryText } from './summary-text.ts'

export const runHelp = `Usage: cursor-guard run [options] -- COMMAND [ARGUMENT…]

Runs COMMAND with Cursor guarded: every prompt, answer and tool call is recorded, secrets are
masked, and what the policy refuses never reaches the agent. The command sees a session token
that works only through the guard; CURSOR_API_KEY and GITHUB_TOKEN stay with the guard.

Options
  --policy FILE          the policy; default: .github/cursor-guard.yml of the default branch,
                         else the built-in one
  --out DIR              folder of the recording (DIR/recording.jsonl, DIR/blobs/);
                         default: cursor-guard/recordings/<time> in your state folder
  --env NAME[=VALUE]     one more variable for the command; can be repeated
  --contain              let the command reach the guard and nothing else (Linux, root or sudo)
  --same-user            run COMMAND as the guard's own user; without it, and where root or sudo
                         exists, COMMAND gets a user of its own that cannot read what the guard holds
  --cursor-upstream URL  Cursor's service; for tests and demos
  --git-upstream URL     the forge that git talks to; default: GITHUB_SERVER_URL,
                         else https://github.com
  --json                 end standard output with one line of JSON that sums the session up

Environment
  CURSOR_API_KEY         the key; taken by the guard, never passed on
  GITHUB_TOKEN           what pushes are forwarded with; taken by the guard, never passed on
  GITHUB_REPOSITORY      OWNER/NAME of the repository that may be pushed to; unless it is set, the one
                         that origin of this folder means, if that is at the forge

Exit code
  the command's own; 70 when the guard failed or was not used; 77 when the policy ended the session

Example
  CURSOR_API_KEY=… cursor-guard run --policy guard.yml -- node agent.mjs "Fix the failing test"
`

/** `cursor-guard run`. */
export async function runCommand(argv: string[], io: CommandIo): Promise<number> {
  const wanted = readArguments(argv, io)
  const say = (line: string) => io.stderr.write(`${line}\n`)
  try {
    const loaded = await readRunPolicy({ file: wanted.policyFile, cwd: io.cwd })
    const outcome = await runGuarded({
      ...wanted.run,
      cwd: io.cwd,
      policy: loaded.policy,
      policySource: loaded.source,
      policyReasons: loaded.reasons,
      environment: io.env,
      terminal: io.stderr.isTTY === true && process.stdin.isTTY === true,
      now: io.now,
      onHead: (line) => {
        if (io.env.CI) say(line)
      },
      onStart: ({ sessionId }) =>
        say(
          `cursor-guard: session ${sessionId}, policy ${loaded.source}, recording to ${wanted.run.out}`,
        ),
      onEntry: (entry) => {
        const line = progressLine(entry)
        if (line !== undefined) say(`cursor-guard: ${line}`)
      },
    })
    if (outcome.problem !== undefined) say(`cursor-guard: ${outcome.problem}`)
    io.stderr.write(summaryText(outcome))
    if (wanted.json) io.stdout.write(`${JSON.stringify(summaryJson(outcome))}\n`)
    return outcome.exitCode
  } catch (error) {
    if (!(error instanceof GuardError)) throw error
    say(`cursor-guard: ${error.message}`)
    if (error.hint) say(error.hint)
    if (wanted.json) io.stdout.write(`${JSON.stringify(failureJson(error))}\n`)
    return exitCodes.guardFailed
  }
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
