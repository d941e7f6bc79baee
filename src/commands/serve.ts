import { parseArgs } from 'node:util'
import { startServer } from '../server/start-server.ts'
import type { CommandIo } from './io.ts'

export const serveHelp = `Usage: cursor-guard serve

Runs the GitHub App: keeps branches protected, puts back what was force-pushed, scans pushed diffs
for secrets, asks people to approve risky changes.

Configured by the environment alone: APP_ID, PRIVATE_KEY or PRIVATE_KEY_PATH, WEBHOOK_SECRET,
WEBHOOK_PATH, WEBHOOK_PROXY_URL, GHE_HOST, GHE_PROTOCOL, HOST, PORT, LOG_LEVEL, DATABASE_URL,
DATA_DIR; docs/install.md explains each. Without credentials it shows a page that makes the App.

Ends at SIGTERM or SIGINT, when what it was doing is done or safely put back.

Exit code
  0 ended as asked; 2 wrong usage or configuration

Example
  PORT=3000 cursor-guard serve
`

/** How long after the end something of no consequence may still run, in milliseconds. */
const lingerMs = 500

/** `cursor-guard serve`: runs until it is told to end. */
export async function serveCommand(argv: string[], io: CommandIo): Promise<number> {
  parseArgs({ args: argv, options: {} })
  const ending = Promise.withResolvers<void>()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.resolve())
  const server = await startServer(io.env, (line) => io.stderr.write(`${line}\n`))
  await ending.promise
  await server.close()
  // A call of the forge that is still being retried keeps nobody waiting: it is made again later.
  setTimeout(() => process.exit(0), lingerMs).unref()
  return 0
}
