/** What a command may touch of the process it runs in; a test hands it buffers. */
export interface CommandIo {
  stdout: Output
  stderr: Output
  stdin: AsyncIterable<Uint8Array>
  env: NodeJS.ProcessEnv
  /** Absolute path against which relative arguments are resolved. */
  cwd: string
  /** What a person types here to start another command of ours: `cursor-guard` where it is in the path. */
  command: string
  /** Milliseconds since the epoch. */
  now: () => number
}

export interface Output {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}
