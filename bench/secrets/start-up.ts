import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const engineFile = fileURLToPath(
  new URL('../../src/core/secrets/create-engine.ts', import.meta.url),
)
const starts = 9

/** Start-up and memory of the engine in processes of its own, bundled as it is shipped. */
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
    const script = (name: string, source: string) => {
      const path = join(directory, name)
      writeFileSync(path, source)
      return (...flags: string[]) =>
        JSON.parse(execFileSync(process.execPath, [...flags, path], { encoding: 'utf8' }))
    }
    const start = script('start.mjs', startSource)
    const ready = Math.min(...Array.from({ length: starts }, () => start().ready))
    console.log(`\nstart-up, bundled, to the end of the first scan: ${ready.toFixed(0)} ms`)
    const memory = script('memory.mjs', memorySource)
    printMemory('as it is', memory('--expose-gc'))
    printMemory('--max-semi-space-size=2', memory('--expose-gc', '--max-semi-space-size=2'))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

interface Memory {
  scanned: number
  resident: number
  used: number
}

/** The last stage is the one before it once more, after a full collection. */
function printMemory(name: string, stages: readonly Memory[]): void {
  console.log(`memory, ${name}:`)
  stages.forEach(({ scanned, resident, used }, at) => {
    const when = at === stages.length - 1 ? 'collected' : `${scanned} MB scanned`
    console.log(`  ${when.padEnd(16)} ${resident} MB resident, ${used} MB of objects`)
  })
}

const startSource = `
const start = performance.now()
const { createSecretEngine } = await import('./engine.mjs')
const engine = createSecretEngine({ pseudonymKey: new Uint8Array(16).fill(1) })
engine.scan(Buffer.from('the first text'))
console.log(JSON.stringify({ ready: performance.now() - start }))
`

/** Collected only before the first and after the last stage: nobody does while a guard is at work. */
const memorySource = `
const { createSecretEngine } = await import('./engine.mjs')
const engine = createSecretEngine({ pseudonymKey: new Uint8Array(16).fill(1) })
const text = Buffer.from(('const token = await getToken() // key: value, https://host/path\\n').repeat(16_000))
const stages = []
const megabytesUsed = () => Math.round(process.memoryUsage().heapUsed / 1e6)
let scanned = 0
for (const until of [0, 64, 256, 1024]) {
  for (; scanned < until; scanned++) engine.scan(text)
  const resident = Math.round(process.memoryUsage().rss / 1e6)
  if (until === 0) gc()
  stages.push({ scanned, resident, used: megabytesUsed() })
}
gc()
stages.push({ scanned, resident: Math.round(process.memoryUsage().rss / 1e6), used: megabytesUsed() })
console.log(JSON.stringify(stages))
`
