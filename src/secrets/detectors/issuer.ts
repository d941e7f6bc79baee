import type { Confidence, Detector, Tier } from '../detector.ts'
import { seedOf } from './assembled.ts'
import {
  compileForm,
  compileValue,
  escapeLiteral,
  inAnyCase,
  sampleForm,
  shortSampleForm,
} from './form.ts'
import { isPlaceholder } from './placeholder.ts'

/** What a rule may say beyond its form. */
export interface RuleOptions {
  provider?: string
  revoke?: string
  tier?: Tier
  confidence?: Confidence
  minEntropy?: number
  accept?: Detector['accept']
  /** Source of what must follow the name, for names that are ordinary words; at most 8 bytes. */
  suffix?: string
  /** Literals are matched whatever their case. */
  anyCase?: boolean
  /** Texts beyond the ones made from the form. */
  hits?: string[]
  misses?: string[]
}

/** A rule for a credential that can be told by its own form. */
export type TokenRule = (id: string, form: string | string[], options?: RuleOptions) => Detector
/** A rule for a value that only its neighbourhood gives away. */
export type NearRule = (
  id: string,
  names: string[],
  value: string | string[],
  options?: RuleOptions,
) => Detector

/**
 * What may stand before a credential: anything but a letter or digit, or the end of an escape
 * (`\n`, `%3D`, `\u0022`, a terminal colour), since streams are full of encoded text.
 */
const before =
  '(?<=^|[^0-9A-Za-z]|\\\\[nrtbf]|%[0-9A-Fa-f]{2}|\\\\[ux][0-9A-Fa-f]{2,4}|\\[[\\d;]{1,8}m)'
/** A literal start of this many bytes that holds punctuation needs no boundary before it. */
const tellingStart = 5
/** How far behind its provider's name a value may stand, in bytes. */
const nearGap = 40
/** Longest match of a rule’s `suffix`, in bytes. */
const maxSuffix = 8
/** A wide alphabet is often used in a narrow way, mostly as hexadecimal digits. */
const nearEntropy = 2.8

/** Rules of one provider whose credentials say what they are. */
export function issuer(provider: string, revoke: string): TokenRule {
  return (id, form, options = {}) => {
    const written = typeof form === 'string' ? [form] : form
    const forms = written.map(compileForm)
    const sources = forms.map(
      (one) => `${boundaryBefore(one.startsWith)}${one.source}${boundaryAfter(one.tail)}`,
    )
    return {
      id,
      provider: options.provider ?? provider,
      tier: options.tier ?? 'rewrite',
      confidence: options.confidence ?? 'high',
      keywords: [...new Set(forms.flatMap((one) => one.keywords))],
      pattern: new RegExp(sources.join('|'), options.anyCase ? 'gi' : 'g'),
      maxLength: Math.max(...forms.map((one) => one.maxLength)),
      lead: Math.max(...forms.map((one) => one.lead)),
      minEntropy: options.minEntropy ?? Math.min(...forms.map((one) => one.minEntropy)),
      accept: options.accept ?? ((secret) => !isPlaceholder(secret)),
      revoke: options.revoke ?? revoke,
      ...evidence(id, written, options),
    }
  }
}

/** Rules of one provider whose credentials are told only by its name close before them. */
export function nearIssuer(provider: string, revoke: string): NearRule {
  return (id, names, value, options = {}) => {
    const written = typeof value === 'string' ? [value] : value
    const forms = written.map(compileValue).sort((a, b) => b.maxLength - a.maxLength)
    const direct = new RegExp(`(?:${names.map(escapeLiteral).join('|')})[\\s"'=:>,]{1,6}$`, 'i')
    const accept = options.accept ?? ((secret, context) => looksIssued(secret, context, direct))
    const name = `(?:${names.map(inAnyCase).join('|')})${options.suffix ?? ''}`
    const start = Math.min(...names.map((one) => one.length)) < 7 ? '(?<![A-Za-z])' : ''
    const source = forms.map((form) => form.source).join('|')
    const secret = `${before}(?<secret>${source})${boundaryAfter(forms.map((form) => form.tail).join(''))}`
    const longest = Math.max(...forms.map((form) => form.maxLength))
    const [word = ''] = names
    return {
      id,
      provider: options.provider ?? provider,
      tier: options.tier ?? 'report',
      confidence: options.confidence ?? 'medium',
      keywords: names.map((one) => one.toLowerCase()),
      pattern: new RegExp(`${start}${name}[^]{0,${nearGap}}?${secret}`, 'g'),
      maxLength: Math.max(...names.map((one) => one.length)) + maxSuffix + nearGap + longest,
      lead: 0,
      minEntropy:
        options.minEntropy ?? Math.min(nearEntropy, ...forms.map((form) => form.minEntropy)),
      accept,
      revoke: options.revoke ?? revoke,
      hits: [
        ...written.map((form) => `${word}_KEY=${issuedSample(form, seedOf(id))}`),
        `{"${names.at(-1)}${options.suffix ? '-token' : ''}": {"token": "${issuedSample(written[0] ?? '', seedOf(id) + 99)}"}}`,
        ...(options.hits ?? []),
      ],
      misses: [
        `${word}_KEY commit ${'0'.repeat(longest)}`,
        `KEY=${issuedSample(written[0] ?? '', seedOf(id))}`,
        ...(options.misses ?? []),
      ],
    }
  }
}

const credentialWord =
  /key|token|secret|private|auth|pass|cred|pwd|api|access|login|bearer|webhook/i
const otherLabel =
  /(?:sha\d*|md5|commit|integrity|checksum|hash|digest|rev(?:ision)?|blob|tree|ref|branch|version|etag)["']?\W{0,4}$/i

/**
 * A value that a machine made, behind a word for a credential or right behind `direct`; no digest or revision by its label,
 * no fragment and no part of a path.
 */
export function looksIssued(secret: string, context: { before: string }, direct?: RegExp): boolean {
  if (!/\d/.test(secret) || !/[A-Za-z]/.test(secret) || isPlaceholder(secret)) return false
  const near = context.before.slice(-56)
  if (/[#/@]$/.test(near) || otherLabel.test(near.slice(-24))) return false
  return credentialWord.test(near) || direct?.test(near) === true
}

/** The first sample with a digit and both cases where its form has them, as most real values are. */
function issuedSample(form: string, seed: number): string {
  const samples = Array.from({ length: 64 }, (_, at) => sampleForm(form, seed + 2 * at))
  const variety = (text: string) =>
    [/\d/, /[a-z]/, /[A-Z]/].filter((kind) => kind.test(text)).length
  return samples.reduce((best, next) => (variety(next) > variety(best) ? next : best))
}

function evidence(id: string, forms: string[], options: RuleOptions) {
  const seed = seedOf(id)
  const samples = forms.map((form) => sampleForm(form, seed))
  // What is too short for one form may be right for a later, looser one: only the last has no later.
  const short = shortSampleForm(forms.at(-1) ?? '', seed)
  return {
    hits: [
      ...samples,
      ...samples.slice(0, 1).flatMap((sample) => [`KEY="${sample}"`, `{"log":"a\\n${sample}\\n"}`]),
      ...(options.hits ?? []),
    ],
    misses: [short, ...(options.misses ?? [])],
  }
}

function boundaryBefore(start: string): string {
  return start.length >= tellingStart && /[-_.:/]/.test(start) ? '' : before
}

function boundaryAfter(tail: string): string {
  return `(?![0-9A-Za-z${[...'_+/='].filter((one) => tail.includes(one)).join('')}${tail.endsWith('-') ? '-' : ''}])`
}
