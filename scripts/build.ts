// Builds what is shipped: `dist/` for the npm package, `action/dist/` for the action.
//   node scripts/build.ts                 writes both
//   node scripts/build.ts --check         rebuilds the action in memory; fails when it is not current
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { renderLicenses } from './licenses.ts'

const root = join(import.meta.dirname, '..')

/** Bundled CommonJS asks for `require`, which a module has to make for itself. */
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);"

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Parts that several entries need are built once, and loaded only when they are asked for.
  splitting: true,
  legalComments: 'none',
  // Paths are written relative to the root, so that every machine builds the same bytes.
  sourcemap: false,
  write: false,
  metafile: true,
  logLevel: 'silent',
  banner: { js: banner },
} satisfies BuildOptions

/** Path below `into` → content, in the order of their names. */
export type Built = Map<string, Buffer>

/** The bundles of the action: everything inside, since a runner installs nothing. */
export async function buildAction(): Promise<Built> {
  const entries = ['main', 'post', 'daemon']
  const { built, metafile } = await bundle(
    {
      ...common,
      entryPoints: entries.map((name) => ({ in: `action/${name}.ts`, out: name })),
      chunkNames: 'chunk-[hash]',
    },
    'action/dist',
  )
  built.set('package.json', Buffer.from('{ "type": "module" }\n'))
  return built.set('licenses.txt', Buffer.from(await renderLicenses(metafile, root)))
}

/** The npm package: its dependencies are installed beside it. */
export async function buildPackage(): Promise<Built> {
  const { built } = await bundle(
    {
      ...common,
      entryPoints: [{ in: 'src/cli.ts', out: 'cli' }],
      chunkNames: 'chunk-[hash]',
      packages: 'external',
    },
    'dist',
  )
  return built.set('bin.cjs', await readFile(join(root, 'scripts/bin.cjs')))
}

async function bundle(
  options: BuildOptions,
  into: string,
): Promise<{ built: Built; metafile: Metafile }> {
  const { outputFiles = [], metafile = { inputs: {}, outputs: {} } } = await build({
    ...options,
    outdir: into,
  })
  const files = outputFiles.map(
    ({ path, contents }) => [relative(join(root, into), path), Buffer.from(contents)] as const,
  )
  return { built: new Map(files.toSorted(([a], [b]) => (a < b ? -1 : 1))), metafile }
}

/** Files of `into` that differ from what was built, are missing or should not be there. */
export async function staleFiles(built: Built, into: string): Promise<string[]> {
  const present = await readdir(join(root, into)).catch(() => [])
  const stale = present.filter((name) => !built.has(name))
  for (const [name, content] of built) {
    const found = await readFile(join(root, into, name)).catch(() => undefined)
    if (found === undefined || !found.equals(content)) stale.push(name)
  }
  return stale.toSorted().map((name) => join(into, name))
}

async function write(built: Built, into: string): Promise<void> {
  await rm(join(root, into), { recursive: true, force: true })
  for (const [name, content] of built) {
    const path = join(root, into, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, { mode: name === 'bin.cjs' ? 0o755 : 0o644 })
  }
}

async function check(): Promise<number> {
  const stale = await staleFiles(await buildAction(), 'action/dist')
  if (stale.length === 0) return 0
  console.error(`Not current; run "npm run build" and commit:\n${stale.join('\n')}`)
  return 1
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    process.exitCode = await check()
  } else {
    const only = process.argv.find((argument) => ['--action', '--package'].includes(argument))
    if (only !== '--package') await write(await buildAction(), 'action/dist')
    if (only !== '--action') await write(await buildPackage(), 'dist')
  }
}
