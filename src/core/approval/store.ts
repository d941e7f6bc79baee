import type { ApprovalRequest, HeldChange } from './request.ts'
import { idOf, minIdLength, type Named, namedKey } from './request-key.ts'

/**
 * Where the requests of one place live (a user's sessions on one machine; a repository on a server),
 * so that whoever decides and whoever waits see the same one. A request is found by its whole key.
 */
export interface ApprovalStore {
  /** @throws when what is stored under `key` is no request, or is another one */
  get(key: string): Promise<ApprovalRequest | undefined>
  /**
   * Whole keys of requests that begin so, at most `maxAlike`: of all that were ever asked here, also
   * of those that have ended long ago.
   */
  keysLike(beginning: string): Promise<string[]>
  /** The newest first. */
  list(limit: number): Promise<ApprovalRequest[]>
  /** Those about one pull request, or about one head of it; the newest first. */
  listOfPull(about: { number: number; headSha?: string; limit: number }): Promise<HeldChange[]>
  /** Writes `next` only if the stored one still equals `previous`; says whether it did. */
  replace(previous: ApprovalRequest | undefined, next: ApprovalRequest): Promise<boolean>
}

/** The requests of one repository, as a server keeps them. */
export interface RepositoryApprovals extends ApprovalStore {
  /**
   * Forgets who decided what ended before that moment, in milliseconds since the epoch. That it was
   * asked stays known: its key names nothing else, and old answers count for no later request.
   */
  forgetPeople(before: number): Promise<void>
}

type AskedKeys = Pick<ApprovalStore, 'keysLike'>

/** What people type for this request now: see `idOf`. */
export const shownId = async (store: AskedKeys, key: string): Promise<string> =>
  idOf(key, await store.keysLike(key.slice(0, minIdLength)))

/** The request that somebody means by what they typed: see `namedKey`. */
export async function findNamed(store: AskedKeys, typed: string): Promise<Named> {
  const isShort = typed.length < minIdLength
  return namedKey(typed, isShort ? [] : await store.keysLike(typed.toLowerCase()))
}
