import { createHash } from 'node:crypto'
import type { ChangeBounds, HeldKind } from './request.ts'

/** What a request is bound to: the exact thing, and the policy that asks. */
export type Binding =
  /** The same commits may come again in a later session, and find the request. */
  | { about: 'push'; policyDigest: string; subject: unknown }
  | { about: Exclude<HeldKind, 'push'>; session: string; policyDigest: string; subject: unknown }
  | ChangeBinding

export interface ChangeBinding extends ChangeBounds {
  about: 'pull-request'
  repository: number
  number: number
  headSha: string
  /** How many times this was asked before: an answer counts for one asking. */
  round: number
}

/**
 * SHA-256, in hex, over everything a request is bound to. The same thing under another policy is
 * another request. Requests are found by the whole of it: whoever made the thing can find two that
 * share a beginning, since the first ten digits take seconds.
 */
export function requestKey(binding: Binding): string {
  return createHash('sha256')
    .update(JSON.stringify(partsOf(binding)))
    .digest('hex')
}

function partsOf(binding: Binding): unknown[] {
  const { about, policyDigest } = binding
  if (about === 'push') return [about, policyDigest, binding.subject]
  if (about !== 'pull-request') return [about, binding.session, policyDigest, binding.subject]
  const { repository, number, baseRef, mergeBase, headSha, round } = binding
  return [about, repository, number, baseRef, mergeBase, headSha, policyDigest, round]
}

export const isKey = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** Hexadecimal digits of a key that are shown and must be typed at least. */
export const minIdLength = 10
/** Keys with the same beginning that are looked at; where there are more, only a whole key will do. */
export const maxAlike = 100

/**
 * What people type for a request: the shortest beginning of its key which no other request has.
 *
 * @param alike keys of all requests that were ever asked in that place and begin like this one
 */
export function idOf(key: string, alike: readonly string[]): string {
  if (alike.length >= maxAlike) return key
  const others = alike.filter((other) => other !== key)
  let length = minIdLength
  while (length < key.length && others.some((other) => other.startsWith(key.slice(0, length)))) {
    length += 1
  }
  return key.slice(0, length)
}

/** What was typed names no request, or more than one. */
export interface Unnamed {
  problem: 'unknown' | 'ambiguous' | 'short'
  /** Of those it could mean. */
  keys: readonly string[]
}

export type Named = { key: string } | Unnamed

/**
 * The request that somebody means. A beginning names a request only if it is no other one's as well,
 * so that nobody who can make requests can move an answer from one to another.
 *
 * @param alike keys of all requests that were ever asked in that place and begin as typed
 */
export function namedKey(typed: string, alike: readonly string[]): Named {
  const wanted = typed.toLowerCase()
  if (wanted.length < minIdLength) return { problem: 'short', keys: [] }
  const keys = alike.filter((key) => key.startsWith(wanted))
  const [only] = keys
  if (only === undefined) return { problem: 'unknown', keys }
  return keys.length === 1 ? { key: only } : { problem: 'ambiguous', keys }
}
