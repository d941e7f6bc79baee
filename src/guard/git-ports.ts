import type { Readable } from 'node:stream'
import type { PushedSecret, RefCommand, UpdateFacts } from '../git/ref-update.ts'
import type { SecretEngine } from '../secrets/engine.ts'

/** `owner/name` of the forge, canonical, without `.git`. */
export type RepositoryName = string

/**
 * The real git, working in folders of the guard's own. One for each session; nothing is done before
 * the first push. Implemented by a shell; lanes know this port alone.
 */
export interface GitWorkshop {
  /**
   * Refs of the repository as the forge shows them now: full name → object id.
   *
   * @throws {GuardError} `UPSTREAM_FAILED` when they cannot be read
   */
  readTips(repository: RepositoryName): Promise<ReadonlyMap<string, string>>
  /**
   * Receives a pack into a quarantine of its own and checks every object in it.
   *
   * @param pack the bytes after the push's head; empty for a push without objects
   * @throws {GuardError} `PUSH_REFUSED` when git refuses the pack or a named limit is reached
   */
  receive(
    repository: RepositoryName,
    pack: AsyncIterable<Uint8Array>,
    options: { objectFormat: 'sha1' | 'sha256'; signal: AbortSignal },
  ): Promise<Quarantine>
  /** Waits for work under way and removes what it left. */
  close(): Promise<void>
}

/** Objects of one push that nobody has seen yet. Disposing it removes them. */
export interface Quarantine extends AsyncDisposable {
  /** Bytes of the pack as received, and as they will be forwarded. */
  readonly packBytes: number
  readonly objects: number
  /** Inflated size of all objects, in bytes. */
  readonly inflatedBytes: number
  /** What the push would do, judged on `tips`. Limits that were hit give `unknown`, not an error. */
  examine(
    commands: readonly RefCommand[],
    tips: ReadonlyMap<string, string>,
  ): Promise<UpdateFacts[]>
  /** Secrets in every object of the pack, reachable or not, that are not in the repository already. */
  secrets(engine: SecretEngine): Promise<PushedSecret[] | 'unknown'>
  /** The very bytes that were received. */
  readPack(): Readable
}
