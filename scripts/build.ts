// Builds what is shipped: `dist/` for the command's package, `action/dist/` for the action.
//   node scripts/build.ts                 writes both
//   node scripts/build.ts --check         rebuilds the action in memory; fails when it is not current
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
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

/** What the server alone needs: it is there in a checkout and in the container, not in the archive. */
const serverPackages = [
  '@electric-sql/pglite',
  '@hono/node-server',
  '@octokit/webhooks',
  'hono',
  'kysely',
  'pg',
  'pg-boss',
  'pino',
  'probot',
  'smee-client',
]

/** Messages of the schema library in fifty languages, of which none is asked for: it has its own. */
const oneLanguage: Plugin = {
  name: 'one language',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'",
      loader: 'js',
    }))
  },
}

/** The command's package: everything inside, but for the server's packages. */
export async function buildPackage(): Promise<Built> {
  const { built, metafile } = await bundle(
    {
      ...common,
      entryPoints: [{ in: 'src/cli.ts', out: 'cli' }],
      chunkNames: 'chunk-[hash]',
      minifySyntax: true,
      minifyWhitespace: true,
      plugins: [oneLanguage],
      external: serverPackages.flatMap((name) => [name, `${name}/*`]),
    },
    'dist',
  )
  for (const name of ['README.md', 'LICENSE', 'SECURITY.md', 'CHANGELOG.md']) {
    built.set(name, await readFile(join(root, name)))
  }
  built.set('bin.cjs', await readFile(join(root, 'scripts/bin.cjs')))
  built.set('licenses.txt', Buffer.from(await renderLicenses(metafile, root)))
  return built.set('package.json', await packageManifest())
}

/** What `npm install` reads of the archive: one package, without any other. */
async function packageManifest(): Promise<Buffer> {
  const own = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const { name, version, description, keywords, license, type, engines } = own
  const bin = { 'cursor-guard': 'bin.cjs' }
  const manifest = { name, version, description, keywords, license, type, bin, engines }
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
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
