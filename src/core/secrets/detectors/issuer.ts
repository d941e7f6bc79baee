import type { Confidence, Detector, Tier } from '../detector.ts'
import { seedOf } from './assembled.ts'
import {
  type CompiledForm,
  compileForm,
  compileValue,
  escapeLiteral,
  inAnyCase,
  sampleForm,
  shortSampleForm,
} from './form.ts'
import { fileEnding, looksIssued } from './listed-hash.ts'
import { isPlaceholder } from './placeholder.ts'

/** What a rule may say beyond its form. */
export interface RuleOptions {
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
/** The same for base64, of which a piece is no credential; a `+` may begin a line of a diff. */
const beforeBase64 = before.replace('[^0-9A-Za-z]', '[^0-9A-Za-z+/]|\\n\\+')
/** A literal start of this many bytes that holds punctuation needs no boundary before it. */
const tellingStart = 5
/** A start of so few letters is the end of many a name: `public-key-`, `favicon.ico-`. */
const shortStart = /^[a-z]{2,4}-$/
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
    const evidence = once(() => tokenEvidence(id, written, options))
    const pattern = once(() => {
      const sources = forms.map(
        (one) => `${boundaryBefore(one)}${one.source}${boundaryAfter(one.tail)}`,
      )
      return new RegExp(sources.join('|'), options.anyCase ? 'gi' : 'g')
    })
    return {
      id,
      provider,
      tier: options.tier ?? 'rewrite',
      confidence: options.confidence ?? 'high',
      keywords: [...new Set(forms.flatMap((one) => one.keywords))],
      get pattern() {
        return pattern()
      },
      maxLength: Math.max(...forms.map((one) => one.maxLength)),
      beforeKeyword: Math.max(...forms.map((one) => one.beforeKeyword)),
      minEntropy: options.minEntropy ?? Math.min(...forms.map((one) => one.minEntropy)),
      accept: options.accept ?? ((secret) => !isPlaceholder(secret)),
      revoke: options.revoke ?? revoke,
      get hits() {
        return evidence().hits
      },
      get misses() {
        return evidence().misses
      },
    }
  }
}

/** Rules of one provider whose credentials are told only by its name close before them. */
export function nearIssuer(provider: string, revoke: string): NearRule {
  return (id, names, value, options = {}) => {
    const written = typeof value === 'string' ? [value] : value
    const forms = written.map(compileValue).sort((a, b) => b.maxLength - a.maxLength)
    const longest = Math.max(...forms.map((form) => form.maxLength))
    const longestName = Math.max(...names.map((one) => one.length))
    const evidence = once(() => nearEvidence(id, { names, forms: written, longest }, options))
    const direct = once(
      () => new RegExp(`(?:${names.map(escapeLiteral).join('|')})[\\s"'=:>,]{1,6}$`, 'i'),
    )
    const named = once(() => new RegExp(names.map(escapeLiteral).join('|'), 'gi'))
    const pattern = once(() => {
      const name = `(?:${names.map(inAnyCase).join('|')})${options.suffix ?? ''}`
      const start = names.some((one) => one.length < 7) ? '(?<![A-Za-z])' : ''
      const source = forms.map((form) => form.source).join('|')
      const end = boundaryAfter(forms.map((form) => form.tail).join(''))
      const first = forms.some((form) => form.head.includes('+/')) ? beforeBase64 : before
      return new RegExp(`${start}${name}[^]{0,${nearGap}}?${first}(?<secret>${source})${end}`, 'g')
    })
    return {
      id,
      provider,
      tier: options.tier ?? 'report',
      confidence: options.confidence ?? 'medium',
      keywords: names.map((one) => one.toLowerCase()),
      get pattern() {
        return pattern()
      },
      maxLength: longestName + maxSuffix + nearGap + longest,
      beforeKeyword: 0,
      minEntropy:
        options.minEntropy ?? Math.min(nearEntropy, ...forms.map((form) => form.minEntropy)),
      accept:
        options.accept ??
        ((secret, context) => looksIssued(secret, context, { direct, names: named })),
      revoke: options.revoke ?? revoke,
      get hits() {
        return evidence().hits
      },
      get misses() {
        return evidence().misses
      },
    }
  }
}

/** Patterns and evidence cost more than they give until somebody asks: start-up has 50 ms. */
function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** The first sample with a digit and both cases where its form has them, as most real values are. */
function issuedSample(form: string, seed: number): string {
  const samples = Array.from({ length: 64 }, (_, at) => sampleForm(form, seed + 2 * at))
  const variety = (text: string) =>
    [/\d/, /[a-z]/, /[A-Z]/].filter((kind) => kind.test(text)).length
  return samples.reduce((best, next) => (variety(next) > variety(best) ? next : best))
}

function tokenEvidence(id: string, forms: string[], options: RuleOptions) {
  const samples = forms.map((form) => sampleForm(form, seedOf(id)))
  const [first = ''] = samples
  return {
    hits: [...samples, `KEY="${first}"`, `{"log":"a\\n${first}\\n"}`, ...(options.hits ?? [])],
    // What is too short for one form may be right for a later, looser one: only the last has no later.
    misses: [shortSampleForm(forms.at(-1) ?? '', seedOf(id)), ...(options.misses ?? [])],
  }
}

function nearEvidence(
  id: string,
  rule: { names: string[]; forms: string[]; longest: number },
  options: RuleOptions,
) {
  const { names, forms, longest } = rule
  const [word = ''] = names
  const [form = ''] = forms
  const label = `${names.at(-1)}${options.suffix ? '-token' : ''}`
  return {
    hits: [
      ...forms.map((one) => `${word}_KEY=${issuedSample(one, seedOf(id))}`),
      `{"${label}": {"token": "${issuedSample(form, seedOf(id) + 99)}"}}`,
      ...(options.hits ?? []),
    ],
    misses: [
      `${word}_KEY commit ${'0'.repeat(longest)}`,
      `KEY=${issuedSample(form, seedOf(id))}`,
      ...(options.misses ?? []),
    ],
  }
}

function boundaryBefore({ startsWith: start, head }: CompiledForm): string {
  if (shortStart.test(start)) return `(?<![0-9A-Za-z][-._])${before}`
  if (head.includes('+/')) return beforeBase64
  return start.length >= tellingStart && /[-_.:/]/.test(start) ? '' : before
}

function boundaryAfter(tail: string): string {
  const noFile = tail === '0-9a-f' ? `(?!${fileEnding})` : ''
  return `${noFile}(?![0-9A-Za-z${[...'_+/='].filter((one) => tail.includes(one)).join('')}${tail.endsWith('-') ? '-' : ''}])`
}
