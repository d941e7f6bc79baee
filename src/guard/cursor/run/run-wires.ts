import type { ConnectCode } from '../../../core/cursor/connect-error.ts'

/** Where the messages of one run go, whatever carries them. */
export interface RunWires {
  toClient(body: Uint8Array): void
  toUpstream(body: Uint8Array): void
  /** The service was called: it waits for more. */
  readonly begun: boolean
  /** Ends the run for the client, and upstream with it. */
  fail(code: ConnectCode, message: string): void
}
