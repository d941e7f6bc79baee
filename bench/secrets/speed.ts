import { Buffer } from 'node:buffer'
import { type Walk, walkOn } from '../../src/core/secrets/automaton.ts'
import { createSecretEngine } from '../../src/core/secrets/create-engine.ts'
import { detectors } from '../../src/core/secrets/detectors/index.ts'
import type { SecretEngine } from '../../src/core/secrets/engine.ts'
import { createRule } from '../../src/core/secrets/rule.ts'
import { createVocabulary } from '../../src/core/secrets/vocabulary.ts'
import type { CorpusFile } from './corpus.ts'

/** The best of a few runs: the first ones compile, and other processes only ever take time away. */
const runs = 4
const pseudonymKey = new Uint8Array(16).fill(1)

/** Megabytes a second: full detection, nothing to find, the keyword search alone. */
export function measureSpeed(engine: SecretEngine, files: readonly CorpusFile[]): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
  const neutral = Buffer.from('zebra 0123 quiz, jump; vow (fox) [11] {22}\n'.repeat(400_000))
  console.log('\nthroughput, one thread, best of a few runs')
  print('full detection on ordinary source', bytes, () => {
    for (const file of files) engine.scan(file.bytes, { decodeDepth: 0 })
  })
  print('the same, decoding what is encoded', bytes, () => {
    for (const file of files) engine.scan(file.bytes)
  })
  print('nothing matches', neutral.length, () => engine.scan(neutral, { decodeDepth: 0 }))
  print('keyword search alone', bytes, keywordPass(files))
}

/** Besides the clock the processor's own time, which other work on the machine hardly changes. */
function print(name: string, bytes: number, run: () => unknown): void {
  let processor = Number.POSITIVE_INFINITY
  const seconds = bestSeconds(() => {
    const start = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(start)
    processor = Math.min(processor, (user + system) / 1e6)
  })
  const rate = (time: number) => (bytes / 1e6 / time).toFixed(0).padStart(5)
  console.log(
    `  ${name.padEnd(36)} ${rate(seconds)} MB/s, ${rate(processor)} MB per second of processor time`,
  )
}

const bestSeconds = (run: () => unknown) =>
  Math.min(...Array.from({ length: runs }, () => secondsFor(run)))

export function secondsFor(run: () => unknown): number {
  const start = performance.now()
  run()
  return (performance.now() - start) / 1_000
}

function keywordPass(files: readonly CorpusFile[]): () => number {
  const { automaton } = createVocabulary(detectors.map(createRule), [])
  const texts = files.map(({ bytes }) => bytes.toString('latin1'))
  return () => {
    const walk: Walk = { state: 0, hits: [], bits: 0 }
    let ends = 0
    for (const text of texts) {
      walkOn(automaton, walk, text)
      ends += walk.hits.length / 2
      walk.hits.length = 0
    }
    return ends
  }
}

/** The slowest megabyte we know how to write: keywords and almost-hits of each rule in a row. */
export function measureWorstCase(): void {
  const engine = createSecretEngine({ pseudonymKey })
  const texts = detectors.flatMap(({ id, keywords, hits }) => [
    { id, kind: 'its keyword', text: keywords[0] ?? '' },
    { id, kind: 'almost-hits', text: `${(hits[0] ?? '').slice(0, -1)} ` },
  ])
  const slowest = texts
    .map((probe) => ({ ...probe, seconds: secondsFor(() => engine.scan(filled(probe.text, 1e5))) }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 12)
    .map((probe) => ({
      ...probe,
      seconds: bestSeconds(() => engine.scan(filled(probe.text, 1e6))),
    }))
    .sort((a, b) => b.seconds - a.seconds)
  const worst = slowest[0]
  console.log(
    `\nworst of ${texts.length} adversarial texts of 1 MB: ${worst?.seconds.toFixed(2)} s (${worst?.id}, ${worst?.kind})`,
  )
}

const filled = (text: string, bytes: number) =>
  Buffer.from(text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes))
