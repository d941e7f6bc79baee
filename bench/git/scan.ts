import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findSystemProgram } from '../../src/adapters/machine/system-programs.ts'
import { createGitRepositories } from '../../src/adapters/repository/git-repositories.ts'
import { createSecretEngine } from '../../src/core/secrets/create-engine.ts'
import type { GitRig } from './rig.ts'

const run = promisify(execFile)

/** How fast new objects are searched: unpacked by git, every byte looked at. */
export async function scanRate(
  rig: GitRig,
  bytes: number,
): Promise<{ name: string; rate: number }[]> {
  const repository = 'scan/scan'
  await rig.forge.create(repository)
  const repositories = await createGitRepositories({
    directory: join(rig.scratch, 'repositories'),
    upstream: new URL(rig.forge.url),
    credential: async () => rig.forge.token,
    environment: process.env,
    findProgram: findSystemProgram,
  })
  const source = await readFile(join(import.meta.dirname, '../support/texts/code.txt'), 'utf8')
  const kinds = [
    {
      name: 'source code, 20 kB a file',
      fileBytes: 20_000,
      make: () => sourceText(source, 20_000),
    },
    { name: 'random bytes, 4 MB a file', fileBytes: 4e6, make: () => randomBytes(4e6) },
  ]
  const rates = []
  for (const { name, fileBytes, make } of kinds) {
    const { pack, total } = await packOf(rig, Math.ceil(bytes / fileBytes), make)
    const engine = createSecretEngine({ pseudonymKey: randomBytes(32), known: [], now: Date.now() })
    const quarantine = await repositories.receive(repository, createReadStream(pack), {
      objectFormat: 'sha1',
      signal: AbortSignal.timeout(600_000),
    })
    const start = performance.now()
    const found = await quarantine.secrets(engine)
    const seconds = (performance.now() - start) / 1e3
    await quarantine[Symbol.asyncDispose]()
    if (found === 'unknown') throw new Error(`${name}: the search broke off`)
    rates.push({ name, rate: total / 1e6 / seconds })
  }
  await repositories.close()
  return rates
}

/** The lines of a text in another order each time, so that no two files are the same. */
function sourceText(source: string, bytes: number): string {
  const lines = source.split('\n')
  let text = `// ${randomBytes(8).toString('hex')}\n`
  while (text.length < bytes) text += `${lines[Math.floor(Math.random() * lines.length)]}\n`
  return text.slice(0, bytes)
}

/** A pack with one commit of so many files. */
async function packOf(rig: GitRig, files: number, make: () => string | Buffer) {
  const folder = await mkdtemp(join(rig.scratch, 'scan-'))
  await rig.git(folder, 'init', '-q', '-b', 'main')
  let total = 0
  for (let file = 0; file < files; file++) {
    const content = make()
    total += content.length
    await writeFile(join(folder, `file${file}`), content)
  }
  await rig.git(folder, '-c', 'core.compression=1', 'add', '-A')
  await rig.git(folder, 'commit', '-q', '-m', 'Scan')
  const pack = join(folder, 'pushed.pack')
  await run(
    'sh',
    [
      '-c',
      'git rev-list --objects HEAD | git pack-objects -q --stdout --window=0 > "$1"',
      'sh',
      pack,
    ],
    {
      cwd: folder,
    },
  )
  return { pack, total }
}
