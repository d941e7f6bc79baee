import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

/** Processes which the bench starts, each a script beside this file. */
export type ProcessName = 'guard-process' | 'bare-relay' | 'service-process'

const names: readonly ProcessName[] = ['guard-process', 'bare-relay', 'service-process']
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);"

let built: Promise<string> | undefined

/**
 * The script of a process, bundled as the package that is published is: running from sources
 * costs 30 MB and a part of a second more, which nobody pays who installed it.
 */
export async function bundleOf(name: ProcessName): Promise<string> {
  built ??= bundle()
  return join(await built, `${name}.mjs`)
}

/** Removes what was built. */
export async function removeBundles(): Promise<void> {
  const directory = await built
  built = undefined
  if (directory !== undefined) await rm(directory, { recursive: true, force: true })
}

async function bundle(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cursor-guard-bench-'))
  await build({
    entryPoints: names.map((name) => join(import.meta.dirname, `${name}.ts`)),
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: banner },
    // The texts lie beside the sources.
    define: { 'import.meta.dirname': JSON.stringify(import.meta.dirname) },
    logLevel: 'error',
  })
  return directory
}
