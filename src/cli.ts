import type { CommandIo } from './commands/io.ts'
import { asTyped, standingIn, typedCommand } from './commands/typed-command.ts'
import { firstError, GuardError } from './core/errors.ts'
import { version } from './version.ts'

const help = `cursor-guard ${version}: one governed path for Cursor in CI

Usage: cursor-guard COMMAND [options]

Commands
  run        run a command with Cursor guarded and recorded
  serve      run the GitHub App: protections, approvals, scans of what was pushed
  init       write a commented policy and a workflow
  replay     play a recorded session, or render it as a page
  verify     check that nothing was cut out of a recording
  scan       find secrets in files, standard input or commits
  policy     check, explain, test and backtest a policy
  approvals  decide what a session on this machine holds
  blame      which session, prompt and tool call a commit comes from
  recordings list what sessions on this machine have recorded, or purge it
  doctor     what level of assurance this machine can reach

  cursor-guard COMMAND --help teaches each of them. Start here:

    cursor-guard init
    CURSOR_API_KEY=… cursor-guard run -- node agent.mjs "Fix the failing test"
`

/** Both are loaded when asked for: most commands need little of what the others do. */
interface Command {
  help(): Promise<string>
  load(): Promise<(argv: string[], io: CommandIo) => Promise<number>>
}

const commands: Record<string, Command> = {
  run: {
    help: async () => (await import('./commands/help/run-help.ts')).runHelp,
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  serve: {
    help: async () => (await import('./commands/help/serve-help.ts')).serveHelp,
    load: async () => (await import('./commands/serve.ts')).serveCommand,
  },
  init: {
    help: async () => (await import('./commands/help/init-help.ts')).initHelp,
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  replay: {
    help: async () => (await import('./commands/help/replay-help.ts')).replayHelp,
    load: async () => (await import('./commands/replay.ts')).replayCommand,
  },
  verify: {
    help: async () => (await import('./commands/help/verify-help.ts')).verifyHelp,
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  scan: {
    help: async () => (await import('./commands/help/scan-help.ts')).scanHelp,
    load: async () => (await import('./commands/scan.ts')).scanCommand,
  },
  policy: {
    help: async () => (await import('./commands/help/policy-help.ts')).policyHelp,
    load: async () => (await import('./commands/policy.ts')).policyCommand,
  },
  approvals: {
    help: async () => (await import('./commands/help/approvals-help.ts')).approvalsHelp,
    load: async () => (await import('./commands/approvals.ts')).approvalsCommand,
  },
  blame: {
    help: async () => (await import('./commands/help/blame-help.ts')).blameHelp,
    load: async () => (await import('./commands/blame.ts')).blameCommand,
  },
  recordings: {
    help: async () => (await import('./commands/help/recordings-help.ts')).recordingsHelp,
    load: async () => (await import('./commands/recordings.ts')).recordingsCommand,
  },
  doctor: {
    help: async () => (await import('./commands/help/doctor-help.ts')).doctorHelp,
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
}

/** Runs one command line; returns the exit code. Wrong usage is 2, with one clear line. */
export async function main(argv: string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = argv
  if (name === '--version' || name === '-v') {
    io.stdout.write(`${version}\n`)
    return 0
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const asked = name === 'help' ? commandNamed(rest[0]) : undefined
    io.stdout.write((await asked?.help()) ?? help)
    return name === undefined ? 2 : 0
  }
  const command = commandNamed(name)
  if (command === undefined) {
    io.stderr.write(
      `cursor-guard: there is no command ${JSON.stringify(name)}\nSee ${io.command} --help.\n`,
    )
    return 2
  }
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  if (own.includes('--help') || own.includes('-h')) {
    io.stdout.write(await command.help())
    return 0
  }
  try {
    const run = await command.load()
    return await run(rest, io)
  } catch (error) {
    return explain(firstError(error), name, io)
  }
}

const commandNamed = (name = ''): Command | undefined =>
  Object.hasOwn(commands, name) ? commands[name] : undefined

function explain(error: unknown, name: string, io: CommandIo): number {
  if (error instanceof GuardError) {
    io.stderr.write(
      `cursor-guard: ${error.message}\n${error.hint ? `${asTyped(error.hint, io.command)}\n` : ''}`,
    )
    return 2
  }
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code.startsWith('ERR_PARSE_ARGS')) {
    io.stderr.write(
      `cursor-guard ${name}: ${(error as Error).message}\nSee ${io.command} ${name} --help.\n`,
    )
    return 2
  }
  throw error
}

/** Runs the command line of this process; the published `bin` calls it too. */
export async function start(): Promise<void> {
  // A reader that went away, as in `cursor-guard replay | head`, is no failure of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  process.exitCode = await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: standingIn(process.env, process.cwd()),
    command: typedCommand({ env: process.env, file: process.argv[1] ?? '' }),
    now: Date.now,
  })
}

if (import.meta.main) await start()
