import type { Readable } from 'node:stream'

/** Where an uploaded object waits until it has been looked at. */
export interface ObjectSpool {
  open(): Promise<SpooledObject>
}

/** One object; disposing it removes it. */
export interface SpooledObject extends AsyncDisposable {
  /** @throws {Error} when there is no room */
  write(bytes: Uint8Array): Promise<void>
  /** Nothing more is written; while it waits it keeps nothing open. */
  complete(): Promise<void>
  /** What was written, from its beginning, each time. */
  read(): Readable
}
