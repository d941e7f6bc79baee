import { Buffer } from 'node:buffer'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lintSource } from '@secretlint/core'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'
import { detectors } from '../../src/core/secrets/detectors/index.ts'
import type { SecretEngine } from '../../src/core/secrets/engine.ts'
import { type CorpusFile, upTo } from './corpus.ts'
import { issuedSamples, longTailSamples, type Sample } from './generate.ts'
import { isFound } from './quality.ts'
import { secondsFor } from './speed.ts'

/** Bytes of the corpus that the slower tool is given; both read the same. */
const sharedBytes = 12e6

const config = {
  rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }],
} as unknown as Parameters<typeof lintSource>[0]['options']['config']

/** What secretlint’s recommended preset finds in a text, as byte offsets like ours. */
async function lint(content: string): Promise<{ start: number; end: number }[]> {
  const source = { filePath: '/text.txt', content, ext: '.txt', contentType: 'text' as const }
  const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } })
  return messages.map(({ range: [start, end] }) => ({ start, end }))
}

/** The same texts through this engine and secretlint, in this process, one after the other. */
export async function compareWithSecretlint(engine: SecretEngine, files: readonly CorpusFile[]) {
  console.log('\nside by side with secretlint (recommended preset): found, of fresh samples')
  await compareFound(engine, 'provider formats', issuedSamples(1))
  await compareFound(engine, 'long tail', longTailSamples(1))
  const shared = upTo(files, sharedBytes)
  const bytes = shared.reduce((sum, file) => sum + file.bytes.length, 0)
  const ours = { count: 0, seconds: 0 }
  ours.seconds = secondsFor(() => {
    for (const file of shared) ours.count += engine.scan(file.bytes, { decodeDepth: 0 }).length
  })
  let count = 0
  const start = performance.now()
  for (const file of shared) count += (await lint(file.bytes.toString('latin1'))).length
  const seconds = (performance.now() - start) / 1_000
  const speed = (time: number) => `${(bytes / 1e6 / time).toFixed(1)} MB/s`
  console.log(
    `  ${(bytes / 1e6).toFixed(1)} MB of ordinary source: ours ${ours.count} findings, ${speed(ours.seconds)}; secretlint ${count}, ${speed(seconds)}`,
  )
}

async function compareFound(engine: SecretEngine, name: string, samples: Sample[]) {
  let ours = 0
  let theirs = 0
  for (const sample of samples) {
    const text = Buffer.from(sample.text).toString('latin1')
    if (isFound(engine.scan(Buffer.from(sample.text)), sample)) ours++
    if (isFound(await lint(text), sample)) theirs++
  }
  const percent = (part: number) => `${((100 * part) / samples.length).toFixed(1)} %`
  console.log(
    `  ${name}: ours ${percent(ours)}, secretlint ${percent(theirs)} of ${samples.length}`,
  )
}

const shipped = fileURLToPath(
  new URL('../../node_modules/@cursor/sdk-linux-x64/bin/rg', import.meta.url),
)

/** ripgrep over the list of keywords, one thread: the floor, since it decides nothing. */
export function measureRipgrep(files: readonly CorpusFile[]): void {
  const ripgrep = existsSync(shipped) ? shipped : 'rg'
  const directory = mkdtempSync(join(tmpdir(), 'secrets-bench-'))
  try {
    const [keywords, text] = [join(directory, 'keywords'), join(directory, 'text')]
    writeFileSync(keywords, [...new Set(detectors.flatMap((one) => one.keywords))].join('\n'))
    writeFileSync(text, Buffer.concat(files.map((file) => file.bytes)))
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
    const options = ['-F', '-i', '-a', '-j1', '-c', '--no-config', '-f', keywords, text]
    const run = () => execFileSync(ripgrep, options, { stdio: ['ignore', 'pipe', 'ignore'] })
    const seconds = Math.min(...[1, 2, 3].map(() => secondsFor(run)))
    console.log(
      `  ripgrep -F over the keyword list ${(bytes / 1e6 / seconds).toFixed(0)} MB/s (finds lines, decides nothing)`,
    )
  } catch {
    console.log('  ripgrep is not here; the keyword search alone stands for the floor')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
