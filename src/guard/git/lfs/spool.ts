import type { Readable } from 'node:stream'

/** Where an uploaded object waits until it has been looked at. */
export interface ObjectSpool {
  open(): Promise<SpooledObject>
}

/** One object; disposing it removes it. */
export interface SpooledObject extends AsyncDisposable {
  /** @throws {Error} when there is no room */
  write(bytes: Uint8Array): Promise<void>
  /** What was written; called once, after the last `write`. */
  read(): Readable
}
