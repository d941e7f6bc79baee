import { parseArgs } from 'node:util'
import type { BenchOptions } from './cursor/cursor.bench.ts'
import { removeBundles } from './support/bundle.ts'
import { machineLine } from './support/machine.ts'
import { fullSize, smokeSize } from './support/sizes.ts'

/** Loaded when they are asked for, in the order in which all of them run. */
const benches: Record<string, (options: BenchOptions) => Promise<void>> = {
  start: async (options) => (await import('./cursor/start.bench.ts')).benchStart(options),
  prose: async (options) => (await import('./cursor/prose.bench.ts')).benchProse(options),
  cursor: async (options) => (await import('./cursor/cursor.bench.ts')).benchCursor(options),
  memory: async (options) => (await import('./cursor/memory.bench.ts')).benchMemory(options),
  git: async (options) => (await import('./git/git.bench.ts')).benchGit(options),
  app: async (options) => (await import('./app/app.bench.ts')).benchApp(options),
  turns: async (options) => (await import('./app/turns.bench.ts')).benchTurns(options),
  secrets: async () => (await import('./secrets/secrets.bench.ts')).benchSecrets(),
}
const names = Object.keys(benches)

const usage = `Usage: npm run bench -- [NAME…] [--smoke] [--profile DIR]

Names: ${names.join(', ')}; without one, all of them.
  --smoke        a tiny size which only shows that everything works
  --profile DIR  writes CPU profiles of the guard there

BENCH_HISTORY=DIR in the environment: a bare repository whose history the git bench uses instead of one
that it makes.
`

/** Runs the benches that are named; 2 when the command line makes no sense. */
async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { smoke: { type: 'boolean', default: false }, profile: { type: 'string' } },
  })
  const unknown = positionals.find((name) => !Object.hasOwn(benches, name))
  if (unknown !== undefined) {
    console.error(`bench: there is no bench "${unknown}"; expected one of ${names.join(', ')}`)
    return 2
  }
  console.log(machineLine())
  const { smoke, profile } = values
  const options = {
    sizes: smoke ? smokeSize : fullSize,
    ...(profile === undefined ? {} : { profile }),
  }
  try {
    for (const name of positionals.length > 0 ? positionals : names) {
      const start = performance.now()
      console.log(`\n=== ${name}`)
      await benches[name]?.(options)
      console.log(`\n${name}: ${Math.round((performance.now() - start) / 1_000)} s`)
    }
  } finally {
    await removeBundles()
  }
  return 0
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if ((error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) {
    console.error(`bench: ${(error as Error).message}\n\n${usage}`)
    process.exitCode = 2
  } else {
    throw error
  }
}
