import { readFileSync } from 'node:fs'
import type { Tier } from '../../src/core/secrets/detector.ts'
import type { SecretEngine } from '../../src/core/secrets/engine.ts'
import type { CorpusFile } from './corpus.ts'

/** `true-ish`: it is a credential, though an example or a test’s; `false`: it is none. */
type Class = 'true-ish' | 'false'

interface Classified {
  path: string
  rule: string
  class: Class
  why: string
}

/** Every finding in ordinary source, by the class a person gave it; unknown ones count as false. */
export function measureFindings(engine: SecretEngine, files: readonly CorpusFile[]): void {
  const megabytes = files.reduce((sum, file) => sum + file.bytes.length, 0) / 1e6
  const known = readClassification()
  const counts = { rewrite: { 'true-ish': 0, false: 0 }, report: { 'true-ish': 0, false: 0 } }
  console.log(`\nfindings in ordinary source: ${files.length} files, ${megabytes.toFixed(1)} MB`)
  for (const { path, bytes } of files) {
    for (const { rule, tier, start } of engine.scan(bytes)) {
      const entry = known.find((one) => one.path === path && one.rule === rule)
      counts[tier][entry?.class ?? 'false']++
      const line = bytes.subarray(0, start).toString('latin1').split('\n').length
      console.log(`  ${tier} ${rule} ${path}:${line} ${entry?.class ?? 'not classified'}`)
    }
  }
  for (const tier of ['rewrite', 'report'] satisfies Tier[]) {
    const { 'true-ish': right, false: wrong } = counts[tier]
    console.log(
      `  ${tier}: ${right} true-ish, ${wrong} false: ${(wrong / megabytes).toFixed(4)} false per MB`,
    )
  }
}

function readClassification(): Classified[] {
  return JSON.parse(readFileSync(new URL('classified.json', import.meta.url), 'utf8'))
}
