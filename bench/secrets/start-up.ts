import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const engineFile = fileURLToPath(new URL('../../src/secrets/create-engine.ts', import.meta.url))

/** Start-up and memory of the engine in a process of its own, bundled as it is shipped. */
export async function measureStartUp(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'secrets-bench-'))
  try {
    const outfile = join(directory, 'engine.mjs')
    await build({
      entryPoints: [engineFile],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
    })
    const probe = join(directory, 'probe.mjs')
    writeFileSync(probe, probeSource)
    const lines = Array.from({ length: 5 }, () =>
      JSON.parse(execFileSync(process.execPath, [probe], { encoding: 'utf8' })),
    ) as { ready: number; before: number; after: number; later: number }[]
    const best = lines.reduce((least, line) => (line.ready < least.ready ? line : least))
    console.log(`\nstart-up, bundled, to the end of the first scan: ${best.ready.toFixed(0)} ms`)
    console.log(
      `memory: ${best.before} MB before, ${best.after} MB after 64 MB scanned, ${best.later} MB after 256 MB`,
    )
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const probeSource = `
const start = performance.now()
const { createSecretEngine } = await import('./engine.mjs')
const engine = createSecretEngine({ pseudonymKey: new Uint8Array(16).fill(1) })
engine.scan(Buffer.from('the first text'))
const ready = performance.now() - start
const megabytes = () => Math.round(process.memoryUsage().rss / 1e6)
const before = megabytes()
const text = Buffer.from(('const token = await getToken() // key: value, https://host/path\\n').repeat(16_000))
const scan = (times) => { for (let time = 0; time < times; time++) engine.scan(text) }
scan(64)
const after = megabytes()
scan(192)
console.log(JSON.stringify({ ready, before, after, later: megabytes() }))
`
