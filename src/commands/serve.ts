import { parseArgs } from 'node:util'
import { GuardError } from '../core/errors.ts'
import type { CommandIo } from './io.ts'

/** How long after the end something of no consequence may still run, in milliseconds. */
const lingerMs = 500

/** `cursor-guard serve`: runs until it is told to end. */
export async function serveCommand(argv: string[], io: CommandIo): Promise<number> {
  parseArgs({ args: argv, options: {} })
  const { startServer } = await loadServer()
  const ending = Promise.withResolvers<void>()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.resolve())
  const server = await startServer(io.env, (line) => io.stderr.write(`${line}\n`))
  await ending.promise
  await server.close()
  // A call of the forge that is still being retried keeps nobody waiting: it is made again later.
  setTimeout(() => process.exit(0), lingerMs).unref()
  return 0
}

/** The archive of the command leaves the server's packages out: most who install it run no server. */
async function loadServer(): Promise<typeof import('../server/start-server.ts')> {
  try {
    return await import('../server/start-server.ts')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new GuardError(
      'MACHINE_UNSUITABLE',
      'the packages of the server are not installed here',
      {
        cause,
        hint: 'Run it from a checkout (npm install && npm start) or from the container of deploy/Dockerfile.',
      },
    )
  }
}
