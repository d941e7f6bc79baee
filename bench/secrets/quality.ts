import { Buffer } from 'node:buffer'
import type { SecretEngine, SecretMatch } from '../../src/core/secrets/engine.ts'
import { issuedSamples, longTailSamples, type Sample } from './generate.ts'
import { assignmentSamples, frameworkSamples, passwordSamples } from './generate-settings.ts'

interface Share {
  total: number
  masked: number
  found: number
}

/** Pieces of a secret that still count as leaked when they survive; bytes. */
const tellingPiece = 12

/** What share of fresh secrets is gone from the masked text, and what share is found at all. */
export function measureQuality(engine: SecretEngine, times: number): void {
  console.log(
    '\nprovider formats and placed credentials: fully masked in a stream / found in a scan',
  )
  const issued = tally(engine, issuedSamples(times))
  print(issued)
  console.log('\nlong tail: issuers without a rule')
  print(tally(engine, longTailSamples(times)))
  console.log('\npasswords of twenty printable characters, by the file they stand in')
  print(tally(engine, passwordSamples(20 * times)))
  console.log('\nforms of assignment, with 32 letters and digits')
  print(tally(engine, assignmentSamples(10 * times)))
  console.log('\nsecret keys of frameworks')
  print(tally(engine, frameworkSamples(20 * times)))
}

function tally(engine: SecretEngine, samples: readonly Sample[]): Map<string, Share> {
  const shares = new Map<string, Share>()
  for (const sample of samples) {
    const share = shares.get(sample.source) ?? { total: 0, masked: 0, found: 0 }
    shares.set(sample.source, share)
    share.total++
    if (isMasked(engine, sample)) share.masked++
    if (isFound(engine.scan(Buffer.from(sample.text)), sample)) share.found++
    else if (process.env.BENCH_SHOW_MISSED === '1') console.log(`  missed: ${sample.source}`)
  }
  return shares
}

/** No long piece of the secret is left, however the carrier had to escape it. */
export function isMasked(engine: SecretEngine, { text, secret }: Sample): boolean {
  const masked = engine.maskText(text).text
  for (let at = 0; at + tellingPiece <= secret.length; at += tellingPiece) {
    const piece = secret.slice(at, at + tellingPiece)
    if (!piece.includes('-----') && !piece.includes('\n') && masked.includes(piece)) return false
  }
  return true
}

/** Matches cover the secret, or all of it but the armour around a key. */
export function isFound(
  matches: readonly Pick<SecretMatch, 'start' | 'end'>[],
  { text, secret }: Sample,
): boolean {
  const bytes = Buffer.from(text).toString('latin1')
  const inside = secret.split(/\r?\n/).find((line) => !line.startsWith('-----')) ?? secret
  const encoded = [inside, encodeURIComponent(inside)].find((form) => bytes.includes(form))
  if (encoded === undefined) return false
  const start = bytes.indexOf(encoded)
  return matches.some((match) => match.start <= start && match.end >= start + encoded.length)
}

function print(shares: ReadonlyMap<string, Share>): void {
  const all: Share = { total: 0, masked: 0, found: 0 }
  for (const [source, share] of shares) {
    line(source, share)
    all.total += share.total
    all.masked += share.masked
    all.found += share.found
  }
  line('all', all)
}

function line(source: string, { total, masked, found }: Share): void {
  const percent = (count: number) => `${((100 * count) / total).toFixed(1)} %`.padStart(8)
  console.log(
    `  ${source.padEnd(26)} ${String(total).padStart(6)}  ${percent(masked)} ${percent(found)}`,
  )
}
