import type { RepositoryName } from '../../../core/git/repository-name.ts'
import type { Request, Response } from '../../../http/listen.ts'
import type { UpstreamClient } from '../../../http/upstream.ts'
import type { ForgeCredential } from '../../git-ports.ts'
import type { Session } from '../../session.ts'
import type { Forge } from '../forge.ts'
import type { ObjectSpool } from './spool.ts'
import type { Tickets } from './tickets.ts'
import type { WaitingObjects } from './waiting-objects.ts'

/** One call of git-lfs. */
export interface LfsCall {
  repository: RepositoryName
  /** The session's own repository: read and written with the credential. */
  isOwn: boolean
  /** After `info/lfs`, with its query. */
  path: string
  request: Request
  response: Response
}

export interface LfsOptions {
  session: Session
  /** The forge, as in `https://github.com`. */
  base: URL
  upstream: UpstreamClient
  credential: ForgeCredential
  /** The proxy's own address, as clients know it. */
  address: string
  spool: ObjectSpool
  /** Largest object, in bytes. */
  maxObjectBytes?: number
  /** Silence of the storage after which a transfer is given up, in milliseconds; else `idleMs`. */
  idle?: number
}

/** Silence of the storage after which a transfer is given up, in milliseconds. */
export const idleMs = 300_000

/** What every part of LFS needs. */
export interface LfsContext extends LfsOptions {
  forge: Forge
  maxObjectBytes: number
  tickets: Tickets
  waiting: WaitingObjects
  /** Aborted when the session ends. */
  closing: AbortSignal
  /** `repository oid` of objects the forge has. */
  present: Memory<true>
  /** Why an object was refused: git-lfs asks for it again, and gets the answer without sending it. */
  refused: Memory<string>
}

/** Remembers the newest entries; older ones are forgotten, and found out again. */
export interface Memory<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
}

export function createMemory<Value>(maxEntries: number): Memory<Value> {
  const entries = new Map<string, Value>()
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.set(key, value)
      const oldest = entries.size > maxEntries ? entries.keys().next().value : undefined
      if (oldest !== undefined) entries.delete(oldest)
    },
  }
}
