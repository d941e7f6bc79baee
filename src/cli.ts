import type { CommandIo } from './commands/io.ts'
import { GuardError } from './core/errors.ts'
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
  doctor     what level of assurance this machine can reach

  cursor-guard COMMAND --help teaches each of them. Start here:

    cursor-guard init
    CURSOR_API_KEY=… cursor-guard run -- node agent.mjs "Fix the failing test"
`

interface Command {
  run(argv: string[], io: CommandIo): Promise<number>
  help: string
}

/** Loaded when asked for: most commands need little of what the others do. */
const commands: Record<string, () => Promise<Command>> = {
  run: async () => {
    const { runCommand, runHelp } = await import('./commands/run.ts')
    return { run: runCommand, help: runHelp }
  },
  serve: async () => {
    const { serveCommand, serveHelp } = await import('./commands/serve.ts')
    return { run: serveCommand, help: serveHelp }
  },
  init: async () => {
    const { initCommand, initHelp } = await import('./commands/init.ts')
    return { run: initCommand, help: initHelp }
  },
  replay: async () => {
    const { replayCommand, replayHelp } = await import('./commands/replay.ts')
    return { run: replayCommand, help: replayHelp }
  },
  verify: async () => {
    const { verifyCommand, verifyHelp } = await import('./commands/verify.ts')
    return { run: verifyCommand, help: verifyHelp }
  },
  scan: async () => {
    const { scanCommand, scanHelp } = await import('./commands/scan.ts')
    return { run: scanCommand, help: scanHelp }
  },
  policy: async () => {
    const { policyCommand, policyHelp } = await import('./commands/policy.ts')
    return { run: policyCommand, help: policyHelp }
  },
  approvals: async () => {
    const { approvalsCommand, approvalsHelp } = await import('./commands/approvals.ts')
    return { run: approvalsCommand, help: approvalsHelp }
  },
  blame: async () => {
    const { blameCommand, blameHelp } = await import('./commands/blame.ts')
    return { run: blameCommand, help: blameHelp }
  },
  doctor: async () => {
    const { doctorCommand, doctorHelp } = await import('./commands/doctor.ts')
    return { run: doctorCommand, help: doctorHelp }
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
    const asked = name === 'help' ? await commandNamed(rest[0]) : undefined
    io.stdout.write(asked?.help ?? help)
    return name === undefined ? 2 : 0
  }
  const command = await commandNamed(name)
  if (command === undefined) {
    io.stderr.write(
      `cursor-guard: there is no command ${JSON.stringify(name)}\nSee cursor-guard --help.\n`,
    )
    return 2
  }
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  if (own.includes('--help') || own.includes('-h')) {
    io.stdout.write(command.help)
    return 0
  }
  try {
    return await command.run(rest, io)
  } catch (error) {
    return explain(error, name, io)
  }
}

async function commandNamed(name = ''): Promise<Command | undefined> {
  return Object.hasOwn(commands, name) ? commands[name]?.() : undefined
}

function explain(error: unknown, name: string, io: CommandIo): number {
  if (error instanceof GuardError) {
    io.stderr.write(`cursor-guard: ${error.message}\n${error.hint ? `${error.hint}\n` : ''}`)
    return 2
  }
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code.startsWith('ERR_PARSE_ARGS')) {
    io.stderr.write(
      `cursor-guard ${name}: ${(error as Error).message}\nSee cursor-guard ${name} --help.\n`,
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
    cwd: process.cwd(),
    now: Date.now,
  })
}

if (import.meta.main) await start()
