import { isZero } from '../../git/ref-update.ts'
import type { Entry } from '../entry.ts'
import { factsOf, maxFacts, wordsOf } from './fact-values.ts'

/** Of a list that many are named; the rest is counted. */
const maxNamed = 5
/** Characters of an object id that people tell commits apart by. */
const idLength = 10

/** What a push is about, in words: each ref, then what holds for all of it. */
export function pushFacts(push: Extract<Entry, { kind: 'push' }>): [string, string][] {
  const { updates, why, bytes, secrets } = push
  const own = factsOf({
    ...(why === undefined ? {} : { why }),
    ...(secrets === undefined ? {} : { secrets: secretsText(secrets) }),
    ...(bytes === undefined ? {} : { size: sizeText(bytes) }),
  })
  const refs = updates.slice(0, maxFacts - own.length)
  // A ref may stand there twice: a refused push says what it likes.
  return [...refs.flatMap((update) => factsOf({ [refOf(update)]: updateText(update) })), ...own]
}

const refOf = (update: Record<string, unknown>): string => wordsOf(update.ref ?? 'a ref')

function updateText(update: Record<string, unknown>): string {
  const { result, warnings } = update
  return [
    moveText(update),
    verdictText(update),
    ...listText(update, 'commits', 'commit'),
    ...listText(update, 'paths', 'file'),
    ...listText(update, 'authors', 'author'),
    ...(Array.isArray(warnings) ? [`noted: ${warnings.map(wordsOf).join(', ')}`] : []),
    ...(result === undefined ? [] : [resultText(wordsOf(result))]),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

/** What happens to the ref, from where to where. */
function moveText({ update, old, new: fresh }: Record<string, unknown>): string {
  const [from, to] = [shortId(old), shortId(fresh)]
  if (typeof fresh === 'string' && isZero(fresh)) return `deleted, was ${from}`
  if (typeof old === 'string' && isZero(old)) return `new at ${to}`
  const moved: Readonly<Record<string, string>> = {
    'fast-forward': 'moved forward',
    rewrite: 'rewritten',
    unknown: 'moved, nobody knows how',
  }
  return `${moved[wordsOf(update)] ?? 'moved'}, ${from} → ${to}`
}

function shortId(id: unknown): string {
  const text = wordsOf(id ?? 'unknown')
  return /^[0-9a-f]{40,64}$/.test(text) ? text.slice(0, idLength) : text
}

function verdictText({ verdict, rule }: Record<string, unknown>): string {
  const said: Readonly<Record<string, string>> = {
    deny: 'refused',
    hold: 'held for approval',
    warn: 'allowed with a warning',
    allow: 'allowed',
  }
  if (verdict === undefined) return ''
  const by = rule === undefined ? '' : ` by "${wordsOf(rule)}"`
  return `${said[wordsOf(verdict)] ?? wordsOf(verdict)}${by}`
}

function listText(update: Record<string, unknown>, name: string, one: string): string[] {
  const values = update[name]
  if (values === undefined) return []
  if (!Array.isArray(values)) return [`${name} ${wordsOf(values)}`]
  const { [`${name}Left`]: left } = update
  const count = values.length + (typeof left === 'number' ? left : 0)
  const named = values.slice(0, maxNamed).map(shortId).join(', ')
  const rest = count > maxNamed ? ` and ${count - maxNamed} more` : ''
  const counted = count === 1 ? one : `${count} ${one}s`
  return values.length === 0 ? [`no ${one}`] : [`${counted}: ${named}${rest}`]
}

const resultText = (result: string): string =>
  result === 'ok' ? 'taken by the forge' : `not taken by the forge: ${result}`

const secretsText = (secrets: readonly string[] | 'unknown'): string =>
  typeof secrets === 'string' ? 'not all of it could be searched' : secrets.join('\n')

/** Decimal units, as git and GitHub count. */
const sizeText = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
