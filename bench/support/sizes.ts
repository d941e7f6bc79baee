/** How much is measured. */
export interface Sizes {
  /** Interleaved runs whose medians are taken. */
  runs: number
  /** Deltas of one run. */
  deltas: number
  /** The same on HTTP/1.1, where each takes a call of its own: as many in all runs together. */
  http1Deltas: number
  /** Bytes one way in one bulk run. */
  bulkBytes: number
  /** The same where each byte is decoded, masked and recorded: as many in all runs together. */
  readBytes: number
  /** Bytes of the stream during which memory is watched. */
  memoryBytes: number
  /** Pieces spoken at 50 a second. */
  pieces: number
  starts: number
  git: GitSizes
  app: AppSizes
}

/** How much is delivered to the App. */
export interface AppSizes {
  /** Pushes sent as fast as they are answered. */
  floodEvents: number
  /** How long 200 pushes a second are sent. */
  steadySeconds: number
  /** Pushes during which memory is watched. */
  memoryEvents: number
  /** How often each urgent thing is done while other writes wait. */
  turns: number
}

/** How much is pushed. */
export interface GitSizes {
  /** Small pushes, each way. */
  pushes: number
  /** The same with a slow forge. */
  slowPushes: number
  mediumPushes: number
  mediumCommits: number
  mediumBytes: number
  /** Files pushed in one commit, in bytes; the first one `largePushes` times each way. */
  largeBytes: readonly number[]
  largePushes: number
  /** Commits of the history which a cold guard meets. */
  historyCommits: number
  /** New text that is searched for secrets. */
  scanBytes: number
}

export const fullSize: Sizes = {
  runs: 5,
  deltas: 20_000,
  http1Deltas: 4_000,
  bulkBytes: 200e6,
  readBytes: 40e6,
  memoryBytes: 1e9,
  pieces: 1_500,
  starts: 5,
  git: {
    pushes: 15,
    slowPushes: 7,
    mediumPushes: 7,
    mediumCommits: 100,
    mediumBytes: 8e6,
    largeBytes: [500e6, 2 * 2 ** 30 - 2 ** 20],
    largePushes: 2,
    historyCommits: 80_000,
    scanBytes: 200e6,
  },
  app: { floodEvents: 5_000, steadySeconds: 30, memoryEvents: 100_000, turns: 30 },
}

/** Only shows that everything works; its figures say nothing. */
export const smokeSize: Sizes = {
  runs: 1,
  deltas: 200,
  http1Deltas: 100,
  bulkBytes: 2e6,
  readBytes: 1e6,
  memoryBytes: 4e6,
  pieces: 25,
  starts: 1,
  git: {
    pushes: 1,
    slowPushes: 1,
    mediumPushes: 1,
    mediumCommits: 3,
    mediumBytes: 3e4,
    largeBytes: [2e6, 4e6],
    largePushes: 1,
    historyCommits: 200,
    scanBytes: 2e6,
  },
  app: { floodEvents: 60, steadySeconds: 1, memoryEvents: 100, turns: 2 },
}
