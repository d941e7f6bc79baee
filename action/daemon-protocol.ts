import type { Policy } from '../src/core/policy/policy.ts'

/** What main tells the process that runs the proxy, as one line on its standard input. */
export interface DaemonOrder {
  policy: Policy
  policySource: string
  policyReasons: readonly string[]
  levelReasons: readonly string[]
  /** The guard's environment, credentials among it; never part of the process's own. */
  environment: NodeJS.ProcessEnv
  recording: string
  /** For the client's stand-ins and the control socket; short, since socket paths are. */
  scratch: string
  cursorUpstream?: string
  /** Whoever knows it may end the session. */
  secret: string
  /** The process whose end means that the job is over, when there is one. */
  job?: number
}

/** The answer, as one line on descriptor 3. */
export type DaemonAnswer =
  | {
      ready: true
      sessionId: string
      sessionToken: string
      socket: string
      /** Variables for later steps. */
      environment: Record<string, string>
      /** Goes in front of PATH. */
      shimDirectory: string
    }
  | { ready: false; message: string; hint?: string }

/** Longest line either side takes, in bytes. */
export const maxMessageBytes = 4 * 1024 * 1024
