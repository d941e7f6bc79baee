import { fileURLToPath } from 'node:url'
import { createSecretEngine } from '../../src/core/secrets/create-engine.ts'
import { detectors } from '../../src/core/secrets/detectors/index.ts'
import { readCorpus, upTo } from './corpus.ts'
import { measureFindings } from './findings.ts'
import { compareWithSecretlint, measureRipgrep } from './others.ts'
import { measureQuality } from './quality.ts'
import { measureSpeed, measureWorstCase } from './speed.ts'
import { measureStartUp } from './start-up.ts'

const corpusRoot = fileURLToPath(new URL('../../node_modules', import.meta.url))
/** All of the installed packages for findings, part of them where each byte is read many times. */
const corpusBytes = 400e6
const timedBytes = 60e6

/** Quality and cost of secret detection, printed as figures; nothing is asserted here. */
export async function benchSecrets(): Promise<void> {
  const rewriting = detectors.filter((detector) => detector.tier === 'rewrite').length
  console.log(`${detectors.length} rules, ${rewriting} of them rewrite; node ${process.version}`)
  const engine = createSecretEngine({ pseudonymKey: new Uint8Array(16).fill(1) })
  measureQuality(engine, 3)
  const files = readCorpus(corpusRoot, corpusBytes)
  measureFindings(engine, files)
  const timed = upTo(files, timedBytes)
  measureSpeed(engine, timed)
  measureRipgrep(timed)
  measureWorstCase()
  await measureStartUp()
  await compareWithSecretlint(engine, timed)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchSecrets()
