import type { Readable } from 'node:stream'
import type { LfsPointer } from '../core/git/lfs-pointer.ts'
import type { PushedSecret, RefCommand, UpdateFacts } from '../core/git/ref-update.ts'
import type { RepositoryName } from '../core/git/repository-name.ts'
import type { SecretEngine } from '../core/secrets/engine.ts'

/**
 * The real git, working in folders of the guard's own. One for each session; nothing is done before
 * the first push. Implemented by a shell; lanes know this port alone.
 */
export interface GitRepositories {
  /**
   * Refs of the repository as the forge shows them: full name → object id.
   *
   * @param maxAgeMs how long ago they may have been read, in milliseconds; now unless it is given
   * @throws {GuardError} `UPSTREAM_FAILED` when they cannot be read
   */
  readTips(repository: RepositoryName, maxAgeMs?: number): Promise<ReadonlyMap<string, string>>
  /**
   * The branch that `HEAD` of the forge named when refs were last read, as `main`; `unknown` where
   * the forge did not say, or could not be asked.
   */
  defaultBranch(repository: RepositoryName): Promise<string>
  /**
   * A push to the repository is likely soon: whatever takes time may begin. Returns at once and
   * reports nothing; what fails here fails again where somebody waits for it.
   */
  prepare?(repository: RepositoryName): void
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
  /**
   * Files of the pack that stand for an object in LFS. Read in the same pass as `secrets`, so the
   * same engine costs nothing more.
   */
  lfsPointers?(engine: SecretEngine): Promise<readonly LfsPointer[] | 'unknown'>
  /** The very bytes that were received. */
  readPack(): Readable
  /**
   * The forge has taken every ref of the push: its objects are kept, so that a push on top of it
   * needs nothing of the forge. Not where it holds a commit or a tag that none of those refs reaches:
   * nobody has judged it. The last thing asked of a quarantine before it is disposed of.
   */
  adopt?(): Promise<void>
}

/** The credential that writes. It is given to the forge alone, never to a client or a record. */
export interface ForgeCredential {
  /**
   * The token for calls about a repository, asked for at each use, so that it may be replaced while
   * a session runs. Whatever this gives is masked from then on.
   *
   * @returns `undefined` when there is none for this repository
   * @throws {GuardError} when it cannot be had now
   */
  token(repository: RepositoryName): Promise<string | undefined>
  /**
   * Why the forge would refuse this push from this credential, as far as that is known before it is
   * tried: one sentence. Asked before anybody is asked for approval.
   */
  obstacle?(push: {
    repository: RepositoryName
    updates: readonly UpdateFacts[]
    signal: AbortSignal
  }): Promise<string | undefined>
}

/** One push that is about to be handed to the forge. */
export interface ForwardRecord {
  id: string
  session: string
  repository: RepositoryName
  /** Milliseconds since the epoch. */
  at: number
  updates: readonly RefCommand[]
}

/** What was begun at the forge and not seen to its end, even when this process dies. */
export interface PushJournal {
  /** Resolves once the record would survive a crash. */
  begin(record: ForwardRecord): Promise<void>
  /** The outcome is known and recorded. */
  end(id: string): Promise<void>
  /** Records of processes that are gone. */
  open(): Promise<ForwardRecord[]>
}
