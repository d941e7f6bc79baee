import type { Verification } from './chain.ts'
import { keyFingerprint } from './signature.ts'
import { printableLine } from './visible.ts'

/** What `--key` found out: `other`: a good signature, made with a key that was not asked for. */
export type SignatureAnswer = 'not asked' | 'trusted' | 'missing' | 'other' | 'invalid'

/** Holds the signature of a recording against the key somebody trusts, if they gave one. */
export function answerAboutKey({ signature }: Verification, key?: string): SignatureAnswer {
  if (key === undefined) return 'not asked'
  if (signature.state === 'absent') return 'missing'
  if (signature.key !== key) return 'other'
  return signature.state === 'valid' ? 'trusted' : 'invalid'
}

/** Whether the recording is whole, in one sentence. */
export function stateSentence(verification: Verification): string {
  const { state, count, why, line } = verification
  const lines = count === 1 ? '1 line' : `${count} lines`
  if (state === 'sealed') return `intact and sealed: ${lines}, none removed, changed or reordered`
  if (state === 'unsealed') {
    return `intact but unsealed: ${lines}; ${printableLine(why ?? '', 400)}, so more may have followed`
  }
  return `BROKEN at line ${line}: ${printableLine(why ?? '', 400)}`
}

/** What an intact recording proves, and what it does not. */
export function proofSentence(verification: Verification, answer: SignatureAnswer): string {
  const { state, signature } = verification
  if (state === 'broken') return 'nothing from the damage on is proven'
  if (state === 'unsealed')
    return 'unsealed and unsigned: shows damage, not rewriting, and not what is missing at its end'
  if (signature.state === 'absent' || signature.key === undefined) {
    return 'unsigned: shows damage, not rewriting'
  }
  const name = keyFingerprint(signature.key)
  if (answer === 'trusted') {
    return `signed by ${name}, the key you gave: only its holder could have written or rewritten this`
  }
  if (answer === 'other') return `signed by ${name}, which is not the key you gave`
  return `signed by ${name}; anybody can make a key, so give --key to prove whose it is`
}

/** Level and coverage as the seal states them; without a seal the record is partial. */
export function coverageSentence({ session, coverage }: Verification): string {
  const level = coverage?.level ?? session?.level ?? 'unknown'
  if (coverage === undefined) return `level ${level}, record partial (not sealed)`
  const reasons = coverage.reasons.map((reason) => printableLine(reason)).join('; ')
  return `level ${level}, record ${coverage.state}${reasons === '' ? '' : ` (${reasons})`}`
}
